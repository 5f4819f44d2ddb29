import { orderKey, rowIdsIn } from '@tandem/rules'
import { expect, test } from 'vitest'
import { lastPlace, movedPlace, newRowId } from './rows.ts'

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

const moved = (id: string, by: 1 | -1): readonly string[] =>
  ordered(ROWS.map((row) => (row.id === id ? { id, place: movedPlace(ROWS, id, by) ?? row.place } : row)))

test('new rows come last', () => expect(ordered(ROWS)).toEqual(['a', 'b', 'c']))

test.each([
  ['a', 1, ['b', 'a', 'c']],
  ['b', 1, ['a', 'c', 'b']],
  ['b', -1, ['b', 'a', 'c']],
  ['c', -1, ['a', 'c', 'b']],
] as const)('%s moves by %i', (id, by, order) => expect(moved(id, by)).toEqual(order))

test('nothing moves over an end, and nothing that is not there', () => {
  expect([movedPlace(ROWS, 'a', -1), movedPlace(ROWS, 'c', 1), movedPlace(ROWS, 'x', 1)]).toEqual([null, null, null])
})

test('ids of rows are what the rules take', () => {
  expect(newRowId(() => 0.999)).toMatch(/^[a-z0-9]{1,40}$/)
})
