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

/** Whether it is so on each scale on which the interval may be symmetric; false where there is none. */
export function onEachScale(effect: EffectKind, interval: Interval, isSo: (scale: Scale) => boolean): boolean {
  const scales = SCALES.filter((scale) => maySuit(scale, effect, interval))
  return scales.length > 0 && scales.every(isSo)
}

const SCALES: readonly Scale[] = ['linear', 'log']

/** Where the kind of effect is not known, either will do. A bound that is not above 0 has no logarithm. */
function maySuit(scale: Scale, effect: EffectKind, { low }: Interval): boolean {
  if (scale === 'log') return (effect === 'ratio' || effect === null) && low.value > 0
  return effect !== 'ratio'
}

/** The one that sentences are about. */
export const scaleOf = (effect: EffectKind): Scale => (effect === 'ratio' ? 'log' : 'linear')

/** Nothing lies below 0 on the logarithmic scale: what may be 0 may be as low as there is. */
export function onScale(scale: Scale, span: Span): Span {
  if (scale === 'linear') return span
  return { low: Math.log(Math.max(0, span.low)), high: Math.log(Math.max(0, span.high)) }
}

/** How many standard errors a bound is from the middle. */
export const criticalValue = (level: number, df: number | null): number => quantileAbove((1 - level) / 2, df)

/**
 * What this share of the distribution lies above: of the normal one where no degrees of freedom are given. By the lower tail,
 * which keeps its digits however small the share is.
 */
export function quantileAbove(share: number, df: number | null): number {
  return df === null || df > LIKE_NORMAL ? -normalQuantile(share) : -tQuantile(share, df)
}

/** From here on t and the normal distribution differ by less than a millionth, and t takes long to compute. */
const LIKE_NORMAL = 1_000_000

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
