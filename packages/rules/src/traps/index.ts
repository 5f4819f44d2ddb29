/** Every trap, one line each. A new one is a file beside this one, a line here, and its examples in `testing/examples.ts`. */
import { armsAddUp } from './arms-add-up.ts'
import { armsDiffer } from './arms-differ.ts'
import { boundsInOrder } from './bounds-in-order.ts'
import { categoriesAddUp } from './categories-add-up.ts'
import { datesInOrder } from './dates-in-order.ts'
import { differenceMatchesSpread } from './difference-matches-spread.ts'
import { eventsWithinN } from './events-within-n.ts'
import { insideScale } from './inside-scale.ts'
import { intervalHoldsEstimate } from './interval-holds-estimate.ts'
import { intervalMatchesSpread } from './interval-matches-spread.ts'
import { intervalSymmetric } from './interval-symmetric.ts'
import { nWithinRandomised } from './n-within-randomised.ts'
import { oneUnit } from './one-unit.ts'
import { pMatchesInterval } from './p-matches-interval.ts'
import { percentOfN } from './percent-of-n.ts'
import { possibleValues } from './possible-values.ts'
import { quartilesInOrder } from './quartiles-in-order.ts'
import { ratioAboveZero } from './ratio-above-zero.ts'
import { sdAlikeBetweenArms } from './sd-alike-between-arms.ts'
import { sdAlikeBetweenStudies } from './sd-alike-between-studies.ts'
import { sdMatchesSe } from './sd-matches-se.ts'
import { sdWithinScale } from './sd-within-scale.ts'
import type { Finding, Trap, TrapStudy } from './trap.ts'

const CATALOGUE = [
  possibleValues,
  armsAddUp,
  nWithinRandomised,
  datesInOrder,
  oneUnit,
  eventsWithinN,
  percentOfN,
  categoriesAddUp,
  insideScale,
  quartilesInOrder,
  sdMatchesSe,
  sdWithinScale,
  sdAlikeBetweenArms,
  sdAlikeBetweenStudies,
  armsDiffer,
  boundsInOrder,
  ratioAboveZero,
  intervalHoldsEstimate,
  intervalSymmetric,
  intervalMatchesSpread,
  differenceMatchesSpread,
  pMatchesInterval,
] as const

export type TrapId = (typeof CATALOGUE)[number]['id']

type AnyTrap = Omit<Trap, 'id' | 'sentence'> & { readonly id: TrapId; readonly sentence: (details: never) => string }

/** In the order in which warnings are shown. */
export const TRAPS: readonly AnyTrap[] = CATALOGUE

/**
 * Plain JSON. Two are the same warning where all members are equal: with another number it is another warning, so that what
 * somebody acknowledged is not what somebody else typed later.
 */
export type Warning = Finding & { readonly trap: TrapId }

export const warningsOf = (study: TrapStudy): readonly Warning[] =>
  TRAPS.flatMap(({ id, check }) => check(study).map((finding) => ({ trap: id, ...finding })))

/** The sentence of a warning; a trap of a newer server still gets words. */
export function sentenceOfWarning({ trap, details }: Warning): string {
  const found = TRAPS.find(({ id }) => id === trap)
  return found ? found.sentence(details as never) : 'These numbers do not fit together.'
}
