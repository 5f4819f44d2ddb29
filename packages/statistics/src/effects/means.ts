/**
 * Effects from means and standard deviations of two groups.
 *
 *   MD   m1 - m2                 variance s1²/n1 + s2²/n2
 *   SMD  g = J (m1 - m2) / s     s² = ((n1-1) s1² + (n2-1) s2²) / m, m = n1 + n2 - 2
 *        J = Γ(m/2) / (√(m/2) Γ((m-1)/2)), exact; 1 - 3/(4m-1) is its approximation       Hedges 1981
 *
 * Three variances of g are in use, and they differ from the third digit on, so the one that was used is named:
 *
 *   large-sample  1/n1 + 1/n2 + g² / (2 (n1+n2))               metafor's default
 *   borenstein    J² (1/n1 + 1/n2 + d² / (2 (n1+n2))), d = g/J  Borenstein et al. 2009
 *   revman        1/n1 + 1/n2 + g² / (2 (n1+n2 - 3.94))        Review Manager 5, which has g with the approximate J
 */
import { choice, notNegative, number, size } from '../calculator/fields.ts'
import { refuse } from '../calculator/inputs.ts'
import { logGammaRatio } from '../distributions/gamma.ts'
import { effectCalculation } from './effect.ts'

const inputs = {
  m1: number('mean of group 1'),
  sd1: notNegative('SD of group 1'),
  n1: size('people in group 1'),
  m2: number('mean of group 2'),
  sd2: notNegative('SD of group 2'),
  n2: size('people in group 2'),
}

export const meanDifference = effectCalculation({
  id: 'effect-md',
  title: 'Mean difference',
  measure: 'MD',
  scale: 'linear',
  formula: 'm1 - m2, variance sd1²/n1 + sd2²/n2',
  source: 'Cochrane Handbook 6.5.1',
  inputs,
  compute: ({ m1, sd1, n1, m2, sd2, n2 }) => ({ estimate: m1 - m2, variance: sd1 ** 2 / n1 + sd2 ** 2 / n2 }),
})

export const standardisedMeanDifference = effectCalculation({
  id: 'effect-smd',
  title: "Standardised mean difference (Hedges' g, exact correction)",
  measure: 'SMD',
  scale: 'linear',
  formula:
    'g = J (m1 - m2) / s, s the pooled SD, J = Γ(m/2) / (√(m/2) Γ((m-1)/2)), m = n1 + n2 - 2; variance by choice: 1/n1 + 1/n2 + g²/(2N), J² (1/n1 + 1/n2 + d²/(2N)), or 1/n1 + 1/n2 + g²/(2 (N - 3.94)), N = n1 + n2',
  source: 'Hedges 1981; Cochrane Handbook 6.5.1; Borenstein et al. 2009, chapter 4',
  inputs: {
    ...inputs,
    variance: choice('variance of g', [
      { id: 'large-sample', label: '1/n1 + 1/n2 + g²/(2N)' },
      { id: 'borenstein', label: 'J² (1/n1 + 1/n2 + d²/(2N))' },
      { id: 'revman', label: '1/n1 + 1/n2 + g²/(2 (N - 3.94)), as Review Manager' },
    ]),
  },
  compute: ({ m1, sd1, n1, m2, sd2, n2, variance }) => {
    const df = n1 + n2 - 2
    if (Math.min(n1, n2) < 1 || df <= 1)
      return refuse('too-few-people', 'A standardised difference needs more than three people.', 'n1')
    const pooled = Math.sqrt(((n1 - 1) * sd1 ** 2 + (n2 - 1) * sd2 ** 2) / df)
    if (pooled === 0) return refuse('no-spread', 'Both SDs are 0: there is nothing to standardise by.', 'sd1')
    const d = (m1 - m2) / pooled
    const correction = hedgesCorrection(df)
    return { estimate: correction * d, variance: VARIANCES[variance](d, correction, n1, n2) }
  },
})

/** J(m), exactly. */
export const hedgesCorrection = (df: number): number =>
  Math.exp(logGammaRatio((df - 1) / 2, 0.5) - Math.log(df / 2) / 2)

const VARIANCES = {
  'large-sample': (d: number, j: number, n1: number, n2: number) => 1 / n1 + 1 / n2 + (j * d) ** 2 / (2 * (n1 + n2)),
  borenstein: (d: number, j: number, n1: number, n2: number) => j ** 2 * (1 / n1 + 1 / n2 + d ** 2 / (2 * (n1 + n2))),
  revman: (d: number, j: number, n1: number, n2: number) => 1 / n1 + 1 / n2 + (j * d) ** 2 / (2 * (n1 + n2 - 3.94)),
} as const
