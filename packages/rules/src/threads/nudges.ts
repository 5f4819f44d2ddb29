import { isOneOfTheN, memberOf, watches } from '../grants.ts'
import type { Assessment, PersonId, ReviewView, StudyId } from '../review.ts'
import { currentAssessments } from '../states.ts'

/** Who was nudged when: for those who may nudge, so that they are not told only when they have asked. */
export function nudgesFor(view: ReviewView, person: PersonId): ReviewView['nudges'] {
  const member = memberOf(view, person)
  return member && watches(member) ? view.nudges : {}
}

/** What this person has still to submit of a study: in its first stage where that is so; null if it is nothing. */
export function toSubmit(view: ReviewView, person: PersonId, study: StudyId): Assessment | null {
  const waits = currentAssessments(view, study).find((assessment) => {
    if (assessment.settlement !== null || !isOneOfTheN(assessment, person)) return false
    const slot = assessment.slots.find(({ reviewer }) => reviewer === person)
    return slot === undefined || slot.submittedAt === null
  })
  return waits ?? null
}
