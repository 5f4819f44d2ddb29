/**
 * The effects of one comparison, from the numbers that were extracted of its arms. Fields are known by the ids that built-in
 * forms give them (`rules/src/forms/results.ts`). Where an input is not there, the effect says which.
 */
import type { Measure as DataKind } from '@tandem/rules'
import { displayOf, EFFECTS, type Effect, type EffectCalculation, type Given, type Measure } from '@tandem/statistics'
import { CELL_STATE_WORDS, type ReadCell } from './reading.ts'
import { numberOf } from './value-text.ts'

export type EffectCell = {
  readonly measure: Measure
  /** The calculation of `statistics`. */
  readonly effect: string
} & (
  | {
      readonly ok: true
      /** As people read it: a ratio as a ratio. With the limits of its 95 % interval. */
      readonly estimate: number
      readonly low: number
      readonly high: number
      /** On the scale of the analysis: of a ratio, of its logarithm. */
      readonly standardError: number
      /** How it was calculated, and what somebody should know who uses it. */
      readonly sentences: readonly string[]
    }
  | { readonly ok: false; readonly reason: string }
)

/** Where the numbers of a comparison stand: cells of its two arms by field, and of the comparison itself. */
export type ComparisonCells = {
  readonly arm: { readonly label: string; readonly cells: CellsByField }
  readonly comparator: { readonly label: string; readonly cells: CellsByField }
  readonly between: CellsByField
}
export type CellsByField = ReadonlyMap<string, ReadCell>

/** Which effects each kind of outcome gives. */
const CALCULATED: Readonly<Record<DataKind, readonly string[]>> = {
  dichotomous: ['effect-rr', 'effect-or', 'effect-rd'],
  continuous: ['effect-md', 'effect-smd'],
  'time-to-event': ['effect-hr'],
  rate: ['effect-irr'],
  ordinal: [],
  effect: [],
}

/** Which field of which side each input is. */
const OF_ARMS: Readonly<Record<string, readonly [side: 'arm' | 'comparator', field: string]>> = {
  a: ['arm', 'events'],
  c: ['comparator', 'events'],
  m1: ['arm', 'mean'],
  m2: ['comparator', 'mean'],
  sd1: ['arm', 'sd'],
  sd2: ['comparator', 'sd'],
  n1: ['arm', 'n'],
  n2: ['comparator', 'n'],
  x1: ['arm', 'events'],
  x2: ['comparator', 'events'],
  t1: ['arm', 'person-time'],
  t2: ['comparator', 'person-time'],
}

export function effectsOf(kind: DataKind, cells: ComparisonCells): readonly EffectCell[] {
  const named = reportedMeasure(cells) === 'hr' && kind === 'effect' ? ['effect-hr'] : CALCULATED[kind]
  return EFFECTS.filter(({ id }) => named.includes(id)).map((calculation) => {
    const inputs = calculation.measure === 'HR' ? hazardInputs(cells) : armInputs(calculation, cells)
    return { measure: calculation.measure, effect: calculation.id, ...outcomeOf(calculation, inputs) }
  })
}

type Inputs = { readonly given: Given } | { readonly lacks: readonly string[] }

function outcomeOf(calculation: EffectCalculation, inputs: Inputs) {
  if ('lacks' in inputs) return { ok: false, reason: `Not given: ${inputs.lacks.join('; ')}.` } as const
  const effect = calculation.effect(inputs.given)
  return effect.ok ? shownEffect(effect) : ({ ok: false, reason: effect.sentence } as const)
}

function shownEffect(effect: Effect) {
  const { estimate, low, high } = displayOf(effect)
  const sentences = [`${effect.formula}. ${effect.source}.`, ...ZERO_CELLS[effect.zeroCells], ...notesOf(effect)]
  return { ok: true, estimate, low, high, standardError: effect.standardError, sentences } as const
}

const notesOf = ({ notes }: Effect): readonly string[] => notes.map(({ sentence }) => sentence)

const ZERO_CELLS: Readonly<Record<Effect['zeroCells'], readonly string[]>> = {
  none: [],
  'half-added': ['There is a zero cell: 0.5 was added to every cell.'],
  'half-added-to-variance': ['The variance is of cells with 0.5 added; the estimate is not.'],
}

function armInputs({ inputs }: EffectCalculation, cells: ComparisonCells): Inputs {
  const asked = inputs.flatMap(({ id }) => {
    const of = OF_ARMS[id]
    return of ? [{ input: id, side: cells[of[0]], field: of[1] }] : []
  })
  const read = asked.map(({ input, side, field }) => ({ input, side, field, value: numberAt(side.cells, field) }))
  const lacks = read
    .filter(({ value }) => value === null)
    .map(({ side, field }) => `${labelAt(side.cells, field)}, ${side.label}${doubtAt(side.cells, field)}`)
  return lacks.length > 0 ? { lacks } : { given: givenFrom(read) }
}

/** A hazard ratio cannot be had from counts: it is the one that the report prints, with its interval. */
function hazardInputs(cells: ComparisonCells): Inputs {
  const { between } = cells
  if (reportedMeasure(cells) !== 'hr') return { lacks: ['a hazard ratio of the report'] }
  const level = numberAt(between, 'level')
  const read = [
    { input: 'hr', field: 'estimate', value: numberAt(between, 'estimate') },
    { input: 'lower', field: 'ci-low', value: numberAt(between, 'ci-low') },
    { input: 'upper', field: 'ci-high', value: numberAt(between, 'ci-high') },
  ]
  const lacks = read
    .filter(({ value }) => value === null)
    .map(({ field }) => labelAt(between, field) + doubtAt(between, field))
  if (lacks.length > 0) return { lacks }
  return { given: { ...givenFrom(read), ...(level === null ? {} : { level: level / 100 }) } }
}

const givenFrom = (read: readonly { readonly input: string; readonly value: number | null }[]): Given =>
  Object.fromEntries(read.flatMap(({ input, value }) => (value === null ? [] : [[input, value]])))

function reportedMeasure({ between }: ComparisonCells): unknown {
  return between.get('effect-measure')?.answer?.value
}

/** What stands in the cell; while drafts differ and nothing is decided, nothing does. */
function numberAt(cells: CellsByField, field: string): number | null {
  const read = cells.get(field)
  const value = read?.answer?.value
  return read === undefined || value === undefined ? null : numberOf(read.cell.field, value)
}

/** Forms may leave a field out: then its id is all there is to name it by. */
const labelAt = (cells: CellsByField, field: string): string => cells.get(field)?.cell.field.label ?? field

/** Why there is no number, where it is not that nobody gave one. */
function doubtAt(cells: CellsByField, field: string): string {
  const state = cells.get(field)?.state
  return state === 'conflict' || state === 'one-draft' ? ` (${CELL_STATE_WORDS[state]})` : ''
}

/** "0.67 (0.42 to 1.06)". */
export function effectText(cell: EffectCell): string {
  return cell.ok ? `${rounded(cell.estimate)} (${rounded(cell.low)} to ${rounded(cell.high)})` : ''
}

/** Two digits behind the point; a smaller number with its first two digits. */
function rounded(value: number): string {
  const size = Math.abs(value)
  return size === 0 || size >= 0.05 ? value.toFixed(2) : String(Number(value.toPrecision(2)))
}
