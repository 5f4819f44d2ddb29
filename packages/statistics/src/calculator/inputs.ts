/**
 * What a calculation asks for, as data: a form, a command line and a stored calculation all read the same definition,
 * so none of them knows a conversion or an effect by name.
 *
 * A calculation keeps what it was given, completed by what it assumed. That is enough to compute it again.
 */

export type InputKind =
  | 'number'
  | 'positive'
  | 'not-negative'
  /** People in a group. Whole, unless the group was split: a half of 25 people is 12.5. */
  | 'size'
  /** Events in a group, whole like a size. */
  | 'events'
  /** A two-sided p value. */
  | 'p'
  /** A confidence level as a share: 0.95. */
  | 'level'
  | 'correlation'
  | 'percent'
  /** Digits behind the point. */
  | 'decimals'
  /** Into how many parts something is divided. */
  | 'parts'
  | 'choice'

export type InputOption<Id extends string = string> = { readonly id: Id; readonly label: string }

/** One question of a calculation, without the id that its place gives it. */
export type Field = {
  readonly kind: InputKind
  readonly label: string
  /** One number per group: a list of at least two. */
  readonly repeated?: true
  readonly optional?: true
  /** Taken where nothing is given. */
  readonly initial?: number | string
  /** Of a choice. */
  readonly options?: readonly InputOption[]
}

export type Fields = Readonly<Record<string, Field>>

export type CalculationInput = Field & { readonly id: string }

export type InputValue = number | string | readonly number[]

export type Given = Readonly<Record<string, InputValue>>

type ValueOf<F extends Field> = F extends { readonly options: readonly InputOption<infer Id>[] }
  ? Id
  : F extends { readonly repeated: true }
    ? readonly number[]
    : F extends { readonly optional: true }
      ? number | null
      : number

export type ValuesOf<All extends Fields> = { readonly [Id in keyof All]: ValueOf<All[Id]> }

export type Reason =
  | 'unknown-calculation'
  | 'unknown-input'
  | 'missing-input'
  | 'not-a-number'
  | 'out-of-range'
  | 'no-option'
  | 'one-group'
  | 'unequal-groups'
  | 'not-in-order'
  | 'estimate-outside-interval'
  | 'too-few-people'
  | 'more-events-than-people'
  | 'no-difference'
  | 'p-is-one'
  | 'impossible-correlation'
  | 'not-near-whole'
  | 'no-events'
  | 'only-events'
  | 'no-spread'
  | 'beyond-all-numbers'

/** Why there is no result. */
export type Refusal = {
  readonly ok: false
  readonly reason: Reason
  /** The input that it is about, if it is about one. */
  readonly input: string | null
  readonly sentence: string
}

/** What somebody should know who uses the result. */
export type Note = { readonly id: string; readonly sentence: string }

export const refuse = (reason: Reason, sentence: string, input: string | null = null): Refusal => ({
  ok: false,
  reason,
  input,
  sentence,
})

type Range = { readonly holds: (value: number) => boolean; readonly words: string }

const isWhole = (value: number): boolean => Number.isSafeInteger(value)

const RANGES: Readonly<Record<Exclude<InputKind, 'choice'>, Range>> = {
  number: { holds: () => true, words: 'a number' },
  positive: { holds: (value) => value > 0, words: 'above 0' },
  'not-negative': { holds: (value) => value >= 0, words: 'not below 0' },
  size: { holds: (value) => value > 0, words: 'above 0' },
  events: { holds: (value) => value >= 0, words: 'not below 0' },
  // The half of it has to be a number too.
  p: { holds: (value) => value / 2 > 0 && value <= 1, words: 'above 0 and at most 1' },
  level: { holds: (value) => value > 0 && value < 1, words: 'a share between 0 and 1, such as 0.95' },
  correlation: { holds: (value) => value >= -1 && value <= 1, words: 'from -1 to 1' },
  percent: { holds: (value) => value >= 0 && value <= 100, words: 'from 0 to 100' },
  decimals: { holds: (value) => isWhole(value) && value >= 0 && value <= 10, words: 'a whole number from 0 to 10' },
  parts: { holds: (value) => isWhole(value) && value >= 2, words: 'a whole number from 2' },
}

