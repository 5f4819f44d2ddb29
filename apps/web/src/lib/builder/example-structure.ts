import type { Measure, Structure } from '@tandem/rules'

/** What a form is tried on: no study, and as small as shows every table. */
export const exampleStructure = (measure: Measure): Structure => ({
  arms: [
    { id: 'a', label: 'Intervention', role: 'intervention' },
    { id: 'b', label: 'Control', role: 'control' },
  ],
  timepoints: [
    { id: 'm6', label: '6 months' },
    { id: 'm12', label: '12 months' },
  ],
  outcomes: [
    {
      id: 'o',
      label: 'Example outcome',
      measure,
      timepoints: ['m6', 'm12'],
      domain: '',
      instrument: '',
      unit: '',
      low: null,
      high: null,
    },
  ],
})
