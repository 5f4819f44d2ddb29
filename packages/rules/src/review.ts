/** The nouns of a review, as every part of Tandem knows them. The words are those of `docs/words.md`. */
import type { Form, FormKind } from './forms/form.ts'
import type { Answers } from './instruments/definition.ts'
import type { Thread } from './threads/thread.ts'

declare const brand: unique symbol
type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type ReviewId = Id<'review'>
export type PersonId = Id<'person'>
export type StudyId = Id<'study'>
export type AssessmentId = Id<'assessment'>
export type DocumentId = Id<'document'>
export type InvitationId = Id<'invitation'>
export type ThreadId = Id<'thread'>
export type CommentId = Id<'comment'>
/** SHA-256 in lower-case hexadecimal. */
export type Hash = Id<'hash'>
/** UTC, ISO 8601 with milliseconds. */
export type Instant = Id<'instant'>

export const ROLES = ['lead', 'reviewer', 'adjudicator', 'supervisor', 'guest'] as const
export type Role = (typeof ROLES)[number]

export type Person = {
  readonly id: PersonId
  readonly name: string
  readonly roles: readonly Role[]
  /** Roles that were taken away; absent if none was. What was read by them stays read. */
  readonly formerRoles?: readonly Role[]
  /** When this person left the review; absent for members. Who left keeps the name on what they did, and no right. */
  readonly leftAt?: Instant
  /** Studies this person may never be assigned to, e.g. as their author. */
  readonly conflictsOfInterest: readonly StudyId[]
  /** 1 to 8: hue and pattern of the avatar. */
  readonly hue: number
}

export type Review = {
  readonly id: ReviewId
  readonly title: string
  readonly shortTitle: string
  /** E.g. "Callens et al. 2025". */
  readonly reference: string
  /** E.g. "PROSPERO CRD42022346091"; null if unregistered. */
  readonly registration: string | null
  /** What the review asks. Its parts are empty where the protocol says nothing. */
  readonly question: Question
  /** In the order in which they are worked on; at least one. */
  readonly stages: readonly Stage[]
  /** Rules that this review does not follow. Each one prints as a deviation: see `deviationsOf`. */
  readonly switchedOff: readonly SwitchableRule[]
  /** Says what is invented in this review; null where nothing is. Printed in every figure and file. */
  readonly invented: string | null
}

/**
 * A stage of the review: every study is assessed with one form, in one way. No two stages share a form, so the form's id
 * names the stage; see `stageOf`.
 */
export type Stage = {
  /** With the hash of its definition. */
  readonly form: FormVersion
  readonly mode: Mode
  /** How many people each study gets: in an independent stage, how many blind drafts. */
  readonly reviewers: number
}

/** Population, intervention or exposure, comparator, outcomes. */
export type Question = {
  readonly population: string
  readonly intervention: string
  readonly comparator: string
  readonly outcomes: string
}

/**
 * How a study gets its ratings. Independence and editing together exclude each other in one document.
 *
 * - `independent`: n blind drafts, then one live consensus. Only this counts as rated by several people.
 * - `joint`: a team fills in one document, live together. Counts as one rating.
 * - `verified`: the same, and somebody else confirms it item by item.
 */
export const MODES = ['independent', 'joint', 'verified'] as const
export type Mode = (typeof MODES)[number]

/** Rules that a protocol may switch off: the methods that ask for them are standards, and not all reviews follow them. */
export type SwitchableRule = 'protocol-is-frozen' | 'two-independent-raters' | 'two-independent-extractors'

/** Version 0 is a plan that is still being made; the freeze makes it 1, each amendment one more. */
export type Protocol = {
  readonly version: number
  /** Null while planned. */
  readonly frozen: { readonly at: Instant; readonly by: PersonId } | 'before-protocols-were-kept' | null
  /** Somebody was assigned while it was only planned; absent where nobody was. */
  readonly assignedBeforeFreeze?: true
  readonly amendments: readonly Amendment[]
}

export type Amendment = {
  readonly version: number
  readonly at: Instant
  readonly by: PersonId
  readonly reason: string
  readonly changes: readonly PlanChange[]
  /** How far the review was, stage by stage. */
  readonly progress: readonly StageProgress[]
}

