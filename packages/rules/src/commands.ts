/**
 * Everything with consequences for others is a command. A command is asked over HTTP, decided by `decide`, and written
 * as events in one transaction; it is never an edit of a document.
 */
import type { Plan } from './protocol.ts'
import type {
  AssessmentId,
  Citation,
  CommentId,
  Hash,
  Instant,
  InvitationId,
  PersonId,
  Role,
  Stage,
  StudyId,
  ThreadId,
} from './review.ts'
import type { Anchor } from './threads/thread.ts'

/** What members ask for. */
export type Command =
  | ProtocolCommand
  | FormCommand
  | TeamCommand
  | StudyCommand
  | AssessmentCommand
  | ThreadCommand
  | ReviewCommand

/** What the server asks for on somebody's behalf, once a secret has been checked that is not part of the review. */
export type DoorCommand =
  | {
      readonly type: 'invite'
      readonly invitation: InvitationId
      readonly roles: readonly Role[]
      readonly expiresAt: Instant
    }
  /** `hue` is the one that this person has elsewhere; kept if no member has it. */
  | { readonly type: 'join'; readonly invitation: InvitationId; readonly name: string; readonly hue?: number }

export type Decidable = Command | DoorCommand
export type CommandType = Decidable['type']

export type ProtocolCommand =
  /** Before the freeze the plan is replaced; afterwards this is an amendment and needs a reason. */
  | { readonly type: 'plan'; readonly plan: AskedPlan; readonly reason: string | null }
  /** Makes the plan version 1 of the protocol. */
  | { readonly type: 'freeze-protocol' }

export type FormCommand =
  /** Begins a form of the review's own; `from` is the id of a form that it begins as a copy of, null for an empty one. */
  | { readonly type: 'begin-form'; readonly title: string; readonly from: string | null }
  /** Makes a form of the plan the review's own, so that later versions of it can be built. */
  | { readonly type: 'adapt-form'; readonly form: string }
  /**
   * Makes what stands in the form's document its next version. A plan that names the form names that version from then on,
   * and rounds in which nobody has submitted yet go on with it.
   */
  | { readonly type: 'publish-form'; readonly form: string; readonly contentHash: Hash; readonly reason: string }
  /** Only a form that was never published and that no plan names. */
  | { readonly type: 'discard-form'; readonly form: string }

/** A plan names its instruments; which versions those are, the server knows. */
export type AskedPlan = Omit<Plan, 'stages'> & { readonly stages: readonly AskedStage[] }

export type AskedStage = Omit<Stage, 'form'> & { readonly instrument: string }

export type TeamCommand =
  | { readonly type: 'revoke-invitation'; readonly invitation: InvitationId }
  /** Gives a member these roles and no others. */
  | {
      readonly type: 'change-roles'
      readonly person: PersonId
      readonly roles: readonly Role[]
      readonly reason: string
    }
  /** Makes another member lead and oneself no longer. */
  | { readonly type: 'hand-over'; readonly person: PersonId; readonly reason: string }
  | { readonly type: 'leave'; readonly reason: string }
  | { readonly type: 'remove-member'; readonly person: PersonId; readonly reason: string }
  /** For oneself, or by the lead: this person never rates this study. */
  | {
      readonly type: 'declare-conflict'
      readonly person: PersonId
      readonly study: StudyId
      readonly reason: string
    }
  /** It was declared in error. */
  | { readonly type: 'clear-conflict'; readonly person: PersonId; readonly study: StudyId; readonly reason: string }

export type StudyCommand =
  | { readonly type: 'add-studies'; readonly studies: readonly NewStudy[] }
  | { readonly type: 'correct-study'; readonly study: StudyId; readonly corrected: NewStudy }
  /** Only while nobody has been assigned to it. */
  | { readonly type: 'remove-study'; readonly study: StudyId; readonly reason: string }
  /** `due` is a day, "2026-12-24"; null takes it away. */
  | { readonly type: 'set-due'; readonly studies: readonly StudyId[]; readonly due: string | null }
  /**
   * Gives a study its reviewers in a stage, named by its form; with reviewers already there, replaces them (needs a
   * reason). Where ratings are verified, the last one confirms what the others write.
   */
  | {
      readonly type: 'assign'
      readonly study: StudyId
      readonly form: string
      readonly reviewers: readonly PersonId[]
      readonly reason: string | null
    }
  /** Many assignments of one stage at once, as they were previewed: all of them or none. `how` is kept with them. */
  | {
      readonly type: 'allocate'
      readonly form: string
      readonly assignments: readonly Assignment[]
      readonly how: AllocationRecord
    }

