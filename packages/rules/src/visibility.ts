/**
 * What a person may learn of an event. A blinded person may learn what is in `PERMITTED_FACTS`, a closed list; everything
 * else of an event is taken out here, before it is sent: the documents and the content hashes of others before the reveal
 * (a hash of few answers can be guessed), and ratings for those who may not read them afterwards. What is said in threads is
 * no event for anybody: see `threads/sight.ts`.
 */
import type { AssignedDraft, ReviewEvent, SentEvent } from './events.ts'
import { evolveAll } from './evolve-all.ts'
import { mayReadRevealed, memberOf } from './grants.ts'
import type { Assessment, AssessmentId, Person, PersonId, ReviewView } from './review.ts'

export const PERMITTED_FACTS: readonly string[] = [
  'the protocol and its amendments, with how many studies were assigned, revealed and settled then',
  'the forms that the review builds, their versions, and which rounds go on with which',
  'the team: who was invited, joined or left, with which roles, and which conflicts of interest were declared',
  'the studies, their due dates, and who is assigned to which',
  'that a reviewer has submitted or withdrawn a draft, and when; of ratings made together, who confirmed which items',
  'the structure of a study once it is agreed: its arms, outcomes and timepoints',
  'that a study was revealed, settled, reopened, rated again or locked, and when',
  'that a snapshot was made, with its label and content id',
  'one’s own work',
]

/** The event as this person may see it, or null if not at all. `view` is the full view, after the event. */
export function visibleTo(view: ReviewView, viewer: PersonId, event: ReviewEvent): SentEvent | null {
  const person = memberOf(view, viewer)
  return person ? shownTo(person, event, (id) => view.assessments.find((assessment) => assessment.id === id)) : null
}

/** The same for many events: what it takes is looked up once. */
export function sightOf(view: ReviewView, viewer: PersonId): (event: ReviewEvent) => SentEvent | null {
  const person = memberOf(view, viewer)
  if (!person) return () => null
  const assessments = new Map(view.assessments.map((assessment) => [assessment.id, assessment]))
  return (event) => shownTo(person, event, (id) => assessments.get(id))
}

/**
 * Whether somebody may see more or less of what happened earlier, once this has happened. What one sees follows from what
 * one may today, so whoever keeps what somebody sees must then begin anew. Rather once too often: who may read an
 * assessment is said in `grants.ts`, by membership, roles and places.
 *
 * @param before the full view, before the event.
 */
export function changesSight(before: ReviewView, event: ReviewEvent): boolean {
  switch (event.type) {
    case 'joined':
    case 'roles-changed':
    case 'left':
    case 'conflict-declared':
    case 'conflict-cleared':
    // Who can no longer rate loses the place.
    case 'reopened':
      return true
    case 'assigned':
      return before.assessments.some(({ study }) => study === event.study)
    case 'planned':
    case 'protocol-frozen':
    case 'protocol-amended':
    case 'form-begun':
    case 'form-published':
    case 'form-adopted':
    case 'form-discarded':
    case 'invited':
    case 'invitation-revoked':
    case 'studies-added':
    case 'study-corrected':
    case 'study-removed':
    case 'due-set':
    case 'allocated':
    case 'submitted':
    case 'withdrawn':
    case 'revealed':
    case 'confirmed':
    case 'signed':
    case 'settled':
    case 'locked':
    case 'thread-opened':
    case 'replied':
    case 'thread-resolved':
    case 'thread-reopened':
    case 'comment-revised':
    case 'nudged':
    case 'snapshot-made':
      return false
  }
}

type Lookup = (id: AssessmentId) => Assessment | undefined

function shownTo(person: Person, event: ReviewEvent, assessmentOf: Lookup): SentEvent | null {
  const mayRead = (id: AssessmentId): boolean => {
    const assessment = assessmentOf(id)
    return assessment !== undefined && mayReadRevealed(person, assessment)
  }
  const isStructure = (id: AssessmentId): boolean => assessmentOf(id)?.form.kind === 'structure'
  switch (event.type) {
    case 'assigned':
      return { ...event, drafts: event.drafts.map((draft) => ownDraftOnly(draft, person)) }
    case 'submitted':
      return event.reviewer === person.id ? event : { ...event, contentHash: null }
    case 'revealed':
      return mayRead(event.assessment) ? event : revealHidden(event)
    case 'confirmed':
      return mayRead(event.assessment) ? event : { ...event, items: [] }
    case 'signed':
      return mayRead(event.assessment) ? event : { ...event, contentHash: null }
    case 'settled':
      return mayRead(event.assessment) || isStructure(event.assessment)
        ? event
        : { ...event, contentHash: null, answers: {}, adjudication: null }
    case 'thread-opened':
    case 'replied':
    case 'thread-resolved':
    case 'thread-reopened':
    case 'comment-revised':
    case 'nudged':
      // For everybody, always: a cursor counts what somebody may see, and these would come and go with rights.
      // `threadsFor` and `nudgesFor` give what one may read by one's rights of today.
      return null
    // Listed one by one: a new event does not compile before somebody has thought of who may see what of it.
    case 'planned':
    case 'protocol-frozen':
    case 'protocol-amended':
    case 'form-begun':
    case 'form-published':
    case 'form-adopted':
    case 'form-discarded':
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
  const see = sightOf(full, viewer)
  return evolveAll(
    start,
    events.flatMap((event) => see(event) ?? []),
  )
}

function revealHidden(event: Extract<ReviewEvent, { type: 'revealed' }>): SentEvent {
  const { differing: _differing, ...shown } = event
  return { ...shown, drafts: [], ratings: [], agreed: {} }
}

function ownDraftOnly(draft: AssignedDraft, person: Person): AssignedDraft {
  return draft.reviewer === person.id ? draft : { reviewer: draft.reviewer, draft: null }
}
