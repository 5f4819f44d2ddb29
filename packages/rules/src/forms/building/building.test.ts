import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../json.ts'
import { judgeEdit } from '../../rulebook/judge-edit.ts'
import { MAX_NOTE } from '../../rulebook/edits.ts'
import { tinyForm } from '../../testing/tiny-form.ts'
import type { ExtractionForm, Field, Section } from '../definition.ts'
import { formFaults } from '../faults.ts'
import { cellsOf, placeOf } from '../cells.ts'
import { TEMPLATES } from '../templates/index.ts'
import {
  documentOf,
  faultsOf,
  FORM_OF_FORMS,
  formChanges,
  formIn,
  isSameForm,
  OFFERED_TYPES,
  versionFaults,
} from './index.ts'

const fresh = (form: ExtractionForm): ExtractionForm => ({
  ...form,
  sections: form.sections
    .filter(({ retired }) => !retired)
    .map((section) => ({ ...section, fields: section.fields.filter(({ retired }) => !retired) })),
})

const FORMS = [...TEMPLATES, tinyForm]

describe('a form under construction', () => {
  it.each(FORMS.map((form) => [form.id, form] as const))('describes %s and nothing else', (_, form) => {
    const again = formIn(documentOf(form), form, null)
    expect(isSameForm(again, fresh(form))).toBe(true)
    expect(formFaults(again)).toEqual([])
  })

  it.each(FORMS.map((form) => [form.id, form] as const))('of %s is a document that the gate takes', (_, form) => {
    const { fields, texts } = documentOf(form)
    const judged = [
      ...Object.entries(fields).map(([key, value]) => ({ target: 'field', key, value }) as const),
      ...Object.entries(texts).map(([name, text]) => ({ target: 'text', name, length: text.length }) as const),
    ].map((edit) => ({ edit, denial: judgeEdit({ form: FORM_OF_FORMS, kind: 'definition', edit }) }))
    expect(judged.filter(({ denial }) => denial !== null)).toEqual([])
    expect(Object.values(texts).every((text) => text.length <= MAX_NOTE)).toBe(true)
  })

  it('asks each thing under an id of its own', () => {
    const ids = FORM_OF_FORMS.sections.map(({ fields }) => fields.map(({ id }) => id))
    expect(ids.map((list) => new Set(list).size)).toEqual(ids.map((list) => list.length))
  })

  it.each(OFFERED_TYPES.flatMap(({ id, examples }) => examples.map(({ settings }) => [id, settings] as const)))(
    'describes a field of the type %s where it stands',
    (_, settings) => {
      const form = formOf([section('a', [text('one', { settings })]), section('b', [text('two')])])
      expect(formIn(documentOf(form), form, null)).toEqual(form)
    },
  )

  it('takes no source, no note and no warning that stands: it has no report', () => {
    for (const key of ['title/source', 'title/note', 'title/accepted']) {
      const edit = { target: 'field', key, value: 'x' } as const
      expect(judgeEdit({ form: FORM_OF_FORMS, kind: 'definition', edit })?.rule).toBe('field-exists')
    }
  })

  it('that says nothing yet has faults and no exception', () => {
    const empty = formIn({ fields: {}, texts: {} }, { id: 'own', version: 1 }, null)
    expect(formFaults(empty)).toEqual(['The form needs a title and a short title.', 'The form has no section.'])
  })

  it.each(['\u0000', '\u001B', '\u0085', '\u202E'])('is not published with a character that hides: %j', (hidden) => {
    const form = { ...tinyForm, sections: tinyForm.sections.map((one) => ({ ...one, help: `From ${hidden} on` })) }
    expect(faultsOf(form, null)).toEqual([
      'A text of the form holds a character that cannot be seen and changes how the rest is shown.',
    ])
  })

  it('keeps the ends of a range as digits, however long', () => {
    const settings = { type: 'number', units: [], min: 1e-7, max: 1e23 } as const
    const form = formOf([section('a', [text('one', { settings })])])
    const { fields } = documentOf(form)
    for (const [key, value] of Object.entries(fields))
      expect(judgeEdit({ form: FORM_OF_FORMS, kind: 'definition', edit: { target: 'field', key, value } })).toBeNull()
    expect(formIn(documentOf(form), form, null).sections[0]?.fields[0]?.settings).toEqual(settings)
  })

  it('is read once for all its sections, however many somebody writes', () => {
    const MANY = 300
    const fields: Record<string, Json> = {}
    for (let at = 0; at < MANY; at += 1) {
      fields[`sections/s${at}/order`] = 'V'
      fields[`fields/s${at}~f/order`] = 'V'
      fields[`fields/s${at}~f/section`] = { status: 'reported', value: `s${at}` }
    }
    let readings = 0
    const counted = new Proxy(fields, {
      ownKeys: (target) => {
        readings += 1
        return Reflect.ownKeys(target)
      },
    })
    const form = formIn({ fields: counted, texts: {} }, { id: 'own', version: 1 }, null)
    expect(form.sections.map((one) => one.fields.length)).toEqual(Array.from({ length: MANY }, () => 1))
    // Once for the sections and once for the fields.
    expect(readings).toBe(2)
    expect(formFaults(form)).toEqual(['A form has at most 60 sections.'])
  })
})

