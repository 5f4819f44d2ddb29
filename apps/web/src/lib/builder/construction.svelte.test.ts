import {
  documentOf,
  emptyForm,
  formFaults,
  formIn,
  TEMPLATES,
  type Described,
  type DocumentId,
  type ExtractionForm,
  type ReviewId,
} from '@tandem/rules'
import { answersMap, TEXT } from '@tandem/documents'
import { alice, tinyForm } from '@tandem/rules/testing'
import { flushSync } from 'svelte'
import { afterEach, describe, expect, test } from 'vitest'
import { LiveDocument } from '#lib/live/live-document.svelte.ts'
import { RescueShelf } from '#lib/live/rescue-shelf.svelte.ts'
import { Construction } from './construction.svelte.ts'
import type { FieldLine, SectionLine } from './outline.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** Never connected: what is written stands here. */
function buildingOf(described: Described, earlier: ExtractionForm | null = null): Construction {
  const live = new LiveDocument({
    address: 'ws://tandem.test/sync',
    review: 'review' as ReviewId,
    document: 'document' as DocumentId,
    person: alice,
    keepsCopy: false,
    expected: 'write',
    title: 'A form',
    shelf: new RescueShelf(alice),
    describe: ({ key }) => ({ label: key, text: '' }),
  })
  const { fields, texts } = documentOf(described)
  for (const [key, value] of Object.entries(fields)) answersMap(live.replica.doc).set(key, value)
  for (const [name, text] of Object.entries(texts)) live.replica.doc.getText(TEXT + name).insert(0, text)
  const version = (earlier?.version ?? 0) + 1
  const construction = new Construction(live, () => ({ identity: { id: 'own', version }, earlier }))
  ends.push(
    $effect.root(() => {
      $effect(() => void [construction.outline, construction.form])
    }),
  )
  flushSync()
  return construction
}

const section = (of: Construction, id: string): SectionLine => of.sectionLine(id) as SectionLine
const field = (of: Construction, row: string): FieldLine => of.fieldLine(row) as FieldLine
const idsIn = (of: Construction, id: string): readonly string[] => section(of, id).fields.map((line) => line.id)

describe('what is added', () => {
  test('gets an id from its words that nothing of the form ever had', () => {
    const form = buildingOf(emptyForm('Own'))
    const study = form.addSection('The study')
    const first = form.addField(study, 'Mean age', null)
    form.takeOut({ is: 'field', row: first })
    const second = form.addField(study, 'Mean age', null)
    expect([study, first, second]).toEqual(['the-study', 'the-study~mean-age', 'the-study~mean-age-2'])
    expect(form.addField(study, 'Note', null)).toBe('the-study~note-2')
  })

  test('gets no id that a published version had, also where it was retired long ago', () => {
    const retired = tinyForm.sections.flatMap(({ fields }) => fields).find((one) => one.retired)
    const form = buildingOf(tinyForm, tinyForm)
    const row = form.addField('study', retired?.id ?? '', null)
    expect(retired).toBeDefined()
    expect(row).toBe(`study~${retired?.id}-2`)
  })

  test('stands behind what was in hand, and is in hand', () => {
    const form = buildingOf(emptyForm('Own'))
    const study = form.addSection('The study')
    const one = form.addField(study, 'One', null)
    form.addField(study, 'Three', null)
    const two = form.addField(study, 'Two', one)
    expect(idsIn(form, study)).toEqual(['one', 'two', 'three'])
    expect(form.hand).toEqual({ is: 'field', row: two })
  })

  test('is one step of undo', () => {
    const form = buildingOf(emptyForm('Own'))
    form.addField(form.addSection('The study'), 'One', null)
    form.live.undo()
    expect(idsIn(form, 'the-study')).toEqual([])
    expect(form.hand).toEqual({ is: 'form' })
  })
})

