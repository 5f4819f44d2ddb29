/**
 * What was begun and waits for its second step: a sign-in for its code, a passkey's challenge for its answer, a new key for
 * its first code. Each is bound to the browser that began it (by a cookie or by its session), lives five minutes, and is
 * used once.
 */
import type { Kysely } from 'kysely'
import type { PersonId } from '@tandem/rules'
import { hashOfSecret, newSecret, type Random } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'

export type PendingKind = 'second-factor' | 'passkey-sign-in' | 'passkey-confirmation' | 'new-passkey' | 'new-totp'

export type Pending = {
  readonly id: string
  readonly person: PersonId | null
  /** A challenge, or a key that is not in force yet. */
  readonly content: string
  readonly failures: number
}

export type PendingSteps = ReturnType<typeof pendingSteps>

export function pendingSteps(tables: Kysely<SessionTables>, clock: () => number, random: Random) {
  const keep = async (id: string, kind: PendingKind, person: PersonId | null, content: string): Promise<void> => {
    const row = { kind, person, content, failures: 0, expires_at: clock() + ACCOUNT_LIMITS.pending }
    const insertion = tables.insertInto('pending').values({ id, ...row })
    // Beginning again in the same session replaces what was begun.
    await insertion.onConflict((conflict) => conflict.column('id').doUpdateSet(row)).execute()
  }
  return {
    /** @returns what the browser keeps in a cookie. */
    async beginWithCookie(kind: PendingKind, person: PersonId | null, content: string): Promise<string> {
      const secret = newSecret(random, SESSION_LIMITS.tokenBytes)
      await keep(hashOfSecret(secret), kind, person, content)
      return secret
    },

    beginInSession: (session: string, kind: PendingKind, person: PersonId, content: string): Promise<void> =>
      keep(`${session}/${kind}`, kind, person, content),

    /** Null: nothing was begun, or it is over. */
    async find(
      kind: PendingKind,
      where: { readonly cookie: string } | { readonly session: string },
    ): Promise<Pending | null> {
      const id = 'cookie' in where ? hashOfSecret(where.cookie) : `${where.session}/${kind}`
      const row = await tables
        .selectFrom('pending')
        .select(['id', 'person', 'content', 'failures'])
        .where('id', '=', id)
        .where('kind', '=', kind)
        .where('expires_at', '>', clock())
        .executeTakeFirst()
      return row ?? null
    },

    /** Takes it away; of two who do so at once, one finds nothing to change. */
    use: ({ id }: Pending): TogetherStatement => ({
      statement: tables.deleteFrom('pending').where('id', '=', id),
      mustChange: true,
    }),

    /** What this person has begun anywhere, e.g. with a password that is no longer theirs. */
    removing: (person: PersonId): TogetherStatement => ({
      statement: tables.deleteFrom('pending').where('person', '=', person),
    }),

    async countFailure({ id }: Pending): Promise<void> {
      await tables
        .updateTable('pending')
        .set((row) => ({ failures: row('failures', '+', 1) }))
        .where('id', '=', id)
        .execute()
    },

    async clear(): Promise<void> {
      await tables.deleteFrom('pending').where('expires_at', '<=', clock()).execute()
    },
  }
}
