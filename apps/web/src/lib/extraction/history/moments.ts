/** A document as it was: the changes of its moments, one after the other. */
import type { Json, PlainDocument } from '@tandem/rules'
import type { Moment } from '@tandem/wire'
import { counted } from '#lib/review/words.ts'

/** @param at how many moments have passed: 0 is before the first. */
export function documentAt(moments: readonly Moment[], at: number): PlainDocument {
  const fields: Record<string, Json> = {}
  const texts: Record<string, string> = {}
  for (const { part, key, value } of moments.slice(0, at).flatMap(({ changes }) => changes)) {
    if (part === 'text') texts[key] = String(value ?? '')
    else if (value === null) delete fields[key]
    else fields[key] = value
  }
  return { fields, texts }
}

/** "Alice changed 3 fields": what the moment is about, beside its time. */
export const momentWords = (name: string, { changes }: Moment): string =>
  `${name} changed ${counted(changes.length, 'field')}`
