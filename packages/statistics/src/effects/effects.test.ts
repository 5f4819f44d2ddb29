import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalculationInput, Given, Refusal } from '../calculator/inputs.ts'
import { displayOf, intervalOf, type Effect } from './effect.ts'
import { EFFECTS, effectOf } from './index.ts'
import { hedgesCorrection } from './means.ts'

function effect(id: string, given: Given): Effect {
  const result = effectOf(id, given)
  if (!result.ok) throw new Error(`${result.reason}: ${result.sentence}`)
  return result
}

function refusal(id: string, given: Given): Refusal {
  const result = effectOf(id, given)
  if (result.ok) throw new Error(`no refusal: ${result.estimate}`)
  return result
}

const two = (a: number, n1: number, c: number, n2: number) => ({ a, n1, c, n2 })

describe('zero cells', () => {
  test.each([
    ['none', two(0, 10, 3, 12)],
    ['all', two(10, 10, 3, 12)],
  ])('a group with %s: 0.5 in all four cells of the ratio, and it says so', (_, counts) => {
    const { a, n1, c, n2 } = counts
    const rr = effect('effect-rr', counts)
    expect(rr.zeroCells).toBe('half-added')
    expect(rr.estimate).toBeCloseTo(Math.log((a + 0.5) / (n1 + 1) / ((c + 0.5) / (n2 + 1))), 12)
    expect(rr.variance).toBeCloseTo(1 / (a + 0.5) - 1 / (n1 + 1) + 1 / (c + 0.5) - 1 / (n2 + 1), 12)
    const or = effect('effect-or', counts)
    expect(or.zeroCells).toBe('half-added')
    expect(or.estimate).toBeCloseTo(Math.log(((a + 0.5) * (n2 - c + 0.5)) / ((n1 - a + 0.5) * (c + 0.5))), 12)
    expect(or.variance).toBeCloseTo(1 / (a + 0.5) + 1 / (n1 - a + 0.5) + 1 / (c + 0.5) + 1 / (n2 - c + 0.5), 12)
  })

  test('without a zero nothing is added', () => {
    for (const id of ['effect-rr', 'effect-or', 'effect-rd', 'effect-peto']) {
      expect(effect(id, two(1, 10, 3, 12)).zeroCells).toBe('none')
    }
  })

  test.each(['effect-rr', 'effect-or', 'effect-peto'])(
    'a study where nobody or everybody had the event is left out of %s',
    (id) => {
      expect(refusal(id, two(0, 10, 0, 12)).reason).toBe('no-events')
      expect(refusal(id, two(10, 10, 12, 12)).reason).toBe('only-events')
    },
  )

  test('a risk difference keeps it: difference 0, with the variance of cells with 0.5 added', () => {
    const result = effect('effect-rd', two(0, 10, 0, 12))
    expect(result).toMatchObject({ estimate: 0, zeroCells: 'half-added-to-variance' })
    expect(result.variance).toBeCloseTo((0.5 * 10.5) / 11 ** 3 + (0.5 * 12.5) / 13 ** 3, 14)
    expect(effect('effect-rd', two(10, 10, 0, 12))).toMatchObject({ estimate: 1, zeroCells: 'half-added-to-variance' })
  })

  test('one empty group alone needs nothing for a risk difference', () => {
    const result = effect('effect-rd', two(0, 10, 3, 12))
    expect(result).toMatchObject({ estimate: -0.25, zeroCells: 'none' })
    expect(result.variance).toBeCloseTo((3 * 9) / 12 ** 3, 14)
  })

  test('rates: half an event in each group for a ratio, left out without any event, kept as a difference', () => {
    const none = { x1: 0, t1: 10, x2: 0, t2: 20 }
    expect(refusal('effect-irr', none).reason).toBe('no-events')
    expect(effect('effect-ird', none)).toMatchObject({
      estimate: 0,
      variance: 0.5 / 100 + 0.5 / 400,
      zeroCells: 'half-added-to-variance',
    })
    const one = effect('effect-irr', { ...none, x2: 4 })
    expect(one.zeroCells).toBe('half-added')
    expect(one.estimate).toBeCloseTo(Math.log(0.5 / 10 / (4.5 / 20)), 12)
    expect(one.variance).toBeCloseTo(1 / 0.5 + 1 / 4.5, 12)
  })
})

