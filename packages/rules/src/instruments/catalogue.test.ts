import { describe, expect, test } from 'vitest'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import type { Answers, Instrument } from './definition.ts'
import { INSTRUMENTS, instrumentById } from './index.ts'
import { highestTotalOf, itemsOf, scoreOf } from './score.ts'
import { instrumentFaults } from './validate.ts'

const byId = (id: string): Instrument => {
  const instrument = instrumentById(id)
  if (instrument === undefined) throw new Error(`no instrument ${id}`)
  return instrument
}
const original = byId('downs-and-black')
const modified = byId('downs-and-black-modified')

/** Every item with its option of most (or fewest) points. */
const extreme = (instrument: Instrument, pick: (...points: number[]) => number): Answers =>
  Object.fromEntries(
    itemsOf(instrument).map((item) => {
      const points = pick(...item.options.map((option) => option.points))
      return [item.id, item.options.find((option) => option.points === points)?.id ?? '']
    }),
  )

describe('the catalogue', () => {
  test.each([...INSTRUMENTS, tinyInstrument])('$id has no fault', (instrument) => {
    expect(instrumentFaults(instrument)).toEqual([])
  })

  test('ids are unique, and an unknown one gives nothing', () => {
    expect(new Set(INSTRUMENTS.map((instrument) => instrument.id)).size).toBe(INSTRUMENTS.length)
    expect(instrumentById('tiny')).toBeUndefined()
  })

  test('every text and help is short, ours and ends as its kind does', () => {
    for (const item of INSTRUMENTS.flatMap(itemsOf)) {
      expect(item.text.length, item.id).toBeLessThan(70)
      expect(item.text, item.id).not.toMatch(/[.?]$/)
      expect(item.help, item.id).toMatch(/\.$/)
    }
  })
})

describe.each([
  { instrument: original, total: 32, power: 5 },
  { instrument: modified, total: 28, power: 1 },
])('$instrument.id', ({ instrument, total, power }) => {
  test('has 27 items numbered 1 to 27, with ids that carry the number', () => {
    expect(itemsOf(instrument).map((item) => item.number)).toEqual([...Array(27).keys()].map((n) => String(n + 1)))
    expect(itemsOf(instrument).map((item) => item.id)).toEqual([...Array(27).keys()].map((n) => `db-${n + 1}`))
  })

  test('has subscales whose maxima are 11, 3, 7, 6 and that of the power item', () => {
    const best = scoreOf(instrument, extreme(instrument, Math.max))
    expect(best.domains.map((domain) => domain.points)).toEqual([11, 3, 7, 6, power])
    expect(best).toMatchObject({ points: total, maximum: total, open: [] })
    expect(highestTotalOf(instrument)).toBe(total)
  })

  test('can come to 0 of the full maximum, because "unable to tell" stays in it', () => {
    const unable = { ...extreme(instrument, Math.min), 'db-11': 'unable', 'db-26': 'unable' }
    expect(scoreOf(instrument, unable)).toMatchObject({ points: 0, maximum: total })
  })

  test('offers partly on item 5 only, and unable on items 11 to 26 but not on 1 to 10', () => {
    for (const item of itemsOf(instrument)) {
      const ids = item.options.map((option) => option.id)
      const number = Number(item.number)
      expect(ids.includes('partly'), item.id).toBe(number === 5)
      if (number < 27) expect(ids.includes('unable'), item.id).toBe(number > 10)
    }
  })
})

test('item 5 gives 2 for yes, 1 for partly, 0 for no', () => {
  const points = ['yes', 'partly', 'no'].map((answer) => scoreOf(modified, { 'db-5': answer }).points)
  expect(points).toEqual([2, 1, 0])
})

test('item 27 gives 0 to 5 in the original and 0 or 1 in the modified version', () => {
  const sizes = [0, 1, 2, 3, 4, 5].map((size) => scoreOf(original, { 'db-27': `size-${size}` }).points)
  expect(sizes).toEqual([0, 1, 2, 3, 4, 5])
  expect(['yes', 'no', 'unable'].map((answer) => scoreOf(modified, { 'db-27': answer }).points)).toEqual([1, 0, 0])
})

test('the two versions share items 1 to 26', () => {
  expect(itemsOf(original).slice(0, 26)).toEqual(itemsOf(modified).slice(0, 26))
})

test('the original has no bands, so a complete rating has none', () => {
  expect(scoreOf(original, extreme(original, Math.max)).band).toBeNull()
})

test('keys of both forms are y, p, n, x, and digits for the sizes', () => {
  const keys = new Map(
    [original, modified].flatMap(itemsOf).flatMap((item) => item.options.map((option) => [option.id, option.key])),
  )
  expect(Object.fromEntries(keys)).toEqual({
    yes: 'y',
    partly: 'p',
    no: 'n',
    unable: 'x',
    'size-0': '0',
    'size-1': '1',
    'size-2': '2',
    'size-3': '3',
    'size-4': '4',
    'size-5': '5',
  })
})
