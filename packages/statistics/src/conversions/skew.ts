/**
 * Whether printed quantiles are too lopsided for the values to be normal, at the 5 % level (Shi et al. 2023):
 *
 *   min, median, max      |min + max - 2 median| / (max - min)  ≥  1 / ln(n + 9) + 2.5 / (n + 1)
 *   quartiles             |q1 + q3 - 2 median| / (q3 - q1)      ≥  2.65 / √n - 6 / n²
 *   all five              max(2.65 ln(0.6 n) / √n · first, second)  ≥  3 / √n - 40 / n³
 *
 * Made for five people and more. A warning and no refusal: the reader may know the values better.
 */
import type { Note } from '../calculator/inputs.ts'

const LEAST = 5

const SKEWED: Note = {
  id: 'skewed',
  sentence:
    'The values are skewed by the test of Shi et al. 2023: mean and standard deviation from quantiles mislead here.',
}

type Range = { readonly min: number; readonly median: number; readonly max: number }
type Quartiles = { readonly q1: number; readonly median: number; readonly q3: number }
type Size = { readonly n: number }

export const skewOfRange = ({ n, ...points }: Range & Size): readonly Note[] =>
  noteIf(n, rangeLean(points), 1 / Math.log(n + 9) + 2.5 / (n + 1))

export const skewOfQuartiles = ({ n, ...points }: Quartiles & Size): readonly Note[] =>
  noteIf(n, quartileLean(points), 2.65 / Math.sqrt(n) - 6 / n ** 2)

export function skewOfFiveNumbers({ n, ...points }: Range & Quartiles & Size): readonly Note[] {
  const outer = ((2.65 * Math.log(0.6 * n)) / Math.sqrt(n)) * rangeLean(points)
  return noteIf(n, Math.max(outer, quartileLean(points)), 3 / Math.sqrt(n) - 40 / n ** 3)
}

const noteIf = (n: number, lean: number, limit: number): readonly Note[] =>
  n >= LEAST && lean >= limit ? [SKEWED] : []

const rangeLean = ({ min, median, max }: Range): number => leanOf(min, median, max)
const quartileLean = ({ q1, median, q3 }: Quartiles): number => leanOf(q1, median, q3)

/** 0 where the median is in the middle, 1 where it is at an end. */
const leanOf = (low: number, middle: number, high: number): number =>
  high > low ? Math.abs(low + high - 2 * middle) / (high - low) : 0
