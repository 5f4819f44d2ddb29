/** What a new review may begin with. Everything in it can be changed until the protocol is frozen. */
import { askedFrom, NO_QUESTION, planOf, type AskedPlan, type Review } from '@tandem/rules'

export type Template = { readonly id: string; readonly name: string; readonly says: string; readonly plan: AskedPlan }

const BLANK: AskedPlan = {
  title: '',
  shortTitle: '',
  reference: '',
  registration: null,
  question: NO_QUESTION,
  stages: [{ instrument: 'downs-and-black-modified', mode: 'independent', reviewers: 2 }],
  switchedOff: [],
}

export const TEMPLATES: readonly Template[] = [
  {
    id: 'intervention',
    name: 'Intervention review',
    says: 'Randomised and non-randomised studies, modified Downs and Black, two blind reviewers each.',
    plan: BLANK,
  },
  {
    id: 'original',
    name: 'Downs and Black as published',
    says: 'The original 27 items with power scored in steps, two blind reviewers each.',
    plan: { ...BLANK, stages: [{ instrument: 'downs-and-black', mode: 'independent', reviewers: 2 }] },
  },
  {
    id: 'three',
    name: 'Three reviewers',
    says: 'Modified Downs and Black, three blind reviewers for each study.',
    plan: { ...BLANK, stages: [{ instrument: 'downs-and-black-modified', mode: 'independent', reviewers: 3 }] },
  },
]

/** The protocol of a review again, under a name of its own. */
export function clonedPlan(review: Review): AskedPlan {
  return { ...askedFrom(planOf(review)), title: '', shortTitle: '', reference: '', registration: null }
}
