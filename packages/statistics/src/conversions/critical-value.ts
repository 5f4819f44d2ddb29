/**
 * How many standard errors an interval reaches to each side: 1.96 for 95 % of a large sample, Student's t for a small
 * one. Reports seldom say which was used; the Handbook's rule is t below 60 people per group (6.5.2.2, 6.5.2.3).
 */
import { choice } from '../calculator/fields.ts'
import type { Note } from '../calculator/inputs.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { tQuantile } from '../distributions/student.ts'

const SMALL_BELOW = 60

export const distribution = choice('distribution behind the interval', [
  { id: 'by-size', label: 't below 60 people per group, normal from there' },
  { id: 't', label: "Student's t" },
  { id: 'normal', label: 'normal' },
])

export type Distribution = (typeof distribution)['options'][number]['id']

export type CriticalValue = { readonly value: number; readonly notes: readonly Note[] }

/** @param sizes people per group; with t, the degrees of freedom are all of them less one per group. */
export function criticalValue(wanted: Distribution, level: number, sizes: readonly number[]): CriticalValue {
  const isSmall = sizes.some((n) => n < SMALL_BELOW)
  const df = sizes.reduce((sum, n) => sum + n - 1, 0)
  if (wanted === 'normal' || (wanted === 'by-size' && !isSmall)) {
    const value = -normalQuantile((1 - level) / 2)
    return { value, notes: [{ id: 'normal-used', sentence: `Normal quantile ${value.toFixed(5)} used.` }] }
  }
  const value = -tQuantile((1 - level) / 2, df)
  return {
    value,
    notes: [{ id: 't-used', sentence: `Student's t with ${df} degrees of freedom used: ${value.toFixed(5)}.` }],
  }
}
