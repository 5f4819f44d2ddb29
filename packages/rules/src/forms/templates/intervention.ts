/** For reviews of interventions in general, after the sections of the Consumers and Communication template. */
import type { ExtractionForm } from '../definition.ts'
import {
  choiceOf,
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
  YES_NO,
} from '../fields-of-forms.ts'
import { CONTRASTS, RESULTS } from '../results.ts'

export const intervention: ExtractionForm = {
  kind: 'extraction',
  id: 'intervention-review',
  version: 1,
  title: 'Review of interventions',
  shortTitle: 'Interventions',
  cites: ['Cochrane Consumers and Communication: data extraction template for included studies'],
  sections: [
    {
      id: 'general',
      title: 'General',
      help: '',
      per: 'study',
      fields: [
        field('reports', 'Reports of this study', REFERENCES, 'One a line; DOIs are recognised.'),
        field('country', 'Country', COUNTRY, '', REQUIRED),
        field('registration', 'Registration', TEXT),
        field('conflicts', 'Conflicts of interest', LONG_TEXT, 'As declared.'),
      ],
    },
    {
      id: 'funders',
      title: 'Funding',
      help: 'One row for each source.',
      per: 'row',
      key: 'name',
      fields: [field('name', 'Source', TEXT, '', REQUIRED), field('influence', 'Had a part in the study', YES_NO)],
    },
    {
      id: 'methods',
      title: 'Methods',
      help: '',
      per: 'study',
      fields: [
        field('aim', 'Aim', LONG_TEXT),
        field(
          'design',
          'Design',
          choiceOf({
            parallel: 'Randomised, parallel groups',
            cluster: 'Randomised in clusters',
            'cross-over': 'Randomised, cross-over',
            'non-randomised': 'Without randomisation',
          }),
          '',
          REQUIRED,
        ),
        field('clusters', 'Clusters', COUNT, '', { when: { item: 'design', in: ['cluster'] }, required: true }),
        field('start', 'Began', DATE),
        field('end', 'Ended', DATE),
        field('follow-up', 'Longest follow-up', numberIn(TIME)),
        field('randomised', 'People randomised or enrolled', COUNT, 'In all arms together.', REQUIRED),
      ],
    },
    {
      id: 'eligibility',
      title: 'Who could take part',
      help: '',
      per: 'study',
      fields: [
        field('setting', 'Setting', TEXT, '', REQUIRED),
        field('inclusion', 'Inclusion criteria', LONG_TEXT),
        field('exclusion', 'Exclusion criteria', LONG_TEXT),
      ],
    },
    {
      id: 'participants',
      title: 'Participants',
      help: 'At the start, for each arm.',
      per: 'arm',
      fields: [
        field('n', 'People', COUNT, 'Randomised or enrolled into this arm.', REQUIRED),
        field('age', 'Mean age', numberIn(YEARS, 0, 120)),
        field('age-sd', 'SD of age', numberIn(YEARS)),
        field('women', 'Women', COUNT),
        field('lost', 'Lost to follow-up', COUNT),
      ],
    },
    {
      id: 'interventions',
      title: 'What was done',
      help: 'For each arm, so that somebody else could repeat it (TIDieR).',
      per: 'arm',
      fields: [
        field('content', 'Content', LONG_TEXT),
        field('provider', 'Provided by', TEXT),
        field('length', 'Length', numberIn(TIME)),
        field('co-interventions', 'Besides', TEXT, 'What people got in addition.'),
      ],
    },
    RESULTS,
    CONTRASTS,
  ],
}
