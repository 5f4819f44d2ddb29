/** Rows that people add themselves: where a new one stands, and where one stands after a move. */
import { placeBetween } from '@tandem/rules'

type PlacedRow = { readonly id: string; readonly place: string }

export const lastPlace = (rows: readonly PlacedRow[]): string => placeBetween(rows.at(-1)?.place ?? null, null)

/** @returns null where it cannot be moved that way. */
export function movedPlace(rows: readonly PlacedRow[], id: string, by: 1 | -1): string | null {
  const at = rows.findIndex((row) => row.id === id)
  const to = at + by
  if (at < 0 || to < 0 || to >= rows.length) return null
  const [before, after] = by === 1 ? [rows[to], rows[to + 1]] : [rows[to - 1], rows[to]]
  return placeBetween(before?.place ?? null, after?.place ?? null)
}

/** Lower case letters and digits, as the rules want ids of rows. @param random below 1. */
export const newRowId = (random: () => number): string =>
  'r' + Array.from({ length: 10 }, () => Math.floor(random() * 36).toString(36)).join('')
