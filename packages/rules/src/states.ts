/** What a state means, for rules, progress and screens alike. */
import type { Assessment, AssessmentState, ReviewView, Study, StudyId } from './review.ts'

export function isSettled(state: AssessmentState): boolean {
  return state === 'agreed' || state === 'resolved' || state === 'locked'
}

/**
 * The current assessment of a study in one stage, or null while it is unassigned there.
 *
 * @param form the id of the stage's form.
 */
export function currentAssessment(view: ReviewView, study: StudyId, form: string): Assessment | null {
  return (
    view.assessments.find(
      (assessment) => assessment.study === study && assessment.form.id === form && assessment.isCurrent,
    ) ?? null
  )
}

/** Of every form. */
export function currentAssessments(view: ReviewView, study: StudyId): readonly Assessment[] {
  return view.assessments.filter((assessment) => assessment.study === study && assessment.isCurrent)
}

export function stateOf(view: ReviewView, study: StudyId, form: string): AssessmentState {
  return currentAssessment(view, study, form)?.state ?? 'unassigned'
}

export function unsettledStudies(view: ReviewView, form: string): readonly Study[] {
  return view.studies.filter((study) => !isSettled(stateOf(view, study.id, form)))
}

/** Of a stage: every study of the review is. One that is opened again, or added later, is locked in its turn. */
export function isLocked(view: ReviewView, form: string): boolean {
  return view.studies.length > 0 && view.studies.every(({ id }) => stateOf(view, id, form) === 'locked')
}

export function submittedCount(assessment: Assessment): number {
  return assessment.slots.filter((slot) => slot.submittedAt !== null).length
}
