/** For reviews of interventions after which people return to work. Made for the worked example. */
import type { ExtractionForm } from '../definition.ts'

export const returnToWork: ExtractionForm = {
  kind: 'extraction',
  id: 'return-to-work',
  version: 1,
  title: 'Return to work after an intervention',
  shortTitle: 'Return to work',
  cites: ['Cochrane Handbook for Systematic Reviews of Interventions, chapter 5'],
  sections: [
    {
      id: 'study',
      title: 'The study',
      help: '',
      per: 'study',
      fields: [
        {
          id: 'design',
          label: 'Design',
          help: 'As it was carried out, whatever the report calls it.',
          required: true,
          settings: {
            type: 'choice',
            options: [
              { id: 'randomised', label: 'Randomised trial' },
              { id: 'non-randomised', label: 'Non-randomised trial' },
              { id: 'cohort', label: 'Cohort with comparison' },
              { id: 'before-after', label: 'Before and after, one group' },
              { id: 'retrospective', label: 'Retrospective' },
            ],
          },
        },
        {
          id: 'setting',
          label: 'Setting',
          help: 'Where people were treated.',
          required: true,
          settings: { type: 'text' },
        },
      ],
    },
    {
      id: 'participants',
      title: 'Participants',
      help: 'For each arm.',
      per: 'arm',
      fields: [{ id: 'population', label: 'Who they were', help: '', required: true, settings: { type: 'text' } }],
    },
  ],
}
