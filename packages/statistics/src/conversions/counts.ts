/** Events and person-time from what a report prints instead of them. */
import { decimals, notNegative, optional, percent, size } from '../calculator/fields.ts'
import { refuse, type Note } from '../calculator/inputs.ts'
import { conversion } from './conversion.ts'

export const eventsFromPercent = conversion({
  id: 'events-from-percent',
  title: 'Events from a percentage',
  formula: 'events = percent × n / 100, rounded to the whole number that prints as this percentage',
  source: 'arithmetic; Cochrane Handbook 6.4',
  assumptions: [
    {
      id: 'of-these-people',
      sentence: 'The percentage is of these n people, and not of those randomised, or of those who answered.',
    },
  ],
  inputs: {
    percent: percent('percentage as printed'),
    n: size('people that the percentage is of'),
    decimals: optional(decimals('digits printed behind the point, if the last one is a zero')),
  },
  outputs: { events: 'people with the event' },
  compute: ({ percent: printed, n, decimals: digits }) => {
    const half = 0.5 * 10 ** -(digits ?? digitsOf(printed))
    const low = Math.max(0, Math.ceil(((printed - half) * n) / 100 - 1e-9))
    const high = Math.min(Math.floor(n), Math.floor(((printed + half) * n) / 100 + 1e-9))
    if (low > high) {
      return refuse(
        'not-near-whole',
        `No whole number out of ${n} prints as ${printed} %: another n, or another percentage.`,
        'percent',
      )
    }
    return {
      values: { events: Math.min(high, Math.max(low, Math.round((printed * n) / 100))) },
      notes: choiceNotes(low, high),
    }
  },
})

/** Digits behind the point of the shortest decimal that is this number. */
function digitsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent))
}

const choiceNotes = (low: number, high: number): readonly Note[] =>
  low === high
    ? []
    : [
        {
          id: 'several-counts',
          sentence: `Every count from ${low} to ${high} prints as this percentage. The nearest was taken.`,
        },
      ]

export const personTime = conversion({
  id: 'person-time',
  title: 'Person-time of a group',
  formula: 'person-time = n × mean follow-up',
  source: 'Cochrane Handbook 6.7.1',
  inputs: { n: size(), followUp: notNegative('mean follow-up per person') },
  outputs: { time: 'person-time, in the unit of the follow-up' },
  compute: ({ n, followUp }) => ({ values: { time: n * followUp } }),
})
