/** A key of a form under construction and what stands there, for people who have to copy it. */
import {
  answerAt,
  cellId,
  FIELDS,
  FORM_OF_FORMS,
  parseFieldKey,
  placeOf,
  SECTIONS,
  type PlainDocument,
} from '@tandem/rules'
import type { UnsavedField } from '@tandem/documents'
import { cellFieldWords } from '#lib/extraction/cell-words.ts'
import { partOf } from './outline.ts'

/** "Options of “Design”": the question of the form of forms, and what it was answered about. */
export function buildFieldWords(document: PlainDocument, field: UnsavedField) {
  const { label, text } = cellFieldWords(FORM_OF_FORMS, field)
  const item = parseFieldKey(field.key)?.item ?? ''
  const name = nameAt(document, item)
  const question = placeOf(FORM_OF_FORMS, item)?.field.label
  return { label: name === '' ? label : `${question ?? 'Place'} of “${name}”`, text }
}

function nameAt(document: PlainDocument, item: string): string {
  const part = partOf(item)
  if (part.is === 'form') return ''
  const name = part.is === 'section' ? cellId(SECTIONS, part.section, 'title') : cellId(FIELDS, part.row, 'label')
  const value = answerAt(document, name)?.value
  return typeof value === 'string' ? shortened(value) : ''
}

export const shortened = (words: string): string => (words.length > 60 ? `${words.slice(0, 60)}…` : words)
