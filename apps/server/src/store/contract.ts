/**
 * The store: what the server keeps, said without naming a database. `contract-suite.ts` is the test that every
 * implementation runs; nothing outside an implementation's own folder may assume which one it is.
 *
 * Promises of every implementation:
 *
 * - `commit` is atomic and durable: when it resolves, all of it is on disk (fsync); when it rejects, none of it is.
 *   A rejection with an I/O error is final for the process (see `StoreFailure`): a retried fsync proves nothing, so every
 *   later write is rejected too. Reading goes on.
 * - Per review, every entry takes the next `seq` without gaps, in the order of the batch, and continues one SHA-256
 *   chain (`chain.ts`). Rows of the log are never changed or deleted.
 * - Calls may overlap; commits are carried out one at a time, in the order of the calls.
 * - One process per store: a second one is refused when it opens. Where that is circumvented, the one that opened last
 *   writes, and every write of an earlier one is rejected for good.
 */
import type {
  Form,
  DocumentId,
  DocumentKind,
  AssessmentId,
  Answers,
  Hash,
  Instant,
  Notice,
  Person,
  PersonId,
  Review,
  ReviewEvent,
  ReviewId,
  Study,
  Actor,
} from '@tandem/rules'

export interface Store {
  // --- reviews
  /** With its first entries, together. */
  createReview(review: NewReview, first?: Commit): Promise<void>
  /** Of which this person is a member. `mode`, `question` and `switchedOff` stand in the log alone. */
  reviewsOf(person: PersonId): Promise<readonly ReviewCard[]>
  /** When this person made each review that began with their joining it, also those that they have left. */
  foundedBy(person: PersonId): Promise<readonly Instant[]>
  /** Null if there is no such review. Events are all events, in order, for the fold. */
  loadReview(id: ReviewId): Promise<StoredReview | null>
  summariesOf(review: ReviewId): Promise<readonly DocumentSummary[]>

  // --- documents
  document(id: DocumentId): Promise<StoredDocument | null>
  /** The newest checkpoint and every update after it, in the order of acceptance. */
  loadDocument(id: DocumentId): Promise<StoredUpdates>
  /** Every update of a document with who wrote it when, the first one first: for its history. */
  historyOf(id: DocumentId): Promise<readonly LoggedUpdate[]>
  /** The client-id ledger of a document. */
  clientOwners(id: DocumentId): Promise<ReadonlyMap<number, Actor>>
  /** Replaces one that covers less; never touches the log. Rejects one that covers more than there is. */
  saveCheckpoint(id: DocumentId, checkpoint: Checkpoint): Promise<void>
  /** Keeps refused bytes for support, bounded per person and in all. */
  quarantine(refusal: RefusedUpdate): Promise<void>

  // --- the one way in
  commit(commits: readonly Commit[]): Promise<void>
  /** Brings a document to a later layout: the server's edit (null if its content stays) and the number, together. */
  carryForward(carried: CarriedForward): Promise<void>
  /** What this person's command with this id was answered, or null if it was never carried out. */
  commandAnswer(review: ReviewId, person: PersonId, commandId: string): Promise<CommandRecord | null>

  /** The file of a snapshot; null if there is none. Written by `commit`, once, together with its event. */
  snapshot(review: ReviewId, number: number): Promise<string | null>

  // --- notices
  /** The newest, of the reviews that this person is a member of, the newest first. */
  noticesFor(person: PersonId, most: number): Promise<readonly StoredNotice[]>
  unreadOf(person: PersonId): Promise<number>
  /** @param ids null: all of them. What is not this person's stays as it is. */
  markRead(person: PersonId, ids: readonly NoticeId[] | null, at: Instant): Promise<void>

  // --- people
  /** What this person is called from now on, in every review; the log names nobody. */
  renameMember(person: PersonId, name: string): Promise<void>
  createAccount(account: Account): Promise<void>
  accounts(): Promise<readonly Account[]>

  // --- audit
  /** Walks the chain of a review; says where it breaks, or null if it holds. */
  verifyChain(review: ReviewId): Promise<ChainBreak | null>

  // --- health
  /** Writes something small and forgets it: rejects for as long as a commit would find no room. */
  probe(): Promise<void>

  close(): Promise<void>
}

export type NewReview = {
  readonly review: Review
  /** Whoever is there before the first event. Empty but for reviews of the time when nobody could join. */
  readonly people: readonly Person[]
  readonly studies: readonly Study[]
  /** Definitions by hash; documents carry the hash of theirs. */
  readonly forms: Readonly<Record<Hash, Form>>
}

