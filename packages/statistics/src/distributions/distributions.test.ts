import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { incompleteBeta, logBeta } from './beta.ts'
import { logGamma, logGammaRatio } from './gamma.ts'
import { expectedRange, normalCdf, normalQuantile, normalUpperTail } from './normal.ts'
import { tCdf, tQuantile, tTwoSided } from './student.ts'

function near(actual: number, expected: number, relative = 1e-10): void {
  const allowed = relative * Math.max(Math.abs(expected), 1e-300)
  expect(Math.abs(actual - expected), `${actual}, not ${expected}`).toBeLessThanOrEqual(allowed)
}

describe('the normal distribution', () => {
  // Abramowitz & Stegun, Tables 26.1 and 26.2, and 30 digits by mpmath for the far tails.
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [1.96, 0.97500210485178],
    [2.4, 0.991802464075404],
    [2.6, 0.995338811976281],
    [3, 0.99865010196837],
    [-5, 2.866515718791939e-7],
    [-10, 7.619853024160527e-24],
    [-37, 5.725571222524577e-300],
  ])('Φ(%d) is %d', (x, expected) => {
    near(normalCdf(x), expected)
    near(normalUpperTail(-x), expected)
  })

  test.each([
    [0.95, 1.644853626951473],
    [0.975, 1.959963984540054],
    [0.995, 2.575829303548901],
    [0.9995, 3.290526731491894],
  ])('the quantile of %d is %d, and of the other tail its negative', (p, expected) => {
    near(normalQuantile(p), expected)
    near(normalQuantile(1 - p), -expected, 1e-9)
  })

  test('the quantile undoes Φ down to 1e-300', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 0, noNaN: true }), (x) => {
        near(normalCdf(normalQuantile(normalCdf(x))), normalCdf(x), 1e-11)
      }),
      { seed: 1733, numRuns: 500 },
    )
  })

  test.each([0, 1, -0.1, Number.NaN])('a quantile at %d is a bug of the caller', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError)
  })
})

describe("Student's t", () => {
  const closed = {
    1: (t: number) => 0.5 + Math.atan(t) / Math.PI,
    2: (t: number) => 0.5 + t / (2 * Math.sqrt(2 + t * t)),
    4: (t: number) => {
      const sine = t / Math.sqrt(4 + t * t)
      return 0.5 + (sine * (1 + (1 - sine * sine) / 2)) / 2
    },
  }

  test.each([1, 2, 4] as const)('with %d degrees of freedom it has a closed form', (df) => {
    for (let t = -12; t <= 12; t += 0.37) near(tCdf(t, df), closed[df](t), 1e-10)
  })

  test('far out the tail keeps its digits: with 1 degree of freedom P(T > t) is arctan(1/t)/π', () => {
    for (const t of [1e2, 1e5, 1e8]) near(tTwoSided(t, 1) / 2, Math.atan(1 / t) / Math.PI)
  })

  test.each([
    [1, 0.975, 12.7062],
    [2, 0.975, 4.3027],
    [4, 0.975, 2.7764],
    [10, 0.975, 2.2281],
    [24, 0.975, 2.0639],
    [30, 0.95, 1.6973],
    [100, 0.995, 2.6259],
  ])('the quantile with %d degrees of freedom at %d is %d, as tables print it', (df, p, expected) => {
    expect(tQuantile(p, df)).toBeCloseTo(expected, 4)
    expect(tQuantile(1 - p, df)).toBeCloseTo(-expected, 4)
  })

  // By mpmath, 30 digits; the first two stand, shorter, in the Handbook's examples.
  test.each([
    [45, 0.996, 2.77554536949735],
    [56, 0.985, 2.22679159205584],
    [29, 0.975, 2.0452296421327],
  ])('the quantile with %d degrees of freedom at %d to ten digits', (df, p, expected) => {
    near(tQuantile(p, df), expected)
  })

  test('with many degrees of freedom it is the normal', () => {
    near(tQuantile(0.975, 1e6), normalQuantile(0.975) * (1 + (normalQuantile(0.975) ** 2 + 1) / 4e6))
  })

  test('quantile and distribution undo each other, for any degrees of freedom', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 0.5, noNaN: true }),
        fc.double({ min: 0.7, max: 1e5, noNaN: true }),
        (p, df) => near(tCdf(tQuantile(p, df), df), p, 1e-9),
      ),
      { seed: 1908, numRuns: 300 },
    )
  })

  test('half of the distribution lies on each side of 0', () => {
    near(tQuantile(0.5, 7), 0, 1e-10)
    near(tCdf(0, 7), 0.5)
  })
})

describe('gamma and beta', () => {
  test('Γ of a whole number is a factorial, of one half √π', () => {
    let factorial = 1
    for (let n = 1; n < 20; n += 1) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11)
      factorial *= n
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13)
  })

  test('duplication: Γ(z) Γ(z+1/2) = 2^(1-2z) √π Γ(2z)', () => {
    for (const z of [0.01, 0.3, 1.7, 12, 450.5]) {
      const [left, right] = [logGamma(z) + logGamma(z + 0.5), Math.log(Math.PI) / 2 + logGamma(2 * z)]
      expect(left).toBeCloseTo((1 - 2 * z) * Math.LN2 + right, 10)
    }
  })

  test('a difference of large logarithms keeps its digits: Γ(z+1)/Γ(z) = z', () => {
    for (const z of [0.2, 3, 11, 1e4, 1e9]) near(logGammaRatio(z, 1), Math.log(z), 1e-13)
  })

  test.each([
    [0.3, 2.5, 1, 0.3 ** 2.5],
    [0.7, 1, 3.5, 1 - 0.3 ** 3.5],
    [0.5, 40, 40, 0.5],
    [0.25, 0.5, 0.5, 1 / 3],
  ])('I_%d(%d, %d) has a closed form', (x, a, b, expected) => {
    near(incompleteBeta(x, a, b), expected, 1e-12)
  })

  test('for whole a and b it is a tail of the binomial distribution', () => {
    const [a, b, x] = [4, 8, 0.37]
    let tail = 0
    for (let k = a; k < a + b; k += 1) {
      tail += Math.exp(-logBeta(k + 1, a + b - k) - Math.log(a + b)) * x ** k * (1 - x) ** (a + b - 1 - k)
    }
    near(incompleteBeta(x, a, b), tail, 1e-12)
  })

  test('its ends are exact', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1])
  })
})

describe('the mean range of normal values', () => {
  test.each([
    [2, 2 / Math.sqrt(Math.PI)],
    [3, 3 / Math.sqrt(Math.PI)],
    [5, 2.32592894728104],
    [15, 3.47182688988207],
    [1000, 6.48287153826689],
  ])('ξ(%d) is %d', (n, expected) => near(expectedRange(n), expected, 1e-12))

  test('one value has no range', () => expect(expectedRange(1)).toBeCloseTo(0, 15))
})
