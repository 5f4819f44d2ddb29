/**
 * Mean and SD that are the same in two arms to the last digit: one was typed, or copied, twice. Two digits each agree by
 * chance now and then; of five or more digits together that is one in some hundreds.
 */
import type { Finding, Given, Trap, TrapResult } from './trap.ts'

type Details = { readonly mean: string; readonly sd: string }

const DIGITS = 5

export const armsDiffer = {
  id: 'arms-differ',
  sentence: ({ mean, sd }) => `Two arms have the same mean (${mean}) and the same SD (${sd}), to the last digit.`,
  source: 'Cochrane Handbook 5.1, section 7.6: extracted data are checked for errors. The bound is ours.',
  check: ({ results }) =>
    results.flatMap((result, at) =>
      results.slice(0, at).flatMap((earlier): readonly Finding<Details>[] => {
        const [a, b] = [result.given, earlier.given]
        if (!isBeside(result, earlier) || !a.mean || !a.sd || !b.mean || !b.sd) return []
        if (a.mean.value !== b.mean.value || a.sd.value !== b.sd.value) return []
        if (digitsOf(a.mean) + digitsOf(a.sd) < DIGITS) return []
        return [
          {
            cell: a.mean.cell,
            cells: [a.mean.cell, a.sd.cell, b.mean.cell, b.sd.cell],
            details: { mean: a.mean.printed, sd: a.sd.printed },
          },
        ]
      }),
    ),
} as const satisfies Trap<Details>

const isBeside = (a: TrapResult, b: TrapResult): boolean =>
  a.outcome === b.outcome && a.timepoint === b.timepoint && a.arm !== b.arm

/** How many digits a number is printed with, from the first that is not 0. */
function digitsOf({ value, within }: Given): number {
  const last = within > 0 ? 2 * within : 1
  return value === 0 ? 1 : Math.max(1, Math.floor(Math.log10(Math.abs(value) / last) + 1e-9) + 1)
}
