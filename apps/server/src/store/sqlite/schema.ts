/** The tables as Kysely knows them. What the columns mean is said in `migrations.ts` and in the contract. */
import type { Generated } from 'kysely'
import type {
  Actor,
  AssessmentId,
  DocumentId,
  DocumentKind,
  Hash,
  Instant,
  PersonId,
  ReviewId,
  StudyId,
} from '@tandem/rules'
import type { SessionTables } from '../session-tables.ts'

/** JSON in a column: parsed and printed in `rows.ts` only. */
type JsonText = string

/** Rows outside the log carry one, written by every insertion: see `seal.ts`. Named here where an upsert carries it on. */
type Sealed = { seal: Generated<Uint8Array | null> }

export type Tables = {
  review: ReviewTable & Sealed
  member: MemberTable & Sealed
  membership: MembershipTable & Sealed
  study: StudyTable
  form: { review: ReviewId; hash: Hash; definition: JsonText }
  document: DocumentTable & Sealed
  update_log: UpdateLogTable
  event: EventTable
  checkpoint: { document: DocumentId; up_to: number; bytes: Uint8Array } & Sealed
  client_owner: { document: DocumentId; client: number; owner: Actor } & Sealed
  refused: RefusedTable
  document_summary: DocumentSummaryTable & Sealed
  person_command: { review: ReviewId; person: PersonId; id: string; asked: string | null; answer: string }
  snapshot: { review: ReviewId; number: number; text: string }
} & SessionTables

export type ReviewTable = {
  id: ReviewId
  title: string
  short_title: string
  reference: string
  registration: string | null
  reviewers_per_study: number
  invented: string | null
  form_id: string
  form_version: number
  form_hash: Hash
  /** The last number given, and its link. */
  seq: number
  chain_head: Uint8Array
}

export type MemberTable = {
  review: ReviewId
  person: PersonId
  /** Position in the review's list of people. */
  place: number
  name: string
  roles: JsonText
  conflicts_of_interest: JsonText
  hue: number
}

export type MembershipTable = {
  review: ReviewId
  person: PersonId
  name: string
  /** 0 for those who left. */
  is_member: 0 | 1
}

export type StudyTable = {
  review: ReviewId
  id: StudyId
  place: number
  key: string
  label: string
  design: string
  citation: JsonText
}

export type DocumentTable = {
  id: DocumentId
  review: ReviewId
  kind: DocumentKind
  /** Empty where there is none: no step of a migration can make a column take NULL. */
  assessment: AssessmentId | ''
  owner: PersonId | null
  form: Hash
  layout: number
}

export type UpdateLogTable = {
  id: Generated<number>
  review: ReviewId
  seq: number
  document: DocumentId
  /** Counts the document's updates from 1. */
  number: number
  actor: Actor
  at: Instant
  bytes: Uint8Array
  salt: Uint8Array
  link: Uint8Array
}

export type EventTable = {
  id: Generated<number>
  review: ReviewId
  seq: number
  actor: Actor
  at: Instant
  /** Canonical JSON: exactly the text that was hashed. */
  event: JsonText
  salt: Uint8Array
  link: Uint8Array
}

export type RefusedTable = {
  id: Generated<number>
  document: DocumentId
  person: PersonId
  at: Instant
  rule: string
  bytes: Uint8Array
}

export type DocumentSummaryTable = {
  document: DocumentId
  review: ReviewId
  assessment: AssessmentId
  kind: DocumentKind
  owner: PersonId | null
  answered: number
  answers: JsonText | null
  open_candidates: number
  at: Instant
}
