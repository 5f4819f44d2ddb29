/** A result as an answer can hold it. */
import type { Amount, Field } from '@tandem/rules'

/** Significant digits: far more than a report prints, few enough to be read. Inputs are kept exactly. */
export const DIGITS = 6

export type Storable = number | Amount

/**
 * What can be stored of a result, in the field's first unit: one value, or for a question that takes whole numbers the two
 * beside a result that is none, between which somebody chooses with open eyes.
 */
export function storableOf({ settings }: Field, result: number): readonly Storable[] {
  if (settings.type === 'whole') return [...new Set([Math.floor(near(result)), Math.ceil(near(result))])]
  if (settings.type !== 'number') return []
  const amount = decimalOf(result)
  return amount === null ? [] : [{ amount, unit: settings.units[0]?.id ?? null }]
}

/** What the arithmetic of computers puts behind a whole number is no part of a person. */
const near = (result: number): number => Number(result.toPrecision(12)) + 0

/** Without an exponent, which no answer has; null where a number is too large or too small to be written so. */
function decimalOf(result: number): string | null {
  const rounded = Number(result.toPrecision(DIGITS)) + 0
  if (Math.abs(rounded) >= 1e15 || (rounded !== 0 && Math.abs(rounded) < 1e-15)) return null
  const text = String(rounded)
  return text.includes('e') ? rounded.toFixed(20).replace(/0+$/, '') : text
}

export const isStorable = (field: Field): boolean => field.settings.type === 'whole' || field.settings.type === 'number'
