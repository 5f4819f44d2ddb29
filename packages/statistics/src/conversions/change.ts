/** The standard deviation of changes from baseline, and the correlation that stands behind it. */
import { correlation, notNegative, positive } from '../calculator/fields.ts'
import { refuse } from '../calculator/inputs.ts'
import { conversion } from './conversion.ts'

const SOURCE = 'Cochrane Handbook 6.5.2.8 (16.1.3.2 of version 5.1)'

export const sdOfChange = conversion({
  id: 'sd-of-change',
  title: 'SD of the change from baseline',
  formula: 'SD = √(baseline² + final² - 2 r × baseline × final)',
  source: SOURCE,
  assumptions: [
    {
      id: 'imputed-correlation',
      sentence: 'The correlation is taken from elsewhere: repeat the analysis with other values of it.',
    },
  ],
  inputs: {
    baseline: notNegative('SD at baseline'),
    final: notNegative('SD at the end'),
    r: correlation('correlation between baseline and end'),
  },
  outputs: { sd: 'standard deviation of the change' },
  // As a sum of squares: at r near 1 the printed difference would cancel and could fall below 0.
  compute: ({ baseline, final, r }) => ({
    values: { sd: Math.sqrt((baseline - final) ** 2 + 2 * (1 - r) * baseline * final) },
  }),
})

export const correlationFromSds = conversion({
  id: 'correlation-from-sds',
  title: 'Correlation between baseline and end from three SDs',
  formula: 'r = (baseline² + final² - change²) / (2 × baseline × final)',
  source: SOURCE,
  inputs: {
    baseline: positive('SD at baseline'),
    final: positive('SD at the end'),
    change: notNegative('SD of the change'),
  },
  outputs: { r: 'correlation' },
  compute: ({ baseline, final, change }) => {
    const r = (baseline ** 2 + final ** 2 - change ** 2) / (2 * baseline * final)
    if (Math.abs(r) > 1 + 1e-12) {
      return refuse(
        'impossible-correlation',
        `The three SDs would need a correlation of ${r.toFixed(3)}: one of them is wrong, or a standard error.`,
      )
    }
    const notes =
      r < 0.5
        ? [
            {
              id: 'weak-correlation',
              sentence: 'Below 0.5 the change is less precise than the value at the end alone.',
            },
          ]
        : []
    return { values: { r: Math.max(-1, Math.min(1, r)) }, notes }
  },
})