/** One field of the plan, in words that people read. */
export type PlanChange = { readonly field: string; readonly old: string; readonly new: string }

/** Studies of one stage. Sums of what everybody may know: see `PERMITTED_FACTS`. */
export type StageProgress = {
  /** The id of the stage's form. */
  readonly form: string
  readonly studies: number
  readonly assigned: number
  readonly revealed: number
  readonly settled: number
}

/** An offer to become a member. The secret that goes with it is not part of the review. */
export type Invitation = {
  readonly id: InvitationId
  readonly roles: readonly Role[]
  readonly by: PersonId
  readonly at: Instant
  readonly expiresAt: Instant
  readonly state: 'open' | 'revoked' | 'accepted'
}

export type FormVersion = {
  readonly id: string
  readonly version: number
  readonly hash: Hash
  /** Absent: a bias instrument. */
  readonly kind?: FormKind
}

/** A form that the review builds itself, or a built-in one that it has made its own. Its document is a `definition`. */
export type OwnForm = {
  readonly id: string
  /** As it was begun. What it is called since stands in its document and in its versions. */
  readonly title: string
  readonly document: DocumentId
  readonly begunBy: PersonId
  readonly begunAt: Instant
  /** The version of a form of the plan that it goes on from; null where it began as a form of its own. */
  readonly goesOnFrom: FormVersion | null
  readonly versions: readonly PublishedForm[]
}

export type PublishedForm = {
  readonly form: FormVersion
  readonly title: string
  /** Whether it asks anything that hangs on a study's structure. */
  readonly hangsOnStructure: boolean
  readonly by: PersonId
  readonly at: Instant
  readonly reason: string
}

export type Study = {
  readonly id: StudyId
  /** Stable name inside the review, kebab-case: "burke-1994". Identifies the study in snapshots and URLs. */
  readonly key: string
  /** "Burke 1994" */
  readonly label: string
  /** "cohort with comparison" */
  readonly design: string
  readonly citation: Citation
  /** A day, "2026-12-24", by which it should be settled; absent where none is set. */
  readonly due?: string
}

export type Citation = {
  readonly authors: readonly string[]
  /** More authors exist than the source lists. */
  readonly truncatedAuthors: boolean
  readonly title: string
  readonly journal: string
  readonly year: number
  readonly volume: string
  readonly issue: string
  readonly pages: string
  readonly doi: string | null
  readonly pmid: string | null
}

/**
 * The life of an assessment. `compare` lasts no longer than the transaction of the n-th submission; it exists so that
 * no transition can skip it.
 */
export type AssessmentState =
  | 'unassigned'
  | 'pending'
  | 'partial'
  | 'compare'
  | 'agreed'
  | 'conflict'
  | 'resolved'
  | 'locked'

/** One round of one form for one target: n blind drafts, then one consensus. */
export type Assessment = {
  readonly id: AssessmentId
  readonly study: StudyId
  readonly form: FormVersion
  /** 1 for the first; "rate again" makes the next. */
  readonly round: number
  /** The newest round of this study and form. Earlier ones are kept, read-only. */
  readonly isCurrent: boolean
  readonly state: AssessmentState
  readonly mode: Mode
  /** Who rates: in a joint or verified assessment, who writes in the one document. */
  readonly slots: readonly Slot[]
  /** Who confirms; empty unless verified. */
  readonly verifiers: readonly PersonId[]
  /** The one document of a joint or verified assessment; null in an independent one. */
  readonly joint: Joint | null
  /** Places of reviewers who left or declared a conflict of interest: nothing is revealed before they are filled. */
  readonly vacancies: number
  /** Null before the reveal. */
  readonly revealed: Reveal | null
  /** Null before the reveal. The newest consensus; reopening makes another. */
  readonly consensus: Consensus | null
  /** Null unless agreed, resolved or locked. */
  readonly settlement: Settlement | null
  /** What was agreed before a structure was opened again, the first one first: results were compared by it. Absent if nothing. */
  readonly formerStructures?: readonly AgreedStructure[]
}

