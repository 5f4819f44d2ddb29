/** Answers of a form of data extraction in words. */
import {
  fieldTypeOf,
  hasItem,
  parseFieldKey,
  placeOf,
  STATUS_WORDS,
  type Answer,
  type ExtractionForm,
  type Field,
  type Json,
  type Part,
} from '@tandem/rules'
import { cellTitle } from './cell-titles.ts'
import { sourcesInWords } from '#lib/assessment/source-words.ts'

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
  if (path === null || !hasItem(form, path.item)) return { label: key, text: plain(value) }
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
