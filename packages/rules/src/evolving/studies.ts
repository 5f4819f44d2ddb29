import type { ReviewView, Study } from '../review.ts'
import type { Of } from './of.ts'

export function onStudyCorrected(view: ReviewView, { study: next }: Of<'study-corrected'>): ReviewView {
  return { ...view, studies: view.studies.map((study) => (study.id === next.id ? next : study)) }
}

export function onDueSet(view: ReviewView, { studies, due }: Of<'due-set'>): ReviewView {
  const concerned = new Set<string>(studies)
  return { ...view, studies: view.studies.map((study) => (concerned.has(study.id) ? withDue(study, due) : study)) }
}

function withDue({ due: _due, ...study }: Study, due: string | null): Study {
  return due === null ? study : { ...study, due }
}
