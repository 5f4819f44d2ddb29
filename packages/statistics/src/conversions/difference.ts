/**
 * The standard error of a difference between two groups, and the standard deviation within them, from a t statistic, a
 * p value or an interval.
 *
 * The standard deviation is one for both groups: the pooled one of a t test that takes the variances as equal. It comes
 * out of nothing else, so a test of another kind (unequal variances, an adjusted model, pairs) must not go in.
 */
import { limitsFault } from '../calculator/checks.ts'
import { level, notNegative, number, p, size } from '../calculator/fields.ts'
import { refuse, type Note, type Refusal } from '../calculator/inputs.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { tQuantile } from '../distributions/student.ts'
import { conversion } from './conversion.ts'
import { criticalValue, distribution } from './critical-value.ts'

const T_TEST: Note = {
  id: 'equal-variances',
  sentence: 'Two independent groups with equal variances, compared without adjustment.',
}

const EXACT_P: Note = {
  id: 'exact-p',
  sentence: 'The p value is exact. A bound such as p < 0.05 gives a standard error that is too large.',
}

const groups = { n1: size('people in group 1'), n2: size('people in group 2') }

const OUTPUTS = { se: 'standard error of the difference', sd: 'standard deviation within the groups' }

/** Pooled: the standard error of a difference of means is SD √(1/n1 + 1/n2). */
const within = (se: number, n1: number, n2: number): number => se / Math.sqrt(1 / n1 + 1 / n2)

export const sdFromSeOfDifference = conversion({
  id: 'sd-from-se-of-difference',
  title: 'SD within the groups from the standard error of a difference in means',
  formula: 'SD = SE / √(1/n1 + 1/n2)',
  source: 'Cochrane Handbook 6.5.2.3 (7.7.3.3 of version 5.1)',
  assumptions: [T_TEST],
  inputs: { se: notNegative('standard error of the difference in means'), ...groups },
  outputs: { sd: OUTPUTS.sd },
  compute: ({ se, n1, n2 }) => ({ values: { sd: within(se, n1, n2) } }),
})

export const differenceFromT = conversion({
  id: 'se-of-difference-from-t',
  title: 'SE and SD of a difference in means from its t statistic',
  formula: 'SE = |difference / t|, SD = SE / √(1/n1 + 1/n2)',
  source: 'Cochrane Handbook 6.5.2.3 (7.7.3.3 of version 5.1)',
  assumptions: [T_TEST],
  inputs: { difference: number('difference in means'), t: number('t statistic'), ...groups },
  outputs: OUTPUTS,
  compute: ({ difference, t, n1, n2 }) => {
    const fault = noDifference(difference) ?? noDifference(t)
    if (fault !== null) return fault
    const se = Math.abs(difference / t)
    return { values: { se, sd: within(se, n1, n2) }, notes: signNotes(difference, t) }
  },
})

export const differenceFromP = conversion({
  id: 'se-of-difference-from-p',
  title: 'SE and SD of a difference in means from the p value of a t test',
  formula: 't = t⁻¹(1 - p/2; n1 + n2 - 2), SE = |difference| / t, SD = SE / √(1/n1 + 1/n2)',
  source: 'Cochrane Handbook 6.5.2.3 (7.7.3.3 of version 5.1)',
  assumptions: [T_TEST, EXACT_P],
  inputs: { difference: number('difference in means'), p: p(), ...groups },
  outputs: { ...OUTPUTS, t: 't statistic' },
  compute: ({ difference, p: share, n1, n2 }) => {
    const fault = noDifference(difference) ?? pOfOne(share) ?? fewFault(n1, n2)
    if (fault !== null) return fault
    const t = -tQuantile(share / 2, n1 + n2 - 2)
    const se = Math.abs(difference) / t
    return { values: { se, sd: within(se, n1, n2), t } }
  },
})

export const differenceFromCi = conversion({
  id: 'se-of-difference-from-ci',
  title: 'SE and SD of a difference in means from its confidence interval',
  formula:
    'SE = (upper - lower) / (2 × q), q of t with n1 + n2 - 2 degrees of freedom or of the normal; SD = SE / √(1/n1 + 1/n2)',
  source: 'Cochrane Handbook 6.5.2.3 (7.7.3.3 of version 5.1)',
  assumptions: [T_TEST],
  inputs: { lower: number('lower limit'), upper: number('upper limit'), ...groups, level, distribution },
  outputs: OUTPUTS,
  compute: ({ lower, upper, n1, n2, level: share, distribution: wanted }) => {
    const fault = limitsFault(lower, upper) ?? fewFault(n1, n2)
    if (fault !== null) return fault
    const { value, notes } = criticalValue(wanted, share, [n1, n2])
    const se = (upper - lower) / (2 * value)
    return { values: { se, sd: within(se, n1, n2) }, notes }
  },
})

export const seFromCi = conversion({
  id: 'se-from-ci',
  title: 'Standard error of an estimate from its confidence interval (differences, large samples)',
  formula: 'SE = (upper - lower) / (2 z)',
  source: 'Cochrane Handbook 6.3.1 (7.7.7.2 of version 5.1)',
  inputs: { lower: number('lower limit'), upper: number('upper limit'), level },
  outputs: { se: 'standard error' },
  compute: ({ lower, upper, level: share }) =>
    limitsFault(lower, upper) ?? { values: { se: (lower - upper) / (2 * normalQuantile((1 - share) / 2)) } },
})

export function noDifference(estimate: number): Refusal | null {
  if (estimate !== 0) return null
  return refuse('no-difference', 'An estimate of exactly no effect has a p value of 1 whatever its standard error.')
}

export function pOfOne(share: number): Refusal | null {
  return share < 1 ? null : refuse('p-is-one', 'A p value of 1 says nothing about the standard error.', 'p')
}

function fewFault(n1: number, n2: number): Refusal | null {
  return n1 + n2 > 2 ? null : refuse('too-few-people', 'A t test needs more than two people.', 'n1')
}

function signNotes(difference: number, t: number): readonly Note[] {
  if (Math.sign(difference) === Math.sign(t)) return []
  return [
    {
      id: 'signs-differ',
      sentence: 'Difference and t have different signs: they were taken in different directions, or one is wrong.',
    },
  ]
}
