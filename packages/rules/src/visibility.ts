/**
 * What a person may learn of an event. The closed list of facts a blinded person may learn:
 *
 * 1. the protocol and its amendments, the team, its roles, who was invited, joined or left, conflicts of interest, the
 *    studies, their due dates, and who is assigned to which;
 * 2. that somebody has submitted, or withdrawn, and when; of ratings made together, who confirmed which items;
 * 3. that a study is revealed, settled, reopened, rated again or locked, and when;
 * 4. that a snapshot was made, with its label and content id (it holds nothing unrevealed);
 * 5. one's own work.
 *
 * Everything else of an event is taken out here, before it is sent: the documents and the content hashes of others
 * before the reveal (a hash of few answers can be guessed), and ratings for those who may not read them afterwards.
 */
import type { AssignedDraft, ReviewEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { mayReadRevealed, memberOf } from './grants.ts'
import type { Person, PersonId, ReviewView } from './review.ts'

export const PERMITTED_FACTS: readonly string[] = [
  'the protocol and its amendments, with how many studies were assigned, revealed and settled then',
  'the team: who was invited, joined or left, with which roles, and which conflicts of interest were declared',
  'the studies, their due dates, and who is assigned to which',
  'that a reviewer has submitted or withdrawn a draft, and when; of ratings made together, who confirmed which items',
  'that a study was revealed, settled, reopened, rated again or locked, and when',
  'that a snapshot was made, with its label and content id',
  'one’s own work',
]

/** The event as this person may see it, or null if not at all. `view` is the full view, after the event. */
export function visibleTo(view: ReviewView, viewer: PersonId, event: ReviewEvent): ReviewEvent | null {
  const person = memberOf(view, viewer)
  if (!person) return null
  switch (event.type) {
    case 'assigned':
      return { ...event, drafts: event.drafts.map((draft) => ownDraftOnly(draft, person)) }
    case 'submitted':
      return event.reviewer === viewer ? event : { ...event, contentHash: null }
    case 'revealed':
      return mayRead(view, person, event.assessment) ? event : { ...event, drafts: [], ratings: [], agreed: {} }
    case 'confirmed':
      return mayRead(view, person, event.assessment) ? event : { ...event, items: [] }
    case 'signed':
      return mayRead(view, person, event.assessment) ? event : { ...event, contentHash: null }
    case 'settled':
      return mayRead(view, person, event.assessment)
        ? event
        : { ...event, contentHash: null, answers: {}, adjudication: null }
    // Listed one by one: a new event does not compile before somebody has thought of who may see what of it.
    case 'planned':
    case 'protocol-frozen':
    case 'protocol-amended':
    case 'invited':
    case 'invitation-revoked':
    case 'joined':
    case 'roles-changed':
    case 'left':
    case 'conflict-declared':
    case 'conflict-cleared':
    case 'studies-added':
    case 'study-corrected':
    case 'study-removed':
    case 'due-set':
    case 'allocated':
    case 'withdrawn':
    case 'reopened':
    case 'locked':
    case 'snapshot-made':
      return event
  }
}

/** The review as this person may see it: the fold of what they may see of its events. */
export function viewFor(
  start: ReviewView,
  full: ReviewView,
  events: readonly ReviewEvent[],
  viewer: PersonId,
): ReviewView {
  return events.reduce((view, event) => {
    const visible = visibleTo(full, viewer, event)
    return visible === null ? view : evolve(view, visible)
  }, start)
}

function ownDraftOnly(draft: AssignedDraft, person: Person): AssignedDraft {
  return draft.reviewer === person.id ? draft : { reviewer: draft.reviewer, draft: null }
}

function mayRead(view: ReviewView, person: Person, id: string): boolean {
  const assessment = view.assessments.find((candidate) => candidate.id === id)
  return assessment !== undefined && mayReadRevealed(person, assessment)
}
