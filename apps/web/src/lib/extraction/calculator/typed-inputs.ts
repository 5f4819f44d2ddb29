/** Inputs as they are typed: texts that are read as the form's numbers are. */
import { fieldTypeOf, type Amount, type FieldSettings } from '@tandem/rules'
import type { CalculationInput, Given, InputValue } from '@tandem/statistics'

/** By input; of one that asks each group, a text for each. */
export type Texts = Readonly<Record<string, string | readonly string[]>>

export type TypedInputs = {
  readonly given: Given
  /** Why a text is no number, by input; of a group, by input and its place: "sd 1". */
  readonly faults: Readonly<Record<string, string>>
}

/** Groups that a conversion is shown with at first. */
const FEWEST_GROUPS = 2

export function textsFor(inputs: readonly CalculationInput[], said: Given): Texts {
  const lists = Object.values(said).filter((value) => Array.isArray(value))
  const groups = Math.max(FEWEST_GROUPS, ...lists.map(({ length }) => length))
  return Object.fromEntries(
    inputs.map((input) => {
      const value = said[input.id] ?? input.initial
      if (input.repeated) return [input.id, Array.from({ length: groups }, (_, at) => textOf(listed(value)[at]))]
      return [input.id, textOf(value)]
    }),
  )
}

/** With one more group, still empty. */
export const withGroup = (texts: Texts): Texts => inGroups(texts, (list) => [...list, ''])

export const withoutGroup = (texts: Texts, at: number): Texts =>
  inGroups(texts, (list) => list.filter((_, place) => place !== at))

function inGroups(texts: Texts, change: (list: readonly string[]) => readonly string[]): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([id, text]) => [id, typeof text === 'string' ? text : change(text)]),
  )
}

/** A group of which nothing was typed is none. */
export function readTexts(inputs: readonly CalculationInput[], texts: Texts): TypedInputs {
  const given: Record<string, InputValue> = {}
  const faults: Record<string, string> = {}
  const read = (text: string, name: string): number | null => {
    const number = numberIn(text)
    if (typeof number === 'string') faults[name] = number
    return typeof number === 'number' ? number : null
  }
  for (const { id, kind } of inputs) {
    const text = texts[id] ?? ''
    if (typeof text !== 'string') {
      const numbers = groupsIn(texts).map((at) => read(text[at] ?? '', `${id} ${at}`))
      if (numbers.length > 0 && numbers.every((number) => number !== null)) given[id] = numbers
    } else if (kind === 'choice') given[id] = text
    else {
      const number = read(text, id)
      if (number !== null) given[id] = number
    }
  }
  return { given, faults }
}

/** Places of the groups of which something was typed. */
function groupsIn(texts: Texts): readonly number[] {
  const lists = Object.values(texts).filter((text) => typeof text !== 'string')
  return (lists[0] ?? []).flatMap((_, at) => (lists.some((list) => list[at]?.trim()) ? [at] : []))
}

const listed = (value: InputValue | undefined): readonly number[] => (Array.isArray(value) ? value : [])

const textOf = (value: InputValue | undefined): string => (value === undefined ? '' : String(value))

const NUMBER: FieldSettings = { type: 'number', units: [], min: null, max: null }

/** The number, null for an empty text, or why it is none. */
function numberIn(text: string): number | string | null {
  const read = fieldTypeOf(NUMBER).parse(NUMBER, text)
  if (!read.ok) return read.reason
  return read.value === null ? null : Number((read.value as unknown as Amount).amount)
}
