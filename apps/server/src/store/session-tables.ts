/**
 * Accounts and sessions, and what people are told by mail: the only tables that are worked with from outside an implementation
 * of the store.
 * What the columns mean is said in the migration. Times are milliseconds since 1970, days are texts such as 2026-01-31.
 */
import type { Compilable, Generated, Kysely } from 'kysely'
import type { CommentId, Instant, InvitationId, Notice, PersonId, ReviewId, StudyId, ThreadId } from '@tandem/rules'
import type { NoticeId } from './contract.ts'

/** Single statements, each committed by itself, and several together. */
export type AccountStore = {
  readonly tables: Kysely<SessionTables>
  readonly together: Together
}

/**
 * All of these statements or none, in this order, in one turn of the loop. A statement that has to change a row and finds
 * none undoes all: that is how races are decided, e.g. for a link that two people open at once.
 *
 * @returns false if nothing was done for that reason.
 */
export type Together = (statements: readonly TogetherStatement[]) => Promise<boolean>

export type TogetherStatement = {
  readonly statement: Compilable<unknown>
  /** Without a row that it changes, nothing of all is done. */
  readonly mustChange?: boolean
}

export type SessionTables = {
  account: {
    id: PersonId
    name: string
    /** 1 to 8. */
    hue: number
    demo: 0 | 1
    /** Written as null by sign-in; `together` puts the right one in before it commits. */
    seal: Generated<Uint8Array | null>
  }
  session: SessionTable
  profile: ProfileTable
  /** `hash` is a PHC string with algorithm, parameters and salt. `needs_factor`: too short to stand alone. */
  password: { person: PersonId; hash: string; needs_factor: 0 | 1; changed_at: number }
  /** `secret` is base32; `last_step` is the last time step whose code was used. */
  totp: { person: PersonId; secret: string; last_step: number; made_at: number }
  /** `id` is the SHA-256 of the code. */
  recovery_code: { id: string; person: PersonId; used_at: number | null }
  passkey: PasskeyTable
  /** `id` is the SHA-256 of what the cookie holds. */
  known_device: { id: string; person: PersonId; expires_at: number }
  pending: PendingTable
  invitation: InvitationTable
  /** `id` is the SHA-256 of the token. */
  password_reset: { id: string; person: PersonId; expires_at: number; used_at: number | null }
  address_link: AddressLinkTable
  api_token: ApiTokenTable
  /** `value` is JSON. */
  setting: { name: string; value: string }
  security_log: SecurityLogTable
  outbox: OutboxTable
  notice: NoticeTable
  /** Without a row: on, and no digest was sent yet. `sent_at` in milliseconds. */
  digest: { person: PersonId; is_on: 0 | 1; sent_at: number }
}

export type NoticeTable = {
  number: Generated<number>
  id: NoticeId
  person: PersonId
  review: ReviewId
  kind: Notice['kind']
  at: Instant
  by: PersonId | null
  study: StudyId
  form: string | null
  studies: number
  thread: ThreadId | null
  comment: CommentId | null
  read_at: Instant | null
  /** 1 once a letter has counted it. */
  mailed: Generated<0 | 1>
}

type SessionTable = {
  /** SHA-256 of the token. */
  id: string
  person: PersonId
  created_at: number
  expires_at: number
  /** To five minutes. */
  last_used_at: Generated<number>
  /** When the person last showed that it is them. */
  confirmed_at: Generated<number>
  /** Whether the second factor was shown in it. */
  has_shown_factor: Generated<0 | 1>
  /** E.g. "Firefox on Linux". */
  device: Generated<string>
}

type ProfileTable = {
  person: PersonId
  email: string
  /** What addresses are compared by. */
  email_key: string
  administrator: 0 | 1
  made_at: number
  last_seen_on: string | null
  disabled_at: number | null
  /** When somebody opened a link that was sent to the address; null: nobody has shown that it is theirs. */
  verified_at: Generated<number | null>
}

type PasskeyTable = {
  /** The credential's own id, base64url. */
  id: string
  person: PersonId
  name: string
  public_key: Uint8Array
  counter: number
  /** JSON. */
  transports: string
  made_at: number
  last_used_on: string | null
}

type PendingTable = {
  id: string
  kind: string
  person: PersonId | null
  content: string
  failures: number
  expires_at: number
}

type InvitationTable = {
  id: InvitationId
  /** SHA-256 of the token. */
  token: string
  kind: 'server' | 'review'
  review: ReviewId | null
  /** JSON. */
  roles: string | null
  email: string | null
  made_by: PersonId
  made_at: number
  expires_at: number
  used_at: number | null
  used_by: PersonId | null
  revoked_at: number | null
}

type AddressLinkTable = {
  /** SHA-256 of the token. */
  id: string
  /** Whose address it becomes; null: of the account that the link makes. */
  person: PersonId | null
  email: string
  email_key: string
  expires_at: number
  used_at: number | null
}

type ApiTokenTable = {
  id: string
  /** SHA-256 of the token. */
  token: string
  person: PersonId
  name: string
  /** JSON. */
  scopes: string
  made_at: number
  expires_at: number
  last_used_on: string | null
  revoked_at: number | null
}

type SecurityLogTable = {
  id: Generated<number>
  at: number
  what: string
  actor: PersonId | null
  person: PersonId | null
  address: string
  detail: string | null
}

type OutboxTable = {
  id: Generated<number>
  recipient: string
  subject: string
  body: string
  tries: number
  next_try_at: number
  expires_at: number
}
