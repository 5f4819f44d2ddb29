/**
 * The SE of a difference of two means is about √(s₁²/n₁ + s₂²/n₂). Adjusting for the measurement at the beginning makes it
 * smaller, clusters make it larger, neither by as much as an SE that is mistaken for an SD.
 */
import { intervalIn, levelText, standardErrorOf } from './interval.ts'
import { factorBetween, shortly, type Span } from './span.ts'
import type { Finding, Given, Trap, TrapContrast, TrapStudy } from './trap.ts'

type Details = {
  readonly low: string
  readonly high: string
  readonly level: string
  readonly se: string
  readonly computed: string
  readonly sds: string
}

/** Adjusting for a measurement that correlates by 0.9 makes an SE 2.3 times smaller. */
const TOLERATED = 2.5

export const differenceMatchesSpread = {
  id: 'difference-matches-spread',
  sentence: ({ low, high, level, se, computed, sds }) =>
    `The ${level} interval from ${low} to ${high} means an SE of ${se}; by the SDs of the arms (${sds}) it is ${computed}.`,
  source: 'Cochrane Handbook 5.1, section 7.7.3.3: SDs of arms and the SE of their difference.',
  check: (study) => study.contrasts.flatMap((contrast) => foundIn(study, contrast)),
} as const satisfies Trap<Details>

function foundIn(study: TrapStudy, contrast: TrapContrast): readonly Finding<Details>[] {
  const interval = intervalIn(contrast.given)
  const arms = [contrast.arm, contrast.comparator].map((arm) => spreadOf(study, contrast, arm))
  const [first, second] = arms
  if (contrast.effect !== 'difference' || !interval || !first || !second) return []
  const computed = Math.hypot(first.sd.value / Math.sqrt(first.n.value), second.sd.value / Math.sqrt(second.n.value))
  const rounding = Math.hypot(first.sd.within / Math.sqrt(first.n.value), second.sd.within / Math.sqrt(second.n.value))
  const error: Span = standardErrorOf(interval, 'linear', null)
  if (factorBetween(error, { low: computed - rounding, high: computed + rounding }) <= TOLERATED) return []
  const { low, high } = interval
  return [
    {
      cell: first.sd.cell,
      cells: [low, high, first.sd, first.n, second.sd, second.n].map(({ cell }) => cell),
      details: {
        low: low.printed,
        high: high.printed,
        level: levelText(interval),
        se: shortly((error.low + error.high) / 2),
        computed: shortly(computed),
        sds: `${first.sd.printed} and ${second.sd.printed}`,
      },
    },
  ]
}

function spreadOf(
  { results }: TrapStudy,
  { outcome, timepoint }: TrapContrast,
  arm: string,
): { readonly sd: Given; readonly n: Given } | null {
  const result = results.find((one) => one.outcome === outcome && one.timepoint === timepoint && one.arm === arm)
  const { sd, n } = result?.given ?? {}
  return sd && n && n.value >= 2 ? { sd, n } : null
}
