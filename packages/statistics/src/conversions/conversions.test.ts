import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalculationInput, Given, InputValue, Refusal } from '../calculator/inputs.ts'
import type { Converted } from './conversion.ts'
import { CONVERSIONS, recompute } from './index.ts'

function converted(id: string, given: Given): Converted {
  const result = recompute(id, given)
  if (!result.ok) throw new Error(`${result.reason}: ${result.sentence}`)
  return result
}

const valueOf = (id: string, given: Given, output: string): number => converted(id, given).values[output] ?? NaN

function refusal(id: string, given: Given): Refusal {
  const result = recompute(id, given)
  if (result.ok) throw new Error(`no refusal: ${JSON.stringify(result.values)}`)
  return result
}

const noteIds = (id: string, given: Given): readonly string[] => converted(id, given).notes.map((note) => note.id)

/** Computed with 30 digits from the formulas, by mpmath. No publication prints them. */
describe('formulas, to 1e-6', () => {
  const five = { min: 3, q1: 12, median: 17, q3: 25, max: 41, n: 40 }
  const { min, q1, median, q3, max, n } = five
  test.each<readonly [string, Given, string, number]>([
    ['sd-from-se', { se: 1.5, n: 16 }, 'sd', 6],
    ['sd-from-iqr', { q1: 10, q3: 23.5 }, 'sd', 10],
    ['sd-from-quartiles', { q1, q3, n }, 'sd', 9.99608871923248],
    ['sd-from-five-numbers', five, 'sd', 9.27367260807297],
    ['sd-from-five-numbers', { ...five, method: 'wan' }, 'sd', 9.40362548759387],
    ['sd-from-range', { min: 0, max: 2.35952223522372, n: 5, method: 'approximate' }, 'sd', 1],
    ['sd-from-range', { min: 0, max: 3.47876831383911, n: 15, method: 'approximate' }, 'sd', 1],
    ['mean-from-quartiles', { q1, median, q3, n }, 'mean', 18.064625],
    ['mean-from-quartiles', { q1, median, q3, n, method: 'wan' }, 'mean', 18],
    ['mean-from-range', { min, median, max, n }, 'mean', 18.0047517435169],
    ['mean-from-range', { min, median, max, n, method: 'wan' }, 'mean', 19.5],
    ['mean-from-five-numbers', five, 'mean', 18.5155522685503],
    ['mean-from-five-numbers', { ...five, method: 'wan' }, 'mean', 19],
    ['se-of-difference-from-p', { difference: -2.4, p: 0.03, n1: 30, n2: 28 }, 't', 2.22679159205584],
    ['se-of-difference-from-p', { difference: -2.4, p: 0.03, n1: 30, n2: 28 }, 'se', 1.07778384315896],
    ['se-of-difference-from-p', { difference: -2.4, p: 0.03, n1: 30, n2: 28 }, 'sd', 4.1016378784044],
    ['se-of-difference-from-t', { difference: 3, t: -1.5, n1: 8, n2: 8 }, 'se', 2],
    ['se-of-difference-from-t', { difference: 3, t: -1.5, n1: 8, n2: 8 }, 'sd', 4],
    ['se-of-log-ratio-from-p', { ratio: 0.3, p: 0.034 }, 'se', 0.567892496348728],
    ['se-from-p', { difference: 17, p: 0.032 }, 'z', 2.14441062091184],
    ['se-from-ci', { lower: -1.959963984540054, upper: 1.959963984540054 }, 'se', 1],
    ['se-from-ci', { lower: -1.644853626951473, upper: 1.644853626951473, level: 0.9 }, 'se', 1],
    ['se-from-ci', { lower: -2.575829303548901, upper: 2.575829303548901, level: 0.99 }, 'se', 1],
    ['correlation-from-sds', { baseline: 10, final: 12, change: 10 }, 'r', 0.6],
    ['combine-events', { events: [3, 4, 5], n: [10, 20, 30] }, 'events', 12],
    ['person-time', { n: 40, followUp: 2.5 }, 'time', 100],
    ['hr-from-o-e', { oMinusE: -4, v: 16 }, 'logHr', -0.25],
    ['hr-from-o-e', { oMinusE: -4, v: 16 }, 'se', 0.25],
    ['hr-from-log-rank', { p: 0.05, e1: 20, e2: 30 }, 'v', 12],
    ['hr-from-log-rank', { p: 0.05, e1: 20, e2: 30, variance: 'sizes', n1: 50, n2: 50 }, 'v', 12.5],
    ['hr-from-log-rank', { p: 0.05, e1: 20, e2: 30 }, 'logHr', -1.959963984540054 / Math.sqrt(12)],
    ['hr-from-log-rank', { p: 0.05, e1: 20, e2: 30, better: 'group-2' }, 'oMinusE', 1.959963984540054 * Math.sqrt(12)],
  ])('%s %j: %s is %d', (id, given, output, expected) => {
    expect(Math.abs(valueOf(id, given, output) - expected)).toBeLessThan(1e-6)
  })
})