describe('single effects', () => {
  test("Hedges' correction has closed forms, keeps its recursion and is near its approximation", () => {
    expect(hedgesCorrection(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 14)
    expect(hedgesCorrection(3)).toBeCloseTo(Math.sqrt(Math.PI / 6), 14)
    for (const m of [2, 5, 9.5, 100, 1e6]) {
      expect(hedgesCorrection(m + 2) / hedgesCorrection(m)).toBeCloseTo((m / (m - 1)) * Math.sqrt(m / (m + 2)), 12)
    }
    expect(hedgesCorrection(98)).toBeCloseTo(0.992324087420595, 13)
    expect(Math.abs(hedgesCorrection(98) - (1 - 3 / 391))).toBeLessThan(5e-6)
  })

  // 103 against 100, SD 5.5 and 4.5, 50 people each: 30 digits by mpmath.
  test.each([
    ['large-sample', 0.0417549235347081],
    ['borenstein', 0.0411432073137128],
    ['revman', 0.0418269035339456],
  ])('the variance of g that is called %s', (variance, expected) => {
    const result = effect('effect-smd', { m1: 103, sd1: 5.5, n1: 50, m2: 100, sd2: 4.5, n2: 50, variance })
    expect(result.variance).toBeCloseTo(expected, 12)
    expect(result.inputs['variance']).toBe(variance)
  })

  test('the variance of g is the large-sample one unless another is asked for', () => {
    const result = effect('effect-smd', { m1: 103, sd1: 5.5, n1: 50, m2: 100, sd2: 4.5, n2: 50 })
    expect(result.variance).toBeCloseTo(0.0417549235347081, 12)
  })

  test('a mean difference', () => {
    expect(effect('effect-md', { m1: 5, sd1: 2, n1: 16, m2: 3, sd2: 3, n2: 36 })).toMatchObject({
      estimate: 2,
      variance: 0.5,
      scale: 'linear',
    })
  })

  test("Peto's O - E and V are mean and variance of the hypergeometric distribution, summed by hand", () => {
    const { a, n1, c, n2 } = two(3, 12, 7, 15)
    const ways = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (ways(n - 1, k - 1) * n) / k)
    const chances = [...Array(n1 + 1).keys()].map((x) => (ways(n1, x) * ways(n2, a + c - x)) / ways(n1 + n2, a + c))
    const mean = chances.reduce((sum, chance, x) => sum + chance * x, 0)
    const v = chances.reduce((sum, chance, x) => sum + chance * (x - mean) ** 2, 0)
    const result = effect('effect-peto', { a, n1, c, n2 })
    expect(result.variance).toBeCloseTo(1 / v, 10)
    expect(result.estimate).toBeCloseTo((a - mean) / v, 10)
  })

  test('a hazard ratio off the middle of its interval is told, one outside of it refused', () => {
    expect(effect('effect-hr', { hr: 1, lower: 0.5, upper: 2 }).notes).toEqual([])
    expect(effect('effect-hr', { hr: 1.3, lower: 0.5, upper: 2 }).notes.map(({ id }) => id)).toEqual([
      'interval-not-symmetric',
    ])
    expect(refusal('effect-hr', { hr: 2.1, lower: 0.5, upper: 2 })).toMatchObject({
      reason: 'estimate-outside-interval',
      input: 'hr',
    })
  })

  test('the interval is on the scale of the analysis, and is shown on the scale of the measure', () => {
    const log = effect('effect-hr', { hr: 1, lower: 0.5, upper: 2 })
    expect(intervalOf(log).high).toBeCloseTo(Math.LN2, 12)
    expect(displayOf(log).low).toBeCloseTo(0.5, 12)
    expect(displayOf(log).estimate).toBe(1)
    const linear = effect('effect-rd', two(3, 10, 3, 12))
    expect(displayOf(linear, 0.9)).toEqual(intervalOf(linear, 0.9))
    expect(intervalOf(linear, 0.9).high - linear.estimate).toBeCloseTo(1.644853626951473 * linear.standardError, 12)
  })
})

