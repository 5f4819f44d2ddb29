/**
 * A p value and an interval of one estimate say the same: the interval leaves out "no effect" where p is below 1 - level, and
 * the p value that follows from both is about the one that is printed (Altman and Bland 2011).
 *
 * Compared are the values of z (or t) behind them. Other tests of the same data (log-rank, chi-squared, exact) give p values
 * that differ a little, so a distance of 0.3 and a tenth is let pass. "p < 0.05" is often typed as 0.05, so a p value that is
 * a usual threshold may be anything below it too.
 */
import {
  criticalValue,
  halfWidth,
  intervalIn,
  levelText,
  onEachScale,
  onScale,
  quantileAbove,
  scaleOf,
  type Interval,
  type Scale,
} from './interval.ts'
import { exactly, gapBetween, isAbove, shortly, spanOf, type Span } from './span.ts'
import type { EffectKind, Finding, Given, Trap, TrapContrast, TrapStudy } from './trap.ts'

type Details = {
  readonly p: string
  readonly low: string
  readonly high: string
  readonly level: string
  readonly none: string
  readonly computed: string
  readonly differ: 'significance' | 'size'
}

const TOLERATED = 0.3
const TOLERATED_SHARE = 0.1
const THRESHOLDS = [0.1, 0.05, 0.01, 0.005, 0.001, 0.0001]
/** For differences of means among people whose number is not given. */
const FEW = 10

export const pMatchesInterval = {
  id: 'p-matches-interval',
  sentence: ({ p, low, high, level, none, computed, differ }) =>
    differ === 'significance'
      ? `p is ${p}, but the ${level} interval from ${low} to ${high} says the opposite of whether there is no effect (${none}).`
      : `p is ${p}; by the estimate and its ${level} interval from ${low} to ${high} it is about ${computed}.`,
  source: 'Altman and Bland 2011, BMJ 343:d2304: the p value from a confidence interval.',
  check: (study) => study.contrasts.flatMap((contrast) => foundIn(study, contrast)),
} as const satisfies Trap<Details>

function foundIn(study: TrapStudy, contrast: TrapContrast): readonly Finding<Details>[] {
  const interval = intervalIn(contrast.given)
  const { p, estimate } = contrast.given
  if (!interval || !p || p.value < 0 || p.value > 1) return []
  const range = rangeOfP(p)
  const differ = isContradicted(interval, range, contrast.effect)
    ? 'significance'
    : estimate && isUnlikeAll(study, contrast, { interval, estimate, range })
      ? 'size'
      : null
  if (differ === null) return []
  const { low, high } = interval
  return [
    {
      cell: p.cell,
      cells: [p, low, high, ...(differ === 'size' && estimate ? [estimate] : [])].map(({ cell }) => cell),
      details: {
        p: p.printed,
        low: low.printed,
        high: high.printed,
        level: levelText(interval),
        none: contrast.effect === 'ratio' ? '1' : '0',
        computed: differ === 'size' && estimate ? shortly(pOf(interval, estimate, contrast.effect)) : '',
        differ,
      },
    },
  ]
}

function rangeOfP(p: Given): Span {
  const { low, high } = spanOf(p)
  return { low: THRESHOLDS.includes(p.value) ? 0 : Math.max(0, low), high: Math.min(1, high) }
}

/** Only where the kind of effect is known: else nobody can say where "no effect" is. */
function isContradicted({ low, high, level }: Interval, p: Span, effect: EffectKind): boolean {
  if (effect === null) return false
  const none = exactly(effect === 'ratio' ? 1 : 0)
  const alpha = exactly(1 - level)
  const leavesOut = isAbove(spanOf(low), none) || isAbove(none, spanOf(high))
  const holds = isAbove(none, spanOf(low)) && isAbove(spanOf(high), none)
  return (leavesOut && isAbove(p, alpha)) || (holds && isAbove(alpha, p))
}

type Printed = { readonly interval: Interval; readonly estimate: Given; readonly range: Span }

function isUnlikeAll(study: TrapStudy, contrast: TrapContrast, printed: Printed): boolean {
  return onEachScale(contrast.effect, printed.interval, (scale) =>
    [null, degreesOf(study, contrast, scale)].every((df) => isUnlike(printed, scale, df)),
  )
}

function isUnlike({ interval, estimate, range }: Printed, scale: Scale, df: number | null): boolean {
  const computed = statisticOf(interval, estimate, scale, df)
  const printed = { low: statisticFor(range.high, df), high: statisticFor(range.low, df) }
  return gapBetween(computed, printed) > TOLERATED + TOLERATED_SHARE * Math.min(computed.low, printed.low)
}

/** |estimate| / SE, as low and as high as rounding allows. */
function statisticOf(interval: Interval, estimate: Given, scale: Scale, df: number | null): Span {
  const at = onScale(scale, spanOf(estimate))
  const half = halfWidth(interval, scale)
  const critical = criticalValue(interval.level, df)
  const nearest = at.low <= 0 && at.high >= 0 ? 0 : Math.min(Math.abs(at.low), Math.abs(at.high))
  const furthest = Math.max(Math.abs(at.low), Math.abs(at.high))
  return { low: (critical * nearest) / half.high, high: half.low > 0 ? (critical * furthest) / half.low : Infinity }
}

/** What a two-sided p value stands for. */
function statisticFor(p: number, df: number | null): number {
  if (p <= 0) return Infinity
  return p >= 1 ? 0 : quantileAbove(p / 2, df)
}

/** Means of few people are compared by a t test; ratios are not. */
function degreesOf({ results }: TrapStudy, contrast: TrapContrast, scale: Scale): number | null {
  if (scale === 'log') return null
  const arms = [contrast.arm, contrast.comparator]
  const sizes = results.flatMap(({ outcome, timepoint, arm, given: { n } }) =>
    n && outcome === contrast.outcome && timepoint === contrast.timepoint && arms.includes(arm) ? [n.value] : [],
  )
  const people = sizes.reduce((sum, n) => sum + n, 0)
  return sizes.length === 2 && people > 2 ? people - 2 : FEW
}

/** For the sentence: Altman and Bland's approximation, of the numbers as they are printed. */
function pOf(interval: Interval, estimate: Given, effect: EffectKind): number {
  const exact = { ...estimate, within: 0 }
  const bounds = { ...interval, low: { ...interval.low, within: 0 }, high: { ...interval.high, within: 0 } }
  const z = statisticOf(bounds, exact, scaleOf(effect), null).low
  return Math.exp(-0.717 * z - 0.416 * z * z)
}