describe('which distribution stands behind an interval', () => {
  const interval = { lower: 0, upper: 2 }

  test('t with n - 1 degrees of freedom below 60 people, and the result says so', () => {
    const { values, notes } = converted('sd-from-ci', { ...interval, n: 30 })
    expect(2 / (values['se'] ?? 0)).toBeCloseTo(4.0904592843, 9)
    expect(notes).toEqual([{ id: 't-used', sentence: "Student's t with 29 degrees of freedom used: 2.04523." }])
  })

  test('the normal from 60 people', () => {
    expect(2 / valueOf('sd-from-ci', { ...interval, n: 60 }, 'se')).toBeCloseTo(3.9199279691, 9)
    expect(noteIds('sd-from-ci', { ...interval, n: 60 })).toEqual(['normal-used'])
    expect(noteIds('sd-from-ci', { ...interval, n: 59 })).toEqual(['t-used'])
  })

  test('the other one where somebody knows better', () => {
    expect(noteIds('sd-from-ci', { ...interval, n: 30, distribution: 'normal' })).toEqual(['normal-used'])
    expect(noteIds('sd-from-ci', { ...interval, n: 600, distribution: 't' })).toEqual(['t-used'])
  })

  test('of a difference t has n1 + n2 - 2 degrees of freedom, and one small group is enough for it', () => {
    const { notes } = converted('se-of-difference-from-ci', { ...interval, n1: 100, n2: 40 })
    expect(notes[0]?.sentence).toContain('138 degrees of freedom')
    expect(noteIds('se-of-difference-from-ci', { ...interval, n1: 100, n2: 60 })).toEqual(['normal-used'])
  })
})

