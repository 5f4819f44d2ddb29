/**
 * Exact arithmetic on decimals, so that 60 min is 1 h and 20 min is 1/3 h whichever of the two is the canonical unit.
 * Comparing floating numbers within a tolerance would be no equivalence: with 1, 1 + t and 1 + 2t the first would be the
 * same as the second, the second as the third, and the first not as the third.
 */

/** In lowest terms; `bottom` is positive. */
export type Fraction = { readonly top: bigint; readonly bottom: bigint }

/** @param decimal as `isDecimal` takes it. */
export function decimalToFraction(decimal: string): Fraction {
  const [whole = '0', part = ''] = decimal.split('.')
  return inLowestTerms(BigInt(whole + part), 10n ** BigInt(part.length))
}

export const product = (a: Fraction, b: Fraction): Fraction => inLowestTerms(a.top * b.top, a.bottom * b.bottom)

/** @param b positive. */
export const quotient = (a: Fraction, b: Fraction): Fraction => inLowestTerms(a.top * b.bottom, a.bottom * b.top)

/** In lowest terms there is one way to write each number. */
export const isEqual = (a: Fraction, b: Fraction): boolean => a.top === b.top && a.bottom === b.bottom

/** Equal fractions give equal numbers. Exact where both parts have at most 15 digits, else within some 1e-15 of it. */
export const fractionToNumber = ({ top, bottom }: Fraction): number => Number(top) / Number(bottom)

export const fractionToText = ({ top, bottom }: Fraction): string => `${top}/${bottom}`

function inLowestTerms(top: bigint, bottom: bigint): Fraction {
  const divisor = greatestCommonDivisor(top < 0n ? -top : top, bottom)
  return { top: top / divisor, bottom: bottom / divisor }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [high, low] = [a, b]
  while (low !== 0n) [high, low] = [low, high % low]
  return high
}
