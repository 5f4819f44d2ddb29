/**
 * The logarithm of the gamma function, and differences of it.
 *
 *   ln Γ(z) = (z - 1/2) ln z - z + ln(2π)/2 + S(z)                                 Stirling
 *   S(z)    = Σ B_2k / (2k (2k-1) z^(2k-1)), B the Bernoulli numbers               for z of at least 10
 *   below   Γ(z) = Γ(z+1) / z until z is large enough
 *
 * A difference ln Γ(z+d) - ln Γ(z) is computed as such and not from two logarithms: at z of a million those are near
 * 1e7, and nine of sixteen digits would be lost. Hedges' correction and the beta function both are such differences.
 */

/** From here eight terms of the series give all digits of a double. */
const LARGE = 10

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2

/** B_2k / (2k (2k-1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]

/** @param z above 0. */
export function logGamma(z: number): number {
  if (!(z > 0)) throw new RangeError(`ln Γ is wanted above 0, not at ${z}`)
  let shift = 0
  let at = z
  for (; at < LARGE; at += 1) shift += Math.log(at)
  return (at - 0.5) * Math.log(at) - at + HALF_LOG_TWO_PI + stirling(at) - shift
}

/**
 * ln Γ(z + d) - ln Γ(z).
 *
 * @param z above 0.
 * @param d at least 0.
 */
export function logGammaRatio(z: number, d: number): number {
  if (!(z > 0 && d >= 0))
    throw new RangeError(`ln Γ(z+d) - ln Γ(z) is wanted for z above 0 and d from 0, not ${z}, ${d}`)
  let shift = 0
  let at = z
  for (; at < LARGE; at += 1) shift += Math.log1p(d / at)
  return (at - 0.5) * Math.log1p(d / at) + d * Math.log(at + d) - d + stirling(at + d) - stirling(at) - shift
}

function stirling(z: number): number {
  const square = 1 / (z * z)
  return STIRLING.reduceRight((sum, coefficient) => sum * square + coefficient, 0) / z
}
