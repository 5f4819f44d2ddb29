import { orderKey, rowIdsIn } from '@tandem/rules'
import { describe, expect, test } from 'vitest'
import { lastPlace, movedRows, newRowId, placedAt } from './rows.ts'

type Row = { readonly id: string; readonly place: string }

const ordered = (rows: readonly Row[]): readonly string[] =>
  rowIdsIn(
    { fields: Object.fromEntries(rows.map(({ id, place }) => [orderKey('arms', id), place])), texts: {} },
    'arms',
  )

const ROWS: readonly Row[] = ['a', 'b', 'c'].reduce<readonly Row[]>(
  (rows, id) => [...rows, { id, place: lastPlace(rows) }],
  [],
)

function moved(id: string, by: 1 | -1, rows: readonly Row[] = ROWS): readonly string[] {
  const changed = new Map(movedRows(rows, id, by)?.map((row) => [row.id, row]))
  return ordered(rows.map((row) => changed.get(row.id) ?? row))
}

test('new rows come last', () => expect(ordered(ROWS)).toEqual(['a', 'b', 'c']))

test.each([
  ['a', 1, ['b', 'a', 'c']],
  ['b', 1, ['a', 'c', 'b']],
  ['b', -1, ['b', 'a', 'c']],
  ['c', -1, ['a', 'c', 'b']],
] as const)('%s moves by %i', (id, by, order) => expect(moved(id, by)).toEqual(order))

test('nothing moves over an end, and nothing that is not there', () => {
  expect([movedRows(ROWS, 'a', -1), movedRows(ROWS, 'c', 1), movedRows(ROWS, 'x', 1)]).toEqual([null, null, null])
})

test('a row moves between two that two people put at one place', () => {
  const rows = [
    { id: 'a', place: 'F' },
    { id: 'b', place: 'V' },
    { id: 'c', place: 'V' },
  ]
  expect(moved('a', 1, rows)).toEqual(['b', 'a', 'c'])
  expect(moved('c', -1, rows)).toEqual(['a', 'c', 'b'])
})

test('ids of rows are what the rules take', () => {
  expect(newRowId(() => 0.999)).toMatch(/^[a-z0-9]{1,40}$/)
})

const rowsAt = (...places: readonly string[]): readonly Row[] => places.map((place, at) => ({ id: `r${at}`, place }))

function orderAfter(others: readonly Row[], at: number): string {
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
    const others = rowsAt('F', 'V', 'k')
    expect(orderAfter(others, 0)).toBe('new r0 r1 r2')
    expect(orderAfter(others, 2)).toBe('r0 r1 new r2')
    expect(orderAfter(others, 3)).toBe('r0 r1 r2 new')
    expect(placedAt([], 0, 'new')).toHaveLength(1)
  })

  test('moves nothing else', () => {
    expect(placedAt(rowsAt('F', 'V', 'k'), 1, 'new').map(({ id }) => id)).toEqual(['new'])
  })

  test('stands also between two that two people put at one place', () => {
    const others = rowsAt('F', 'V', 'V', 'V', 'k')
    expect(orderAfter(others, 2)).toBe('r0 r1 new r2 r3 r4')
    expect(placedAt(others, 2, 'new').map(({ id }) => id)).toEqual(['new', 'r2', 'r3'])
  })
})