/** `label` is made from the citation where it is empty. */
export type NewStudy = { readonly label: string; readonly design: string; readonly citation: Citation }

export type Assignment = { readonly study: StudyId; readonly reviewers: readonly PersonId[] }

/** How an allocation was made, so that it can be repeated. */
export type AllocationRecord = {
  readonly seed: string
  readonly shares: readonly { readonly person: PersonId; readonly share: number }[]
  /** One of these is in each team; empty where anybody may be paired with anybody. */
  readonly experts: readonly PersonId[]
}

/** `valueHash`: of the item's fields as the person saw them, see `itemContent`. */
export type ConfirmedItem = { readonly item: string; readonly valueHash: Hash | null }

export type AssessmentCommand =
  /**
   * Ends one's own draft. `contentHash` is what the person saw. The n-th submission reveals all drafts. A joint or verified
   * assessment is submitted by anybody of its team, and is settled by that.
   */
  | { readonly type: 'submit'; readonly assessment: AssessmentId; readonly contentHash: Hash }
  /** Says of items that they stand in the report as they are written; a null value takes that back. */
  | { readonly type: 'confirm'; readonly assessment: AssessmentId; readonly items: readonly ConfirmedItem[] }
  /** Takes one's own submission back, before the reveal. */
  | { readonly type: 'withdraw'; readonly assessment: AssessmentId }
  /** Agrees to the consensus as seen. The last of the n signatures over one content settles it. */
  | { readonly type: 'sign'; readonly assessment: AssessmentId; readonly contentHash: Hash }
  /** Settles the consensus as a third person, with a rationale, over the whole document as seen. */
  | {
      readonly type: 'adjudicate'
      readonly assessment: AssessmentId
      readonly contentHash: Hash
      readonly rationale: string
    }
  /** Opens a settled consensus again: same drafts, a new consensus document seeded from the old one. */
  | { readonly type: 'reopen'; readonly assessment: AssessmentId; readonly reason: string }
  /** Starts the next round: new drafts, the earlier round is kept. */
  | { readonly type: 'rate-again'; readonly assessment: AssessmentId; readonly reason: string }

/** `mentions`: who is meant where the text says "@" and a name. */
export type ThreadCommand =
  | {
      readonly type: 'open-thread'
      readonly anchor: Anchor
      readonly text: string
      readonly mentions: readonly PersonId[]
    }
  | {
      readonly type: 'reply'
      readonly thread: ThreadId
      readonly text: string
      readonly mentions: readonly PersonId[]
    }
  | { readonly type: 'resolve-thread'; readonly thread: ThreadId }
  | { readonly type: 'reopen-thread'; readonly thread: ThreadId }
  /** Of one's own; null takes the comment back. */
  | {
      readonly type: 'revise-comment'
      readonly comment: CommentId
      readonly text: string | null
      readonly mentions: readonly PersonId[]
    }
  /** Asks somebody to go on with studies that wait for them. */
  | { readonly type: 'nudge'; readonly person: PersonId; readonly studies: readonly StudyId[] }

type ReviewCommand =
  /** Closes a stage, named by its form: every settled assessment of it becomes final. */
  | { readonly type: 'lock'; readonly form: string; readonly reason: string }
  /** Freezes the state of the review into a file that anybody can check. */
  | { readonly type: 'snapshot'; readonly label: string; readonly reason: string }

/** How many studies one command takes: a command is one transaction, and one body. */
export const MOST_AT_ONCE = { 'add-studies': 200, 'set-due': 2_000, allocate: 1_000, nudge: 200 } as const
