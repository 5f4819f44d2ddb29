/** A field of an assessment and its value in words, for people who have to copy it. */
import {
  itemsOf,
  optionOf,
  parseFieldKey,
  type Instrument,
  type Item,
  type Json,
  type Part,
  type Source,
} from '@tandem/rules'
import type { UnsavedField } from '@tandem/documents'

type FieldWords = { readonly label: string; readonly text: string }

export function fieldWords(instrument: Instrument, { key, value }: UnsavedField): FieldWords {
  const path = parseFieldKey(key)
  const item = itemsOf(instrument).find((one) => one.id === path?.item)
  if (path === null || item === undefined) return { label: key, text: plain(value) }
  const name = `Item ${item.number}`
  if (path.part !== 'candidate') return { label: `${name}, ${path.part}`, text: valueWords(item, path.part, value) }
  return { label: `${name}, second value`, text: value === null ? 'settled' : valueWords(item, path.of, value) }
}

/** The same where only the key says which instrument it is of. */
export function fieldWordsAmong(
  stages: readonly { readonly instrument: Instrument }[],
  field: UnsavedField,
): FieldWords {
  const item = parseFieldKey(field.key)?.item
  const known = stages.find(({ instrument }) => itemsOf(instrument).some(({ id }) => id === item))
  return known ? fieldWords(known.instrument, field) : { label: field.key, text: plain(field.value) }
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
    case 'order':
      return plain(value)
  }
}

function sourcesInWords(value: Json): string {
  if (!Array.isArray(value)) return 'no source'
  return (value as unknown as readonly Source[])
    .map((source) =>
      [source.page ? `p. ${source.page}` : '', source.quote ? `“${source.quote}”` : ''].filter(Boolean).join(' '),
    )
    .join('; ')
}

const plain = (value: Json): string =>
  value === null ? 'empty' : typeof value === 'string' ? value : JSON.stringify(value)
