/** What is agreed of a study before its results are extracted. A form like any other: rows with fields, filled in together. */
import type { ExtractionForm } from './definition.ts'
import { choiceOf, field, LONG_TEXT, NUMBER, numberIn, REQUIRED, TEXT, TIME } from './fields-of-forms.ts'
import { ARMS, OUTCOMES, TIMEPOINTS } from './structure-sections.ts'

export const STUDY_STRUCTURE: ExtractionForm = {
  kind: 'structure',
  id: 'study-structure',
  version: 1,
  title: 'Structure of the study',
  shortTitle: 'Structure',
  cites: ['Cochrane Handbook for Systematic Reviews of Interventions, chapter 5: collecting data'],
  sections: [
    {
      id: ARMS,
      title: 'Arms',
      help: 'The groups that the study follows, as it calls them. A study of one group has one.',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        field('name', 'Name', TEXT, 'Short, such as "Back school".', REQUIRED),
        field(
          'role',
          'Role',
          choiceOf({ intervention: 'Intervention or exposure', control: 'Control or comparator', other: 'Other' }),
          'Each intervention is compared with each control.',
          REQUIRED,
        ),
        field('description', 'What was done', LONG_TEXT, 'Content, provider, dose and duration (TIDieR).'),
      ],
    },
    {
      id: TIMEPOINTS,
      title: 'Timepoints',
      help: 'When outcomes were measured. A study that measured once has one.',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        field('name', 'Name', TEXT, 'Such as "12 months".', REQUIRED),
        field('after', 'Time since the start', numberIn(TIME), 'As the report gives it.'),
      ],
    },
    {
      id: OUTCOMES,
      title: 'Outcomes',
      help: 'What was measured, how, and in which direction better points.',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        field('name', 'Name', TEXT, 'As the report calls it.', REQUIRED),
        field('domain', 'Domain', TEXT, 'The outcome of the review that it belongs to.'),
        field('definition', 'Definition', LONG_TEXT, 'What counted, and how it was found out.'),
        field(
          'measure',
          'Kind of data',
          choiceOf({
            dichotomous: 'Yes or no: events among people',
            continuous: 'Continuous: mean and spread',
            'time-to-event': 'Time to an event',
            rate: 'Rate: events in person-time',
            ordinal: 'Ordered categories',
            effect: 'Only an effect with its precision',
          }),
          'Decides which numbers are asked of its results.',
          REQUIRED,
        ),
        field('instrument', 'Instrument', TEXT, 'The scale or register it was measured with.'),
        field(
          'direction',
          'Better is',
          choiceOf({ higher: 'Higher', lower: 'Lower', neither: 'Neither' }),
          'Of the number that is reported.',
        ),
        field('low', 'Lowest value of the scale', NUMBER),
        field('high', 'Highest value of the scale', NUMBER),
        field('unit', 'Unit', TEXT, 'Such as "days".'),
        field(
          'reporter',
          'Reported by',
          choiceOf({
            participant: 'Participant',
            clinician: 'Clinician',
            assessor: 'Assessor who knew no allocation',
            employer: 'Employer',
            register: 'Register or insurer',
            other: 'Other',
          }),
        ),
        field('timepoints', 'Measured at', { type: 'rows', section: TIMEPOINTS }, 'Empty: at all timepoints.'),
      ],
    },
  ],
}
