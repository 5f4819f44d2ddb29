/** Where rows stand among others of their list. */
import { placeBetween } from '@tandem/rules'

export type PlacedRow = { readonly id: string; readonly place: string }

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
