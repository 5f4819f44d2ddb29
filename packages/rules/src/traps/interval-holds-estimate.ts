import { intervalIn, levelText, type Interval } from './interval.ts'
import { isPrintedAbove } from './span.ts'
import type { Finding, Given, Trap } from './trap.ts'

type Details = { readonly estimate: string; readonly low: string; readonly high: string; readonly level: string }

export const intervalHoldsEstimate = {
  id: 'interval-holds-estimate',
  sentence: ({ estimate, low, high, level }) =>
    `The estimate is ${estimate}, outside of its ${level} interval from ${low} to ${high}.`,
  source: 'Cochrane Handbook 5.1, section 7.7.7.2: an interval lies around its estimate.',
  check: ({ results, contrasts }) => [
    ...results.flatMap(({ given }) => foundIn(given.mean, intervalIn(given))),
    ...contrasts.flatMap(({ given }) => foundIn(given.estimate, intervalIn(given))),
  ],
} as const satisfies Trap<Details>

function foundIn(estimate: Given | undefined, interval: Interval | null): readonly Finding<Details>[] {
  if (!estimate || !interval || isInside(estimate, interval)) return []
  const { low, high } = interval
  return [
    {
      cell: estimate.cell,
      cells: [estimate.cell, low.cell, high.cell],
      details: { estimate: estimate.printed, low: low.printed, high: high.printed, level: levelText(interval) },
    },
  ]
}

export const isInside = (estimate: Given, { low, high }: Interval): boolean =>
  !isPrintedAbove(low, estimate) && !isPrintedAbove(estimate, high)