describe('what the reader is told', () => {
  test('lopsided quartiles are called skewed, and symmetric ones are not', () => {
    expect(noteIds('mean-from-quartiles', { q1: 1, median: 2, q3: 30, n: 40 })).toEqual(['skewed'])
    expect(noteIds('mean-from-quartiles', { q1: 1, median: 15, q3: 30, n: 40 })).toEqual([])
    expect(noteIds('mean-from-range', { min: 1, median: 2, max: 90, n: 40 })).toEqual(['skewed'])
    expect(noteIds('mean-from-range', { min: 1, median: 45, max: 90, n: 40 })).toEqual([])
    const five = { min: 0, q1: 1, median: 2, q3: 30, max: 90, n: 40 }
    expect(noteIds('sd-from-five-numbers', five)).toEqual(['skewed'])
    expect(noteIds('mean-from-five-numbers', { ...five, median: 17, q3: 33, max: 34 })).toEqual([])
  })

  // For 40 people the limits are 0.41525 for quartiles, 0.31793 for a range and 0.35575 for the range within all five.
  test.each([
    ['mean-from-quartiles', { q1: 0, median: 29.3, q3: 100 }, { q1: 0, median: 29.2, q3: 100 }],
    ['mean-from-range', { min: 0, median: 34.15, max: 100 }, { min: 0, median: 34.05, max: 100 }],
    [
      'mean-from-five-numbers',
      { min: 0, q1: 31.25, median: 32.25, q3: 33.25, max: 100 },
      { min: 0, q1: 31.175, median: 32.175, q3: 33.175, max: 100 },
    ],
  ])('%s: just below the limit of Shi et al. 2023 nothing is said, just above it the skew is', (id, below, above) => {
    expect(noteIds(id, { ...below, n: 40 })).toEqual([])
    expect(noteIds(id, { ...above, n: 40 })).toEqual(['skewed'])
    expect(noteIds(id, { ...above, n: 4 })).toEqual([])
  })

  test('a ratio that is not in the middle of its interval on the log scale', () => {
    expect(noteIds('se-of-log-ratio-from-ci', { lower: 0.5, upper: 2, ratio: 1 })).toEqual([])
    expect(noteIds('se-of-log-ratio-from-ci', { lower: 0.5, upper: 2, ratio: 1.25 })).toEqual([
      'interval-not-symmetric',
    ])
  })

  test('a difference and a t of opposite signs', () => {
    expect(noteIds('se-of-difference-from-t', { difference: 3, t: -2, n1: 9, n2: 9 })).toEqual(['signs-differ'])
  })

  test('a correlation below one half', () => {
    expect(noteIds('correlation-from-sds', { baseline: 1, final: 1, change: 1.2 })).toEqual(['weak-correlation'])
  })

  test('parts of people: those that come out, and those that went in', () => {
    expect(converted('split-control-events', { events: 10, n: 50, comparisons: 3 })).toMatchObject({
      values: { events: 10 / 3, n: 50 / 3 },
      notes: [{ id: 'parts-of-people' }],
    })
    expect(noteIds('split-control-means', { n: 50, mean: 3, sd: 2, comparisons: 2 })).toEqual([])
    expect(noteIds('combine-events', { events: [3.5, 2], n: [12, 10] })).toEqual(['not-whole'])
  })
})

describe('events from a percentage', () => {
  test.each([
    [12.5, 40, 5],
    [33, 12, 4],
    [0, 17, 0],
    [100, 17, 17],
    [66.7, 3, 2],
  ])('%d %% of %d are %d', (percent, n, events) => {
    expect(valueOf('events-from-percent', { percent, n }, 'events')).toBe(events)
  })

  test('no whole number of 10 people prints as 33 %', () => {
    expect(refusal('events-from-percent', { percent: 33, n: 10 })).toMatchObject({
      reason: 'not-near-whole',
      input: 'percent',
    })
  })

  test('a zero that was printed behind the point counts as a digit', () => {
    expect(valueOf('events-from-percent', { percent: 30, n: 79 }, 'events')).toBe(24)
    expect(refusal('events-from-percent', { percent: 30, n: 79, decimals: 1 }).reason).toBe('not-near-whole')
  })

  test('where several counts print alike the nearest is taken and all are told', () => {
    const { values, notes } = converted('events-from-percent', { percent: 12, n: 400 })
    expect(values).toEqual({ events: 48 })
    expect(notes).toEqual([
      { id: 'several-counts', sentence: 'Every count from 46 to 50 prints as this percentage. The nearest was taken.' },
    ])
  })

  test('whatever n and count, the count comes back from two digits for up to a thousand people', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const events = Math.round(share * n)
        const percent = Number(((100 * events) / n).toFixed(2))
        expect(valueOf('events-from-percent', { percent, n, decimals: 2 }, 'events')).toBe(events)
      }),
      { seed: 100, numRuns: 500 },
    )
  })
})

