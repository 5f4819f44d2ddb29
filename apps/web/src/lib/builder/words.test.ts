import {
  documentOf,
  faultsOf,
  formChanges,
  FORM_OF_FORMS,
  type ExtractionForm,
  type PlainDocument,
} from '@tandem/rules'
import { reported, tinyForm } from '@tandem/rules/testing'
import type { ExtractedStudy } from '@tandem/wire'
import { describe, expect, test } from 'vitest'
import { answeredStudies } from './answered.ts'
import { buildFieldWords } from './build-words.ts'
import { otherChanges } from './change-words.ts'
import { placeOfFault } from './fault-places.ts'
import { outlineIn } from './outline.ts'

const [study] = tinyForm.sections as readonly [ExtractionForm['sections'][number]]
const [first, ...others] = study.fields as readonly [(typeof study.fields)[number]]
const withFirst = (change: Partial<typeof first>): ExtractionForm => ({
  ...tinyForm,
  sections: [{ ...study, fields: [{ ...first, ...change }, ...others] }, ...tinyForm.sections.slice(1)],
})

describe('a fault', () => {
  const placesIn = (form: ExtractionForm, earlier: ExtractionForm | null = null) =>
    faultsOf(form, earlier).map((fault) => placeOfFault(fault, outlineIn(documentOf(form)), form))

  test('leads to the field that it names, also where that has no words', () => {
    const row = `${study.id}~${first.id}`
    expect(placesIn(withFirst({ label: '' }))).toEqual([{ is: 'field', row }])
    expect(placesIn(withFirst({ settings: { type: 'choice', options: [] } }))[0]).toEqual({ is: 'field', row })
    expect(placesIn(withFirst({ settings: { type: 'date' } }), tinyForm)).toContainEqual({ is: 'field', row })
  })

  test('leads to its section, to the form, or nowhere', () => {
    const titled = (title: string): ExtractionForm => ({
      ...tinyForm,
      sections: [{ ...study, title }, ...tinyForm.sections.slice(1)],
    })
    expect(placesIn(titled(''))).toEqual([{ is: 'section', section: study.id }])
    expect(placesIn({ ...tinyForm, title: '' })).toEqual([{ is: 'form' }])
    expect(placesIn({ ...tinyForm, sections: [] })).toEqual([null])
  })
})

describe('studies in which a question is answered', () => {
  const document = (fields: PlainDocument['fields'], texts: PlainDocument['texts'] = {}): PlainDocument => ({
    fields,
    texts,
  })
  const extracted = (drafts: readonly PlainDocument[], shared: PlainDocument | null): ExtractedStudy =>
    ({
      drafts: drafts.map((content) => ({ reviewer: 'alice', content })),
      shared: shared && { content: shared, isSettled: true },
    }) as unknown as ExtractedStudy

  test('are counted once, by revealed drafts, by what was agreed, and by texts that were typed together', () => {
    const studies = [
      extracted([document({ aim: reported('x') }), document({ aim: reported('y') })], document({})),
      extracted([], document({}, { aim: 'Typed' })),
      extracted([document({ aims: reported('x') })], null),
    ]
    expect(answeredStudies(studies, { id: 'study', per: 'study' }, { id: 'aim' })).toBe(2)
  })

  test('of a section with rows by any of its rows', () => {
    const studies = [
      extracted([document({ 'arms/a/n': reported(4), 'arms/a/age': reported(40) })], null),
      extracted([document({ 'others/a/n': reported(4), 'arms/a/n/note': 'x' })], null),
    ]
    expect(answeredStudies(studies, { id: 'arms', per: 'arm' }, { id: 'n' })).toBe(1)
  })
})

describe('what a version changes beside its questions', () => {
  test('is said where titles, sources, sections or the order are others', () => {
    const turned = { ...tinyForm, sections: [{ ...study, fields: [...others, first] }, ...tinyForm.sections.slice(1)] }
    expect(otherChanges(tinyForm, tinyForm)).toEqual([])
    expect(otherChanges(tinyForm, { ...tinyForm, shortTitle: 'Other', cites: ['A'] })).toEqual([
      'its title',
      'its sources',
    ])
    expect(otherChanges(tinyForm, turned)).toEqual(['the order of questions, or where they stand'])
    expect(formChanges(tinyForm, turned)).toEqual([])
  })

  test('is not the place of a question that is new', () => {
    const added = { ...first, id: 'new', label: 'New' }
    const next = {
      ...tinyForm,
      sections: [{ ...study, fields: [added, first, ...others] }, ...tinyForm.sections.slice(1)],
    }
    expect(otherChanges(tinyForm, next)).toEqual([])
  })
})

test('what was not saved of a form is said by what it was about', () => {
  const document = documentOf(tinyForm)
  const row = `${study.id}~${first.id}`
  const words = (key: string, value: unknown) =>
    buildFieldWords(document, { key, part: 'field', value: value as never })
  expect(words(`fields/${row}/label`, reported('Other'))).toEqual({
    label: `Question of “${first.label}”`,
    text: 'Other',
  })
  expect(words(`sections/${study.id}/per`, reported('study'))).toEqual({
    label: `Filled in of “${study.title}”`,
    text: 'once for each study',
  })
  expect(words(`fields/${row}/order`, 'V').label).toBe(`Place of “${first.label}”`)
  expect(words('title', reported('Other'))).toEqual({
    label: FORM_OF_FORMS.sections[0]?.fields[0]?.label,
    text: 'Other',
  })
})