/** In words, which numbers an input takes. */
export const rangeOf = (kind: Exclude<InputKind, 'choice'>): string => RANGES[kind].words

export type Read<All extends Fields> = {
  readonly ok: true
  readonly values: ValuesOf<All>
  /** What was given, and what was assumed beside it. */
  readonly inputs: Given
  readonly notes: readonly Note[]
}

/** Checks what was given against the form, input by input. The first fault is told. */
export function readInputs<All extends Fields>(fields: All, given: Given): Read<All> | Refusal {
  const stranger = Object.keys(given).find((id) => !Object.hasOwn(fields, id))
  if (stranger !== undefined) {
    return refuse('unknown-input', `${stranger} is no input. Inputs: ${Object.keys(fields).join(', ')}.`, stranger)
  }
  const values: Record<string, InputValue | null> = {}
  const inputs: Record<string, InputValue> = {}
  for (const [id, field] of Object.entries(fields)) {
    const value = Object.hasOwn(given, id) ? given[id] : field.initial
    if (value === undefined && field.optional !== true)
      return refuse('missing-input', `${id} is missing: ${field.label}.`, id)
    values[id] = null
    if (value === undefined) continue
    const fault = faultOf(id, field, value)
    if (fault !== null) return fault
    values[id] = inputs[id] = withoutNegativeZero(value)
  }
  const uneven = unevenGroups(fields, inputs)
  if (uneven !== null) return uneven
  return { ok: true, values: values as ValuesOf<All>, inputs, notes: fractions(fields, inputs) }
}

/** JSON knows no -0: what is stored would not be what was computed with. */
function withoutNegativeZero(value: InputValue): InputValue {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? value + 0 : value.map((one) => one + 0)
}

function faultOf(id: string, field: Field, value: InputValue): Refusal | null {
  if (field.kind === 'choice') return choiceFault(id, field, value)
  if (field.repeated !== true) return numberFault(id, field.kind, value)
  if (!Array.isArray(value) || value.length < 2) {
    return refuse('one-group', `${id} is a list with a number per group, of two groups or more.`, id)
  }
  return (
    value.map((one: number) => numberFault(id, field.kind as Exclude<InputKind, 'choice'>, one)).find(Boolean) ?? null
  )
}

function choiceFault(id: string, { options = [] }: Field, value: InputValue): Refusal | null {
  if (options.some((option) => option.id === value)) return null
  return refuse('no-option', `${id} is one of ${options.map((option) => option.id).join(', ')}.`, id)
}

function numberFault(id: string, kind: Exclude<InputKind, 'choice'>, value: InputValue): Refusal | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return refuse('not-a-number', `${id} is not a number.`, id)
  return RANGES[kind].holds(value) ? null : refuse('out-of-range', `${id} has to be ${RANGES[kind].words}.`, id)
}

function unevenGroups(fields: Fields, inputs: Given): Refusal | null {
  const lists = Object.keys(fields).filter((id) => Array.isArray(inputs[id]))
  const lengths = lists.map((id) => (inputs[id] as readonly number[]).length)
  if (new Set(lengths).size <= 1) return null
  return refuse('unequal-groups', `${lists.join(', ')} need one number per group each, not ${lengths.join(', ')}.`)
}

function fractions(fields: Fields, inputs: Given): readonly Note[] {
  return Object.entries(fields)
    .filter(([id, { kind }]) => (kind === 'size' || kind === 'events') && [inputs[id]].flat().some((n) => !isCount(n)))
    .map(([id]) => ({
      id: 'not-whole',
      sentence: `${id} is no whole number. Only a group that was split has parts of people.`,
    }))
}

const isCount = (value: InputValue | undefined): boolean => value === undefined || Number.isInteger(value)
