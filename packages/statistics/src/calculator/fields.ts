/** The questions that calculations share, in the same words everywhere. */
import type { Field, InputKind, InputOption } from './inputs.ts'

const field =
  <Kind extends Exclude<InputKind, 'choice'>>(kind: Kind) =>
  (label: string) =>
    ({ kind, label }) as const

export const number = field('number')
export const positive = field('positive')
export const notNegative = field('not-negative')
export const correlation = field('correlation')
export const percent = field('percent')
export const decimals = field('decimals')
export const parts = field('parts')

export const size = (label = 'people in the group') => ({ kind: 'size', label }) as const
export const events = (label = 'people with the event') => ({ kind: 'events', label }) as const
export const p = (label = 'p value, two-sided, exact') => ({ kind: 'p', label }) as const

/** The level of an interval; 0.95 where none is given. */
export const level = { kind: 'level', label: 'level of the interval', initial: 0.95 } as const

export const optional = <F extends Field>(of: F) => ({ ...of, optional: true }) as const

/** One number per group. */
export const each = <F extends Field>(of: F) => ({ ...of, repeated: true }) as const

/** @param options the first one is taken where none is given. */
export function choice<const Id extends string>(
  label: string,
  options: readonly [InputOption<Id>, ...InputOption<Id>[]],
) {
  return { kind: 'choice', label, initial: options[0].id as string, options } as const
}
