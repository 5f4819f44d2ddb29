/** A field of an assessment and its value in words, for people who have to copy it. */
import { itemsOf, optionOf, parseFieldKey, type Instrument, type Json, type Source } from '@tandem/rules'
import type { UnsavedField } from '#lib/live/unsaved.ts'

export function fieldWords(
  instrument: Instrument,
  { key, part, value }: UnsavedField,
): { readonly label: string; readonly text: string } {
  const path = parseFieldKey(key)
  const item = itemsOf(instrument).find((one) => one.id === path?.item)
  const name = item ? `Item ${item.number}` : key
  if (!path || !item) return { label: name, text: plain(value) }
  if (part === 'text' || path.part === 'note') return { label: `${name}, note`, text: plain(value) }
  if (path.part === 'source') return { label: `${name}, source`, text: sourcesInWords(value) }
  if (path.part === 'candidate')
    return { label: `${name}, second value`, text: value === null ? 'settled' : plain(value) }
  return {
    label: `${name}, answer`,
    text: typeof value === 'string' ? (optionOf(item, value)?.label ?? value) : 'no answer',
  }
}

/** "Item 19, note" */
export function fieldLabel(instrument: Instrument, key: string): string {
  return fieldWords(instrument, { key, part: 'field', value: null }).label
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
