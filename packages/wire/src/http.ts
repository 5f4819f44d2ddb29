/**
 * The HTTP interface, said once. All paths stand below `/api`; all bodies are JSON.
 *
 *   GET  /api/session                                 who am I: SessionAnswer (200 also when nobody is signed in)
 *   POST /api/session/end                             sign out: 204
 *   GET  /api/demo                                    the demo's people: DemoAnswer; 404 where there is no demo
 *   POST /api/demo/sign-in  {person}                  sign in as a demo person on this host: 204; loopback only
 *   GET  /api/reviews                                 ReviewListAnswer
 *   GET  /api/reviews/:review                         ReviewAnswer: the view as this person may see it
 *   POST /api/reviews/:review/commands  {id, command} 200 CommandAccepted, 409 CommandRefused
 *   GET  /api/reviews/:review/snapshots/:number       the file, as an attachment (application/json)
 *
 * Every refusal has the shape ApiError. 401: not signed in. 403: foreign Origin. 404: unknown or forbidden, alike.
 * 400: the body does not fit its schema. 413: too large. 426: the page is of another version of the wire.
 */
import { z } from 'zod'
import type { AssessmentId, DocumentId, Instant, Person, PersonId, ReviewId, ReviewView } from '@tandem/rules'
import type { Answers } from '@tandem/rules'

export type ApiError = { readonly error: string; readonly sentence: string }

export type SessionAnswer = { readonly person: SignedIn | null; readonly demo: boolean }
export type SignedIn = { readonly id: PersonId; readonly name: string; readonly hue: number }

export type DemoAnswer = { readonly people: readonly DemoPerson[] }
export type DemoPerson = {
  readonly name: string
  readonly duty: string
  readonly hue: number
  /** Absolute URL on this person's own host, e.g. http://alice.localhost:4321/login#demo=alice */
  readonly link: string
}
export const DemoSignInSchema = z.strictObject({ person: z.string().regex(/^[a-z]{1,32}$/) })

export type ReviewListAnswer = {
  readonly reviews: readonly {
    readonly id: ReviewId
    readonly title: string
    readonly reference: string
    readonly invented: string | null
  }[]
}

export type ReviewAnswer = {
  /** The reader, as a member of this review. */
  readonly me: Person
  /** Redacted: drafts of others are null before the reveal, submission hashes are absent. */
  readonly view: ReviewView
  /** What the reader may see of unfinished work. */
  readonly progress: readonly Progress[]
  /** Live answers of open consensus documents that the reader may read. */
  readonly consensusAnswers: readonly ConsensusAnswers[]
  /** Where to resume the live feed. Opaque. */
  readonly cursor: string
}

/** One reviewer's progress in a blind draft. The denominator does not depend on answers; the time is rounded to a minute. */
export type Progress = {
  readonly assessment: AssessmentId
  readonly reviewer: PersonId
  readonly answered: number
  readonly total: number
  readonly at: Instant | null
}

export type ConsensusAnswers = {
  readonly assessment: AssessmentId
  readonly document: DocumentId
  readonly answers: Answers
  readonly openCandidates: number
}
