import type { Finding, Givens, Trap } from './trap.ts'

type Details = { readonly what: string; readonly value: string; readonly takes: string }

/** What no report can mean, whatever it is about. */
const POSSIBLE: Readonly<
  Record<string, { readonly what: string; readonly from: number; readonly to: number; readonly takes: string }>
> = {
  p: { what: 'p value', from: 0, to: 1, takes: 'between 0 and 1' },
  percent: { what: 'percentage', from: 0, to: 100, takes: 'between 0 and 100' },
  n: { what: 'number of people', from: 0, to: Infinity, takes: '0 or more' },
  events: { what: 'number of events', from: 0, to: Infinity, takes: '0 or more' },
  sd: { what: 'SD', from: 0, to: Infinity, takes: '0 or more' },
  se: { what: 'SE', from: 0, to: Infinity, takes: '0 or more' },
}

export const possibleValues = {
  id: 'possible-values',
  sentence: ({ what, value, takes }) => `The ${what} is ${value}; it can only be ${takes}.`,
  source: 'Probabilities and shares end at 0 and 1; counts and spreads begin at 0.',
  check: ({ results, contrasts }) => [...results, ...contrasts].flatMap(({ given }) => foundIn(given)),
} as const satisfies Trap<Details>

function foundIn(given: Givens<string>): readonly Finding<Details>[] {
  return Object.entries(POSSIBLE).flatMap(([field, { what, from, to, takes }]) => {
    const one = given[field]
    if (!one || (one.value >= from && one.value <= to)) return []
    return [{ cell: one.cell, cells: [one.cell], details: { what, value: one.printed, takes } }]
  })
}
