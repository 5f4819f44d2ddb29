/** What a state means, for rules, progress and screens alike. */
import type { Assessment, AssessmentState, ReviewView, Study, StudyId } from './review.ts'

export function isSettled(state: AssessmentState): boolean {
  return state === 'agreed' || state === 'resolved' || state === 'locked'
}

/** The current assessment of a study, or null while it is unassigned. */
export function currentAssessment(view: ReviewView, study: StudyId): Assessment | null {
  return view.assessments.find((assessment) => assessment.study === study && assessment.isCurrent) ?? null
}

/** Of every form. */
export function currentAssessments(view: ReviewView, study: StudyId): readonly Assessment[] {
  return view.assessments.filter((assessment) => assessment.study === study && assessment.isCurrent)
}

export function stateOf(view: ReviewView, study: StudyId): AssessmentState {
  return currentAssessment(view, study)?.state ?? 'unassigned'
}

export function unsettledStudies(view: ReviewView): readonly Study[] {
  return view.studies.filter((study) => !isSettled(stateOf(view, study.id)))
}

export function submittedCount(assessment: Assessment): number {
  return assessment.slots.filter((slot) => slot.submittedAt !== null).length
}
