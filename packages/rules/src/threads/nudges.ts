import { memberOf } from '../grants.ts'
import type { PersonId, ReviewView } from '../review.ts'

/** Who was nudged when: for those who may nudge, so that they are not told only when they have asked. */
export function nudgesFor(view: ReviewView, person: PersonId): ReviewView['nudges'] {
  const roles = memberOf(view, person)?.roles ?? []
  return roles.some((role) => role === 'lead' || role === 'supervisor') ? view.nudges : {}
}
