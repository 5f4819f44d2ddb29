import { FIELD_TYPES, formIn, documentOf, isSameForm, TEMPLATES, type ExtractionForm } from '@tandem/rules'
import { tinyForm } from '@tandem/rules/testing'
import { describe, expect, test } from 'vitest'
import { formText } from './form-download.ts'
import { MAX_FORM_FILE, readForm } from './form-file.ts'

const [template] = TEMPLATES as readonly [ExtractionForm, ...ExtractionForm[]]
const faultsOf = (content: unknown): readonly string[] => {
  const read = readForm(typeof content === 'string' ? content : JSON.stringify(content))
  return read.ok ? [] : read.faults
}
type Open = Record<string, unknown>
/** The same form with something else in one place. */
function changed(change: (form: Open) => void, form: ExtractionForm = template): unknown {
  const copy = JSON.parse(JSON.stringify(form)) as Open
  change(copy)
  return copy
}
const sectionIn = (form: Open, at = 0): Open => (form['sections'] as Open[])[at] as Open
const fieldIn = (form: Open, at = 0, field = 0): Open => (sectionIn(form, at)['fields'] as Open[])[field] as Open

describe('a file of a form', () => {
  test.each([...TEMPLATES, tinyForm].map((form) => [form.id, form] as const))(
    'of %s gives the same form',
    (_, form) => {
      const read = readForm(formText(form))
      expect(read).toEqual({ ok: true, form })
      const fresh = formIn(documentOf(form), form, null)
      expect(read.ok && isSameForm(formIn(documentOf(read.form), form, null), fresh)).toBe(true)
    },
  )

  test('is the same file for the same form, whatever order its members were in', () => {
    const reversed = Object.fromEntries(Object.entries(template).reverse()) as ExtractionForm
    expect(formText(reversed)).toBe(formText(template))
  })

  test.each([
    ['', /no JSON/],
    ['{"kind": "extraction", ', /no JSON/],
    ['null', /not what a form has/],
    ['[]', /not what a form has/],
    ['"return-to-work"', /not what a form has/],
    ['{}', /has no "kind"/],
    ['{"__proto__": {"kind": "extraction"}}', /has a "__proto__"/],
  ])('that is %j is refused in a sentence', (content, words) => {
    expect(faultsOf(content).join('\n')).toMatch(words)
  })

  test('that is an instrument is refused as no form of data extraction', () => {
    expect(faultsOf(changed((form) => (form['kind'] = 'structure')))).toEqual([
      'The file holds no form of data extraction.',
    ])
  })

  test('that is huge is not read', () => {
    expect(faultsOf(' '.repeat(MAX_FORM_FILE + 1))).toEqual(['The file is too large to be a form.'])
  })

  test('says of a field what is wrong with it, by its words', () => {
    expect(faultsOf(changed((form) => (fieldIn(form)['settings'] = { type: 'slider' })))).toEqual([
      '“The study”, “Design” has the type "slider", which is not known here.',
    ])
    expect(faultsOf(changed((form) => (fieldIn(form)['settings'] = { type: 'options' })))).toEqual([
      '“The study”, “Design” has the type "options", which is not known here.',
    ])
    expect(faultsOf(changed((form) => (fieldIn(form)['settings'] = { type: 'choice', options: 'many' })))).toEqual([
      '“The study”, “Design”: “Options” is not what this type takes.',
    ])
    expect(faultsOf(changed((form) => (fieldIn(form)['colour'] = 'red')))).toEqual([
      '“The study”, “Design” has a "colour", which is not known here.',
    ])
    expect(faultsOf(changed((form) => delete fieldIn(form)['required']))).toEqual([
      '“The study”, “Design” has no "required".',
    ])
    expect(faultsOf(changed((form) => (fieldIn(form)['when'] = { item: 'aim' })))).toEqual([
      '“The study”, “Design” has a condition that is none.',
    ])
  })

  test('with conditions that wait for each other is refused by the rules', () => {
    const faults = faultsOf(changed((form) => (fieldIn(form)['when'] = { item: 'setting', in: ['home'] })))
    expect(faults).toEqual([expect.stringMatching(/refers to "setting", which is no earlier field/)])
  })

  test('with more than the gate takes is refused before anything is written', () => {
    const faults = faultsOf(changed((form) => (fieldIn(form)['label'] = 'x'.repeat(501))))
    expect(faults).toEqual([expect.stringMatching(/^Question of “x{60}…”: The value is not one that this field takes/)])
    const long = faultsOf(changed((form) => (fieldIn(form)['help'] = 'x'.repeat(20_001))))
    expect(long).toEqual([expect.stringMatching(/^Help of “Design”: The text is longer than this field takes/)])
  })

  test('with a fault in every line says a dozen of them', () => {
    const sections = Array.from({ length: 30 }, () => null)
    expect(faultsOf(changed((form) => (form['sections'] = sections)))).toHaveLength(13)
  })

  test('never crashes, whatever stands where', () => {
    const odd: readonly unknown[] = [
      null,
      true,
      0,
      -1.5,
      '',
      'constructor',
      '\ud800',
      [],
      [null],
      [[]],
      [{}],
      {},
      { type: 'toString' },
      { item: 'design', in: [] },
      { all: [] },
      { all: [{ any: [{ all: [{ any: [{ all: [] }] }] }] }] },
      ...FIELD_TYPES.map(({ fresh }) => fresh),
      ...FIELD_TYPES.map(({ id }) => ({ type: id, options: [null], units: 7, min: '1', max: [], section: {} })),
    ]
    const members = ['kind', 'id', 'sections', 'fields', 'settings', 'when', 'measures', 'label', 'per', '__proto__']
    let refusals = 0
    for (const value of odd) {
      for (const member of members) {
        const put = (on: Open): void => void Object.defineProperty(on, member, { value, enumerable: true })
        refusals += faultsOf(changed((form) => put(form))).length
        refusals += faultsOf(changed((form) => put(sectionIn(form)))).length
        refusals += faultsOf(changed((form) => put(fieldIn(form)))).length
      }
    }
    expect(refusals).toBeGreaterThan(odd.length * members.length)
  })
})
