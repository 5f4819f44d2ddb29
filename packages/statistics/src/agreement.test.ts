import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreement, agreementTable, type Kappa, type Weights } from './index.ts'

const kappaOf = (counts: readonly (readonly number[])[], weights: Weights = 'none'): Kappa => {
  const { kappa } = agreement(counts, weights)
  if (kappa.value === null) throw new Error(`no kappa: ${kappa.reason}`)
  return kappa
}

// 80 units in three ordered categories, made for this test; the expected numbers were computed with R's vcd.
const WORKED = [
  [20, 5, 1],
  [4, 15, 6],
  [1, 3, 25],
]

describe('the worked example agrees with R vcd to 1e-6', () => {
  test.each([
    {
      weights: 'none',
      po: 0.75,
      pe: 0.33640625,
      kappa: 0.623263,
      se: 0.072256,
      nullSe: 0.07909,
      low: 0.481644,
      high: 0.764883,
    },
    {
      weights: 'linear',
      po: 0.8625,
      pe: 0.546563,
      kappa: 0.696761,
      se: 0.063344,
      nullSe: 0.089599,
      low: 0.57261,
      high: 0.820912,
    },
    {
      weights: 'quadratic',
      po: 0.91875,
      pe: 0.651641,
      kappa: 0.766764,
      se: 0.060292,
      nullSe: 0.111593,
      low: 0.648593,
      high: 0.884935,
    },
  ] as const)('kappa with weights $weights', ({ weights, po, pe, kappa, se, nullSe, low, high }) => {
    const result = kappaOf(WORKED, weights)
    const near = (actual: number, expected: number) => expect(Math.abs(actual - expected)).toBeLessThan(1e-6)
    near(result.observed, po)
    near(result.expected, pe)
    near(result.value, kappa)
    near(result.standardError, se)
    near(result.nullStandardError, nullSe)
    near(result.low, low)
    near(result.high, high)
  })

  test('PABAK, AC1 and percent agreement', () => {
    const result = agreement(WORKED)
    expect(result.n).toBe(80)
    expect(result.percent?.value).toBe(75)
    expect(result.pabak).toBeCloseTo(0.625, 12)
    expect(result.ac1).toBeCloseTo(0.626015, 6)
  })

  test('PABAK and AC1 are not weighted', () => {
    const plain = agreement(WORKED)
    const weighted = agreement(WORKED, 'quadratic')
    expect([weighted.pabak, weighted.ac1, weighted.percent]).toEqual([plain.pabak, plain.ac1, plain.percent])
  })
})

describe('the interval of percent agreement', () => {
  test('is that of Wilson: both ends are one and the same 1.96 standard errors of their own from the share', () => {
    const { percent } = agreement([
      [8, 2],
      [3, 7],
    ])
    expect(percent?.value).toBe(75)
    expect(percent?.low).toBeCloseTo(53.12991, 5)
    expect(percent?.high).toBeCloseTo(88.81383, 5)
    for (const end of [percent?.low ?? 0, percent?.high ?? 0]) {
      const share = end / 100
      expect(Math.abs(0.75 - share) / Math.sqrt((share * (1 - share)) / 20)).toBeCloseTo(1.959963984540054, 10)
    }
  })

  test('ends exactly at 100 when all agree and at 0 when none does', () => {
    expect(
      agreement([
        [5, 0],
        [0, 5],
      ]).percent?.high,
    ).toBe(100)
    expect(
      agreement([
        [0, 5],
        [5, 0],
      ]).percent?.low,
    ).toBe(0)
  })
})

