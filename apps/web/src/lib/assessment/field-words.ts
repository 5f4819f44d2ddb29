/** A field of an assessment and its value in words, for people who have to copy it. */
import { itemsOf, optionOf, parseFieldKey, type Instrument, type Item, type Json, type Part } from '@tandem/rules'
import type { UnsavedField } from '@tandem/documents'
import { sourcesInWords } from './source-words.ts'

export type FieldWords = { readonly label: string; readonly text: string }

export function fieldWords(instrument: Instrument, { key, value }: UnsavedField): FieldWords {
  const path = parseFieldKey(key)
  const item = itemsOf(instrument).find((one) => one.id === path?.item)
  if (path === null || item === undefined) return { label: key, text: plain(value) }
  const name = `Item ${item.number}`
  if (path.part !== 'candidate') return { label: `${name}, ${path.part}`, text: valueWords(item, path.part, value) }
  return { label: `${name}, second value`, text: value === null ? 'settled' : valueWords(item, path.of, value) }
}

/** "Item 19, note" */
export function fieldLabel(instrument: Instrument, key: string): string {
  return fieldWords(instrument, { key, part: 'field', value: null }).label
}

function valueWords(item: Item, part: Part, value: Json): string {
  switch (part) {
    case 'answer':
      return typeof value === 'string' ? (optionOf(item, value)?.label ?? value) : 'no answer'
    case 'source':
      return sourcesInWords(value)
    case 'note':
    case 'accepted':
    case 'reworded':
    case 'order':
      return plain(value)
  }
}

const plain = (value: Json): string =>
  value === null ? 'empty' : typeof value === 'string' ? value : JSON.stringify(value)
