/**
 * Links that show whose an address is: whoever opens one has read a letter that was sent to it. A link without a person makes
 * an account. One with a person makes the address theirs, in a browser in which they are signed in: a letter that went to a
 * stranger by a slip of the pen must not give the account to the stranger.
 */
import { sql, type Expression, type Kysely, type SqlBool } from 'kysely'
import type { PersonId } from '@tandem/rules'
import type { Addresses } from '../auth/origin.ts'
import { hashOfSecret, newSecret, type Random } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import { insertingIf } from './inserting-if.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import { emailKey } from './email.ts'

export type AddressLink = { readonly id: string; readonly person: PersonId | null; readonly email: string }

export type AddressLinks = ReturnType<typeof addressLinks>

type LinkPorts = {
  readonly tables: Kysely<SessionTables>
  readonly clock: () => number
  readonly random: Random
  readonly addresses: Addresses
}

export function addressLinks({ tables, clock, random, addresses }: LinkPorts) {
  return {
    /** @param mayBe else nothing of all that is done with it is done. */
    make(person: PersonId | null, email: string, mayBe: Expression<SqlBool>) {
      const token = newSecret(random, SESSION_LIMITS.tokenBytes)
      const until = clock() + ACCOUNT_LIMITS.addressLink
      const row = { id: hashOfSecret(token), person, email, email_key: emailKey(email), expires_at: until }
      const making = insertingIf(tables, 'address_link', row, mayBe)
      return { link: `${addresses.publicUrl.origin}/address#token=${token}`, until, making }
    },

    /** Whether fewer than so many are on their way to this address; each counts for as long as it holds. */
    isRarer(email: string, often: number): Expression<SqlBool> {
      const rows = tables.selectFrom('address_link').select(({ fn }) => fn.countAll<number>().as('count'))
      const live = rows.where('email_key', '=', emailKey(email)).where('expires_at', '>', clock())
      return sql<boolean>`(${live}) < ${often}`
    },

    /** Null: used, over or never given, alike. */
    async find(token: string): Promise<AddressLink | null> {
      const rows = tables.selectFrom('address_link').select(['id', 'person', 'email'])
      const live = rows.where('used_at', 'is', null).where('expires_at', '>', clock())
      return (await live.where('id', '=', hashOfSecret(token)).executeTakeFirst()) ?? null
    },

    using: ({ id }: AddressLink): TogetherStatement => ({
      statement: tables
        .updateTable('address_link')
        .set({ used_at: clock() })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', clock()),
      mustChange: true,
    }),

    /** With the account, and of its address. */
    removing: (person: PersonId, email: string): TogetherStatement => ({
      statement: tables
        .deleteFrom('address_link')
        .where((row) => row.or([row('person', '=', person), row('email_key', '=', emailKey(email))])),
    }),

    async clear(): Promise<void> {
      await tables.deleteFrom('address_link').where('expires_at', '<=', clock()).execute()
    },
  }
}
