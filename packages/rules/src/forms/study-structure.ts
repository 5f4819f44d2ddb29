/** What is agreed of a study before its results are extracted. A form like any other: rows with fields, filled in together. */
import type { ExtractionForm } from './definition.ts'

export const ARMS = 'arms'
export const OUTCOMES = 'outcomes'
export const TIMEPOINTS = 'timepoints'

export const STUDY_STRUCTURE: ExtractionForm = {
  kind: 'structure',
  id: 'study-structure',
  version: 1,
  title: 'Structure of the study',
  shortTitle: 'Structure',
  cites: ['Cochrane Handbook for Systematic Reviews of Interventions, chapter 5'],
  sections: [
    {
      id: ARMS,
      title: 'Arms',
      help: 'The groups that the study compares, as it calls them.',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        { id: 'name', label: 'Name', help: 'Short, e.g. "Back school".', required: true, settings: { type: 'text' } },
        {
          id: 'role',
          label: 'Role',
          help: 'Each intervention is compared with each control.',
          required: true,
          settings: {
            type: 'choice',
            options: [
              { id: 'intervention', label: 'Intervention or exposure' },
              { id: 'control', label: 'Control or comparator' },
              { id: 'other', label: 'Other' },
            ],
          },
        },
        {
          id: 'description',
          label: 'What was done',
          help: 'Content, provider, dose and duration, so that somebody else could repeat it (TIDieR).',
          required: false,
          settings: { type: 'text' },
        },
      ],
    },
    {
      id: TIMEPOINTS,
      title: 'Timepoints',
      help: 'When outcomes were measured. One is enough: "end of follow-up".',
      per: 'row',
      key: 'name',
      required: true,
      fields: [{ id: 'name', label: 'Name', help: 'E.g. "12 months".', required: true, settings: { type: 'text' } }],
    },
    {
      id: OUTCOMES,
      title: 'Outcomes',
      help: 'What was measured, how, and in which direction better points.',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        { id: 'name', label: 'Name', help: 'As the report calls it.', required: true, settings: { type: 'text' } },
        {
          id: 'measure',
          label: 'Kind of data',
          help: 'Decides which numbers a result has.',
          required: true,
          settings: {
            type: 'choice',
            options: [
              { id: 'dichotomous', label: 'Yes or no (events among people)' },
              { id: 'continuous', label: 'Continuous (mean and spread)' },
              { id: 'time-to-event', label: 'Time to an event' },
              { id: 'rate', label: 'Rate (events in person-time)' },
              { id: 'ordinal', label: 'Ordered categories' },
              { id: 'effect', label: 'Only an effect with its precision' },
            ],
          },
        },
      ],
    },
  ],
}
