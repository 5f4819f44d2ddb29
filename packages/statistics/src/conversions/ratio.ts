/**
 * The standard error of an estimate whose interval or p value is printed, for any large sample. Ratios (risk, odds,
 * hazard, rate) are analysed as logarithms: their intervals are symmetric there and nowhere else.
 *
 * The normal quantile of a p value is found exactly. Altman and Bland printed an approximation for pocket calculators,
 * z = -0.862 + √(0.743 - 2.404 ln p), which differs in the third digit; a paper that used it can be followed.
 */
import { limitsFault, middleNote } from '../calculator/checks.ts'
import { choice, level, number, optional, p, positive } from '../calculator/fields.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { conversion } from './conversion.ts'
import { noDifference, pOfOne } from './difference.ts'

export const seOfLogRatioFromCi = conversion({
  id: 'se-of-log-ratio-from-ci',
  title: 'Standard error of a log ratio from the confidence interval of the ratio',
  formula: 'SE = (ln upper - ln lower) / (2 z)',
  source: 'Cochrane Handbook 6.3.2 (7.7.7.3 of version 5.1)',
  inputs: {
    lower: positive('lower limit of the ratio'),
    upper: positive('upper limit of the ratio'),
    level,
    ratio: optional(positive('the ratio itself, to see whether it fits its interval')),
  },
  outputs: { se: 'standard error of the log ratio' },
  compute: ({ lower, upper, level: share, ratio }) => {
    const fault = limitsFault(lower, upper)
    if (fault !== null) return fault
    const [low, high] = [Math.log(lower), Math.log(upper)]
    const notes = ratio === null ? [] : middleNote(Math.log(ratio), low, high, 'log')
    return { values: { se: (low - high) / (2 * normalQuantile((1 - share) / 2)) }, notes }
  },
})

const zMethod = choice('how z is found from p', [
  { id: 'exact', label: 'exactly, by the normal quantile' },
  { id: 'altman-bland', label: 'by the approximation of Altman and Bland 2011' },
])

const zOf = (share: number, method: 'exact' | 'altman-bland'): number =>
  method === 'exact' ? -normalQuantile(share / 2) : -0.862 + Math.sqrt(0.743 - 2.404 * Math.log(share))

const Z_FORMULA = 'z = Φ⁻¹(1 - p/2), or -0.862 + √(0.743 - 2.404 ln p)'
const Z_SOURCE = 'Cochrane Handbook 6.3.1 and 6.3.2; Altman & Bland 2011 (BMJ 343:d2090)'
const Z_OUTPUTS = { se: 'standard error', z: 'z statistic' }

export const seOfLogRatioFromP = conversion({
  id: 'se-of-log-ratio-from-p',
  title: 'Standard error of a log ratio from the p value of the ratio',
  formula: `${Z_FORMULA}; SE = |ln ratio| / z`,
  source: Z_SOURCE,
  inputs: { ratio: positive('ratio'), p: p(), method: zMethod },
  outputs: { ...Z_OUTPUTS, se: 'standard error of the log ratio' },
  compute: ({ ratio, p: share, method }) => standardError(Math.log(ratio), share, method),
})

export const seFromP = conversion({
  id: 'se-from-p',
  title: 'Standard error of a difference from its p value (large samples)',
  formula: `${Z_FORMULA}; SE = |difference| / z`,
  source: Z_SOURCE,
  inputs: { difference: number('difference'), p: p(), method: zMethod },
  outputs: Z_OUTPUTS,
  compute: ({ difference, p: share, method }) => standardError(difference, share, method),
})

function standardError(estimate: number, share: number, method: 'exact' | 'altman-bland') {
  const fault = noDifference(estimate) ?? pOfOne(share)
  if (fault !== null) return fault
  const z = zOf(share, method)
  return { values: { se: Math.abs(estimate) / z, z } }
}
