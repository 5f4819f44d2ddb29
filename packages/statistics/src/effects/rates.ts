/**
 * Effects from events and person-time of two groups; events are counted, so somebody may have several.
 *
 *   IRR  ln[(x1/t1) / (x2/t2)]   variance 1/x1 + 1/x2            Cochrane Handbook 6.7.1
 *   IRD  x1/t1 - x2/t2                    x1/t1² + x2/t2²
 *
 * With no event in one group 0.5 is added to both counts for the ratio. With none in both the ratio is left out, and
 * the difference is kept with the variance of half an event in each.
 */
import { events, positive } from '../calculator/fields.ts'
import { refuse } from '../calculator/inputs.ts'
import { effectCalculation } from './effect.ts'

const inputs = {
  x1: events('events in group 1'),
  t1: positive('person-time of group 1'),
  x2: events('events in group 2'),
  t2: positive('person-time of group 2'),
}

export const rateRatio = effectCalculation({
  id: 'effect-irr',
  title: 'Rate ratio',
  measure: 'IRR',
  scale: 'log',
  formula: 'ln[(x1/t1) / (x2/t2)], variance 1/x1 + 1/x2; with no event in one group 0.5 is added to both counts',
  source: 'Cochrane Handbook 6.7.1',
  inputs,
  compute: ({ x1, t1, x2, t2 }) => {
    if (x1 === 0 && x2 === 0)
      return refuse('no-events', 'No event in either group: left out, for a ratio it says nothing.')
    const hasZero = x1 === 0 || x2 === 0
    const [y1, y2] = hasZero ? [x1 + 0.5, x2 + 0.5] : [x1, x2]
    return {
      estimate: Math.log(y1) - Math.log(t1) - Math.log(y2) + Math.log(t2),
      variance: 1 / y1 + 1 / y2,
      zeroCells: hasZero ? 'half-added' : 'none',
    }
  },
})

export const rateDifference = effectCalculation({
  id: 'effect-ird',
  title: 'Rate difference',
  measure: 'IRD',
  scale: 'linear',
  formula: 'x1/t1 - x2/t2, variance x1/t1² + x2/t2²; with no event at all, the variance of half an event in each group',
  source: 'Cochrane Handbook 6.7.1',
  inputs,
  compute: ({ x1, t1, x2, t2 }) => {
    const isEmpty = x1 === 0 && x2 === 0
    const [y1, y2] = isEmpty ? [0.5, 0.5] : [x1, x2]
    return {
      estimate: x1 / t1 - x2 / t2,
      variance: y1 / t1 ** 2 + y2 / t2 ** 2,
      zeroCells: isEmpty ? 'half-added-to-variance' : 'none',
    }
  },
})
