/**
 * Published worked examples. Each names where it is printed. `printed` holds the number as it stands there and is
 * checked to its last digit; `full` is the same number computed from the published inputs with 30 digits, by another
 * program (Python's mpmath) and from the formula, and is checked to 1e-6.
 *
 * Not every source could be read itself. At second hand are: section 7.7.3 of the Cochrane Handbook 5.1 and chapter 4 of
 * Borenstein et al. 2009 (their numbers stand in the tests of R's metaHelper), Rothman et al. 2008 and Normand 1999 (in
 * the tests of R's metafor, which name table and page), Tierney et al. 2007 (a letter about it, and a summary).
 */
import { describe, expect, test } from 'vitest'
import { displayOf, effectOf, intervalOf, recompute, type Effect, type Given } from '../src/index.ts'

type Number_ = { readonly printed?: string; readonly full?: number }

/** Fails with the number itself in the message. */
function agrees(name: string, actual: number, { printed, full }: Number_): void {
  if (full !== undefined) expect(Math.abs(actual - full), `${name} ${actual}, not ${full}`).toBeLessThan(1e-6)
  if (printed !== undefined) {
    const digits = (printed.split('.')[1] ?? '').length
    expect(actual.toFixed(digits).replace(/^-(0\.?0*)$/, '$1'), name).toBe(printed)
  }
}

type ConversionFixture = {
  readonly source: string
  readonly conversion: string
  readonly given: Given
  readonly values: Readonly<Record<string, Number_>>
}

const CONVERSION_FIXTURES: readonly ConversionFixture[] = [
  {
    source: 'Cochrane Handbook 5.1, 7.7.3.2: 95 % CI 30.0 to 34.2, 25 people (by metaHelper)',
    conversion: 'sd-from-ci',
    given: { lower: 30, upper: 34.2, n: 25 },
    values: { sd: { printed: '5.09', full: 5.08745933313577 } },
  },
  {
    source: 'Cochrane Handbook 5.1, 7.7.3.3: difference 3.8, p 0.008, 25 and 22 people',
    conversion: 'se-of-difference-from-p',
    given: { difference: 3.8, p: 0.008, n1: 25, n2: 22 },
    values: { t: { printed: '2.78', full: 2.77554536949735 }, se: { printed: '1.37', full: 1.36910030070529 } },
  },
  {
    source: 'Cochrane Handbook 5.1, 7.7.3.3: SE 1.37 (rounded there), 25 and 22 people (by metaHelper)',
    conversion: 'sd-from-se-of-difference',
    given: { se: 1.37, n1: 25, n2: 22 },
    values: { sd: { printed: '4.69', full: 4.68654706625841 } },
  },
  {
    source:
      'Cochrane Handbook 5.1, 16.4.6.4: SD 2.38 and 2.21, correlation 0.68; the SE for 10 people is printed as 0.583',
    conversion: 'sd-of-change',
    given: { baseline: 2.38, final: 2.21, r: 0.68 },
    values: { sd: { full: 1.84259925105813 } },
  },
  {
    source: 'Cochrane Handbook 5.1, 16.4.6.4: the SE of it',
    conversion: 'se-from-sd',
    given: { sd: 1.84259925105813, n: 10 },
    values: { se: { printed: '0.583', full: 0.582681044826413 } },
  },
  {
    source: 'Cochrane Handbook 5.1, 16.4.6.4: SD of differences 2, 10 people',
    conversion: 'se-from-sd',
    given: { sd: 2, n: 10 },
    values: { se: { printed: '0.632', full: 0.632455532033676 } },
  },
  {
    source: 'Altman & Bland 2011, BMJ 343:d2090: 17 percentage points, p 0.032',
    conversion: 'se-from-p',
    given: { difference: 17, p: 0.032, method: 'altman-bland' },
    values: { z: { printed: '2.141', full: 2.14093432834328 }, se: { printed: '7.940', full: 7.94045841338585 } },
  },
  {
    source: 'Altman & Bland 2011, BMJ 343:d2090: relative risk 0.30, p 0.034',
    conversion: 'se-of-log-ratio-from-p',
    given: { ratio: 0.3, p: 0.034, method: 'altman-bland' },
    values: { z: { printed: '2.117', full: 2.11656894993146 }, se: { printed: '0.569', full: 0.568832309651393 } },
  },
  {
    source: 'metaBLUE documentation, Wan.std(c(1, 4, 10), 30, "S1")',
    conversion: 'sd-from-range',
    given: { min: 1, max: 10, n: 30, method: 'approximate' },
    values: { sd: { printed: '2.205578', full: 2.20557819720953 } },
  },
  {
    source: 'StatsToDo, "Combine means and SDs into one group", three groups',
    conversion: 'combine-means',
    given: { n: [10, 20, 15], mean: [11.8, 15.3, 8.4], sd: [2.4, 3.2, 4.1] },
    values: {
      n: { printed: '45' },
      mean: { printed: '12.2222', full: 12.2222222222222 },
      sd: { printed: '4.5028', full: 4.50282178643615 },
    },
  },
  {
    source: 'metaHelper tests, SD_M_n_pooled_from_groups, three groups',
    conversion: 'combine-means',
    given: { n: [145, 81, 90], mean: [2.2, 2.2, 10], sd: [2.7, 2.7, 10] },
    values: { sd: { printed: '6.77', full: 6.77274033561059 } },
  },
  {
    source: 'metaHelper tests, SD_M_n_pooled_from_groups, two groups',
    conversion: 'combine-means',
    given: { n: [145, 81], mean: [2.2, 2.2], sd: [2.7, 2.7] },
    values: { sd: { printed: '2.694', full: 2.69399331847724 }, mean: { printed: '2.2' }, n: { printed: '226' } },
  },
  {
    source: 'uniqcret.com, "SD of change": SD 10 and 12, correlation 0.6',
    conversion: 'sd-of-change',
    given: { baseline: 10, final: 12, r: 0.6 },
    values: { sd: { printed: '10', full: 10 } },
  },
]