const text = (id: string, change: Partial<Field> = {}): Field => ({
  id,
  label: id,
  help: '',
  required: false,
  settings: { type: 'text' },
  ...change,
})
const section = (id: string, fields: readonly Field[], change: Partial<Section> = {}): Section => ({
  id,
  title: id,
  help: '',
  per: 'study',
  fields,
  ...change,
})
const formOf = (sections: readonly Section[], version = 1): ExtractionForm => ({
  kind: 'extraction',
  id: 'own',
  version,
  title: 'Own',
  shortTitle: 'Own',
  cites: [],
  sections,
})
const next = (earlier: ExtractionForm, sections: readonly Section[]): ExtractionForm =>
  formIn(documentOf(formOf(sections)), { id: 'own', version: 2 }, earlier)

const changesOf = (earlier: ExtractionForm, sections: readonly Section[]) =>
  formChanges(earlier, next(earlier, sections)).map(({ kind, field }) => `${kind} ${field.id}`)

describe('a later version', () => {
  const first = formOf([section('a', [text('one'), text('two')]), section('b', [text('three')])])

  it('keeps what it no longer asks as retired', () => {
    const later = next(first, [section('a', [text('one')])])
    expect(later.sections.map(({ id, retired }) => [id, retired])).toEqual([
      ['a', undefined],
      ['b', true],
    ])
    expect(placeOf(later, 'two')?.field.retired).toBe(true)
    expect(placeOf(later, 'three')?.field.retired).toBe(true)
    expect(cellsOf(later, { fields: {}, texts: {} }, null).map(({ id }) => id)).toEqual(['one'])
    expect(formFaults(later)).toEqual([])
  })

  it('says what is added, retired, restored, reworded and demanded', () => {
    expect(changesOf(first, [section('a', [text('one'), text('new')]), section('b', [text('three')])])).toEqual([
      'added new',
      'retired two',
    ])
    const later = next(first, [section('a', [text('one')]), section('b', [text('three')])])
    expect(changesOf(later, first.sections)).toEqual(['restored two'])
    const asked = text('two', { label: 'Two, asked the other way round' })
    expect(changesOf(later, [section('a', [text('one'), asked]), section('b', [text('three')])])).toEqual([
      'reworded two',
    ])
    expect(
      changesOf(first, [
        section('a', [text('one', { label: 'One, as printed' }), text('two', { required: true })]),
        section('b', [text('three')]),
      ]),
    ).toEqual(['reworded one', 'demanded two'])
  })

  it('lets a field move between sections that are filled in once, with its answers', () => {
    expect(changesOf(first, [section('a', [text('one')]), section('b', [text('three'), text('two')])])).toEqual([])
    expect(
      next(first, [section('a', [text('one')]), section('b', [text('three'), text('two')])]).sections[0]?.fields,
    ).toHaveLength(1)
  })

  it('asks nothing of the condition of what it no longer asks', () => {
    const yesNo = { type: 'yes-no-unclear' } as const
    const hanging = text('two', { when: { item: 'gate', in: ['yes'] } })
    const earlier = formOf([section('a', [text('gate', { settings: yesNo }), hanging]), section('b', [text('three')])])
    const later = next(earlier, [section('a', []), section('b', [text('three'), text('gate', { settings: yesNo })])])
    expect(formFaults(later).filter((fault) => fault.includes('condition'))).toEqual([])
  })

  it('keeps options and units that are no longer offered', () => {
    const options = [
      { id: 'x', label: 'X' },
      { id: 'y', label: 'Y' },
      { id: 'z', label: 'Z' },
    ]
    const chosen = (list: typeof options) => [
      section('a', [text('one', { settings: { type: 'choice', options: list } })]),
    ]
    const later = next(formOf(chosen(options)), chosen(options.slice(0, 2)))
    expect(later.sections[0]?.fields[0]?.settings).toEqual({
      type: 'choice',
      options: [...options.slice(0, 2), { id: 'z', label: 'Z', retired: true }],
    })
  })

  it('never gives a field another type, a section another repetition or a unit another factor', () => {
    const days = { id: 'd', label: 'days', factor: '1' }
    const counted = (factor: string, type: 'number' | 'text' = 'number'): readonly Section[] => [
      section('a', [
        text('one', {
          settings:
            type === 'text'
              ? { type }
              : { type, units: [days, { id: 'wk', label: 'weeks', factor }], min: null, max: null },
        }),
      ]),
    ]
    const faults = (sections: readonly Section[]): readonly string[] => {
      const earlier = formOf(counted('7'))
      return versionFaults(earlier, next(earlier, sections))
    }
    expect(faults(counted('7'))).toEqual([])
    expect(faults(counted('5'))).toEqual([
      '"one" counts in "weeks", whose factor was published as another: make another unit.',
    ])
    const reordered = counted('7').map((one) => ({
      ...one,
      fields: one.fields.map((each) => ({
        ...each,
        settings: { type: 'number', units: [{ id: 'wk', label: 'weeks', factor: '1' }, days], min: null, max: null },
      })),
    }))
    expect(faults(reordered as readonly Section[])).toEqual([
      '"one" was published with numbers compared in "days": that unit stays the first.',
    ])
    const bare = formOf([
      section('a', [text('one', { settings: { type: 'number', units: [], min: null, max: null } })]),
    ])
    expect(versionFaults(bare, next(bare, bare.sections))).toEqual([])
    // Its answers have no unit, and would fit no more: also those that somebody is typing.
    expect(versionFaults(bare, next(bare, counted('7')))).toEqual([
      '"one" was published as a number without units: make another field, and take this one out.',
    ])
    expect(faults(counted('7', 'text'))).toEqual([
      '"one" was published with another type: make another field, and take this one out.',
    ])
    expect(faults([section('a', counted('7')[0]?.fields ?? [], { per: 'arm' })])).toEqual([
      'Section "a" has answers that are filled in otherwise: make another section, and take this one out.',
    ])
  })

  it('reads every answer that an earlier one took, whatever is changed', () => {
    const ids = ['one', 'two', 'three', 'four', 'five', 'six']
    const random = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...ids), fc.boolean()), {
      maxLength: 8,
    })
    const sectionsOf = (list: readonly (readonly [string, string, boolean])[]): readonly Section[] => {
      const once = list.filter(([, id], at) => list.findIndex(([, other]) => other === id) === at)
      const names = [...new Set(once.map(([name]) => name))]
      return names.map((name) =>
        section(
          name,
          once.filter(([in_]) => in_ === name).map(([, id, required]) => text(id, { required })),
        ),
      )
    }
    fc.assert(
      fc.property(fc.array(random, { minLength: 2, maxLength: 6 }), (lists) => {
        let form: ExtractionForm | null = null
        const asked = new Set<string>()
        for (const [at, list] of lists.entries()) {
          form = formIn(documentOf(formOf(sectionsOf(list))), { id: 'own', version: at + 1 }, form)
          for (const { id } of cellsOf(form, { fields: {}, texts: {} }, null)) asked.add(id)
          for (const id of asked) expect(placeOf(form, id)?.field.id).toBe(id)
        }
      }),
    )
  })
})
