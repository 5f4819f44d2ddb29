/** Questions and answers of a form of data extraction in words. */
import {
  fieldTypeOf,
  parseFieldKey,
  placeOf,
  sectionOfRow,
  type Answer,
  type Cell,
  type ExtractionForm,
  type Field,
  type Json,
  type Part,
  type Status,
} from '@tandem/rules'
import { sourcesInWords } from './source-words.ts'

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  reported: 'reported',
  calculated: 'calculated',
  digitised: 'read from a figure',
  'from-authors': 'from the authors',
  'not-reported': 'not reported',
  unclear: 'unclear',
  'not-applicable': 'not applicable',
}

/** "Mean age", "Mean age, Participants": which row it is in is known only where the document is open. */
export function cellTitle(form: ExtractionForm, item: string): string {
  const place = placeOf(form, item)
  if (place) return place.section.per === 'study' ? place.field.label : `${place.field.label}, ${place.section.title}`
  const section = sectionOfRow(form, item) ?? form.sections.find(({ id }) => id === item)
  return section?.title ?? item
}

export const hasCell = (form: ExtractionForm, item: string): boolean =>
  placeOf(form, item) !== undefined || sectionOfRow(form, item) !== undefined

/** "Mean, Return to work, 12 months, Back school": the label first, so that it is found by what is on screen. */
export const cellName = ({ field, row }: Pick<Cell, 'field' | 'row'>): string =>
  row === null || row.label === '' ? field.label : `${field.label}, ${row.label}`

/** @param labelOf names a row that a value refers to. */
export function valueWords(field: Field, value: Json, labelOf: (row: string) => string = (row) => row): string {
  if (field.settings.type === 'rows' && Array.isArray(value)) return value.map((row) => labelOf(String(row))).join('; ')
  return fieldTypeOf(field.settings).show(field.settings, value)
}

/** "120", "not reported", "120, calculated". */
export function answerWords(field: Field, answer: Answer, labelOf?: (row: string) => string): string {
  const { status, value } = answer
  if (value === undefined) return STATUS_WORDS[status]
  const words = valueWords(field, value, labelOf)
  return status === 'reported' ? words : `${words}, ${STATUS_WORDS[status]}`
}

/** A key of a document and what stands there, for people who have to copy it. */
export function cellFieldWords(
  form: ExtractionForm,
  { key, value }: { readonly key: string; readonly value: Json },
): { readonly label: string; readonly text: string } {
  const path = parseFieldKey(key)
  if (path === null || !hasCell(form, path.item)) return { label: key, text: plain(value) }
  const title = cellTitle(form, path.item)
  if (path.part !== 'candidate')
    return { label: path.part === 'answer' ? title : `${title}, ${path.part}`, text: partWords(form, path, value) }
  const of = { part: path.of, item: path.item }
  return { label: `${title}, second value`, text: value === null ? 'settled' : partWords(form, of, value) }
}

function partWords(
  form: ExtractionForm,
  { part, item }: { readonly part: Part; readonly item: string },
  value: Json,
): string {
  if (part === 'source') return sourcesInWords(value)
  const field = placeOf(form, item)?.field
  if (part !== 'answer' || field === undefined || value === null || typeof value !== 'object') return plain(value)
  return answerWords(field, value as unknown as Answer)
}

const plain = (value: Json): string =>
  value === null ? 'empty' : typeof value === 'string' ? value : JSON.stringify(value)
