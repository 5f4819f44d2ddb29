/** Confidence intervals as they are printed, on the scale on which they are symmetric. */
import { normalQuantile, tQuantile } from '@tandem/statistics'
import { gapBetween, spanOf, type Span } from './span.ts'
import type { EffectKind, Given, Givens } from './trap.ts'

export type Interval = { readonly low: Given; readonly high: Given; readonly level: number }

export type Scale = 'log' | 'linear'

/** Null where no interval is given, or one whose bounds or level say nothing: `bounds-in-order` warns of the former. */
export function intervalIn(given: Givens<'ci-low' | 'ci-high' | 'level'>): Interval | null {
  const { 'ci-low': low, 'ci-high': high, level } = given
  if (!low || !high || low.value > high.value) return null
  const share = level === undefined ? 0.95 : level.value > 1 ? level.value / 100 : level.value
  return share > 0.5 && share < 1 ? { low, high, level: share } : null
}

/** Those on which the interval may be symmetric. Where the kind of effect is not known either will do, if nothing is negative. */
export function scalesOf(effect: EffectKind, { low }: Interval): readonly Scale[] {
  switch (effect) {
    case 'ratio':
      return ['log']
    case 'difference':
    case 'standardised-difference':
      return ['linear']
    case null:
      return spanOf(low).high < 0 ? ['linear'] : ['linear', 'log']
  }
}

/** Nothing lies below 0 on the logarithmic scale: what may be 0 may be as low as there is. */
export function onScale(scale: Scale, span: Span): Span {
  if (scale === 'linear') return span
  return { low: Math.log(Math.max(0, span.low)), high: Math.log(Math.max(0, span.high)) }
}

/** How many standard errors a bound is from the middle: of the normal distribution where no degrees of freedom are given. */
export const criticalValue = (level: number, df: number | null): number =>
  df === null ? normalQuantile((1 + level) / 2) : tQuantile((1 + level) / 2, df)

/** Half of its width. */
export function halfWidth(interval: Interval, scale: Scale): Span {
  const [low, high] = [onScale(scale, spanOf(interval.low)), onScale(scale, spanOf(interval.high))]
  return { low: Math.max(0, (high.low - low.high) / 2), high: (high.high - low.low) / 2 }
}

/** How far the estimate is from the middle of its interval, as a share of half the width. */
export function asymmetryOf(interval: Interval, estimate: Given, scale: Scale): number {
  const [low, high] = [onScale(scale, spanOf(interval.low)), onScale(scale, spanOf(interval.high))]
  const middle = { low: (low.low + high.low) / 2, high: (low.high + high.high) / 2 }
  return gapBetween(onScale(scale, spanOf(estimate)), middle) / halfWidth(interval, scale).high
}

/** The standard error that the interval was made from. */
export function standardErrorOf(interval: Interval, scale: Scale, df: number | null): Span {
  const half = halfWidth(interval, scale)
  const critical = criticalValue(interval.level, df)
  return { low: half.low / critical, high: half.high / critical }
}

/** "95 %", as sentences name an interval. */
export const levelText = ({ level }: Interval): string => `${Number((level * 100).toFixed(2))} %`
