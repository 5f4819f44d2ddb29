/**
 * An effect of one study: an estimate and its variance on the scale on which studies are compared and pooled.
 *
 * Ratios live on the log scale, where their sampling distribution is symmetric; the numbers that people read are taken
 * back from there at the very end. Everything is group 1 against group 2.
 */
import {
  readInputs,
  refuse,
  type CalculationInput,
  type Fields,
  type Given,
  type Note,
  type Refusal,
  type ValuesOf,
} from '../calculator/inputs.ts'
import { normalQuantile } from '../distributions/normal.ts'

export type Measure = 'RR' | 'OR' | 'Peto OR' | 'RD' | 'MD' | 'SMD' | 'HR' | 'IRR' | 'IRD'

export type Scale = 'log' | 'linear'

/**
 * What was done about zero cells: nothing was needed; 0.5 was added to every cell of this study; or it was added for
 * the variance alone, since the estimate stands without it.
 */
export type ZeroCells = 'none' | 'half-added' | 'half-added-to-variance'

/** Plain data, like a conversion: what it follows from is in it. */
export type Effect = {
  readonly ok: true
  readonly effect: string
  readonly measure: Measure
  readonly scale: Scale
  readonly formula: string
  readonly source: string
  readonly inputs: Given
  readonly estimate: number
  readonly variance: number
  readonly standardError: number
  readonly zeroCells: ZeroCells
  readonly notes: readonly Note[]
}

export type EffectCalculation = {
  readonly id: string
  readonly title: string
  readonly measure: Measure
  readonly scale: Scale
  readonly formula: string
  readonly source: string
  readonly inputs: readonly CalculationInput[]
  readonly effect: (given: Given) => Effect | Refusal
}

export type EffectInterval = {
  readonly level: number
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/** The interval on the scale of the analysis: estimate ± z standard errors. Never clipped. */
export function intervalOf({ estimate, standardError }: Effect, level = 0.95): EffectInterval {
  const half = -normalQuantile((1 - level) / 2) * standardError
  return { level, estimate, low: estimate - half, high: estimate + half }
}

/** The same as people read it: a ratio as a ratio. */
export function displayOf(effect: Effect, level = 0.95): EffectInterval {
  const { estimate, low, high } = intervalOf(effect, level)
  if (effect.scale === 'linear') return { level, estimate, low, high }
  return { level, estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) }
}

/** What an effect's own arithmetic gives. */
export type EffectOutcome =
  | {
      readonly estimate: number
      readonly variance: number
      readonly zeroCells?: ZeroCells
      readonly notes?: readonly Note[]
    }
  | Refusal

type Definition<All extends Fields> = {
  readonly id: string
  readonly title: string
  readonly measure: Measure
  readonly scale: Scale
  readonly formula: string
  readonly source: string
  readonly inputs: All
  readonly compute: (values: ValuesOf<All>) => EffectOutcome
}

export function effectCalculation<const All extends Fields>(definition: Definition<All>): EffectCalculation {
  const { compute: _, inputs, ...rest } = definition
  return {
    ...rest,
    inputs: Object.entries(inputs).map(([input, field]) => ({ id: input, ...field })),
    effect: (given) => effectFrom(definition, given),
  }
}

function effectFrom<All extends Fields>(definition: Definition<All>, given: Given): Effect | Refusal {
  const { id, measure, scale, formula, source, inputs, compute } = definition
  const read = readInputs(inputs, given)
  if (!read.ok) return read
  const outcome = compute(read.values)
  if ('ok' in outcome) return outcome
  const { estimate, variance, zeroCells = 'none', notes = [] } = outcome
  if (!Number.isFinite(estimate) || !Number.isFinite(variance)) {
    return refuse('beyond-all-numbers', 'These inputs are too far apart to give a number.')
  }
  if (variance <= 0) {
    return refuse('no-spread', 'The variance is 0: the formula knows no uncertainty here, so the study has no weight.')
  }
  return {
    ok: true,
    effect: id,
    measure,
    scale,
    formula,
    source,
    inputs: read.inputs,
    // -0 becomes 0, which is what JSON would store.
    estimate: estimate + 0,
    variance,
    standardError: Math.sqrt(variance),
    zeroCells,
    notes: [...read.notes, ...notes],
  }
}
