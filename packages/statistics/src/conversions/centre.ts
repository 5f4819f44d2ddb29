/**
 * The mean of one group from its median and other ordered values.
 *
 *            Wan et al. 2014 (simple means)             Luo et al. 2018 (best weights for n)
 *   range    (min + 2 m + max) / 4                      w (min+max)/2 + (1-w) m,  w = 4 / (4 + n^0.75)
 *   quartiles (q1 + m + q3) / 3                         w (q1+q3)/2 + (1-w) m,    w = 0.7 + 0.39 / n
 *   all five (min + 2 q1 + 2 m + 2 q3 + max) / 8        u (min+max)/2 + v (q1+q3)/2 + (1-u-v) m,
 *                                                       u = 2.2 / (2.2 + n^0.75), v = 0.7 - 0.72 / n^0.55
 */
import { NORMAL, orderFault } from '../calculator/checks.ts'
import { choice, number, size } from '../calculator/fields.ts'
import { conversion } from './conversion.ts'
import { skewOfFiveNumbers, skewOfQuartiles, skewOfRange } from './skew.ts'

const MEAN = { mean: 'mean' }

const method = choice('weights', [
  { id: 'luo', label: 'best weights for n (Luo 2018)' },
  { id: 'wan', label: 'simple mean (Wan 2014)' },
])

const median = number('median')

export const meanFromQuartiles = conversion({
  id: 'mean-from-quartiles',
  title: 'Mean from median and quartiles',
  formula: 'mean = w (q1 + q3) / 2 + (1 - w) median, w = 0.7 + 0.39 / n; or (q1 + median + q3) / 3',
  source: 'Luo et al. 2018, formula 11; Wan et al. 2014',
  assumptions: [NORMAL],
  inputs: { q1: number('first quartile'), median, q3: number('third quartile'), n: size(), method },
  outputs: MEAN,
  compute: ({ q1, median: m, q3, n, method: weights }) => {
    const fault = orderFault([
      ['q1', q1],
      ['median', m],
      ['q3', q3],
    ])
    if (fault !== null) return fault
    const w = 0.7 + 0.39 / n
    const mean = weights === 'luo' ? (w * (q1 + q3)) / 2 + (1 - w) * m : (q1 + m + q3) / 3
    return { values: { mean }, notes: skewOfQuartiles({ q1, median: m, q3, n }) }
  },
})

export const meanFromRange = conversion({
  id: 'mean-from-range',
  title: 'Mean from median, lowest and highest value',
  formula: 'mean = w (min + max) / 2 + (1 - w) median, w = 4 / (4 + n^0.75); or (min + 2 median + max) / 4',
  source: 'Luo et al. 2018, formula 7; Wan et al. 2014',
  assumptions: [NORMAL],
  inputs: { min: number('lowest value'), median, max: number('highest value'), n: size(), method },
  outputs: MEAN,
  compute: ({ min, median: m, max, n, method: weights }) => {
    const fault = orderFault([
      ['min', min],
      ['median', m],
      ['max', max],
    ])
    if (fault !== null) return fault
    const w = 4 / (4 + n ** 0.75)
    const mean = weights === 'luo' ? (w * (min + max)) / 2 + (1 - w) * m : (min + 2 * m + max) / 4
    return { values: { mean }, notes: skewOfRange({ min, median: m, max, n }) }
  },
})

export const meanFromFiveNumbers = conversion({
  id: 'mean-from-five-numbers',
  title: 'Mean from lowest value, quartiles, median and highest value',
  formula:
    'mean = u (min + max) / 2 + v (q1 + q3) / 2 + (1 - u - v) median, u = 2.2 / (2.2 + n^0.75), v = 0.7 - 0.72 / n^0.55; or (min + 2 q1 + 2 median + 2 q3 + max) / 8',
  source: 'Luo et al. 2018, formula 15; Wan et al. 2014',
  assumptions: [NORMAL],
  inputs: {
    min: number('lowest value'),
    q1: number('first quartile'),
    median,
    q3: number('third quartile'),
    max: number('highest value'),
    n: size(),
    method,
  },
  outputs: MEAN,
  compute: ({ min, q1, median: m, q3, max, n, method: weights }) => {
    const fault = orderFault([
      ['min', min],
      ['q1', q1],
      ['median', m],
      ['q3', q3],
      ['max', max],
    ])
    if (fault !== null) return fault
    const u = 2.2 / (2.2 + n ** 0.75)
    const v = 0.7 - 0.72 / n ** 0.55
    const luo = (u * (min + max)) / 2 + (v * (q1 + q3)) / 2 + (1 - u - v) * m
    const mean = weights === 'luo' ? luo : (min + 2 * q1 + 2 * m + 2 * q3 + max) / 8
    return { values: { mean }, notes: skewOfFiveNumbers({ min, q1, median: m, q3, max, n }) }
  },
})