describe('conversions agree with published examples', () => {
  test.each(CONVERSION_FIXTURES)('$source', ({ conversion, given, values }) => {
    const result = recompute(conversion, given)
    if (!result.ok) throw new Error(result.sentence)
    for (const [output, number] of Object.entries(values)) agrees(output, result.values[output] ?? NaN, number)
  })

  test('metafor documentation, conv.wald: odds ratio 0.64 with interval or with p; the variances are printed', () => {
    const byInterval = recompute('se-of-log-ratio-from-ci', { ratio: 0.64, lower: 0.33, upper: 1.22 })
    const byP = recompute('se-of-log-ratio-from-p', { ratio: 0.64, p: 0.17 })
    if (!byInterval.ok || !byP.ok) throw new Error('refused')
    agrees('by interval', (byInterval.values['se'] ?? 0) ** 2, { printed: '0.1113', full: 0.111259262998914 })
    agrees('by p', (byP.values['se'] ?? 0) ** 2, { printed: '0.1058', full: 0.105777045260662 })
    expect(byInterval.notes).toEqual([])
  })

  // The table has 3.259 for n = 12, where the integral is 3.25846. All other 48 values are right to their last digit.
  test('Wan et al. 2014, Table 1: ξ(n) for n of 2 to 50, to the three digits printed, but for the misprint at 12', () => {
    const printed =
      `1.128 1.693 2.059 2.326 2.534 2.704 2.847 2.970 3.078 3.173 3.258 3.336 3.407 3.472 3.532 3.588 3.640
      3.689 3.735 3.778 3.819 3.858 3.895 3.931 3.964 3.997 4.027 4.057 4.086 4.113 4.139 4.165 4.189 4.213 4.236 4.259
      4.280 4.301 4.322 4.341 4.361 4.379 4.398 4.415 4.433 4.450 4.466 4.482 4.498`.split(/\s+/)
    expect(printed).toHaveLength(49)
    for (const [at, value] of printed.entries()) {
      const result = recompute('sd-from-range', { min: 0, max: 1, n: at + 2 })
      if (!result.ok) throw new Error(result.sentence)
      agrees(`ξ(${at + 2})`, 1 / (result.values['sd'] ?? NaN), { printed: value })
    }
  })

  test('Tierney et al. 2007: a log-rank p of 0.075 has z = 1.78', () => {
    const result = recompute('hr-from-log-rank', { p: 0.075, e1: 100, e2: 100 })
    if (!result.ok) throw new Error(result.sentence)
    const { oMinusE = NaN, v = NaN } = result.values
    agrees('z', -oMinusE / Math.sqrt(v), { printed: '1.78', full: 1.78046434169203 })
  })

  test('Tierney et al. 2007: HR 0.88 with variance 128.81 has the interval 0.74 to 1.05', () => {
    const result = recompute('hr-from-o-e', { oMinusE: Math.log(0.88) * 128.81, v: 128.81 })
    if (!result.ok) throw new Error(result.sentence)
    const { logHr = NaN, se = NaN, hr = NaN } = result.values
    agrees('HR', hr, { printed: '0.88' })
    agrees('low', Math.exp(logHr - 1.959963984540054 * se), { printed: '0.74' })
    agrees('high', Math.exp(logHr + 1.959963984540054 * se), { printed: '1.05' })
  })
})

