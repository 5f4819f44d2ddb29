import { describe, expect, test } from 'vitest'
import type { Instant } from '../review.ts'
import { FEWEST_SETTLED, FEWEST_WEEKS, forecastOf, quantileOfF } from './forecast.ts'
import { WEEK } from './pace.ts'

const now = '2026-03-30T12:00:00.000Z' as Instant
const instant = (weeks: number): Instant => new Date(Date.parse(now) + weeks * WEEK).toISOString() as Instant
/** One study every so many weeks, the last one now. */
const steady = (count: number, every = 0.5): readonly Instant[] =>
  Array.from({ length: count }, (_, place) => instant(-every * place))
const weeksUntil = (at: Instant | null): number => (Date.parse(at ?? '') - Date.parse(now)) / WEEK

describe('a forecast', () => {
  test('says nothing of few settled studies, nor of a short time', () => {
    const since = instant(-6)
    expect(forecastOf({ settledAt: steady(FEWEST_SETTLED - 1), remaining: 9, since }, now)).toEqual({
      is: 'unsaid',
      why: 'few-settled',
      settled: FEWEST_SETTLED - 1,
    })
    expect(forecastOf({ settledAt: steady(FEWEST_SETTLED), remaining: 9, since }, now).is).toBe('range')
    const short = { settledAt: steady(20, 0.1), remaining: 9, since: instant(-FEWEST_WEEKS + 0.1) }
    expect(forecastOf(short, now)).toEqual({ is: 'unsaid', why: 'early', settled: 20 })
    expect(forecastOf({ settledAt: [], remaining: 9, since: null }, now)).toMatchObject({ why: 'few-settled' })
  })

  test('says nothing where everything was settled in one sitting', () => {
    const sitting = Array.from({ length: 30 }, () => instant(-2.5))
    expect(forecastOf({ settledAt: sitting, remaining: 9, since: instant(-6) }, now)).toMatchObject({
      why: 'in-bursts',
    })
  })

  test('has nothing to say once everything is settled', () => {
    expect(forecastOf({ settledAt: steady(3), remaining: 0, since: instant(-6) }, now)).toEqual({ is: 'done' })
  })

  test('holds the day that the pace leads to, and is narrower the more is known', () => {
    const of = (count: number, every: number, remaining: number) => {
      const forecast = forecastOf({ settledAt: steady(count, every), remaining, since: instant(-8) }, now)
      if (forecast.is !== 'range') throw new Error(forecast.is)
      return [weeksUntil(forecast.from), weeksUntil(forecast.to)] as const
    }
    // Two each week, twenty to go: ten weeks.
    const [from, to] = of(16, 0.5, 20)
    expect(from).toBeGreaterThan(5)
    expect(from).toBeLessThan(10)
    expect(to).toBeGreaterThan(10)
    expect(to).toBeLessThan(19)
    const [closer, nearer] = of(160, 0.05, 200)
    expect(nearer - closer).toBeLessThan((to - from) / 2)
  })

  test('looks at the last eight weeks alone', () => {
    const old = Array.from({ length: 50 }, () => instant(-9))
    const course = { settledAt: steady(16), remaining: 20, since: instant(-30) }
    expect(forecastOf({ ...course, settledAt: [...course.settledAt, ...old] }, now)).toEqual(forecastOf(course, now))
  })

  test('names no end beyond three years', () => {
    const slow = forecastOf({ settledAt: steady(8, 1), remaining: 400, since: instant(-8) }, now)
    expect(slow).toMatchObject({ is: 'range', to: null })
  })
})

describe('forecasts of made-up reviews', () => {
  const seed = 20_261
  test(`hold in about eight of ten where studies are settled one by one (seed ${seed})`, () => {
    const share = shareThatHolds(seed, () => 1)
    expect(share).toBeGreaterThan(0.74)
    expect(share).toBeLessThan(0.9)
  })

  test(`hold in most where they are settled in sittings (seed ${seed})`, () => {
    expect(shareThatHolds(seed, (random) => 1 + Math.floor(random() * 7))).toBeGreaterThan(0.68)
  })
})

/** Sittings at random moments, two a week, of so many studies each; 40 studies to go after seven weeks. */
function shareThatHolds(seed: number, studiesOf: (random: () => number) => number): number {
  const random = mulberry(seed)
  let [held, all] = [0, 0]
  for (let run = 0; run < 600; run += 1) {
    const times: number[] = []
    let at = -7
    const settle = (): void => {
      at -= Math.log(1 - random()) / 2
      for (let left = studiesOf(random); left > 0; left -= 1) times.push(at)
    }
    while (at < 0) settle()
    const known = times.filter((time) => time <= 0)
    while (times.length < known.length + 40) settle()
    const forecast = forecastOf({ settledAt: known.map(instant), remaining: 40, since: instant(-7) }, now)
    if (forecast.is !== 'range') continue
    const end = times[known.length + 39] ?? 0
    all += 1
    if (end >= weeksUntil(forecast.from) && (forecast.to === null || end <= weeksUntil(forecast.to))) held += 1
  }
  expect(all).toBeGreaterThan(400)
  return held / all
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('quantiles of F', () => {
  // The upper tenth, from printed tables of the F distribution.
  test.each([
    [2, 10, 2.924],
    [4, 10, 2.605],
    [10, 10, 2.323],
    [20, 10, 2.201],
    [2, 20, 2.589],
    [10, 20, 1.937],
    [20, 20, 1.794],
    [60, 20, 1.677],
  ])('with %i and %i degrees of freedom are those of the tables', (first, second, tenth) => {
    const z = 1.2815515655446004
    expect(quantileOfF(first, second, z) / tenth).toBeCloseTo(1, 1)
    expect(Math.abs(quantileOfF(first, second, z) / tenth - 1)).toBeLessThan(0.02)
    // The lower tenth is one over the upper one of the exchanged degrees.
    expect(Math.abs(quantileOfF(second, first, -z) * tenth - 1)).toBeLessThan(0.02)
  })
})
