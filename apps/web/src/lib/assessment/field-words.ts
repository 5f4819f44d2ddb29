/** A field of an assessment and its value in words, for people who have to copy it. */
import {
  isInstrument,
  itemsOf,
  optionOf,
  parseFieldKey,
  type Form,
  type Instrument,
  type Item,
  type Json,
  type Part,
} from '@tandem/rules'
import type { UnsavedField } from '@tandem/documents'
import { cellFieldWords, hasCell } from '#lib/extraction/cell-words.ts'
import { sourcesInWords } from '#lib/extraction/source-words.ts'

type FieldWords = { readonly label: string; readonly text: string }

export function fieldWords(form: Form, field: UnsavedField): FieldWords {
  return isInstrument(form) ? itemFieldWords(form, field) : cellFieldWords(form, field)
}

function itemFieldWords(instrument: Instrument, { key, value }: UnsavedField): FieldWords {
  const path = parseFieldKey(key)
  const item = itemsOf(instrument).find((one) => one.id === path?.item)
  if (path === null || item === undefined) return { label: key, text: plain(value) }
  const name = `Item ${item.number}`
  if (path.part !== 'candidate') return { label: `${name}, ${path.part}`, text: valueWords(item, path.part, value) }
  return { label: `${name}, second value`, text: value === null ? 'settled' : valueWords(item, path.of, value) }
}

/** The same where only the key says which form it is of. */
export function fieldWordsAmong(stages: readonly { readonly definition: Form }[], field: UnsavedField): FieldWords {
  const item = parseFieldKey(field.key)?.item ?? ''
  const known = stages.find(({ definition }) =>
    isInstrument(definition) ? itemsOf(definition).some(({ id }) => id === item) : hasCell(definition, item),
  )
  return known ? fieldWords(known.definition, field) : { label: field.key, text: plain(field.value) }
}

/** "Item 19, note" */
export function fieldLabel(form: Form, key: string): string {
  return fieldWords(form, { key, part: 'field', value: null }).label
}

function valueWords(item: Item, part: Part, value: Json): string {
  switch (part) {
    case 'answer':
      return typeof value === 'string' ? (optionOf(item, value)?.label ?? value) : 'no answer'
    case 'source':
      return sourcesInWords(value)
    case 'note':
    case 'accepted':
    case 'order':
      return plain(value)
  }
}

const plain = (value: Json): string =>
  value === null ? 'empty' : typeof value === 'string' ? value : JSON.stringify(value)
