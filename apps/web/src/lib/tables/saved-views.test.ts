import { expect, test } from 'vitest'
import type { PersonId, ReviewId } from '@tandem/rules'
import { EVERYTHING, parseViews, SavedViews, type SavedView } from './saved-views.ts'

function shelf() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  }
}

const of = (person: string, on: ReturnType<typeof shelf>) =>
  new SavedViews(person as PersonId, 'review-1' as ReviewId, 'return-to-work', on)

const narrow: SavedView = {
  ...EVERYTHING,
  name: 'Design',
  columns: ['design', 'participants/n'],
  sorting: { column: 'design', direction: 'down' },
  text: 'cohort',
  state: 'missing',
}

test('a view is there again as it was saved, for the person who saved it', () => {
  const on = shelf()
  of('alice', on).save(narrow)
  expect(of('alice', on).all).toEqual([narrow])
  expect(of('bob', on).all).toEqual([])
})

test('a view replaces the one of its name, and can be taken away', () => {
  const views = of('alice', shelf())
  views.save(narrow)
  views.save({ ...EVERYTHING, name: 'All' })
  expect(views.save({ ...narrow, text: '' }).map(({ name, text }) => [name, text])).toEqual([
    ['All', ''],
    ['Design', ''],
  ])
  expect(views.remove('All').map(({ name }) => name)).toEqual(['Design'])
  expect(views.all.map(({ name }) => name)).toEqual(['Design'])
})

test.each([
  ['no text', null],
  ['no JSON', '{'],
  ['no list', '{}'],
  ['another tab', JSON.stringify([{ ...narrow, tab: 'forest' }])],
  ['columns that are no names', JSON.stringify([{ ...narrow, columns: [1] }])],
  ['an order that is none', JSON.stringify([{ ...narrow, sorting: { column: 'design', direction: 'sideways' } }])],
  ['a state that is none', JSON.stringify([{ ...narrow, state: 'lost' }])],
  ['no name', JSON.stringify([{ ...EVERYTHING }])],
])('%s is passed over', (_, text) => {
  expect(parseViews(text)).toEqual([])
})

test('views that are understood stay beside one that is not', () => {
  expect(parseViews(JSON.stringify([{ ...narrow, tab: 'forest' }, narrow]))).toEqual([narrow])
})

test('a closed storage keeps nothing and breaks nothing', () => {
  const closed = {
    getItem: (): string | null => {
      throw new Error('closed')
    },
    setItem: (): void => {
      throw new Error('closed')
    },
  }
  const views = new SavedViews('alice' as PersonId, 'review-1' as ReviewId, 'form', closed)
  expect(views.all).toEqual([])
  expect(views.save(narrow)).toEqual([narrow])
})
