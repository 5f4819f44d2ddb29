/**
 * For reviews of interventions after which people go back to work: the kind of review that the worked example is. The fields are
 * those that such reviews describe their studies by; the published review does not say which ones it used.
 */
import type { ExtractionForm } from '../definition.ts'
import {
  between,
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
  YES_NO,
} from '../fields-of-forms.ts'
import { CONTRASTS, RESULTS } from '../results.ts'

export const returnToWork: ExtractionForm = {
  kind: 'extraction',
  id: 'return-to-work',
  version: 1,
  title: 'Return to work after an intervention',
  shortTitle: 'Return to work',
  cites: ['Cochrane Handbook for Systematic Reviews of Interventions, chapter 5: collecting data'],
  sections: [
    {
      id: 'study',
      title: 'The study',
      help: '',
      per: 'study',
      fields: [
        field(
          'design',
          'Design',
          choiceOf({
            randomised: 'Randomised trial',
            'non-randomised': 'Trial without randomisation',
            cohort: 'Cohort with comparison',
            'before-after': 'One group, before and after',
            retrospective: 'Retrospective',
          }),
          'As it was carried out, whatever the report calls it.',
          REQUIRED,
        ),
        field('aim', 'Aim', LONG_TEXT, 'In the words of the report.'),
        field('country', 'Country', COUNTRY, 'Where people were recruited.', REQUIRED),
        field(
          'setting',
          'Setting',
          choiceOf({
            hospital: 'Hospital',
            outpatient: 'Outpatient clinic',
            'primary-care': 'Primary care',
            workplace: 'Workplace',
            home: 'At home',
            several: 'Several',
          }),
          'Where people were treated.',
          REQUIRED,
        ),
        field('recruited-from', 'Recruitment began', DATE, 'As far as the report says: 2016, or May 2016.'),
        field('recruited-to', 'Recruitment ended', DATE),
        field('follow-up', 'Longest follow-up', numberIn(TIME), 'From the start of the intervention.', REQUIRED),
        field('randomised', 'People randomised or enrolled', COUNT, 'In all arms together.', REQUIRED),
        field('allocation', 'How the sequence was made', TEXT, '', {
          when: { item: 'design', in: ['randomised'] },
          required: true,
        }),
        field('registration', 'Registration', TEXT, 'Such as NCT04808141.'),
        field('reports', 'Reports of this study', REFERENCES, 'One a line; DOIs are recognised.'),
      ],
    },
    {
      id: 'funders',
      title: 'Funding',
      help: 'One row for each source.',
      per: 'row',
      key: 'name',
      fields: [
        field('name', 'Source', TEXT, '', REQUIRED),
        field(
          'kind',
          'Kind',
          choiceOf({
            public: 'Public',
            insurer: 'Insurer',
            industry: 'Industry',
            charity: 'Charity',
            own: 'Own means',
          }),
        ),
        field('influence', 'Had a part in the study', YES_NO),
      ],
    },
    {
      id: 'eligibility',
      title: 'Who could take part',
      help: '',
      per: 'study',
      fields: [
        field('condition', 'Condition', TEXT, 'Such as chronic low back pain.', REQUIRED),
        field('inclusion', 'Inclusion criteria', LONG_TEXT),
        field('exclusion', 'Exclusion criteria', LONG_TEXT),
        field('work-status', 'Work status at the start', TEXT, 'Such as on sick leave for 3 to 6 months.', REQUIRED),
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
        field('sick-leave', 'Mean sick leave before', numberIn(TIME)),
        field('manual', 'With manual work, percent', between(0, 100)),
      ],
    },
    {
      id: 'interventions',
      title: 'What was done',
      help: 'For each arm, so that somebody else could repeat it (TIDieR).',
      per: 'arm',
      fields: [
        field(
          'parts',
          'Parts',
          choicesOf({
            exercise: 'Exercise',
            education: 'Education',
            'back-school': 'Back school',
            behavioural: 'Behavioural therapy',
            workplace: 'Work hardening or visit to the workplace',
            'self-care': 'Self-care',
            digital: 'Digital care',
            usual: 'Usual care',
          }),
          '',
          REQUIRED,
        ),
        field('provider', 'Provided by', TEXT),
        field('length', 'Length', numberIn(TIME)),
        field('sessions', 'Sessions', COUNT),
        field('completed', 'People who completed it', COUNT),
      ],
    },
    RESULTS,
    CONTRASTS,
    {
      id: 'conclusion',
      title: 'What the authors say',
      help: '',
      per: 'study',
      fields: [
        field('conclusion', 'Conclusion', LONG_TEXT, 'On work participation, in the words of the report.'),
        field('contact', 'Authors were asked', YES_NO, 'For data that the report does not give.'),
      ],
    },
  ],
}
