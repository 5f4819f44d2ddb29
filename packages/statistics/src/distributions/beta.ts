/**
 * The regularised incomplete beta function I_x(a, b).
 *
 *   I_x(a, b) = x^a (1-x)^b / (a B(a, b)) · 1 / (1 + d_1 / (1 + d_2 / (1 + …)))
 *   d_2m      = m (b-m) x / ((a+2m-1)(a+2m))
 *   d_2m+1    = -(a+m)(a+b+m) x / ((a+2m)(a+2m+1))                         Abramowitz & Stegun 26.5.8
 *   I_x(a, b) = 1 - I_1-x(b, a)
 *
 * The fraction converges fast below the mean (a+1)/(a+b+2); above it the other side is taken. It is evaluated forwards
 * by the method of Lentz, with a tiny number in place of a zero denominator.
 */
import { logGamma, logGammaRatio } from './gamma.ts'

const TINY = 1e-300

/** The number of steps grows with the root of the larger parameter; this is enough for 1e9. */
const MOST_STEPS = 200_000

/**
 * @param x from 0 to 1.
 * @param rest 1 - x, given by whoever knows it better than the subtraction does (x near 1).
 */
export function incompleteBeta(x: number, a: number, b: number, rest = 1 - x): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) throw new RangeError(`I_x(a, b) is not defined at ${x}, ${a}, ${b}`)
  if (x === 0 || rest === 0) return x === 0 ? 0 : 1
  return x <= (a + 1) / (a + b + 2) ? lowerBeta(x, rest, a, b) : 1 - lowerBeta(rest, x, b, a)
}

/** ln B(a, b). */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  return logGamma(small) - logGammaRatio(Math.max(a, b), small)
}

function lowerBeta(x: number, rest: number, a: number, b: number): number {
  const front = a * logOf(x, rest) + b * logOf(rest, x) - logBeta(a, b)
  return (Math.exp(front) / a) * fraction(x, a, b)
}

/** ln x with all its digits on both ends, where the rest to 1 is known. */
const logOf = (x: number, rest: number): number => (x < 0.5 ? Math.log(x) : Math.log1p(-rest))

function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 0
  let value = 1
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const term = coefficient(step, x, a, b)
    d = 1 / nonZero(1 + term * d)
    c = nonZero(1 + term / c)
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 1e-16) break
  }
  return 1 / value
}

function coefficient(step: number, x: number, a: number, b: number): number {
  const m = Math.floor(step / 2)
  return step % 2 === 0
    ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
