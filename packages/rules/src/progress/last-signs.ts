/**
 * When somebody last did something, as far as the reader may know it: to the minute, for finer times would tell how
 * somebody hesitates.
 *
 * Submissions, signatures, confirmations and adjudications are known to everybody. When a blind draft was last edited is
 * known to whom the server sends its counts (`maySeeProgress`); for all others there is no such count here.
 */
import type { Assessment, AssessmentId, Instant, PersonId } from '../review.ts'

/** What the server tells of a draft that is not submitted. */
export type DraftCount = {
  readonly assessment: AssessmentId
  readonly reviewer: PersonId
  /** The last edit; null before the first. */
  readonly at: Instant | null
}

/** @param assessments of one stage, all rounds. Who never did anything is not in the map. */
export function lastSigns(
  assessments: readonly Assessment[],
  counts: readonly DraftCount[],
): ReadonlyMap<PersonId, Instant> {
  const last = new Map<PersonId, Instant>()
  for (const { person, at } of [...assessments.flatMap(signsIn), ...editsIn(assessments, counts)]) {
    const minute = toMinute(at)
    if (minute > (last.get(person) ?? '')) last.set(person, minute)
  }
  return last
}

type Sign = { readonly person: PersonId; readonly at: Instant }

function signsIn({ slots, consensus, joint, settlement }: Assessment): readonly Sign[] {
  const adjudicator = settlement?.adjudication?.adjudicator
  return [
    ...slots.flatMap(({ reviewer: person, submittedAt: at }) => (at === null ? [] : [{ person, at }])),
    ...(consensus?.signatures ?? []),
    ...(joint?.confirmations ?? []),
    ...(settlement && adjudicator ? [{ person: adjudicator, at: settlement.at }] : []),
  ]
}

/** What is written together has one count for all who write it: it says of nobody that they did. */
function editsIn(assessments: readonly Assessment[], counts: readonly DraftCount[]): readonly Sign[] {
  const blind = new Set(assessments.filter(({ mode }) => mode === 'independent').map(({ id }) => id))
  return counts.flatMap(({ assessment, reviewer: person, at }) =>
    at !== null && blind.has(assessment) ? [{ person, at }] : [],
  )
}

/** What is told of a time. */
export function toMinute(at: Instant): Instant {
  return `${at.slice(0, 16)}:00.000Z` as Instant
}
