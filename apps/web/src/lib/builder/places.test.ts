import { describe, expect, test } from 'vitest'
import { placedAt, type PlacedRow } from './places.ts'

const rows = (...places: readonly string[]): readonly PlacedRow[] =>
  places.map((place, at) => ({ id: `r${at}`, place }))

function orderAfter(others: readonly PlacedRow[], at: number): string {
  const changed = new Map(placedAt(others, at, 'new').map(({ id, place }) => [id, place]))
  const all = [...others.map(({ id, place }) => ({ id, place: changed.get(id) ?? place }))]
  all.push({ id: 'new', place: changed.get('new') ?? '' })
  return all
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ id }) => id)
    .join(' ')
}

describe('a row that is put among others', () => {
  test('stands where it was put: first, between, last, and alone', () => {
    const others = rows('F', 'V', 'k')
    expect(orderAfter(others, 0)).toBe('new r0 r1 r2')
    expect(orderAfter(others, 2)).toBe('r0 r1 new r2')
    expect(orderAfter(others, 3)).toBe('r0 r1 r2 new')
    expect(placedAt([], 0, 'new')).toHaveLength(1)
  })

  test('moves nothing else', () => {
    expect(placedAt(rows('F', 'V', 'k'), 1, 'new').map(({ id }) => id)).toEqual(['new'])
  })

  test('stands also between two that two people put at one place', () => {
    const others = rows('F', 'V', 'V', 'V', 'k')
    expect(orderAfter(others, 2)).toBe('r0 r1 new r2 r3 r4')
    expect(placedAt(others, 2, 'new').map(({ id }) => id)).toEqual(['new', 'r2', 'r3'])
  })
})
