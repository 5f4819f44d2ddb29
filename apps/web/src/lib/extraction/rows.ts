/** Rows that people add themselves: where a new one stands, and where one stands after a move. */
import { placeBetween } from '@tandem/rules'

export type PlacedRow = { readonly id: string; readonly place: string }

export const lastPlace = (rows: readonly PlacedRow[]): string => placeBetween(rows.at(-1)?.place ?? null, null)

/** @returns the rows that get another place; null where it cannot be moved that way. */
export function movedRows(rows: readonly PlacedRow[], id: string, by: 1 | -1): readonly PlacedRow[] | null {
  const at = rows.findIndex((row) => row.id === id)
  const to = at + by
  if (at < 0 || to < 0 || to >= rows.length) return null
  return placedAt(
    rows.filter((row) => row.id !== id),
    to,
    id,
  )
}

/**
 * What puts a row between others. Two people who add at the same spot give both rows one place, and nothing is between two
 * equal places: then the rows that share the place before it are set a little further, too.
 *
 * @param others in their order, without the row. @param at how many of them stand before it.
 */
export function placedAt(others: readonly PlacedRow[], at: number, id: string): readonly PlacedRow[] {
  const after = others[at - 1]?.place ?? null
  const rest = others.slice(at)
  const ahead = rest.findIndex(({ place }) => place !== after)
  const twins = ahead < 0 ? rest : rest.slice(0, ahead)
  const next = rest[twins.length]?.place ?? null
  const placed: PlacedRow[] = []
  for (const row of [id, ...twins.map((twin) => twin.id)])
    placed.push({ id: row, place: placeBetween(placed.at(-1)?.place ?? after, next) })
  return placed
}

/** Lower case letters and digits, as the rules want ids of rows. @param random below 1. */
export const newRowId = (random: () => number): string =>
  'r' + Array.from({ length: 10 }, () => Math.floor(random() * 36).toString(36)).join('')