describe('what is moved', () => {
  test('changes places within its section, and goes over to another with its id', () => {
    const form = buildingOf(emptyForm('Own'))
    const [a, b] = [form.addSection('A'), form.addSection('B')]
    const one = form.addField(a, 'One', null)
    form.addField(a, 'Two', one)
    expect(form.move({ is: 'field', row: one }, 1)).toBe(true)
    expect(idsIn(form, a)).toEqual(['two', 'one'])
    expect(form.move({ is: 'field', row: one }, 1)).toBe(true)
    expect([idsIn(form, a), idsIn(form, b)]).toEqual([['two'], ['one']])
    expect(form.form.sections[1]?.fields[0]?.id).toBe('one')
    expect(form.move({ is: 'field', row: one }, 1)).toBe(false)
    expect(form.move({ is: 'section', section: b }, -1)).toBe(true)
    expect(form.outline.map(({ id }) => id)).toEqual([b, a])
  })
})

describe('what is taken out', () => {
  test('and was published comes back as it was written, or as it was published', () => {
    const [template] = TEMPLATES as readonly [ExtractionForm]
    const form = buildingOf(template, template)
    form.takeOut({ is: 'field', row: 'study~country' })
    expect(form.retired.map((one) => one.field?.id)).toEqual(['country'])
    form.useAgain(form.retired[0]!)
    expect(form.retired).toEqual([])
    expect(form.fieldAt({ section: 'study', id: 'country' })).toEqual(
      template.sections[0]?.fields.find(({ id }) => id === 'country'),
    )
    form.takeOut({ is: 'section', section: 'funders' })
    expect(form.retired.map((one) => [one.section.id, one.field])).toEqual([['funders', null]])
    form.useAgain(form.retired[0]!)
    expect(idsIn(form, 'funders')).toEqual(['name', 'kind', 'influence'])
  })

  test('before the form was made the review’s own comes back from the published version, in one step', () => {
    const retired = tinyForm.sections.flatMap((one) =>
      one.fields.filter((of) => of.retired).map((of) => [one, of] as const),
    )
    const [[of, was] = []] = retired
    const form = buildingOf(tinyForm, tinyForm)
    const line = form.retired.find((one) => one.field?.id === was?.id)
    form.useAgain(line!)
    const { retired: _retired, ...current } = was!
    expect(form.fieldAt({ section: of!.id, id: was!.id })).toEqual(current)
    form.live.undo()
    expect(form.retired.map((one) => one.field?.id)).toContain(was?.id)
  })
})

describe('what is duplicated', () => {
  test('is the same question under a new id', () => {
    const [template] = TEMPLATES as readonly [ExtractionForm]
    const form = buildingOf(template, template)
    const row = form.duplicateField(field(form, 'study~design'))
    expect(row).toBe('study~design-copy')
    const { settings, help } = form.fieldAt({ section: 'study', id: 'design' })!
    expect(form.fieldAt(field(form, row))).toMatchObject({ id: 'design-copy', label: 'Design (copy)', settings, help })
    expect(idsIn(form, 'study').slice(0, 2)).toEqual(['design', 'design-copy'])
  })

  test('of a section has ids of its own where answers share one space of names, also in its conditions', () => {
    const [template] = TEMPLATES as readonly [ExtractionForm]
    const form = buildingOf(template, template)
    const copy = form.duplicateSection(section(form, 'study'))
    const fields = form.form.sections.find(({ id }) => id === copy)?.fields ?? []
    expect(fields.map(({ label }) => label)).toEqual(section(form, 'study').fields.map(({ label }) => label))
    const gated = fields.find(({ label }) => label === 'How the sequence was made')
    expect(gated?.when).toEqual({ item: fields[0]?.id, in: ['randomised'] })
    expect(fields[0]?.id).not.toBe('design')
    expect(formFaults(form.form)).toEqual([])
  })

  test('of a section of results keeps the ids that calculations and warnings know', () => {
    const [template] = TEMPLATES as readonly [ExtractionForm]
    const form = buildingOf(template, template)
    const copy = form.duplicateSection(section(form, 'results'))
    expect(idsIn(form, copy)).toEqual(idsIn(form, 'results'))
    expect(formFaults(form.form)).toEqual([])
  })
})

test('a form under construction is the form that it was begun as', () => {
  for (const template of TEMPLATES) {
    const { document, form } = buildingOf(template)
    expect(form).toEqual(formIn(document, { id: 'own', version: 1 }, null))
    expect(formFaults(form)).toEqual([])
  }
})
