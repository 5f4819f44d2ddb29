import { describe, expect, it } from 'vitest'
import { tinyForm } from '../testing/tiny-form.ts'
import type { ExtractionForm, Field, Section } from './definition.ts'
import { formFaults } from './faults.ts'
import { field, LONG_TEXT, TEXT } from './fields-of-forms.ts'
import { STUDY_STRUCTURE } from './study-structure.ts'
import { TEMPLATES } from './templates/index.ts'

it.each([STUDY_STRUCTURE, tinyForm, ...TEMPLATES])('$title has no fault', (form) => {
  expect(formFaults(form)).toEqual([])
})

it('no two built-in forms share an id', () => {
  const ids = [STUDY_STRUCTURE, ...TEMPLATES].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

describe('a fault is said in a sentence that names its place', () => {
  const form = (change: Partial<ExtractionForm>): ExtractionForm => ({ ...tinyForm, ...change })
  const section = (change: Partial<Section>): ExtractionForm =>
    form({ sections: [{ id: 's', title: 'S', help: '', per: 'study', fields: [field('a', 'A', TEXT)], ...change }] })
  const one = (change: Partial<Field>): ExtractionForm => section({ fields: [{ ...field('a', 'A', TEXT), ...change }] })
  const choice = field('gate', 'Gate', {
    type: 'choice',
    options: [
      { id: 'x', label: 'X' },
      { id: 'y', label: 'Y' },
    ],
  })
  const gated = (when: Field['when'], ...before: readonly Field[]): ExtractionForm =>
    section({ fields: [...before, { ...field('a', 'A', TEXT), ...(when ? { when } : {}) }] })

  it.each([
    [form({ version: 0 }), 'Versions are whole numbers from 1.'],
    [form({ title: ' ' }), 'The form needs a title and a short title.'],
    [form({ id: 'Not kebab' }), 'The form has the id "Not kebab", which is not kebab-case.'],
    [form({ sections: [] }), 'The form has no section.'],
    [
      form({ sections: [...tinyForm.sections, ...tinyForm.sections.slice(0, 1)] }),
      'The form has the id "study" twice.',
    ],
    [section({ title: '' }), 'Section "s" has no title.'],
    [section({ per: 'day' as never }), 'Section "S" is filled in "day", which is no way.'],
    [section({ fields: [] }), 'Section "S" has no field.'],
    [section({ key: 'a' }), 'Section "S" names its rows by "a", which is none of its fields.'],
    [section({ required: true }), 'Section "S" has no rows that could be required.'],
    [
      section({ per: 'row', fields: [field('source', 'Source', TEXT)] }),
      'Section "S" has a field "source", a name that is kept.',
    ],
    [
      section({ fields: [field('a', 'A', TEXT), field('a', 'B', TEXT)] }),
      'Sections that are filled in once have the id "a" twice.',
    ],
    [
      section({ per: 'row', fields: [field('a', 'A', TEXT), field('a', 'B', TEXT)] }),
      'Section "S" has the id "a" twice.',
    ],
    [one({ label: ' ' }), 'Section "S", field "a" has no label.'.replace('"a"', '" "')],
    [one({ settings: { type: 'nothing' } as never }), 'Section "S", field "A" has the type "nothing", which is none.'],
    [
      one({ settings: { type: 'condition' } as never }),
      'Section "S", field "A" has a type that only forms about forms have.',
    ],
    [
      one({ settings: { type: 'choice', options: [] } }),
      'Section "S", field "A": A choice needs at least two options.',
    ],
    [
      one({ measures: ['colour' as never] }),
      'Section "S", field "A" is asked of "colour", which is no kind of outcome.',
    ],
    [gated({ all: [] }), 'The condition of Section "S", field "A" has an empty list.'],
    [
      gated({ item: 'gate', in: ['x'] }),
      'The condition of Section "S", field "A" refers to "gate", which is no earlier field.',
    ],
    [
      gated({ item: 'b', in: ['x'] }, field('b', 'B', LONG_TEXT)),
      'The condition of Section "S", field "A" refers to "B", which has no options.',
    ],
    [gated({ item: 'gate', in: [] }, choice), 'The condition of Section "S", field "A" names no answer.'],
    [
      gated({ any: [{ item: 'gate', in: ['z'] }] }, choice),
      'The condition of Section "S", field "A" names "z", which is no option of "Gate".',
    ],
  ])('%#', (faulty, sentence) => expect(formFaults(faulty)).toContain(sentence))

  it('takes a gate in an earlier section that is filled in once', () => {
    const [study] = section({ fields: [choice] }).sections
    const rows: Section = {
      id: 'r',
      title: 'R',
      help: '',
      per: 'row',
      fields: [{ ...field('a', 'A', TEXT), when: { item: 'gate', in: ['x'] } }],
    }
    expect(study && formFaults(form({ sections: [study, rows] }))).toEqual([])
  })
})
