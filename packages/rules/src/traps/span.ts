/** Where a number may lie, because what is printed is rounded. */
import type { Given } from './trap.ts'

export type Span = { readonly low: number; readonly high: number }

export const spanOf = ({ value, within }: Given): Span => ({ low: value - within, high: value + within })

/** How far two spans are apart; 0 where they meet. */
export const gapBetween = (a: Span, b: Span): number => Math.max(0, a.low - b.high, b.low - a.high)

/** Whether a is greater than b however both were rounded. Floating numbers alone are never the reason. */
export const isAbove = (a: Span, b: Span): boolean =>
  a.low - b.high > NOISE * Math.max(Math.abs(a.low), Math.abs(b.high))

/**
 * The same for two printed numbers. Rounding to the same digit keeps an order, so of two that are printed alike the greater
 * was not the smaller before.
 */
export function isPrintedAbove(a: Given, b: Given): boolean {
  return a.within === b.within ? isAbove(exactly(a.value), exactly(b.value)) : isAbove(spanOf(a), spanOf(b))
}

/** Far more than the error of a few floating operations, far less than any digit that is printed. */
const NOISE = 1e-9

export const exactly = (value: number): Span => ({ low: value, high: value })

/** A ratio of positive spans. */
export const ratioOf = (a: Span, b: Span): Span => ({
  low: a.low / b.high,
  high: b.low > 0 ? a.high / b.low : Infinity,
})

/** How many times one is the other, from 1, at the least that rounding allows; 1 where they may be equal. */
export function factorBetween(a: Span, b: Span): number {
  const { low, high } = ratioOf({ low: Math.max(a.low, 0), high: a.high }, { low: Math.max(b.low, 0), high: b.high })
  if (low > 1) return low
  return high < 1 ? 1 / high : 1
}

/** Three digits, for numbers that a sentence computes. */
export const shortly = (value: number): string => String(Number(value.toPrecision(3)))
