/** The standard deviation of one group from what a report prints instead of it. */
import { NORMAL, limitsFault, orderFault, spreadFault } from '../calculator/checks.ts'
import { choice, level, notNegative, number, size } from '../calculator/fields.ts'
import { refuse, type Refusal } from '../calculator/inputs.ts'
import { expectedRange, normalQuantile } from '../distributions/normal.ts'
import { conversion } from './conversion.ts'
import { criticalValue, distribution } from './critical-value.ts'
import { skewOfFiveNumbers } from './skew.ts'

const SD = { sd: 'standard deviation' }

const APPROXIMATE = {
  id: 'ordered-normal-values',
  sentence:
    'The values are roughly normal: the distance between ordered values then follows from the number of people.',
}

export const sdFromSe = conversion({
  id: 'sd-from-se',
  title: 'SD from the standard error of a mean',
  formula: 'SD = SE × √n',
  source: 'Cochrane Handbook 6.5.2.2',
  inputs: { se: notNegative('standard error of the mean of one group'), n: size() },
  outputs: SD,
  compute: ({ se, n }) => ({ values: { sd: se * Math.sqrt(n) } }),
})

export const seFromSd = conversion({
  id: 'se-from-sd',
  title: 'Standard error of a mean from its SD',
  formula: 'SE = SD / √n',
  source: 'Cochrane Handbook 6.5.2.2',
  inputs: { sd: notNegative('standard deviation of one group'), n: size() },
  outputs: { se: 'standard error of the mean' },
  compute: ({ sd, n }) => ({ values: { se: sd / Math.sqrt(n) } }),
})

export const sdFromCi = conversion({
  id: 'sd-from-ci',
  title: 'SD from the confidence interval of a mean',
  formula: 'SD = √n × (upper - lower) / (2 × q), q the quantile of t with n - 1 degrees of freedom or of the normal',
  source: 'Cochrane Handbook 6.5.2.2 (7.7.3.2 of version 5.1)',
  inputs: { lower: number('lower limit'), upper: number('upper limit'), n: size(), level, distribution },
  outputs: { ...SD, se: 'standard error of the mean' },
  compute: ({ lower, upper, n, level: share, distribution: wanted }) => {
    const fault = limitsFault(lower, upper) ?? fewFault(n)
    if (fault !== null) return fault
    const { value, notes } = criticalValue(wanted, share, [n])
    const se = (upper - lower) / (2 * value)
    return { values: { sd: se * Math.sqrt(n), se }, notes }
  },
})

export const sdFromIqr = conversion({
  id: 'sd-from-iqr',
  title: 'SD from the quartiles of a large group',
  formula: 'SD = (q3 - q1) / 1.35',
  source: 'Cochrane Handbook 6.5.2',
  assumptions: [NORMAL],
  inputs: { q1: number('first quartile'), q3: number('third quartile') },
  outputs: SD,
  compute: ({ q1, q3 }) => {
    const fault =
      orderFault([
        ['q1', q1],
        ['q3', q3],
      ]) ?? spreadFault(q3 - q1, 'The quartiles')
    return fault ?? { values: { sd: (q3 - q1) / 1.35 } }
  },
})

export const sdFromQuartiles = conversion({
  id: 'sd-from-quartiles',
  title: 'SD from the quartiles and the size of the group',
  formula: 'SD = (q3 - q1) / η(n), η(n) = 2 Φ⁻¹((0.75 n - 0.125) / (n + 0.25))',
  source: 'Wan et al. 2014, formula 16',
  assumptions: [APPROXIMATE],
  inputs: { q1: number('first quartile'), q3: number('third quartile'), n: size() },
  outputs: SD,
  compute: ({ q1, q3, n }) => {
    const fault =
      orderFault([
        ['q1', q1],
        ['q3', q3],
      ]) ??
      spreadFault(q3 - q1, 'The quartiles') ??
      fewFault(n)
    return fault ?? { values: { sd: (q3 - q1) / quartileSpan(n) } }
  },
})

const rangeMethod = choice('how ξ(n) is found', [
  { id: 'exact', label: 'exactly, by integration' },
  { id: 'approximate', label: "by Blom's approximation 2 Φ⁻¹((n - 0.375) / (n + 0.25))" },
])

export const sdFromRange = conversion({
  id: 'sd-from-range',
  title: 'SD from the range and the size of the group',
  formula: 'SD = (max - min) / ξ(n), ξ(n) = ∫ 1 - Φ(x)ⁿ - (1 - Φ(x))ⁿ dx, or 2 Φ⁻¹((n - 0.375) / (n + 0.25))',
  source: 'Wan et al. 2014, formulas 7 and 9',
  assumptions: [APPROXIMATE],
  inputs: { min: number('lowest value'), max: number('highest value'), n: size(), method: rangeMethod },
  outputs: SD,
  compute: ({ min, max, n, method }) => {
    const fault =
      orderFault([
        ['min', min],
        ['max', max],
      ]) ??
      spreadFault(max - min, 'Lowest and highest value') ??
      fewFault(n)
    if (fault !== null) return fault
    const span = method === 'exact' ? expectedRange(n) : blomSpan(n)
    return {
      values: { sd: (max - min) / span },
      notes: [
        {
          id: 'range-is-fragile',
          sentence: 'A range hangs on two people. The Handbook advises against it where there is anything else.',
        },
        { id: `range-${method}`, sentence: `ξ(${n}) = ${span.toFixed(5)}, ${method}.` },
      ],
    }
  },
})

const fiveNumberMethod = choice('weight of the range against the quartiles', [
  { id: 'shi', label: 'best weight for n, 1 / (1 + 0.07 n^0.6) (Shi 2020)' },
  { id: 'wan', label: 'one half (Wan 2014)' },
])

export const sdFromFiveNumbers = conversion({
  id: 'sd-from-five-numbers',
  title: 'SD from lowest value, quartiles and highest value',
  formula: 'SD = w (max - min) / ξ(n) + (1 - w) (q3 - q1) / η(n), w = 1 / (1 + 0.07 n^0.6) or 1/2; ξ approximate',
  source: 'Shi et al. 2020, formula 10; Wan et al. 2014',
  assumptions: [APPROXIMATE],
  inputs: {
    min: number('lowest value'),
    q1: number('first quartile'),
    median: number('median'),
    q3: number('third quartile'),
    max: number('highest value'),
    n: size(),
    method: fiveNumberMethod,
  },
  outputs: SD,
  compute: ({ min, q1, median, q3, max, n, method }) => {
    const points = [
      ['min', min],
      ['q1', q1],
      ['median', median],
      ['q3', q3],
      ['max', max],
    ] as const
    const fault = orderFault(points) ?? spreadFault(max - min, 'Lowest and highest value') ?? fewFault(n)
    if (fault !== null) return fault
    const weight = method === 'shi' ? 1 / (1 + 0.07 * n ** 0.6) : 0.5
    const sd = (weight * (max - min)) / blomSpan(n) + ((1 - weight) * (q3 - q1)) / quartileSpan(n)
    return { values: { sd }, notes: skewOfFiveNumbers({ min, q1, median, q3, max, n }) }
  },
})

/** η(n): how many standard deviations the quartiles of n normal values lie apart. */
const quartileSpan = (n: number): number => 2 * normalQuantile((0.75 * n - 0.125) / (n + 0.25))

/** ξ(n), approximately. */
const blomSpan = (n: number): number => -2 * normalQuantile(0.625 / (n + 0.25))

/** One value has no spread. */
export function fewFault(n: number): Refusal | null {
  return n >= 2 ? null : refuse('too-few-people', 'A spread needs two people or more.', 'n')
}
