/** What accounts need from the rest of the server, and how they refuse. */
import type { InvitationId, Json, PersonId, Result, ReviewId, Role } from '@tandem/rules'
import type { AccountRefusal } from '@tandem/wire'
import type { Addresses } from '../auth/origin.ts'
import type { Random } from '../auth/secret.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Later } from '../later.ts'
import type { Mailbox } from '../mail/outbox.ts'
import type { AccountStore } from '../store/session-tables.ts'
import type { PasswordHashing } from './password-hash.ts'

export type AccountPorts = AccountStore & {
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly random: Random
  readonly later: Later
  readonly sessions: Sessions
  readonly hashing: PasswordHashing
  readonly addresses: Addresses
  /** Null where this server sends no mail. */
  readonly mailbox: Mailbox | null
  readonly reviews: AccountReviews
  readonly onError: (doing: string, error: unknown) => void
}

/** What accounts ask of the reviews. They know no review's content. */
export type AccountReviews = {
  /** Null: there is none such. */
  titleOf(review: ReviewId): Promise<string | null>
  /** Of the reviews that this person is a member of. */
  titlesOf(person: PersonId): Promise<ReadonlyMap<ReviewId, string>>
  /** Whether the review still lets somebody in by this invitation: it may have been taken back there. */
  isInvited(review: ReviewId, invitation: InvitationId): Promise<boolean>
  /** Lets somebody in by an invitation of this review, if the review still lets it. */
  join(asked: Joining): Promise<'joined' | 'already-member' | 'refused'>
  /** Titles of the reviews that nobody else leads. */
  ledAloneBy(person: PersonId): Promise<readonly string[]>
  /**
   * Leaves every review, one after the other, as a member does who leaves by themselves.
   * @returns titles of those that did not let them go, because nobody else leads them
   */
  leaveAll(person: PersonId, newId: () => string): Promise<readonly string[]>
  /** For the export of one's own data. */
  membershipsOf(person: PersonId): Promise<readonly Json[]>
  /** Reviews that are open show the new name from now on. */
  onRenamed(person: PersonId, name: string): Promise<void>
}

/** Nobody can be invited to a review where there is none, e.g. on the command line. */
export const WITHOUT_REVIEWS: AccountReviews = {
  titleOf: async () => null,
  titlesOf: async () => new Map(),
  isInvited: async () => false,
  join: async () => 'refused',
  ledAloneBy: async () => [],
  leaveAll: async () => [],
  membershipsOf: async () => [],
  onRenamed: async () => undefined,
}

export type Joining = {
  readonly review: ReviewId
  readonly invitation: InvitationId
  readonly roles: readonly Role[]
  readonly person: PersonId
  readonly name: string
}

/** The browser in front of which somebody sits. */
export type Visit = {
  /** The request's Cookie header. */
  readonly cookies: string | undefined
  readonly address: string
  /** E.g. "Firefox on Linux". */
  readonly device: string
}

/** Why not. The sentence is the refusal's own unless one is said here; `wait` in milliseconds. */
export type Refused = { readonly refusal: AccountRefusal; readonly sentence?: string; readonly wait?: number }

export type Answered<Value> = Promise<Result<Value, Refused>>

/** What a browser is told to keep. */
export type Cookies = readonly string[]
