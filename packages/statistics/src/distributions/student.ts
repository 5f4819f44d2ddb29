/**
 * Student's t distribution with ν degrees of freedom (ν need not be whole).
 *
 *   P(T > t) = I_x(ν/2, 1/2) / 2 with x = ν/(ν+t²), for t from 0          Abramowitz & Stegun 26.7.1
 *   f(t)     = (1 + t²/ν)^(-(ν+1)/2) / (√ν B(1/2, ν/2))
 *   quantile by Newton's iteration inside a bracket that only ever shrinks
 *
 * Right to ten digits up to a million degrees of freedom; at a thousand million, to eight.
 */
import { incompleteBeta, logBeta } from './beta.ts'

export const tCdf = (t: number, df: number): number => (t < 0 ? upperTail(-t, df) : 1 - upperTail(t, df))

/** The share beyond ±t on both sides: the p value of a t statistic. */
export const tTwoSided = (t: number, df: number): number => 2 * upperTail(Math.abs(t), df)

function upperTail(t: number, df: number): number {
  if (!(df > 0)) throw new RangeError(`Student's t needs degrees of freedom above 0, not ${df}`)
  const square = t * t
  return incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square)) / 2
}

/** @param p between 0 and 1, both left out. */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0))
    throw new RangeError(`a t quantile is not defined at ${p} with ${df} degrees of freedom`)
  return p < 0.5 ? -upperQuantile(p, df) : upperQuantile(1 - p, df)
}

/** The t from 0 with P(T > t) = tail, for a tail of at most one half. */
function upperQuantile(tail: number, df: number): number {
  let low = 0
  let high = 1
  for (; upperTail(high, df) > tail; high *= 2) low = high
  let t = low
  for (let step = 0; step < 200; step += 1) {
    const error = upperTail(t, df) - tail
    if (error > 0) low = t
    else high = t
    const next = t + error / density(t, df)
    const inside = next > low && next < high ? next : (low + high) / 2
    if (Math.abs(inside - t) <= 1e-15 * Math.abs(t)) return inside
    t = inside
  }
  return t
}

const density = (t: number, df: number): number =>
  Math.exp(-((df + 1) / 2) * Math.log1p((t * t) / df) - logBeta(0.5, df / 2)) / Math.sqrt(df)