export type Joint = {
  readonly document: DocumentId
  /** Counts the documents of this round, from 1; reopening makes another. */
  readonly attempt: number
  /** Why it was reopened; null for the first. */
  readonly reason: string | null
  /** When it was settled first; null before. Reopening does not take back what people could read since then. */
  readonly firstSettledAt: Instant | null
  /** Everybody who could ever write in it, or in the one that it goes on from: none of them confirms it. */
  readonly writers: readonly PersonId[]
  /** The newest one of each item. */
  readonly confirmations: readonly Confirmation[]
}

/** Holds while `valueHash` is that of the item: a later edit of it drops the confirmation. */
export type Confirmation = {
  readonly item: string
  readonly person: PersonId
  readonly valueHash: Hash
  readonly at: Instant
}

/** One reviewer's place in an assessment. */
export type Slot = {
  readonly reviewer: PersonId
  /** The blind draft. Null where the viewer may not know it, and where there is none: in a joint assessment. */
  readonly draft: DocumentId | null
  /** Null while the draft is open. */
  readonly submittedAt: Instant | null
}

export type Reveal = {
  readonly at: Instant
  /** In the order of the slots. What was revealed first is the basis of agreement and never changes. */
  readonly ratings: readonly Rating[]
  /** Where the drafts of an extraction differ, by cell; absent where the ratings themselves say it. */
  readonly differing?: readonly string[]
  /** The version that the drafts were filled in with; absent where it is still that of the round. */
  readonly form?: FormVersion
  /**
   * Content hash of the structure that the drafts of an extraction were compared by. Absent where none was agreed, and in logs
   * of before it was kept.
   */
  readonly structure?: Hash
}

export type Rating = { readonly reviewer: PersonId; readonly contentHash: Hash; readonly answers: Answers }

export type Consensus = {
  readonly document: DocumentId
  /** Counts the consensus documents of this round, from 1. */
  readonly attempt: number
  readonly openedAt: Instant
  readonly signatures: readonly Signature[]
  /** Why it was reopened; null for the first. */
  readonly reason: string | null
}

/** Valid while `contentHash` is that of the document: a later edit makes it stale. Null where it may not be seen. */
export type Signature = { readonly person: PersonId; readonly contentHash: Hash | null; readonly at: Instant }

export type Settlement = {
  readonly how: 'agreed' | 'consensus' | 'adjudication' | 'joint' | 'verified'
  readonly at: Instant
  /** Null where the viewer may not read the content. */
  readonly contentHash: Hash | null
  readonly answers: Answers
  /** The adjudicator and the rationale; null unless adjudicated. */
  readonly adjudication: { readonly adjudicator: PersonId; readonly rationale: string } | null
}

export type AgreedStructure = Pick<Settlement, 'contentHash' | 'answers'>

export type Snapshot = {
  /** Counts the snapshots of the review, from 1. */
  readonly number: number
  readonly label: string
  readonly reason: string
  readonly contentId: string
  readonly by: PersonId
  readonly at: Instant
}

/** All that a decision may look at. The server fills it from the store, the browser from what it was sent. */
export type ReviewView = {
  readonly review: Review
  readonly protocol: Protocol
  /** Everybody who ever was a member, in the order of joining; see `memberOf`. */
  readonly people: readonly Person[]
  readonly invitations: readonly Invitation[]
  readonly studies: readonly Study[]
  readonly assessments: readonly Assessment[]
  readonly snapshots: readonly Snapshot[]
  /** In the order of their beginnings. Never the fold of what somebody was sent: see `threadsFor`. */
  readonly threads: readonly Thread[]
  /** When somebody was last asked to go on. The same: see `nudgesFor`. */
  readonly nudges: Readonly<Record<PersonId, Instant>>
  /** Forms under construction and those that were published, in the order in which they were begun. */
  readonly ownForms: readonly OwnForm[]
  /** Definitions by hash. */
  readonly forms: Readonly<Record<Hash, Form>>
}

/**
 * The kinds of Yjs document: one reviewer's own; the one in which they agree after the reveal; the one that a team fills in
 * together from the start; and a form under construction.
 */
export type DocumentKind = 'draft' | 'consensus' | 'joint' | 'definition'

/** Kinds that several people write at once: long texts are typed together, losing values are kept beside the winning one. */
export const isSharedKind = (kind: DocumentKind): boolean => kind !== 'draft'
