import { memberOf, watches } from '../grants.ts'
import { turnOf } from '../progress/turn.ts'
import type { Assessment, PersonId, ReviewView, StudyId } from '../review.ts'
import { currentAssessments } from '../states.ts'

/** Who was nudged when: for those who may nudge, so that they are not told only when they have asked. */
export function nudgesFor(view: ReviewView, person: PersonId): ReviewView['nudges'] {
  const member = memberOf(view, person)
  return member && watches(member) ? view.nudges : {}
}

/** What this person has still to submit, or to confirm, of a study: what was assigned first; null if it is nothing. */
export function toSubmit(view: ReviewView, person: PersonId, study: StudyId): Assessment | null {
  const waits = currentAssessments(view, study).find((assessment) => {
    const turn = turnOf(assessment)
    return turn?.what === 'draft' && turn.waitsFor.includes(person)
  })
  return waits ?? null
}