describe('edge cases', () => {
  test('without units everything is null and says why', () => {
    expect(
      agreement([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({
      n: 0,
      percent: null,
      kappa: { value: null, reason: 'no-ratings' },
      pabak: null,
      ac1: null,
    })
    expect(agreement([]).kappa).toEqual({ value: null, reason: 'no-ratings' })
  })

  test.each(['none', 'linear', 'quadratic'] as const)(
    'one category used by both gives no kappa (%s), 100 percent and PABAK 1',
    (weights) => {
      const result = agreement(
        [
          [7, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
        weights,
      )
      expect(result.kappa).toEqual({ value: null, reason: 'no-variation' })
      expect(result.percent?.value).toBe(100)
      expect(result.pabak).toBe(1)
      expect(result.ac1).toBe(1)
    },
  )

  test.each(['none', 'linear', 'quadratic'] as const)('one constant rater gives kappa exactly 0 (%s)', (weights) => {
    for (const counts of [
      [
        [3, 1, 7, 2],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      [
        [0, 3, 0, 0],
        [0, 1, 0, 0],
        [0, 7, 0, 0],
        [0, 2, 0, 0],
      ],
    ]) {
      expect(kappaOf(counts, weights)).toMatchObject({ value: 0, standardError: 0, low: 0, high: 0 })
    }
  })

  test.each(['none', 'linear', 'quadratic'] as const)(
    'perfect agreement over two or more categories gives exactly 1, SE 0, interval 1 to 1 (%s)',
    (weights) => {
      const result = kappaOf(
        [
          [3, 0, 0],
          [0, 7, 0],
          [0, 0, 1],
        ],
        weights,
      )
      expect(result).toMatchObject({ value: 1, standardError: 0, low: 1, high: 1 })
    },
  )

  test('the interval is not clipped', () => {
    expect(
      kappaOf([
        [5, 0],
        [1, 1],
      ]).high,
    ).toBeGreaterThan(1)
  })

  test('two categories: weighted equals unweighted', () => {
    const counts = [
      [12, 3],
      [4, 9],
    ]
    expect(kappaOf(counts, 'linear')).toEqual(kappaOf(counts))
    expect(kappaOf(counts, 'quadratic')).toEqual(kappaOf(counts))
  })

  test('one declared category has neither PABAK nor AC1', () => {
    expect(agreement([[4]])).toMatchObject({ n: 4, pabak: null, ac1: null, kappa: { reason: 'no-variation' } })
  })

  test('a declared category that nobody used changes weighted kappa and PABAK', () => {
    const used = [
      [4, 1],
      [1, 4],
    ]
    const declared = [
      [4, 1, 0],
      [1, 4, 0],
      [0, 0, 0],
    ]
    expect(kappaOf(declared).value).toBeCloseTo(kappaOf(used).value, 12)
    expect(kappaOf(declared, 'linear').observed).toBeCloseTo(0.9, 12)
    expect(agreement(declared).pabak).toBeCloseTo((3 * 0.8 - 1) / 2, 12)
  })

  test.each([
    [[[1, 2]]],
    [
      [
        [1.5, 0],
        [0, 1],
      ],
    ],
    [
      [
        [-1, 0],
        [0, 1],
      ],
    ],
    [[[Number.NaN]]],
  ])('a table that is none is refused: %j', (counts) => {
    expect(() => agreement(counts)).toThrow(RangeError)
  })
})

describe('counting pairs', () => {
  test('pairs that lack a rating are left out and counted', () => {
    const table = agreementTable(
      ['no', 'yes'],
      [
        ['yes', 'yes'],
        ['no', 'yes'],
        [null, 'yes'],
        ['no', null],
        [null, null],
      ],
    )
    expect(table.counts).toEqual([
      [0, 1],
      [0, 1],
    ])
    expect(table.leftOut).toBe(3)
  })

  test('a rating that was not declared is refused', () => {
    expect(() => agreementTable(['no', 'yes'], [['maybe', 'yes']])).toThrow(/"maybe" is not among/)
  })

  test('a category declared twice is refused', () => {
    expect(() => agreementTable(['yes', 'yes'], [])).toThrow(RangeError)
  })
})

describe('for any table', () => {
  const tables = fc
    .integer({ min: 2, max: 6 })
    .chain((k) =>
      fc.array(fc.array(fc.nat({ max: 40 }), { minLength: k, maxLength: k }), { minLength: k, maxLength: k }),
    )
  const everyWeights = fc.constantFrom<Weights>('none', 'linear', 'quadratic')

  test('the standard error equals the printed formula of Fleiss, Cohen and Everitt', () => {
    fc.assert(
      fc.property(tables, everyWeights, (counts, weights) => {
        const { kappa } = agreement(counts, weights)
        if (kappa.value === null) return
        expect(kappa.standardError ** 2).toBeCloseTo(Math.max(0, printedVariance(counts, weights, kappa)), 9)
      }),
      { seed: 1969, numRuns: 300 },
    )
  })

  test('swapping the raters or reversing the order of categories changes nothing', () => {
    fc.assert(
      fc.property(tables, everyWeights, (counts, weights) => {
        const original = agreement(counts, weights)
        const swapped = counts.map((_, i) => counts.map((row) => row[i] ?? 0))
        const reversed = [...counts].reverse().map((row) => [...row].reverse())
        for (const other of [agreement(swapped, weights), agreement(reversed, weights)]) {
          expect(other.kappa.value ?? 2).toBeCloseTo(original.kappa.value ?? 2, 10)
          expect(other.ac1 ?? 2).toBeCloseTo(original.ac1 ?? 2, 10)
        }
      }),
      { seed: 1960, numRuns: 300 },
    )
  })

  test('kappa, PABAK and AC1 stay at or below 1 and percent stays inside its interval', () => {
    fc.assert(
      fc.property(tables, everyWeights, (counts, weights) => {
        const result = agreement(counts, weights)
        for (const value of [result.kappa.value, result.pabak, result.ac1]) expect(value ?? 0).toBeLessThanOrEqual(1)
        if (result.percent === null) return
        expect(result.percent.low).toBeLessThanOrEqual(result.percent.value)
        expect(result.percent.high).toBeGreaterThanOrEqual(result.percent.value)
        expect(result.percent.low).toBeGreaterThanOrEqual(0)
        expect(result.percent.high).toBeLessThanOrEqual(100)
      }),
      { seed: 1993, numRuns: 300 },
    )
  })
})

/** The variance as it is printed, with its difference of two nearly equal terms. */
function printedVariance(counts: readonly (readonly number[])[], weights: Weights, kappa: Kappa): number {
  const k = counts.length
  const n = counts.flat().reduce((a, b) => a + b, 0)
  const places = [...Array(k).keys()]
  const w = (i: number, j: number) =>
    weights === 'none'
      ? Number(i === j)
      : weights === 'linear'
        ? 1 - Math.abs(i - j) / (k - 1)
        : 1 - (i - j) ** 2 / (k - 1) ** 2
  const p = (i: number, j: number) => (counts[i]?.[j] ?? 0) / n
  const total = (of: (i: number) => number) => places.reduce((a, i) => a + of(i), 0)
  const row = (i: number) => total((j) => p(i, j))
  const column = (j: number) => total((i) => p(i, j))
  const rowMean = (i: number) => total((j) => w(i, j) * column(j))
  const columnMean = (j: number) => total((i) => w(i, j) * row(i))
  const pe = total((i) => total((j) => w(i, j) * row(i) * column(j)))
  const po = total((i) => total((j) => w(i, j) * p(i, j)))
  const value = (po - pe) / (1 - pe)
  expect(kappa.value).toBeCloseTo(value, 9)
  const squares = total((i) => total((j) => p(i, j) * (w(i, j) - (rowMean(i) + columnMean(j)) * (1 - value)) ** 2))
  return (squares - (value - pe * (1 - value)) ** 2) / (n * (1 - pe) ** 2)
}
