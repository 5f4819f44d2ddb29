/** For reviews of prognostic factors and models, after CHARMS-PF. */
import type { ExtractionForm } from '../definition.ts'
import {
  choiceOf,
  choicesOf,
  COUNT,
  COUNTRY,
  DATE,
  field,
  LONG_TEXT,
  numberIn,
  REFERENCES,
  REQUIRED,
  TEXT,
  TIME,
  YEARS,
} from '../fields-of-forms.ts'
import { CONTRASTS, RESULTS } from '../results.ts'

export const prognosis: ExtractionForm = {
  kind: 'extraction',
  id: 'prognosis-review',
  version: 1,
  title: 'Review of prognosis',
  shortTitle: 'Prognosis',
  cites: ['Riley RD and others 2019, BMJ 364:k4597: a guide to systematic review of prognostic factor studies'],
  sections: [
    {
      id: 'study',
      title: 'The study',
      help: '',
      per: 'study',
      fields: [
        field(
          'data-from',
          'Source of data',
          choiceOf({
            cohort: 'Cohort',
            register: 'Register or records',
            trial: 'Participants of a trial',
            'case-control': 'Case-control',
          }),
          '',
          REQUIRED,
        ),
        field('country', 'Country', COUNTRY, '', REQUIRED),
        field('recruited-from', 'Recruitment began', DATE),
        field('recruited-to', 'Recruitment ended', DATE),
        field('follow-up', 'Follow-up', numberIn(TIME), 'Median or mean, as reported.'),
        field('population', 'Population', LONG_TEXT, '', REQUIRED),
        field('randomised', 'People enrolled', COUNT, 'In all groups together.', REQUIRED),
        field('age', 'Mean age', numberIn(YEARS, 0, 120)),
        field('events', 'People with the outcome', COUNT),
        field('reports', 'Reports of this study', REFERENCES, 'One a line; DOIs are recognised.'),
      ],
    },
    {
      id: 'factors',
      title: 'Factors',
      help: 'One row for each prognostic factor.',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        field('name', 'Factor', TEXT, '', REQUIRED),
        field('measured', 'How and when it was measured', TEXT),
        field(
          'handled',
          'How it was handled',
          choiceOf({ continuous: 'As a continuous number', categories: 'In categories', yesno: 'Present or absent' }),
        ),
        field('cut-off', 'Cut-off', TEXT, '', { when: { item: 'handled', in: ['categories', 'yesno'] } }),
        field('adjusted-for', 'Adjusted for', TEXT),
      ],
    },
    {
      id: 'analysis',
      title: 'Analysis',
      help: '',
      per: 'study',
      fields: [
        field(
          'model',
          'Model',
          choiceOf({ logistic: 'Logistic', cox: 'Cox', linear: 'Linear', other: 'Other' }),
          '',
          REQUIRED,
        ),
        field(
          'missing',
          'Missing data',
          choicesOf({ complete: 'Complete cases', imputed: 'Imputed once', multiple: 'Multiple imputation' }),
        ),
      ],
    },
    RESULTS,
    CONTRASTS,
  ],
}
