/**
 * An interval of a difference is symmetric, one of a ratio on the logarithmic scale. What rounding cannot explain is a digit
 * typed wrong, in the report or from it, or an interval by another method (exact, bootstrap, profile likelihood). Those are
 * asymmetric too, but little: they are let pass by a tenth of half the width.
 */
import { isInside } from './interval-holds-estimate.ts'
import { asymmetryOf, intervalIn, onEachScale, scaleOf, type Interval, type Scale } from './interval.ts'
import { shortly } from './span.ts'
import type { EffectKind, Finding, Given, Trap } from './trap.ts'

type Details = {
  readonly estimate: string
  readonly low: string
  readonly high: string
  readonly middle: string
  readonly scale: string
}

const TOLERATED = 0.1

export const intervalSymmetric = {
  id: 'interval-symmetric',
  sentence: ({ estimate, low, high, middle, scale }) =>
    `The estimate is ${estimate}, but the middle of ${low} to ${high}${scale === 'log' ? ', as of a ratio,' : ''} is ${middle}.`,
  source:
    'Cochrane Handbook 5.1, sections 7.7.7.2 and 7.7.7.3: intervals of differences, and of ratios by their logarithms.',
  check: ({ results, contrasts }) => [
    // Means of skewed measurements may be geometric ones, whose interval is one of a ratio.
    ...results.flatMap(({ given }) => foundIn(given.mean, intervalIn(given), null)),
    ...contrasts.flatMap(({ effect, given }) => foundIn(given.estimate, intervalIn(given), effect)),
  ],
} as const satisfies Trap<Details>

function foundIn(
  estimate: Given | undefined,
  interval: Interval | null,
  effect: EffectKind,
): readonly Finding<Details>[] {
  if (!estimate || !interval || !isInside(estimate, interval)) return []
  if (!onEachScale(effect, interval, (scale) => asymmetryOf(interval, estimate, scale) > TOLERATED)) return []
  const scale = scaleOf(effect)
  const { low, high } = interval
  return [
    {
      cell: estimate.cell,
      cells: [estimate.cell, low.cell, high.cell],
      details: {
        estimate: estimate.printed,
        low: low.printed,
        high: high.printed,
        middle: shortly(middleOf(interval, scale)),
        scale,
      },
    },
  ]
}

function middleOf({ low, high }: Interval, scale: Scale): number {
  return scale === 'log' ? Math.sqrt(low.value * high.value) : (low.value + high.value) / 2
}
