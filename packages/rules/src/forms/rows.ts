/** Rows of a section in a document, and what stands in their cells. */
import { fieldKey, parseFieldKey, type PlainDocument } from '../content/index.ts'
import type { Answer } from './answer.ts'

/** Ids of rows that are there, in their order; of two in the same place, the smaller id first. */
export function rowIdsIn({ fields }: PlainDocument, section: string): readonly string[] {
  const prefix = `${section}/`
  // Keys alone: a document has thousands, and tables ask this of hundreds of documents.
  return Object.keys(fields)
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => {
      const value = fields[key]
      const path = typeof value === 'string' ? parseFieldKey(key) : null
      return path?.part === 'order' ? [{ id: path.item.slice(prefix.length), place: value as string }] : []
    })
    .sort((a, b) => compare(a.place, b.place) || compare(a.id, b.id))
    .map(({ id }) => id)
}

/** In code units, the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const cellId = (section: string, row: string, field: string): string => `${section}/${row}/${field}`

export const orderKey = (section: string, row: string): string => fieldKey(`${section}/${row}`, 'order')

/** With a text that is typed together put in as its value; undefined where nobody has said anything. */
export function answerAt({ fields, texts }: PlainDocument, cell: string): Answer | undefined {
  const stored = fields[cell] as Answer | undefined
  const text = texts[cell]
  if (text === undefined || text.trim() === '') return stored
  return { status: 'reported', ...stored, value: text.trim() }
}

/**
 * Places between two others, as texts that sort in code units: base 62 fractions. There is always one between two
 * different ones, which floating point numbers cannot promise.
 *
 * @param after the place before which nothing is put; null for the beginning. @param before likewise; null for the end.
 */
export function placeBetween(after: string | null, before: string | null): string {
  let place = ''
  for (let at = 0; ; at += 1) {
    const low = after === null ? 0 : digitAt(after, at)
    const high = before === null || !before.startsWith(place) ? DIGITS.length : digitAt(before, at)
    if (high - low > 1) return place + DIGITS[Math.floor((low + high) / 2)]
    place += DIGITS[low]
  }
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const digitAt = (place: string, at: number): number => Math.max(0, DIGITS.indexOf(place[at] ?? '0'))

const PLACE = /^[0-9A-Za-z]{1,60}$/
export const isPlace = (value: unknown): value is string =>
  typeof value === 'string' && PLACE.test(value) && !value.endsWith('0')
