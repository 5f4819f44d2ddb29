/** A form of data extraction with one of everything that the interpreter treats differently. */
import type { ExtractionForm } from '../forms/definition.ts'

export const tinyForm: ExtractionForm = {
  kind: 'extraction',
  id: 'tiny-form',
  version: 1,
  title: 'A tiny form',
  shortTitle: 'Tiny form',
  cites: [],
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
          help: '',
          required: true,
          settings: {
            type: 'choice',
            options: [
              { id: 'randomised', label: 'Randomised' },
              { id: 'cohort', label: 'Cohort' },
            ],
          },
        },
        {
          id: 'allocation',
          label: 'Allocation',
          help: '',
          required: true,
          settings: { type: 'text' },
          when: { item: 'design', in: ['randomised'] },
        },
        { id: 'aim', label: 'Aim', help: '', required: false, settings: { type: 'long-text' } },
        { id: 'dropped', label: 'Dropped', help: '', required: false, settings: { type: 'text' }, retired: true },
      ],
    },
    {
      id: 'funders',
      title: 'Funders',
      help: '',
      per: 'row',
      key: 'name',
      required: true,
      fields: [
        { id: 'name', label: 'Name', help: '', required: true, settings: { type: 'text' } },
        { id: 'role', label: 'Role', help: '', required: false, settings: { type: 'text' } },
      ],
    },
    {
      id: 'results',
      title: 'Results',
      help: '',
      per: 'result',
      fields: [
        {
          id: 'n',
          label: 'People',
          help: '',
          required: true,
          settings: { type: 'whole', min: null, max: null },
        },
        {
          id: 'events',
          label: 'Events',
          help: '',
          required: false,
          settings: { type: 'whole', min: null, max: null },
          measures: ['dichotomous'],
        },
      ],
    },
  ],
}
