/**
 * A conversion: from numbers that a report prints to the number that an analysis needs.
 *
 * Units are not its business: a standard deviation comes out in the unit of the numbers that went in.
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

export type Conversion = {
  readonly id: string
  readonly title: string
  /** As people read it. */
  readonly formula: string
  readonly source: string
  /** What has to be true for the result to mean anything. */
  readonly assumptions: readonly Note[]
  readonly inputs: readonly CalculationInput[]
  /** What comes out, in this order; the first is what the conversion is named for. */
  readonly outputs: readonly ConversionOutput[]
  readonly convert: (given: Given) => Converted | Refusal
}

export type ConversionOutput = { readonly id: string; readonly label: string }

/** Plain data: stored beside an answer, it says how the answer came about and can be computed again. */
export type Converted = {
  readonly ok: true
  readonly conversion: string
  readonly formula: string
  readonly source: string
  /** Everything that the result follows from, with what was assumed where nothing was given. */
  readonly inputs: Given
  /** By output. */
  readonly values: Readonly<Record<string, number>>
  readonly notes: readonly Note[]
}

/** What a conversion's own arithmetic gives. */
export type Outcome<Output extends string> =
  | { readonly values: Readonly<Record<Output, number>>; readonly notes?: readonly Note[] }
  | Refusal

type Definition<All extends Fields, Output extends string> = {
  readonly id: string
  readonly title: string
  readonly formula: string
  readonly source: string
  readonly assumptions?: readonly Note[]
  readonly inputs: All
  /** Labels by output. */
  readonly outputs: Readonly<Record<Output, string>>
  readonly compute: (values: ValuesOf<All>) => Outcome<Output>
}

export function conversion<const All extends Fields, const Output extends string>(
  definition: Definition<All, Output>,
): Conversion {
  const { id, title, formula, source, assumptions = [], inputs, outputs } = definition
  return {
    id,
    title,
    formula,
    source,
    assumptions,
    inputs: Object.entries(inputs).map(([input, field]) => ({ id: input, ...field })),
    outputs: Object.entries<string>(outputs).map(([output, label]) => ({ id: output, label })),
    convert: (given) => convert(definition, given),
  }
}

function convert<All extends Fields, Output extends string>(
  { id, formula, source, inputs, compute }: Definition<All, Output>,
  given: Given,
): Converted | Refusal {
  const read = readInputs(inputs, given)
  if (!read.ok) return read
  const outcome = compute(read.values)
  if ('ok' in outcome) return outcome
  const lost = Object.entries<number>(outcome.values).find(([, value]) => !Number.isFinite(value))
  if (lost !== undefined)
    return refuse('beyond-all-numbers', `These inputs are too far apart to give a number for ${lost[0]}.`)
  return {
    ok: true,
    conversion: id,
    formula,
    source,
    inputs: read.inputs,
    // -0 becomes 0, which is what JSON would store.
    values: Object.fromEntries(Object.entries<number>(outcome.values).map(([output, value]) => [output, value + 0])),
    notes: [...read.notes, ...(outcome.notes ?? [])],
  }
}
