/** Every effect of one study, one line each. */
import { refuse, type Given, type Refusal } from '../calculator/inputs.ts'
import type { Effect, EffectCalculation } from './effect.ts'
import { hazardRatio } from './hazard.ts'
import { meanDifference, standardisedMeanDifference } from './means.ts'
import { rateDifference, rateRatio } from './rates.ts'
import { oddsRatio, petoOddsRatio, riskDifference, riskRatio } from './two-by-two.ts'

export const EFFECTS: readonly EffectCalculation[] = [
  riskRatio,
  oddsRatio,
  petoOddsRatio,
  riskDifference,
  meanDifference,
  standardisedMeanDifference,
  hazardRatio,
  rateRatio,
  rateDifference,
]

/** Computes an effect from its id and inputs; of a stored one, again. */
export function effectOf(effectId: string, inputs: Given): Effect | Refusal {
  const known = EFFECTS.find((calculation) => calculation.id === effectId)
  return known?.effect(inputs) ?? refuse('unknown-calculation', `There is no effect ${JSON.stringify(effectId)}.`)
}
