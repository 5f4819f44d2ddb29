import { isAbove, spanOf } from './span.ts'
import type { Finding, Given, ResultField, Trap, TrapOutcome, TrapResult } from './trap.ts'

type Details = {
  readonly what: string
  readonly value: string
  readonly low: string
  readonly high: string
  readonly of: string
}

/** What lies where the measurements lie. */
const CENTRES = ['mean', 'median', 'q1', 'q3', 'minimum', 'maximum'] as const satisfies readonly ResultField[]
const NAMES: Readonly<Record<(typeof CENTRES)[number], string>> = {
  mean: 'mean',
  median: 'median',
  q1: 'first quartile',
  q3: 'third quartile',
  minimum: 'minimum',
  maximum: 'maximum',
}

export const insideScale = {
  id: 'inside-scale',
  sentence: ({ what, value, low, high, of }) =>
    of === 'change'
      ? `The ${what} of the changes is ${value}, more than the whole scale from ${low} to ${high}.`
      : `The ${what} is ${value}, the scale goes from ${low} to ${high}.`,
  source: 'Cochrane Handbook 5.1, section 7.3.5: the ends of a scale are collected with its scores.',
  check: ({ outcomes, results }) =>
    results.flatMap((result) => {
      const outcome = outcomes.find(({ id }) => id === result.outcome)
      return outcome ? outsideOf(outcome, result) : []
    }),
} as const satisfies Trap<Details>

function outsideOf({ low, high }: TrapOutcome, { of, given }: TrapResult): readonly Finding<Details>[] {
  if (!low || !high) return []
  const length = high.value - low.value
  const [from, to] = of === 'change' ? [-length, length] : [low.value, high.value]
  const isOutside = (one: Given): boolean =>
    isAbove(spanOf(one), { low: to, high: to }) || isAbove({ low: from, high: from }, spanOf(one))
  return CENTRES.flatMap((field) => {
    const one = given[field]
    if (one === undefined || !isOutside(one)) return []
    return [
      {
        cell: one.cell,
        cells: [one.cell, low.cell, high.cell],
        details: { what: NAMES[field], value: one.printed, low: low.printed, high: high.printed, of },
      },
    ]
  })
}