describe('refusals', () => {
  test.each<readonly [string, Given, string, string | null]>([
    ['sd-from-se', { se: 1 }, 'missing-input', 'n'],
    ['sd-from-se', { se: 1, n: 4, sd: 3 }, 'unknown-input', 'sd'],
    ['sd-from-se', { se: Number.NaN, n: 4 }, 'not-a-number', 'se'],
    ['sd-from-se', { se: Number.POSITIVE_INFINITY, n: 4 }, 'not-a-number', 'se'],
    ['sd-from-se', { se: '1', n: 4 }, 'not-a-number', 'se'],
    ['sd-from-se', { se: [1, 2], n: 4 }, 'not-a-number', 'se'],
    ['sd-from-se', { se: -1, n: 4 }, 'out-of-range', 'se'],
    ['sd-from-se', { se: 1, n: 0 }, 'out-of-range', 'n'],
    ['sd-from-se', { se: 1e308, n: 1e308 }, 'beyond-all-numbers', null],
    ['sd-from-ci', { lower: 2, upper: 1, n: 4 }, 'not-in-order', 'lower'],
    ['sd-from-ci', { lower: 1, upper: 2, n: 1 }, 'too-few-people', 'n'],
    ['sd-from-ci', { lower: 1, upper: 2, n: 9, level: 95 }, 'out-of-range', 'level'],
    ['sd-from-ci', { lower: 1, upper: 2, n: 9, distribution: 'z' }, 'no-option', 'distribution'],
    ['sd-from-iqr', { q1: 2, q3: 1 }, 'not-in-order', 'q3'],
    ['sd-from-iqr', { q1: 2, q3: 2 }, 'no-spread', null],
    ['mean-from-quartiles', { q1: 1, median: 5, q3: 4, n: 9 }, 'not-in-order', 'q3'],
    ['se-of-difference-from-p', { difference: 0, p: 0.5, n1: 9, n2: 9 }, 'no-difference', null],
    ['se-of-difference-from-p', { difference: 1, p: 1, n1: 9, n2: 9 }, 'p-is-one', 'p'],
    ['se-of-difference-from-p', { difference: 1, p: 0.1, n1: 1, n2: 1 }, 'too-few-people', 'n1'],
    ['se-of-log-ratio-from-p', { ratio: 1, p: 0.1 }, 'no-difference', null],
    ['se-of-log-ratio-from-ci', { lower: 0, upper: 1 }, 'out-of-range', 'lower'],
    ['correlation-from-sds', { baseline: 1, final: 1, change: 3 }, 'impossible-correlation', null],
    ['combine-means', { n: [5], mean: [1], sd: [1] }, 'one-group', 'n'],
    ['combine-means', { n: 5, mean: 1, sd: 1 }, 'one-group', 'n'],
    ['combine-means', { n: [5, 6], mean: [1], sd: [1, 1] }, 'one-group', 'mean'],
    ['combine-means', { n: [5, 6], mean: [1, 2, 3], sd: [1, 1] }, 'unequal-groups', null],
    ['combine-means', { n: [5, -6], mean: [1, 2], sd: [1, 1] }, 'out-of-range', 'n'],
    ['combine-events', { events: [3, 11], n: [10, 10] }, 'more-events-than-people', 'events'],
    ['split-control-events', { events: 11, n: 10, comparisons: 2 }, 'more-events-than-people', 'events'],
    ['split-control-means', { n: 10, mean: 1, sd: 1, comparisons: 1 }, 'out-of-range', 'comparisons'],
    ['hr-from-log-rank', { p: 0.1, e1: 0, e2: 4 }, 'no-events', 'variance'],
    ['hr-from-log-rank', { p: 0.1, e1: 3, e2: 4, variance: 'sizes', n1: 10 }, 'missing-input', 'n2'],
    ['sd-from-the-stars', {}, 'unknown-calculation', null],
  ])('%s %j: %s', (id, given, reason, input) => {
    expect(refusal(id, given)).toMatchObject({ ok: false, reason, input })
  })
})

