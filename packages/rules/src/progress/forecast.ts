/**
 * When the last study of a stage will be settled, if the pace of the last weeks goes on. A range, never a day: eight in
 * ten such forecasts hold, as far as the pace is steady.
 *
 * With k studies settled in T weeks and m to go, the time they take is T·(m/k)·F, where F has the F distribution with 2m
 * and 2k degrees of freedom, if studies are settled one by one and at a steady rate (a Poisson process; Hahn & Meeker,
 * Statistical Intervals, 1991, chapter 7). The quantiles of F are those of Paulson's approximation (1942):
 *
 *   [ (1 - b)·x - (1 - a) ] / √( b·x² + a ) = z,   x = F^(1/3),   a = 2/(9·2m),   b = 2/(9·2k)
 *
 * solved for x at z = ±1.2816. People do not settle studies one by one but in sittings, so weeks differ by more than
 * chance: both k and m are divided by the variance of the weekly counts over their mean, where that is above one. The
 * range is then as wide as if each sitting were one study.
 *
 * Below `FEWEST_SETTLED` studies or `FEWEST_WEEKS` weeks nothing is said: the range would be wider than any plan.
 */
import type { Instant } from '../review.ts'
import { WEEK } from './pace.ts'

export type Forecast =
  | { readonly is: 'done' }
  /** `settled`: how many were, in the weeks that are looked at. */
  | { readonly is: 'unsaid'; readonly why: 'few-settled' | 'early' | 'in-bursts'; readonly settled: number }
  /** `to` is null where it lies beyond `HORIZON_WEEKS`. */
  | { readonly is: 'range'; readonly from: Instant; readonly to: Instant | null; readonly settled: number }

export type Course = {
  /** When each settled study was settled. */
  readonly settledAt: readonly Instant[]
  /** Studies that are not settled yet. */
  readonly remaining: number
  /** The first submission of the stage; null before. */
  readonly since: Instant | null
}

export const FEWEST_SETTLED = 8
export const FEWEST_WEEKS = 3
/** What was settled counts as so many sittings, at least. */
export const FEWEST_SITTINGS = 2
/** Pace of longer ago is another pace. */
export const WINDOW_WEEKS = 8
/** Three years: later than that is no plan. */
export const HORIZON_WEEKS = 156

/** The 90 % point of the standard normal distribution: one in ten beyond each end. */
const Z = 1.2815515655446004

export function forecastOf({ settledAt, remaining, since }: Course, now: Instant): Forecast {
  if (remaining === 0) return { is: 'done' }
  const passed = since === null ? 0 : (Date.parse(now) - Date.parse(since)) / WEEK
  const weeks = Math.min(WINDOW_WEEKS, passed)
  const ages = settledAt.map((at) => Math.max(0, Date.parse(now) - Date.parse(at)) / WEEK)
  const recent = ages.filter((age) => age <= weeks)
  const settled = recent.length
  if (settled < FEWEST_SETTLED) return { is: 'unsaid', why: 'few-settled', settled }
  if (weeks < FEWEST_WEEKS) return { is: 'unsaid', why: 'early', settled }
  const spread = burstiness(recent, Math.floor(weeks))
  const [done, left] = [settled / spread, remaining / spread]
  if (done < FEWEST_SITTINGS) return { is: 'unsaid', why: 'in-bursts', settled }
  const inWeeks = (z: number): number => weeks * (remaining / settled) * quantileOfF(2 * left, 2 * done, z)
  const [from, to] = [inWeeks(-Z), inWeeks(Z)]
  return { is: 'range', from: after(now, from), to: to > HORIZON_WEEKS ? null : after(now, to), settled }
}

/** Variance over mean of what was settled in each whole week, at least 1. */
function burstiness(ages: readonly number[], weeks: number): number {
  const counts = Array.from({ length: weeks }, (_, week) => ages.filter((age) => Math.floor(age) === week).length)
  const mean = counts.reduce((sum, count) => sum + count, 0) / weeks
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (weeks - 1)
  return mean === 0 ? 1 : Math.max(1, variance / mean)
}

/**
 * The quantile of F with these degrees of freedom that lies where `z` does in the standard normal distribution. Good to
 * some hundredths of its value from 2 degrees of freedom on; the formula has no lower end below that, which counts as 0.
 */
export function quantileOfF(first: number, second: number, z: number): number {
  const [a, b] = [2 / (9 * first), 2 / (9 * second)]
  const [low, high] = [1 - a, 1 - b]
  const root = Math.sqrt(Math.max(0, low ** 2 * b + high ** 2 * a - z ** 2 * a * b))
  return Math.max(0, (low * high + z * root) / (high ** 2 - z ** 2 * b)) ** 3
}

function after(now: Instant, weeks: number): Instant {
  return new Date(Date.parse(now) + weeks * WEEK).toISOString() as Instant
}
