/**
 * An answer of a form of data extraction: a value and how it came about. Both are one atom of the document, because they are
 * one decision: two people can never end with the value of one beside the "not reported" of the other.
 *
 * A long text that several people type together stands in a text of its own; only its status is an atom then.
 */
import { fieldTypeOf } from '../fields/index.ts'
import { hasExactly, isListOf } from '../fields/shape.ts'
import { isSameJson, type Json } from '../json.ts'
import type { Field } from './definition.ts'

/** Empty is none of them: nobody has said anything yet. */
export const STATUSES = [
  'reported',
  'calculated',
  'digitised',
  'from-authors',
  'not-reported',
  'unclear',
  'not-applicable',
] as const
export type Status = (typeof STATUSES)[number]

/** As people read them, in forms, tables and files. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  reported: 'reported',
  calculated: 'calculated',
  digitised: 'read from a figure',
  'from-authors': 'from the authors',
  'not-reported': 'not reported',
  unclear: 'unclear',
  'not-applicable': 'not applicable',
}

export type Answer = {
  readonly status: Status
  /** Absent where there is none: not reported, not applicable, unclear. */
  readonly value?: Json
  /** How the value was calculated; only of those that are. */
  readonly calculation?: Calculation
}

/** Enough to calculate it again. */
export type Calculation = {
  /** One of `statistics`, by its id. */
  readonly conversion: string
  /** By their names; of a conversion that joins groups, a number for each group. */
  readonly inputs: Readonly<Record<string, CalculationInput>>
  /** Which of its results this is: one conversion gives a mean and its SD. */
  readonly output: string
}

/** A number, the id of a choice, or a number for each group. */
export type CalculationInput = number | string | readonly number[]

/** Whether an answer with this status has a value. */
export const NEEDS_VALUE: Readonly<Record<Status, 'value' | 'none' | 'either'>> = {
  reported: 'value',
  calculated: 'value',
  digitised: 'value',
  'from-authors': 'value',
  'not-reported': 'none',
  unclear: 'either',
  'not-applicable': 'none',
}

const MAX_INPUTS = 40
const MAX_GROUPS = 40

/** What the gate takes. `isLongText`: the value stands elsewhere, so none may stand here. */
export function isAnswer(field: Field, value: unknown, isLongText: boolean): value is Answer {
  if (!isPlainObject(value) || !STATUSES.includes(value['status'] as Status)) return false
  const { status, value: given, calculation, ...others } = value as Answer & Record<string, unknown>
  if (Object.keys(others).length > 0) return false
  if (calculation !== undefined && (status !== 'calculated' || !isCalculation(calculation))) return false
  if (isLongText) return given === undefined
  const needs = NEEDS_VALUE[status]
  if (given === undefined) return needs !== 'value'
  return needs !== 'none' && fieldTypeOf(field.settings).fits(field.settings, given)
}

function isCalculation(value: unknown): value is Calculation {
  if (!hasExactly(value, ['conversion', 'inputs', 'output'])) return false
  const { conversion, inputs, output } = value
  if (!isName(conversion) || !isName(output) || !isPlainObject(inputs)) return false
  const entries = Object.entries(inputs)
  return entries.length <= MAX_INPUTS && entries.every(([name, input]) => isName(name) && isInput(input))
}

const isInput = (input: unknown): input is CalculationInput =>
  isFinite(input) || isName(input) || isListOf(input, isFinite, MAX_GROUPS)

const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 100

/** Two people gave the same answer: alike in status, and in value as its type compares. */
export function isSameAnswer({ settings }: Field, a: Answer, b: Answer): boolean {
  if (a.status !== b.status || (a.value === undefined) !== (b.value === undefined)) return false
  return a.value === undefined || b.value === undefined || fieldTypeOf(settings).isSame(settings, a.value, b.value)
}

/** The one that a consensus begins with; of two same answers, whichever comes first. */
export function mergedAnswer({ settings }: Field, a: Answer, b: Answer): Answer {
  const { status } = a
  if (a.value === undefined || b.value === undefined) return { status }
  const value = fieldTypeOf(settings).merged(settings, a.value, b.value)
  const isAlikeCalculated = a.calculation && b.calculation && isSameJson(a.calculation, b.calculation)
  return a.calculation && isAlikeCalculated ? { status, value, calculation: a.calculation } : { status, value }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
