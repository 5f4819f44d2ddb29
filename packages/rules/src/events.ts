/**
 * What has happened in a review. Events are appended to its log and folded by `evolve` into the same view on the
 * server, in the browser and in the verifier.
 */
import type { AssessmentId, DocumentId, FormVersion, Hash, Instant, PersonId, Rating, Role, StudyId } from './review.ts'
import type { Answers } from './instruments/definition.ts'

/** Who did it: a person, or the server itself as a consequence. */
export type Actor = PersonId | 'system'

export type ReviewEvent = { readonly at: Instant; readonly actor: Actor } & ReviewFact

export type ReviewFact =
  | {
      readonly type: 'assigned'
      readonly study: StudyId
      readonly form: FormVersion
      readonly assessment: AssessmentId
      readonly round: number
      readonly drafts: readonly AssignedDraft[]
      readonly reason: string | null
    }
  | {
      readonly type: 'submitted'
      readonly assessment: AssessmentId
      readonly reviewer: PersonId
      readonly contentHash: Hash | null
    }
  | { readonly type: 'withdrawn'; readonly assessment: AssessmentId; readonly reviewer: PersonId }
  | {
      readonly type: 'revealed'
      readonly assessment: AssessmentId
      readonly drafts: readonly AssignedDraft[]
      readonly ratings: readonly Rating[]
      readonly outcome: 'agreed' | 'conflict'
      readonly consensus: DocumentId
      /** Items on which all agree: what the consensus document is seeded with. */
      readonly agreed: Answers
    }
  | {
      readonly type: 'signed'
      readonly assessment: AssessmentId
      readonly person: PersonId
      readonly contentHash: Hash | null
    }
  | {
      readonly type: 'settled'
      readonly assessment: AssessmentId
      readonly how: 'agreed' | 'consensus' | 'adjudication'
      readonly contentHash: Hash | null
      readonly answers: Answers
      readonly adjudication: { readonly adjudicator: PersonId; readonly rationale: string } | null
    }
  | {
      readonly type: 'reopened'
      readonly assessment: AssessmentId
      readonly consensus: DocumentId
      readonly attempt: number
      readonly reason: string
    }
  | { readonly type: 'locked'; readonly assessments: readonly AssessmentId[]; readonly reason: string }
  | {
      readonly type: 'roles-changed'
      readonly person: PersonId
      readonly roles: readonly Role[]
      readonly reason: string
    }
  | {
      readonly type: 'snapshot-made'
      readonly number: number
      readonly label: string
      readonly reason: string
      readonly contentId: string
    }

/** `draft` is null where the viewer may not know the document. */
export type AssignedDraft = { readonly reviewer: PersonId; readonly draft: DocumentId | null }
