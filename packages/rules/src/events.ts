/**
 * What has happened in a review. Events are appended to its log and folded by `evolve` into the same view on the
 * server, in the browser and in the verifier.
 */
import type { AllocationRecord, ConfirmedItem } from './commands.ts'
import type { ExtractionForm } from './forms/definition.ts'
import type { Plan } from './protocol.ts'
import type {
  AssessmentId,
  CommentId,
  DocumentId,
  FormVersion,
  Hash,
  Instant,
  InvitationId,
  Mode,
  PersonId,
  PlanChange,
  Rating,
  Role,
  Settlement,
  StageProgress,
  Study,
  StudyId,
  ThreadId,
} from './review.ts'
import type { Anchor } from './threads/thread.ts'
import type { Answers } from './instruments/definition.ts'

/** Who did it: a person, or the server itself as a consequence. */
export type Actor = PersonId | 'system'

export type ReviewEvent = { readonly at: Instant; readonly actor: Actor } & ReviewFact

export type ReviewFact =
  /** The plan as it is from now on, before the protocol is frozen. */
  | { readonly type: 'planned'; readonly plan: Plan }
  | { readonly type: 'protocol-frozen' }
  | {
      readonly type: 'protocol-amended'
      readonly plan: Plan
      readonly changes: readonly PlanChange[]
      readonly reason: string
      readonly progress: readonly StageProgress[]
    }
  /** `goesOn`: the form keeps the id of `from`, and its next version follows on that one. Otherwise it begins as a copy. */
  | {
      readonly type: 'form-begun'
      readonly form: string
      readonly title: string
      readonly document: DocumentId
      readonly from: FormVersion | null
      readonly goesOn: boolean
    }
  /** With the definition: whoever folds the log can read what was filled in with it. */
  | {
      readonly type: 'form-published'
      readonly form: FormVersion
      readonly definition: ExtractionForm
      readonly reason: string
    }
  /** These rounds go on with this version. */
  | {
      readonly type: 'form-adopted'
      readonly form: FormVersion
      readonly assessments: readonly AssessmentId[]
    }
  | { readonly type: 'form-discarded'; readonly form: string }
  | {
      readonly type: 'invited'
      readonly invitation: InvitationId
      readonly roles: readonly Role[]
      readonly expiresAt: Instant
    }
  | { readonly type: 'invitation-revoked'; readonly invitation: InvitationId }
  | {
      readonly type: 'joined'
      readonly person: PersonId
      readonly roles: readonly Role[]
      readonly hue: number
      /** Null for whoever made the review. */
      readonly invitation: InvitationId | null
      /** Not in the log: no hashed row holds a name. The store puts it in where the log is read. */
      readonly name?: string
    }
  | {
      readonly type: 'roles-changed'
      readonly person: PersonId
      readonly roles: readonly Role[]
      readonly reason: string
      /** Was a reviewer and is none any more: the places in rounds that are still open become vacant. */
      readonly vacates?: true
    }
  /** By oneself or by a lead: the actor says which. Drafts not yet revealed are kept, unseen, and do not count. */
  | { readonly type: 'left'; readonly person: PersonId; readonly reason: string }
  | {
      readonly type: 'conflict-declared'
      readonly person: PersonId
      readonly study: StudyId
      readonly reason: string
    }
  | { readonly type: 'conflict-cleared'; readonly person: PersonId; readonly study: StudyId; readonly reason: string }
  | { readonly type: 'studies-added'; readonly studies: readonly Study[] }
  | { readonly type: 'study-corrected'; readonly study: Study }
  | { readonly type: 'study-removed'; readonly study: StudyId; readonly reason: string }
  | { readonly type: 'due-set'; readonly studies: readonly StudyId[]; readonly due: string | null }
  /** The assignments themselves follow as events of their own. */
  | { readonly type: 'allocated'; readonly studies: readonly StudyId[]; readonly how: AllocationRecord }
  | {
      readonly type: 'assigned'
      readonly study: StudyId
      readonly form: FormVersion
      readonly assessment: AssessmentId
      readonly round: number
      readonly drafts: readonly AssignedDraft[]
      /** Absent: independent. */
      readonly mode?: Mode
      /** The one document of a joint or verified assessment. */
      readonly joint?: DocumentId
      /** Who confirms a verified assessment. */
      readonly verifiers?: readonly PersonId[]
      /** Places for which nobody was left; absent where there are none. */
      readonly vacancies?: number
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
      /** See `Reveal`. */
      readonly differing?: readonly string[]
      readonly structure?: Hash
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
      readonly how: Settlement['how']
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
  /** A value that is null takes the confirmation back. */
  | {
      readonly type: 'confirmed'
      readonly assessment: AssessmentId
      readonly person: PersonId
      readonly items: readonly ConfirmedItem[]
    }
  /** `rounds`: see `ThreadEntry`. Of these and of `nudged` nobody is sent the event: see `visibleTo`. */
  | {
      readonly type: 'thread-opened'
      readonly thread: ThreadId
      readonly anchor: Anchor
      readonly comment: CommentId
      readonly text: string
      readonly mentions: readonly PersonId[]
      readonly rounds: readonly AssessmentId[]
    }
  | {
      readonly type: 'replied'
      readonly thread: ThreadId
      readonly comment: CommentId
      readonly text: string
      readonly mentions: readonly PersonId[]
      readonly rounds: readonly AssessmentId[]
    }
  | { readonly type: 'thread-resolved'; readonly thread: ThreadId; readonly rounds: readonly AssessmentId[] }
  | { readonly type: 'thread-reopened'; readonly thread: ThreadId; readonly rounds: readonly AssessmentId[] }
  | {
      readonly type: 'comment-revised'
      readonly thread: ThreadId
      readonly comment: CommentId
      readonly text: string | null
      readonly mentions: readonly PersonId[]
      readonly rounds: readonly AssessmentId[]
    }
  | { readonly type: 'nudged'; readonly person: PersonId; readonly studies: readonly StudyId[] }
  | { readonly type: 'locked'; readonly assessments: readonly AssessmentId[]; readonly reason: string }
  | {
      readonly type: 'snapshot-made'
      readonly number: number
      readonly label: string
      readonly reason: string
      readonly contentId: string
    }

/** What is said in threads, and that somebody was nudged: see `visibleTo`. */
type UnsentFact = Extract<
  ReviewFact,
  {
    type: 'thread-opened' | 'replied' | 'thread-resolved' | 'thread-reopened' | 'comment-revised' | 'nudged'
  }
>

/** What somebody may be sent. */
export type SentEvent = { readonly at: Instant; readonly actor: Actor } & Exclude<ReviewFact, UnsentFact>

/** `draft` is null where the viewer may not know the document. */
export type AssignedDraft = { readonly reviewer: PersonId; readonly draft: DocumentId | null }