describe('the catalogue', () => {
  test('ids are unique and every entry says formula, source, inputs and outputs', () => {
    expect(new Set(CONVERSIONS.map(({ id }) => id)).size).toBe(CONVERSIONS.length)
    for (const { formula, source, inputs, outputs } of CONVERSIONS) {
      expect([formula, source].every(Boolean) && inputs.length > 0 && outputs.length > 0).toBe(true)
      for (const { kind, options, initial } of inputs) {
        expect(kind === 'choice').toBe(options !== undefined)
        if (kind === 'choice') expect(options?.[0]?.id).toBe(initial)
      }
    }
  })

  test('what was assumed is stored with what was given, and gives the same result again', () => {
    const first = converted('sd-from-ci', { lower: 1, upper: 3, n: 20 })
    expect(first.inputs).toEqual({ lower: 1, upper: 3, n: 20, level: 0.95, distribution: 'by-size' })
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
    expect(recompute(first.conversion, first.inputs)).toEqual(first)
  })

  test('whatever goes in, a result is made of finite numbers, one per output, or it is a refusal with a sentence', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...CONVERSIONS)
          .chain((conversion) => fc.tuple(fc.constant(conversion), anyGiven(conversion.inputs))),
        ([conversion, given]) => {
          const result = conversion.convert(given)
          if (!result.ok) {
            expect(result.sentence).toMatch(/\.$/)
            return
          }
          expect(Object.keys(result.values).sort()).toEqual(conversion.outputs.map(({ id }) => id).sort())
          for (const value of Object.values(result.values)) expect(Number.isFinite(value)).toBe(true)
          expect(JSON.parse(JSON.stringify(result))).toEqual(result)
          expect(conversion.convert(result.inputs)).toEqual(result)
        },
      ),
      { seed: 2014, numRuns: 5000 },
    )
  })
})

/** Ordinary and extreme numbers alike, and now and then something that is none. */
function anyGiven(inputs: readonly CalculationInput[]): fc.Arbitrary<Given> {
  const one = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0.001, max: 1, noNaN: true }) },
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 200 }) },
    { weight: 1, arbitrary: fc.constantFrom(5e-324, 1e-300, 1e17, 1e300, Number.MAX_VALUE, -1, 0.9999999999999999) },
    { weight: 1, arbitrary: fc.double() },
  )
  const valueFor = (input: CalculationInput): fc.Arbitrary<InputValue> => {
    if (input.options !== undefined) return fc.constantFrom(...input.options.map(({ id }) => id))
    return input.repeated === true ? fc.array(one, { minLength: 2, maxLength: 3 }) : one
  }
  return fc
    .record(Object.fromEntries(inputs.map((input) => [input.id, valueFor(input)])))
    .map((given) => given as Given)
}