/** `joined` events carry the names that people have now. */
export type StoredReview = NewReview & { readonly events: readonly ReviewEvent[] }

/** What lists show. */
export type ReviewCard = Pick<Review, 'id' | 'title' | 'reference' | 'invented'>

export type StoredDocument = {
  readonly id: DocumentId
  readonly review: ReviewId
  readonly kind: DocumentKind
  /** Null for a form under construction. */
  readonly assessment: AssessmentId | null
  /** The draft's reviewer; null for shared documents. */
  readonly owner: PersonId | null
  /** The form that it was made for. A round that has not been submitted may have gone on with a later version since. */
  readonly form: Hash
  readonly layout: number
}

/** `upTo` counts the document's updates from 1; the tail starts after it. */
export type Checkpoint = { readonly upTo: number; readonly bytes: Uint8Array }
export type StoredUpdates = { readonly checkpoint: Checkpoint | null; readonly tail: readonly Uint8Array[] }

/** One update as it was accepted. */
export type LoggedUpdate = {
  readonly seq: number
  readonly actor: Actor
  readonly at: Instant
  readonly bytes: Uint8Array
}

export type RefusedUpdate = {
  readonly document: DocumentId
  readonly person: PersonId
  readonly at: Instant
  readonly rule: string
  readonly bytes: Uint8Array
}

/** What belongs together: all of it or nothing. Several commits of one call share one transaction. */
export type Commit = {
  readonly review: ReviewId
  readonly documents: readonly StoredDocument[]
  /** Each takes the next seq, in this order. */
  readonly entries: readonly LogEntry[]
  readonly owners: readonly ClientOwner[]
  readonly summaries: readonly DocumentSummary[]
  /** The file of the snapshot that one of the events is about. Never overwritten. */
  readonly snapshot: { readonly number: number; readonly text: string } | null
  readonly command: CommandRecord | null
  /** What the events change beside the log; absent where they change nothing of it. */
  readonly beside?: BesideTheLog
  /** What people are told of the events; absent where nobody is. Of one person the newest are kept, see `NOTICE_LIMITS`. */
  readonly notices?: readonly NewNotice[]
}

declare const brand: unique symbol
export type NoticeId = string & { readonly [brand]: 'notice' }

export type NewNotice = Notice & { readonly id: NoticeId; readonly at: Instant }
export type StoredNotice = NewNotice & { readonly review: ReviewId; readonly readAt: Instant | null }

export type BesideTheLog = {
  readonly members: readonly { readonly person: PersonId; readonly name: string; readonly isMember: boolean }[]
  /** Definitions that are new to the review. */
  readonly forms: Readonly<Record<Hash, Form>>
  /** The review as it is now, for its card. */
  readonly review: Review
}

export type LogEntry =
  | {
      readonly kind: 'edit'
      readonly document: DocumentId
      readonly actor: Actor
      readonly at: Instant
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'event'; readonly event: ReviewEvent }

export type CarriedForward = {
  readonly document: StoredDocument
  readonly layout: number
  readonly bytes: Uint8Array | null
  /** The client id of the server's own writes. */
  readonly client: number
  readonly at: Instant
}

/** A binding holds for ever: the same again changes nothing, another owner rejects the commit. */
export type ClientOwner = { readonly document: DocumentId; readonly client: number; readonly owner: Actor }

/** The projection of a document that others may look at without opening it. Latest value wins. */
export type DocumentSummary = {
  readonly document: DocumentId
  readonly review: ReviewId
  readonly assessment: AssessmentId
  readonly kind: DocumentKind
  readonly owner: PersonId | null
  readonly answered: number
  /** Filled for consensus documents only; a draft's answers never enter a projection. */
  readonly answers: Answers | null
  readonly openCandidates: number
  readonly at: Instant
}

export type CommandRecord = {
  /** The asker's own: others may use the same. */
  readonly id: string
  readonly person: PersonId
  /** The hash of what was asked; null of what was carried out before it was kept. */
  readonly asked: string | null
  readonly answer: string
}

export type Account = { readonly id: PersonId; readonly name: string; readonly hue: number; readonly demo: boolean }

export type ChainBreak = { readonly seq: number; readonly why: 'missing' | 'altered' }

/** The disk said no. `final`: this process must not write again (I/O error); otherwise it may be retried (disk full). */
export class StoreFailure extends Error {
  readonly final: boolean
  constructor(message: string, final: boolean, cause: unknown) {
    super(message, { cause })
    this.name = 'StoreFailure'
    this.final = final
  }
}
