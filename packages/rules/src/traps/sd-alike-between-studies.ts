/**
 * The SD of one instrument is a property of the people it measures, and varies little between studies. The rule: with SDs of
 * at least three other studies in the same unit, ln SD lies further from their median than
 *
 *   ln 2.5   an SE among seven people or more is further away than that, SDs of like populations are not; and
 *   3 times their spread, 1.4826 × the median absolute deviation
 *
 * Logarithms, because SDs differ by factors; medians, because the error that is searched for may be in the others too. Each
 * other study counts once, by the median of its SDs. The first bound holds where the others agree closely, the second where
 * they do not: lengths of stay in `dat.normand1999` have SDs from 4 to 64 days, and none of them is an error.
 */
import { exactly, factorBetween, shortly, spanOf } from './span.ts'
import type { Finding, Trap, TrapOutcome, TrapResult } from './trap.ts'

type Details = { readonly sd: string; readonly studies: number; readonly typical: string; readonly likeSe: string }

const FEWEST_STUDIES = 3
const UNLIKE = 2.5
const SPREADS = 3
/** Turns a median absolute deviation into the SD of a normal distribution. */
const NORMAL = 1.4826

export const sdAlikeBetweenStudies = {
  id: 'sd-alike-between-studies',
  sentence: ({ sd, studies, typical, likeSe }) =>
    `The SD is ${sd}; in ${studies} other studies with this instrument it is about ${typical}.` +
    (likeSe === '' ? '' : ` Times the root of n it would be ${likeSe}: it may be a standard error.`),
  source: 'Hampel 1974, JASA 69:383-393, for the median absolute deviation. The bounds are ours.',
  check: ({ outcomes, results }) =>
    outcomes.flatMap((outcome) => {
      const usual = usualOf(outcome)
      return usual ? results.flatMap((result) => (result.outcome === outcome.id ? unlike(usual, result) : [])) : []
    }),
} as const satisfies Trap<Details>

/** What is usual elsewhere, as logarithms; made once for each outcome, because a review may have hundreds of studies. */
type Usual = { readonly studies: number; readonly typical: number; readonly bound: number }

function usualOf({ unit, elsewhere }: TrapOutcome): Usual | null {
  const inSameUnit = elsewhere.filter((other) => other.unit === (unit?.label ?? null))
  const others = inSameUnit.flatMap(({ sds }) => {
    const positive = sds.filter((one) => one > 0)
    return positive.length > 0 ? [medianOf(positive.map(Math.log))] : []
  })
  if (others.length < FEWEST_STUDIES) return null
  const typical = medianOf(others)
  const spread = NORMAL * medianOf(others.map((one) => Math.abs(one - typical)))
  return { studies: others.length, typical, bound: Math.max(Math.log(UNLIKE), SPREADS * spread) }
}

function unlike({ studies, typical, bound }: Usual, { of, given: { sd, n } }: TrapResult): readonly Finding<Details>[] {
  // SDs of changes are smaller than those of measurements, by a factor that depends on their correlation.
  if (!sd || sd.value <= 0 || of === 'change') return []
  if (Math.log(factorBetween(spanOf(sd), exactly(Math.exp(typical)))) <= bound) return []
  const asSe = n ? sd.value * Math.sqrt(n.value) : 0
  const isLikeSe = asSe > 0 && Math.abs(Math.log(asSe) - typical) < Math.log(UNLIKE)
  return [
    {
      cell: sd.cell,
      cells: [sd.cell, ...(n ? [n.cell] : [])],
      details: {
        sd: sd.printed,
        studies,
        typical: shortly(Math.exp(typical)),
        likeSe: isLikeSe ? shortly(asSe) : '',
      },
    },
  ]
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
