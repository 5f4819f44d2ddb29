/**
 * The largest SD that n values between two ends can have: with mean m, √((m - low)(high - m) n/(n-1)); without a mean half
 * the length of the scale, times the same root (all values at the two ends).
 */
import { exactly, isAbove, shortly, spanOf } from './span.ts'
import type { Finding, Trap, TrapOutcome, TrapResult } from './trap.ts'

type Details = { readonly sd: string; readonly most: string; readonly low: string; readonly high: string }

export const sdWithinScale = {
  id: 'sd-within-scale',
  sentence: ({ sd, most, low, high }) =>
    `The SD is ${sd}; values between ${low} and ${high} with this mean have one of at most ${most}.`,
  source: 'Bhatia and Davis 2000, Am Math Mon 107:353-357: a bound of the variance.',
  check: ({ outcomes, results }) =>
    results.flatMap((result) => {
      const outcome = outcomes.find(({ id }) => id === result.outcome)
      return outcome ? beyondScale(outcome, result) : []
    }),
} as const satisfies Trap<Details>

function beyondScale({ low, high }: TrapOutcome, { of, given }: TrapResult): readonly Finding<Details>[] {
  const { sd, mean, n } = given
  if (!low || !high || !sd || (n && n.value < 2)) return []
  const length = high.value - low.value
  const ends = of === 'change' ? { low: -length, high: length } : { low: low.value, high: high.value }
  const most = mean ? withMean(spanOf(mean), ends) : (ends.high - ends.low) / 2
  const bound = most * Math.sqrt(n ? n.value / (n.value - 1) : 2)
  if (!isAbove(spanOf(sd), exactly(bound))) return []
  const cells = [sd, mean, n, low, high].flatMap((one) => (one ? [one.cell] : []))
  const details = { sd: sd.printed, most: shortly(bound), low: low.printed, high: high.printed }
  return [{ cell: sd.cell, cells, details }]
}

/** The mean that rounding allows and that leaves most room. One outside the scale leaves none: that is another trap's. */
function withMean(mean: { low: number; high: number }, ends: { low: number; high: number }): number {
  const middle = (ends.low + ends.high) / 2
  const best = Math.min(Math.max(middle, mean.low), mean.high)
  const room = (best - ends.low) * (ends.high - best)
  return room > 0 ? Math.sqrt(room) : Infinity
}
