/**
 * A hazard ratio that a report prints with its interval:
 *
 *   ln HR, variance ((ln upper - ln lower) / (2 z))²                Cochrane Handbook 6.3.2, 6.8
 */
import { limitsFault, middleNote } from '../calculator/checks.ts'
import { level, positive } from '../calculator/fields.ts'
import { refuse } from '../calculator/inputs.ts'
import { normalQuantile } from '../distributions/normal.ts'
import { effectCalculation } from './effect.ts'

export const hazardRatio = effectCalculation({
  id: 'effect-hr',
  title: 'Hazard ratio from its confidence interval',
  measure: 'HR',
  scale: 'log',
  formula: 'ln HR, variance ((ln upper - ln lower) / (2 z))²',
  source: 'Cochrane Handbook 6.3.2 and 6.8; Tierney et al. 2007',
  inputs: {
    hr: positive('hazard ratio, group 1 against group 2'),
    lower: positive('lower limit'),
    upper: positive('upper limit'),
    level,
  },
  compute: ({ hr, lower, upper, level: share }) => {
    const fault = limitsFault(lower, upper)
    if (fault !== null) return fault
    if (hr < lower || hr > upper)
      return refuse('estimate-outside-interval', 'The hazard ratio is not inside its interval.', 'hr')
    const [low, high] = [Math.log(lower), Math.log(upper)]
    const se = (low - high) / (2 * normalQuantile((1 - share) / 2))
    return { estimate: Math.log(hr), variance: se ** 2, notes: middleNote(Math.log(hr), low, high, 'log') }
  },
})