describe('refusals', () => {
  test.each<readonly [string, Given, string, string | null]>([
    ['effect-rr', two(11, 10, 3, 12), 'more-events-than-people', 'a'],
    ['effect-rr', two(1, 10, 13, 12), 'more-events-than-people', 'c'],
    ['effect-rr', { a: 1, n1: 10, c: 2 }, 'missing-input', 'n2'],
    ['effect-rr', two(-1, 10, 3, 12), 'out-of-range', 'a'],
    ['effect-rr', two(1, 0, 3, 12), 'out-of-range', 'n1'],
    ['effect-md', { m1: 1, sd1: 0, n1: 5, m2: 2, sd2: 0, n2: 5 }, 'no-spread', null],
    ['effect-smd', { m1: 1, sd1: 0, n1: 5, m2: 2, sd2: 0, n2: 5 }, 'no-spread', 'sd1'],
    ['effect-smd', { m1: 1, sd1: 1, n1: 1, m2: 2, sd2: 1, n2: 2 }, 'too-few-people', 'n1'],
    ['effect-hr', { hr: 1, lower: 2, upper: 0.5 }, 'not-in-order', 'lower'],
    ['effect-irr', { x1: 1, t1: 0, x2: 1, t2: 5 }, 'out-of-range', 't1'],
    ['effect-size', {}, 'unknown-calculation', null],
  ])('%s %j: %s', (id, given, reason, input) => {
    expect(refusal(id, given)).toMatchObject({ ok: false, reason, input })
  })
})

describe('the catalogue', () => {
  test('ids are unique and begin with "effect-"', () => {
    expect(new Set(EFFECTS.map(({ id }) => id)).size).toBe(EFFECTS.length)
    for (const { id } of EFFECTS) expect(id).toMatch(/^effect-/)
  })

  test('whatever goes in, an effect is finite with a variance above 0, plain data and the same again, or it is refused', () => {
    const one = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }) },
      { weight: 4, arbitrary: fc.double({ min: 0.001, max: 3, noNaN: true }) },
      { weight: 1, arbitrary: fc.double() },
    )
    const anyGiven = (inputs: readonly CalculationInput[]) =>
      fc.record(
        Object.fromEntries(
          inputs.map(({ id, options }) => [id, options ? fc.constantFrom(...options.map((option) => option.id)) : one]),
        ),
      )
    fc.assert(
      fc.property(
        fc.constantFrom(...EFFECTS).chain((entry) => fc.tuple(fc.constant(entry), anyGiven(entry.inputs))),
        ([entry, given]) => {
          const result = entry.effect(given as Given)
          if (!result.ok) {
            expect(result.sentence).toMatch(/\.$/)
            return
          }
          expect(Number.isFinite(result.estimate) && result.variance > 0 && Number.isFinite(result.variance)).toBe(true)
          expect(JSON.parse(JSON.stringify(result))).toEqual(result)
          expect(effectOf(result.effect, result.inputs)).toEqual(result)
        },
      ),
      { seed: 2009, numRuns: 5000 },
    )
  })
})

