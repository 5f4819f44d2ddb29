/**
 * The numbers of a result, as built-in forms ask for them. Error traps, the calculator and exports know these ids; a form may
 * leave any of them out and add others.
 *
 * Source: Cochrane Handbook 6.2 to 6.9, on the data that reports give for each kind of outcome.
 */
import type { Field, Measure, Section } from './definition.ts'
import {
  between,
  choiceOf,
  COUNT,
  COUNTS,
  field,
  NUMBER,
  numberIn,
  PERSON_TIME,
  REQUIRED,
  TEXT,
} from './fields-of-forms.ts'

const of = (...measures: readonly Measure[]) => ({ measures })

const LEVEL = between(50, 100)
const PROBABILITY = between(0, 1)

/** Of one arm at one timepoint. */
const ARM_FIELDS: readonly Field[] = [
  field('n', 'People analysed', COUNT, 'In this analysis, not those randomised.', {
    ...REQUIRED,
    ...of('dichotomous', 'continuous', 'time-to-event', 'rate', 'ordinal'),
  }),
  field('events', 'People with the event', COUNT, 'Or events, of a rate.', of('dichotomous', 'time-to-event', 'rate')),
  field('percent', 'Percent', between(0, 100), 'As printed.', of('dichotomous')),
  field('person-time', 'Person-time', numberIn(PERSON_TIME), '', of('rate')),
  field(
    'kind',
    'Kind of mean',
    choiceOf({ final: 'Final value', change: 'Change from baseline', adjusted: 'Adjusted' }),
    '',
    of('continuous'),
  ),
  field('mean', 'Mean', NUMBER, '', of('continuous')),
  field('sd', 'SD', numberIn([]), 'Standard deviation, not standard error.', of('continuous')),
  field('se', 'SE', numberIn([]), 'Standard error of the mean.', of('continuous')),
  field('ci-low', 'Interval from', NUMBER, 'Of the mean.', of('continuous')),
  field('ci-high', 'Interval to', NUMBER, '', of('continuous')),
  field('level', 'Level in percent', LEVEL, '95 unless the report says otherwise.', of('continuous')),
  field('median', 'Median', NUMBER, '', of('continuous')),
  field('q1', 'Lower quartile', NUMBER, '', of('continuous')),
  field('q3', 'Upper quartile', NUMBER, '', of('continuous')),
  field('minimum', 'Lowest', NUMBER, '', of('continuous')),
  field('maximum', 'Highest', NUMBER, '', of('continuous')),
  field('counts', 'People in each category', COUNTS, 'From the first to the last category.', of('ordinal')),
]

/** Of one arm against another. */
const CONTRAST_FIELDS: readonly Field[] = [
  field(
    'effect-measure',
    'Measure',
    choiceOf({
      rr: 'Risk ratio',
      or: 'Odds ratio',
      rd: 'Risk difference',
      hr: 'Hazard ratio',
      'rate-ratio': 'Rate ratio',
      md: 'Mean difference',
      smd: 'Standardised mean difference',
      other: 'Other',
    }),
  ),
  field('estimate', 'Estimate', NUMBER),
  field('ci-low', 'Interval from', NUMBER),
  field('ci-high', 'Interval to', NUMBER),
  field('level', 'Level in percent', LEVEL, '95 unless the report says otherwise.'),
  field('se', 'SE', numberIn([]), 'Of a ratio: of its logarithm.'),
  field('p', 'p', PROBABILITY),
  field('o-e', 'O - E', NUMBER, 'Observed minus expected events.', of('time-to-event')),
  field('v', 'V', numberIn([]), 'Variance of O - E.', of('time-to-event')),
  field('adjusted-for', 'Adjusted for', TEXT, 'Empty: not adjusted.'),
]

export const RESULTS: Section = {
  id: 'results',
  title: 'Results by arm',
  help: 'What the report gives; what follows from it is calculated.',
  per: 'result',
  fields: ARM_FIELDS,
}

export const CONTRASTS: Section = {
  id: 'contrasts',
  title: 'Results between arms',
  help: 'Where the report compares arms itself.',
  per: 'contrast',
  fields: CONTRAST_FIELDS,
}
