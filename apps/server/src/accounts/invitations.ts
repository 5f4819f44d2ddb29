/**
 * Invitations, to the server or to a review. A link with a secret behind `#`: it holds seven days, for one person, and for
 * one address where one was given. Looking at it uses nothing up; of two who accept it at once, one finds it over.
 */
import { sql } from 'kysely'
import { accepted, refused, type InvitationId, type PersonId, type ReviewId, type Role } from '@tandem/rules'
import type { InvitationLook } from '@tandem/wire'
import { hashOfSecret, newSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import { emailKey, maskedEmail } from './email.ts'
import { insertingIf } from './inserting-if.ts'
import { invitationList, rolesOf } from './invitation-list.ts'
import { invitationLetter } from './letters.ts'
import type { AccountPorts, Answered } from './ports.ts'
import type { SecurityLog } from './security-log.ts'

const DAY = 86_400_000
const ID_BYTES = 16

export type NewInvitation = {
  readonly by: PersonId
  readonly from: string
  readonly email: string | null
  /** Null: to the server. `reserved` is what the review has taken into its own record. */
  readonly review: {
    readonly id: ReviewId
    readonly roles: readonly Role[]
    readonly reserved: ReservedInvitation
  } | null
}

export type ReservedInvitation = { readonly id: InvitationId; readonly expiresAt: number }

export type Made = {
  readonly id: InvitationId
  readonly link: string
  readonly expiresAt: number
  readonly isMailed: boolean
}

/** One that may be accepted. */
export type OpenInvitation = {
  readonly id: InvitationId
  readonly review: ReviewId | null
  readonly roles: readonly Role[]
  readonly email: string | null
  /** By whoever asks, before: they may have gone away before the review had let them in. */
  readonly isUsed: boolean
}

export type Invitations = ReturnType<typeof invitations>

type InvitationParts = Pick<
  AccountPorts,
  'tables' | 'together' | 'clock' | 'random' | 'addresses' | 'mailbox' | 'reviews'
> & {
  readonly log: SecurityLog
}

export function invitations(parts: InvitationParts) {
  const { tables, together, clock, random, addresses, mailbox, reviews, log } = parts

  /** While an account is disabled, nobody comes in by what it has given away. */
  const unrevoked = () =>
    tables
      .selectFrom('invitation')
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', clock())
      .where(({ not, exists, selectFrom }) => {
        const maker = selectFrom('profile').select('person').whereRef('profile.person', '=', 'invitation.made_by')
        return not(exists(maker.where('disabled_at', 'is not', null)))
      })

  const countOfToday = (person: PersonId) =>
    tables
      .selectFrom('invitation')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('made_by', '=', person)
      .where('made_at', '>', clock() - DAY)

  const letterTo = async (email: string, by: PersonId, review: ReviewId | null, link: string, until: number) => {
    const maker = await tables.selectFrom('account').select('name').where('id', '=', by).executeTakeFirstOrThrow()
    const title = review === null ? null : await reviews.titleOf(review)
    return invitationLetter({ to: email, host: addresses.publicUrl.host, by: maker.name, review: title, link, until })
  }

  /** A review takes an invitation back in its own log; only it can say so. */
  const isStillOpen = async ({ id, review }: Pick<OpenInvitation, 'id' | 'review'>): Promise<boolean> =>
    review === null || reviews.isInvited(review, id)

  const reserve = (): ReservedInvitation => ({
    id: newSecret(random, ID_BYTES) as InvitationId,
    expiresAt: clock() + ACCOUNT_LIMITS.invitation,
  })

  return {
    ...invitationList(tables, clock),

    /** An id and an end for an invitation that a review decides about before it is made. */
    reserve,

    /** Whether this person has made as many as one may in a day: before a review takes one into its own record. */
    hasReachedLimit: async (person: PersonId): Promise<boolean> =>
      (await countOfToday(person).executeTakeFirstOrThrow()).count >= ACCOUNT_LIMITS.invitationsPerDay,

    /** For the server, or for a review whose lead asks; whether they may, is decided before. */
    async make({ by, from, email, review }: NewInvitation): Answered<Made> {
      const token = newSecret(random, SESSION_LIMITS.tokenBytes)
      const link = `${addresses.publicUrl.origin}/invitation#token=${token}`
      const { id, expiresAt } = review?.reserved ?? reserve()
      const row = {
        id,
        token: hashOfSecret(token),
        kind: review === null ? ('server' as const) : ('review' as const),
        review: review?.id ?? null,
        roles: review === null ? null : JSON.stringify(review.roles),
        email,
        made_by: by,
        made_at: clock(),
        expires_at: expiresAt,
      }
      const letter = email === null ? null : await letterTo(email, by, row.review, link, expiresAt)
      const mailed = letter === null || mailbox === null ? [] : [mailbox.writing(letter)]
      const mayBe = sql<boolean>`(${countOfToday(by)}) < ${ACCOUNT_LIMITS.invitationsPerDay}`
      const entry = log.entry({ what: 'invitation-made', by, about: by, from, detail: row.kind })
      const isMade = await together([insertingIf(tables, 'invitation', row, mayBe), ...mailed, entry])
      return isMade ? accepted({ id, link, expiresAt, isMailed: mailed.length > 0 }) : refused({ refusal: 'too-many' })
    },

    /**
     * Null: used by somebody else, over, revoked or never given, alike.
     * @param person who asks; null: somebody without an account.
     */
    async find(token: string, person: PersonId | null): Promise<OpenInvitation | null> {
      const row = await unrevoked()
        .select(['id', 'review', 'roles', 'email', 'used_at'])
        .where('token', '=', hashOfSecret(token))
        .where((one) => one.or([one('used_at', 'is', null), one('used_by', '=', person)]))
        .executeTakeFirst()
      if (row === undefined || (row.used_at === null && !(await isStillOpen(row)))) return null
      const { used_at, roles, ...invitation } = row
      return { ...invitation, roles: rolesOf(roles) ?? [], isUsed: used_at !== null }
    },

    async look(token: string): Answered<InvitationLook> {
      const row = await unrevoked()
        .innerJoin('account', 'account.id', 'invitation.made_by')
        .select(['invitation.id', 'kind', 'review', 'roles', 'email', 'expires_at', 'account.name as invitedBy'])
        .where('token', '=', hashOfSecret(token))
        .where('used_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined || !(await isStillOpen(row))) return refused({ refusal: 'link-over' })
      const review = row.review === null ? null : await reviews.titleOf(row.review)
      const { kind, invitedBy } = row
      const email = row.email === null ? null : maskedEmail(row.email)
      const expiresAt = new Date(row.expires_at).toISOString()
      return accepted({ kind, invitedBy, review, roles: rolesOf(row.roles), email, expiresAt })
    },

    /** Whether an invitation is for this address. */
    isFor: ({ email }: OpenInvitation, other: string): boolean => email === null || emailKey(email) === emailKey(other),

    using: ({ id }: OpenInvitation, person: PersonId): TogetherStatement => ({
      statement: tables
        .updateTable('invitation')
        .set({ used_at: clock(), used_by: person })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', clock()),
      mustChange: true,
    }),

    /** Used ones lose the address. An open one for it would be for anybody without it, so it is taken back. */
    forgettingAddress: (person: PersonId, email: string): readonly TogetherStatement[] => [
      { statement: tables.updateTable('invitation').set({ email: null }).where('used_by', '=', person) },
      {
        statement: tables
          .updateTable('invitation')
          .set({ email: null, revoked_at: clock() })
          .where(sql`lower(email)`, '=', email.toLowerCase())
          .where('used_at', 'is', null),
      },
    ],

    /** The review did not let them in by it. Given back if it still would let somebody in: else it is over there too. */
    async giveBack(invitation: OpenInvitation, person: PersonId): Promise<void> {
      if (!(await isStillOpen(invitation))) return
      const { id } = invitation
      const update = tables.updateTable('invitation').set({ used_at: null, used_by: null })
      await update.where('id', '=', id).where('used_by', '=', person).execute()
    },

    /** @returns false if there is no such one that is still open. @param review null: one to the server. */
    async revoke(id: InvitationId, review: ReviewId | null, by: PersonId, from: string): Promise<boolean> {
      const update = tables.updateTable('invitation').set({ revoked_at: clock() }).where('id', '=', id)
      const statement = update
        .where('review', 'is', review)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
      const entry = log.entry({ what: 'invitation-revoked', by, about: by, from })
      return together([{ statement, mustChange: true }, entry])
    },
  }
}
