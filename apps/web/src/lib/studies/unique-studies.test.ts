import type { Citation } from '@tandem/rules'
import { expect, it } from 'vitest'
import { uniqueStudies } from './unique-studies.ts'

const citation = (change: Partial<Citation>): Citation => ({
  authors: ['Burke, Sean'],
  truncatedAuthors: false,
  title: 'Treadmill walking after stroke',
  journal: '',
  year: 2011,
  volume: '',
  issue: '',
  pages: '',
  doi: null,
  pmid: null,
  ...change,
})

it('marks the later of two citations of one study, also by way of a third', () => {
  const marked = uniqueStudies([
    citation({ pmid: '1' }),
    citation({ title: 'Another title', pmid: '1', doi: '10.1000/a' }),
    citation({ title: 'A third title', doi: 'https://doi.org/10.1000/A' }),
    citation({ title: 'Home exercise and gait' }),
  ])
  expect(marked.map(({ isTwice }) => isTwice)).toEqual([false, true, true, false])
})