describe('laws', () => {
  const sds = fc.double({ min: 0.01, max: 1000, noNaN: true })
  const sizes = fc.integer({ min: 2, max: 5000 })

  test('SD to SE to SD comes back', () => {
    fc.assert(
      fc.property(sds, sizes, (sd, n) => {
        const se = valueOf('se-from-sd', { sd, n }, 'se')
        expect(valueOf('sd-from-se', { se, n }, 'sd') / sd).toBeCloseTo(1, 12)
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  test('an interval built from an SD gives the SD back, at any level', () => {
    fc.assert(
      fc.property(sds, sizes, fc.constantFrom(0.8, 0.9, 0.95, 0.99), (sd, n, level) => {
        const reach = 1 / valueOf('sd-from-ci', { lower: -1, upper: 1, n, level }, 'se')
        const half = (reach * sd) / Math.sqrt(n)
        expect(valueOf('sd-from-ci', { lower: 5 - half, upper: 5 + half, n, level }, 'sd') / sd).toBeCloseTo(1, 9)
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  test('change and correlation undo each other', () => {
    fc.assert(
      fc.property(sds, sds, fc.double({ min: -0.99, max: 0.99, noNaN: true }), (baseline, final, r) => {
        const change = valueOf('sd-of-change', { baseline, final, r }, 'sd')
        const ratio = Math.max(baseline / final, final / baseline)
        if (ratio < 100) expect(valueOf('correlation-from-sds', { baseline, final, change }, 'r')).toBeCloseTo(r, 6)
      }),
      { seed: 13, numRuns: 200 },
    )
  })

  const groups = fc.array(
    fc.record({ n: fc.integer({ min: 1, max: 300 }), mean: fc.double({ min: -50, max: 50, noNaN: true }), sd: sds }),
    { minLength: 3, maxLength: 6 },
  )
  type Group = { readonly n: number; readonly mean: number; readonly sd: number }
  const combine = (parts: readonly Group[]): Group => {
    const {
      n = NaN,
      mean = NaN,
      sd = NaN,
    } = converted('combine-means', {
      n: parts.map((part) => part.n),
      mean: parts.map((part) => part.mean),
      sd: parts.map((part) => part.sd),
    }).values
    return { n, mean, sd }
  }

  test('groups may be combined in any order and two by two', () => {
    fc.assert(
      fc.property(groups, (parts) => {
        const atOnce = combine(parts)
        const [first, ...rest] = parts as [Group, ...Group[]]
        const stepwise = rest.reduce((whole, part) => combine([whole, part]), first)
        for (const other of [stepwise, combine([...parts].reverse())]) {
          expect(other.n).toBe(atOnce.n)
          expect(other.mean).toBeCloseTo(atOnce.mean, 8)
          expect(other.sd / atOnce.sd).toBeCloseTo(1, 9)
        }
      }),
      { seed: 17, numRuns: 200 },
    )
  })

  test('combined values are those of all people together', () => {
    const people = [
      [1, 4, 4, 9],
      [2, 2, 7],
      [5, 11, 3, 8, 6],
    ]
    const summary = (values: readonly number[]): Group => {
      const mean = values.reduce((a, b) => a + b) / values.length
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      return { n: values.length, mean, sd: Math.sqrt(squares / (values.length - 1)) }
    }
    const [whole, all] = [combine(people.map(summary)), summary(people.flat())]
    expect(whole.n).toBe(all.n)
    expect(whole.mean).toBeCloseTo(all.mean, 12)
    expect(whole.sd).toBeCloseTo(all.sd, 12)
  })

  test('a split control group combines back: events, size and mean exactly, the SD less its degrees of freedom', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 400 }), fc.integer({ min: 2, max: 5 }), sds, (n, comparisons, sd) => {
        const part = converted('split-control-means', { n, mean: 12, sd, comparisons }).values as unknown as Group
        const back = combine(Array.from({ length: comparisons }, () => part))
        expect(back.n).toBeCloseTo(n, 9)
        expect(back.mean).toBeCloseTo(12, 9)
        // Each part spends a degree of freedom of its own on its mean.
        expect(back.sd / sd).toBeCloseTo(Math.sqrt((n - comparisons) / (n - 1)), 9)
        const events = Math.floor(n / 3)
        const share = converted('split-control-events', { events, n, comparisons }).values
        const list = (of: string) => Array.from({ length: comparisons }, () => share[of] ?? NaN)
        const again = converted('combine-events', { events: list('events'), n: list('n') }).values
        expect(again['events']).toBeCloseTo(events, 9)
        expect(again['n']).toBeCloseTo(n, 9)
      }),
      { seed: 19, numRuns: 200 },
    )
  })

  test('a constant added to a quantile summary moves the mean by it and leaves the SD', () => {
    fc.assert(
      fc.property(fc.array(sds, { minLength: 5, maxLength: 5 }), sizes, sds, (steps, n, shift) => {
        const [min, q1, median, q3, max] = steps.map((_, at) => steps.slice(0, at + 1).reduce((a, b) => a + b, 0)) as [
          number,
          number,
          number,
          number,
          number,
        ]
        const given = { min, q1, median, q3, max, n }
        const moved = { min: min + shift, q1: q1 + shift, median: median + shift, q3: q3 + shift, max: max + shift, n }
        expect(valueOf('mean-from-five-numbers', moved, 'mean')).toBeCloseTo(
          valueOf('mean-from-five-numbers', given, 'mean') + shift,
          7,
        )
        expect(valueOf('sd-from-five-numbers', moved, 'sd')).toBeCloseTo(
          valueOf('sd-from-five-numbers', given, 'sd'),
          7,
        )
      }),
      { seed: 23, numRuns: 200 },
    )
  })
})