describe('laws', () => {
  const counts = fc
    .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat())
    .map(([n1, n2, a, c]) => two(a % (n1 + 1), n1, c % (n2 + 1), n2))

  test('swapping the groups negates the estimate and keeps the variance, zero cells included', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom('effect-rr', 'effect-or', 'effect-rd', 'effect-peto'), (given, id) => {
        const there = effectOf(id, given)
        const back = effectOf(id, two(given.c, given.n2, given.a, given.n1))
        expect(back.ok).toBe(there.ok)
        if (!there.ok || !back.ok) return
        expect(back.estimate).toBeCloseTo(-there.estimate, 10)
        expect(back.variance / there.variance).toBeCloseTo(1, 10)
        expect(back.zeroCells).toBe(there.zeroCells)
      }),
      { seed: 29, numRuns: 400 },
    )
  })

  test('counting those without the event negates odds ratio and risk difference', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom('effect-or', 'effect-rd', 'effect-peto'), (given, id) => {
        const event = effectOf(id, given)
        const other = effectOf(id, two(given.n1 - given.a, given.n1, given.n2 - given.c, given.n2))
        if (!event.ok || !other.ok) return
        expect(other.estimate).toBeCloseTo(-event.estimate, 10)
        expect(other.variance / event.variance).toBeCloseTo(1, 10)
      }),
      { seed: 31, numRuns: 400 },
    )
  })

  const finite = fc.double({ min: -100, max: 100, noNaN: true })
  const sd = fc.double({ min: 0.1, max: 50, noNaN: true })
  const n = fc.integer({ min: 2, max: 500 })
  const groups = fc.record({ m1: finite, sd1: sd, n1: n, m2: finite, sd2: sd, n2: n })

  test('MD and SMD change sign with the order of the groups', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom('effect-md', 'effect-smd'), ({ m1, sd1, n1, m2, sd2, n2 }, id) => {
        if (n1 + n2 < 4) return
        const there = effect(id, { m1, sd1, n1, m2, sd2, n2 })
        const back = effect(id, { m1: m2, sd1: sd2, n1: n2, m2: m1, sd2: sd1, n2: n1 })
        expect(back.estimate).toBeCloseTo(-there.estimate, 10)
        expect(back.variance / there.variance).toBeCloseTo(1, 10)
      }),
      { seed: 37, numRuns: 300 },
    )
  })

  test('SMD does not know the unit or the zero of the scale; MD scales with the unit', () => {
    fc.assert(
      fc.property(groups, fc.double({ min: 0.01, max: 100, noNaN: true }), finite, (given, unit, zero) => {
        const { m1, sd1, m2, sd2 } = given
        const other = { ...given, m1: m1 * unit + zero, sd1: sd1 * unit, m2: m2 * unit + zero, sd2: sd2 * unit }
        expect(effect('effect-smd', other).estimate).toBeCloseTo(effect('effect-smd', given).estimate, 6)
        expect(effect('effect-smd', other).variance / effect('effect-smd', given).variance).toBeCloseTo(1, 6)
        expect(
          effect('effect-md', other).standardError / (unit * effect('effect-md', given).standardError),
        ).toBeCloseTo(1, 9)
      }),
      { seed: 41, numRuns: 300 },
    )
  })

  test('a hazard ratio against the other group is its inverse', () => {
    const there = effect('effect-hr', { hr: 0.64, lower: 0.33, upper: 1.22 })
    const back = effect('effect-hr', { hr: 1 / 0.64, lower: 1 / 1.22, upper: 1 / 0.33 })
    expect(back.estimate).toBeCloseTo(-there.estimate, 12)
    expect(back.variance).toBeCloseTo(there.variance, 12)
  })

  test('rates: another unit of time leaves the ratio and divides the difference', () => {
    const years = effect('effect-ird', { x1: 12, t1: 300, x2: 5, t2: 280 })
    const months = effect('effect-ird', { x1: 12, t1: 3600, x2: 5, t2: 3360 })
    expect(months.estimate * 12).toBeCloseTo(years.estimate, 12)
    const ratio = (t1: number, t2: number) => effect('effect-irr', { x1: 12, t1, x2: 5, t2 })
    expect(ratio(3600, 3360).estimate).toBeCloseTo(ratio(300, 280).estimate, 12)
    expect(ratio(3600, 3360).variance).toBe(ratio(300, 280).variance)
  })
})