type EffectFixture = {
  readonly source: string
  readonly effect: string
  readonly given: Given
  readonly estimate: Number_
  readonly variance?: Number_
  readonly standardError?: Number_
  /** On the analysis scale. */
  readonly interval?: readonly [low: string, high: string]
  /** As read, back from the log scale. */
  readonly display?: readonly [estimate: string, low: string, high: string]
}

const two = (a: number, n1: number, c: number, n2: number): Given => ({ a, n1, c, n2 })

const BORENSTEIN_MEANS: Given = { m1: 103, sd1: 5.5, n1: 50, m2: 100, sd2: 4.5, n2: 50 }

const means = (n1: number, m1: number, sd1: number, n2: number, m2: number, sd2: number): Given => ({
  m1,
  sd1,
  n1,
  m2,
  sd2,
  n2,
})

const rates = (x1: number, t1: number, x2: number, t2: number): Given => ({ x1, t1, x2, t2 })

const EFFECT_FIXTURES: readonly EffectFixture[] = [
  {
    source: 'Borenstein et al. 2009, chapter 5, Table 5.2: 5/100 against 10/100',
    effect: 'effect-rr',
    given: two(5, 100, 10, 100),
    estimate: { printed: '-0.693', full: -0.693147180559945 },
    variance: { printed: '0.2800', full: 0.28 },
    standardError: { printed: '0.5292' },
  },
  {
    source: 'Borenstein et al. 2009, chapter 4: means 103 and 100 (by metaHelper), the variance of the book',
    effect: 'effect-smd',
    given: { ...BORENSTEIN_MEANS, variance: 'borenstein' },
    estimate: { printed: '0.5924', full: 0.592439623034808 },
    variance: { full: 0.0411432073137128 },
    standardError: { printed: '0.2028' },
  },
  {
    source: 'metafor tests, dat.bcg, first trial',
    effect: 'effect-rr',
    given: two(4, 123, 11, 139),
    estimate: { printed: '-0.8893', full: -0.889311333920206 },
    variance: { printed: '0.3256', full: 0.325584765003961 },
    standardError: { printed: '0.5706' },
    interval: ['-2.0077', '0.2290'],
  },
  {
    source: 'metafor tests, dat.bcg, first trial',
    effect: 'effect-or',
    given: two(4, 123, 11, 139),
    estimate: { full: -0.938694140870392 },
    variance: { full: 0.357124952253629 },
    standardError: { printed: '0.5976' },
    interval: ['-2.1100', '0.2326'],
  },
  {
    source: 'metafor documentation, conv.wald, study 1',
    effect: 'effect-or',
    given: two(23, 194, 38, 201),
    estimate: { printed: '-0.5500', full: -0.550005299493134 },
    variance: { printed: '0.0818', full: 0.0817769728847771 },
  },
  {
    source: 'metafor documentation, conv.wald, study 3',
    effect: 'effect-or',
    given: two(4, 46, 7, 44),
    estimate: { printed: '-0.6864', full: -0.686367493574567 },
    variance: { printed: '0.4437', full: 0.443693693693694 },
  },
  {
    source: 'metafor documentation, conv.wald, study 2, as a ratio with its interval',
    effect: 'effect-hr',
    given: { hr: 0.64, lower: 0.33, upper: 1.22 },
    estimate: { printed: '-0.4463' },
    variance: { printed: '0.1113', full: 0.111259262998914 },
  },
  ...(
    [
      ['Edinburgh', means(155, 55, 47, 156, 75, 64), '-0.3552', -0.355169640940105, '0.0131', 0.0130646755415297],
      ['Orpington, mild', means(31, 27, 7, 32, 29, 4), '-0.3479', -0.347940022739096, '0.0645', 0.0644688760988567],
      [
        'Orpington, moderate',
        means(75, 64, 17, 71, 119, 29),
        '-2.3176',
        -2.31756916016374,
        '0.0458',
        0.045812110280183,
      ],
      ['Orpington, severe', means(18, 66, 20, 18, 137, 48), '-1.8880', -1.88798225293685, '0.1606', 0.160617735936173],
    ] as const
  ).map(([study, given, estimate, fullEstimate, variance, fullVariance]) => ({
    source: `metafor tests, dat.normand1999, ${study}`,
    effect: 'effect-smd',
    given,
    estimate: { printed: estimate, full: fullEstimate },
    variance: { printed: variance, full: fullVariance },
  })),
  {
    source: 'Rothman et al. 2008, Table 15-1 (metafor tests), under 55 years',
    effect: 'effect-rd',
    given: two(8, 106, 5, 120),
    estimate: { printed: '0.0338', full: 0.0338050314465409 },
    variance: { printed: '0.0010', full: 0.000991016147526954 },
    standardError: { printed: '0.0315' },
  },
  {
    source: 'Rothman et al. 2008, Table 15-1 (metafor tests), crude',
    effect: 'effect-rd',
    given: two(30, 204, 21, 205),
    estimate: { printed: '0.0446', full: 0.0446197991391679 },
    variance: { printed: '0.0011', full: 0.00106337883876619 },
    standardError: { printed: '0.0326' },
  },
  {
    source: 'Rothman et al. 2008, Table 15-1 (metafor tests), under 55 years',
    effect: 'effect-rr',
    given: two(8, 106, 5, 120),
    estimate: { full: 0.594056277915714 },
    variance: { full: 0.307232704402516 },
    display: ['1.8113', '0.6112', '5.3679'],
  },
  {
    source: 'Rothman et al. 2008, Table 15-1 (metafor tests), 55 years and more',
    effect: 'effect-rr',
    given: two(22, 98, 16, 85),
    estimate: { full: 0.176137508938279 },
    display: ['1.1926', '0.6713', '2.1188'],
  },
  ...(
    [
      ['35 to 44', rates(32, 5.2407, 2, 1.879), '5.7366', '1.3748', '23.9371', '5.0417', '1.7316', 0.53125],
      [
        '45 to 54',
        rates(104, 4.3248, 12, 1.0673),
        '2.1388',
        '1.1767',
        '3.8876',
        '12.8040',
        '16.0947',
        0.0929487179487179,
      ],
      [
        '55 to 64',
        rates(206, 2.8612, 28, 0.571),
        '1.4682',
        '0.9894',
        '2.1789',
        '22.9610',
        '111.0423',
        0.0405686546463245,
      ],
      [
        '65 to 74',
        rates(186, 1.2663, 28, 0.2585),
        '1.3561',
        '0.9115',
        '2.0176',
        '38.5674',
        '535.0172',
        0.0410906298003072,
      ],
      [
        '75 to 84',
        rates(102, 0.5317, 31, 0.1462),
        '0.9047',
        '0.6053',
        '1.3524',
        '-20.2008',
        '1811.1307',
        0.0420619860847565,
      ],
    ] as const
  ).flatMap(([age, given, ratio, low, high, difference, variance, logVariance]): EffectFixture[] => [
    {
      source: `Rothman et al. 2008, Table 15-2 (metafor tests), ${age} years`,
      effect: 'effect-irr',
      given,
      estimate: {},
      variance: { full: logVariance },
      display: [ratio, low, high],
    },
    {
      source: `Rothman et al. 2008, Table 15-2 (metafor tests), ${age} years`,
      effect: 'effect-ird',
      given,
      estimate: { printed: difference },
      variance: { printed: variance },
    },
  ]),
  ...(
    [
      [two(6, 60, 20, 58), -1.23787435600162, 0.182758620689655],
      [two(14, 45, 9, 47), 0.485317864218778, 0.139040864572779],
      [two(30, 120, 52, 118), -0.566853455235653, 0.0357561929595828],
      [two(5, 30, 4, 32), 0.287682072451781, 0.385416666666667],
      [two(12, 90, 35, 92), -1.04846250498264, 0.0899240855762595],
      [two(26, 75, 23, 77), 0.148919630409706, 0.0556194530107574],
    ] as const
  ).map(([given, estimate, variance]) => ({
    source: `six trials made for this program, once checked with metafor to 1e-8: ${Object.values(given).join(', ')}`,
    effect: 'effect-rr',
    given,
    estimate: { full: estimate },
    variance: { full: variance },
  })),
]

