/**
 * Arms of one study come from one population, so their SDs are alike even where the intervention works. One that is several
 * times smaller, and that times √n would be like the other, is likely to be a standard error; one that is many times smaller
 * or larger has a digit too few or too many.
 */
import { factorBetween, shortly, spanOf } from './span.ts'
import type { Finding, Given, Trap, TrapResult } from './trap.ts'

type Details = { readonly sd: string; readonly other: string; readonly n: string; readonly asSd: string }

/** With ten people a standard error is 3.2 times smaller than its SD; SDs of arms rarely differ by as much. */
const UNLIKE = 3
/** How near the computed SD has to be: as near as SDs of two arms usually are. */
const ALIKE = 2
/** Beyond this, whatever the reason. In `dat.normand1999` the largest factor between two arms is 2.4. */
const FAR_APART = 6

export const sdAlikeBetweenArms = {
  id: 'sd-alike-between-arms',
  sentence: ({ sd, other, n, asSd }) =>
    `The SD is ${sd}, in another arm ${other}. ` +
    (asSd === '' ? 'A digit may be missing, or too many.' : `${sd} × √${n} is ${asSd}: it may be a standard error.`),
  source: 'Cochrane Handbook 5.1, section 7.7.3.2: SD = SE × √n. The bounds are ours.',
  check: ({ results }) =>
    results.flatMap((result) => results.flatMap((other) => (isBeside(result, other) ? foundIn(result, other) : []))),
} as const satisfies Trap<Details>

const isBeside = (a: TrapResult, b: TrapResult): boolean =>
  a.outcome === b.outcome && a.timepoint === b.timepoint && a.arm !== b.arm && a.of === b.of

function foundIn({ given: { sd, n } }: TrapResult, other: TrapResult): readonly Finding<Details>[] {
  const larger = other.given.sd
  if (!sd || !larger || sd.value <= 0 || sd.value > larger.value) return []
  const factor = factorBetween(spanOf(sd), spanOf(larger))
  const isSe = n !== undefined && isLikeSe(sd, n, larger)
  if (factor < (isSe ? UNLIKE : FAR_APART)) return []
  const details = {
    sd: sd.printed,
    other: larger.printed,
    n: n?.printed ?? '',
    asSd: isSe ? shortly(sd.value * Math.sqrt(n.value)) : '',
  }
  return [{ cell: sd.cell, cells: [sd, larger, ...(n ? [n] : [])].map(({ cell }) => cell), details }]
}

function isLikeSe(sd: Given, n: Given, larger: Given): boolean {
  const ratio = (sd.value * Math.sqrt(n.value)) / larger.value
  return ratio > 1 / ALIKE && ratio < ALIKE
}
