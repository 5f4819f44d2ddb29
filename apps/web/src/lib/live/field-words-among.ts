/**
 * A field of some document of a review in words, where only its key says which form it is of. Knows every field type, so it is
 * fetched when something has to be said.
 */
import { hasItem, isInstrument, parseFieldKey, type Form } from '@tandem/rules'
import type { UnsavedField } from '@tandem/documents'
import { fieldWords, type FieldWords } from '#lib/assessment/field-words.ts'
import { cellFieldWords } from '#lib/extraction/cell-words.ts'

export function fieldWordsAmong(forms: readonly Form[], field: UnsavedField): FieldWords {
  const item = parseFieldKey(field.key)?.item ?? ''
  const form = forms.find((one) => hasItem(one, item))
  if (form === undefined) return { label: field.key, text: JSON.stringify(field.value) }
  return isInstrument(form) ? fieldWords(form, field) : cellFieldWords(form, field)
}