function effect(id: string, given: Given): Effect {
  const result = effectOf(id, given)
  if (!result.ok) throw new Error(result.sentence)
  return result
}

describe('effects agree with published examples', () => {
  test.each(EFFECT_FIXTURES)(
    '$effect: $source',
    ({ effect: id, given, estimate, variance, standardError, ...rest }) => {
      const result = effect(id, given)
      agrees('estimate', result.estimate, estimate)
      agrees('variance', result.variance, variance ?? {})
      agrees('standard error', result.standardError, standardError ?? {})
      const { low, high } = intervalOf(result)
      agrees('low', low, { ...(rest.interval && { printed: rest.interval[0] }) })
      agrees('high', high, { ...(rest.interval && { printed: rest.interval[1] }) })
      if (rest.display === undefined) return
      const shown = displayOf(result)
      for (const [at, value] of [shown.estimate, shown.low, shown.high].entries()) {
        agrees('as read', value, { printed: rest.display[at] ?? '' })
      }
    },
  )

  test('Normand 1999, Table III (metafor tests, dat.hine1989): risk differences in percentage points', () => {
    const trials = [
      { counts: two(2, 39, 1, 43), printed: ['2.8026', '17.7575', '-5.4566', '11.0618'] },
      { counts: two(4, 44, 4, 44), printed: ['0.0000', '37.5657', '-12.0128', '12.0128'] },
      { counts: two(6, 107, 4, 110), printed: ['1.9711', '8.1323', '-3.6182', '7.5604'] },
      { counts: two(7, 103, 5, 100), printed: ['1.7961', '10.8998', '-4.6747', '8.2669'] },
      { counts: two(7, 110, 3, 106), printed: ['3.5334', '8.0114', '-2.0141', '9.0810'] },
      { counts: two(11, 154, 4, 146), printed: ['4.4031', '6.1320', '-0.4503', '9.2566'] },
    ]
    for (const { counts, printed } of trials) {
      const result = effect('effect-rd', counts)
      const { low, high } = intervalOf(result)
      const numbers = [result.estimate * 100, result.variance * 1e4, low * 100, high * 100]
      for (const [at, value] of numbers.entries()) agrees('in points', value, { printed: printed[at] ?? '' })
    }
  })
})
