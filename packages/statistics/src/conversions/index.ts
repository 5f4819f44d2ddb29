/** Every conversion, one line each. Whoever lists, shows or computes them loops over this. */
import { refuse, type Given, type Refusal } from '../calculator/inputs.ts'
import { meanFromFiveNumbers, meanFromQuartiles, meanFromRange } from './centre.ts'
import { correlationFromSds, sdOfChange } from './change.ts'
import type { Conversion, Converted } from './conversion.ts'
import { eventsFromPercent, personTime } from './counts.ts'
import { differenceFromCi, differenceFromP, differenceFromT, sdFromSeOfDifference, seFromCi } from './difference.ts'
import { combineEvents, combineMeans, splitEvents, splitMeans } from './groups.ts'
import { seFromP, seOfLogRatioFromCi, seOfLogRatioFromP } from './ratio.ts'
import { sdFromCi, sdFromFiveNumbers, sdFromIqr, sdFromQuartiles, sdFromRange, sdFromSe, seFromSd } from './spread.ts'
import { hrFromLogRank, hrFromObservedExpected } from './time-to-event.ts'

export const CONVERSIONS: readonly Conversion[] = [
  sdFromSe,
  seFromSd,
  sdFromCi,
  sdFromIqr,
  sdFromQuartiles,
  sdFromRange,
  sdFromFiveNumbers,
  meanFromQuartiles,
  meanFromRange,
  meanFromFiveNumbers,
  sdFromSeOfDifference,
  differenceFromT,
  differenceFromP,
  differenceFromCi,
  seFromCi,
  seFromP,
  seOfLogRatioFromCi,
  seOfLogRatioFromP,
  sdOfChange,
  correlationFromSds,
  combineMeans,
  combineEvents,
  splitEvents,
  splitMeans,
  eventsFromPercent,
  personTime,
  hrFromObservedExpected,
  hrFromLogRank,
]

/** Computes a stored conversion again, from its id and its inputs. */
export function recompute(conversionId: string, inputs: Given): Converted | Refusal {
  const known = CONVERSIONS.find((conversion) => conversion.id === conversionId)
  return (
    known?.convert(inputs) ?? refuse('unknown-calculation', `There is no conversion ${JSON.stringify(conversionId)}.`)
  )
}
