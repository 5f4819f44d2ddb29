/** Sessions as rows. Knows hashes of tokens only; what a token is, and when a session is over, is not its business. */
import type { Kysely } from 'kysely'
import type { PersonId } from '@tandem/rules'
import type { SessionTables } from '../store/session-tables.ts'

export type SessionRow = {
  /** SHA-256 of the token. */
  readonly id: string
  readonly person: PersonId
  /** Milliseconds since 1970, as is `expiresAt`. */
  readonly createdAt: number
  readonly expiresAt: number
}

export type PersonRow = { readonly id: PersonId; readonly name: string; readonly hue: number }

export type SessionRows = ReturnType<typeof sessionRows>

export function sessionRows(database: Kysely<SessionTables>) {
  const columns = ['session.id', 'person', 'created_at as createdAt', 'expires_at as expiresAt'] as const
  return {
    async find(id: string): Promise<{ readonly session: SessionRow; readonly person: PersonRow } | null> {
      const row = await database
        .selectFrom('session')
        .innerJoin('account', 'account.id', 'session.person')
        .select([...columns, 'name', 'hue'])
        .where('session.id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return null
      const { name, hue, ...session } = row
      return { session, person: { id: session.person, name, hue } }
    },

    ofPerson: (person: PersonId): Promise<readonly SessionRow[]> =>
      database.selectFrom('session').select(columns).where('person', '=', person).execute(),

    over: (now: number): Promise<readonly SessionRow[]> =>
      database.selectFrom('session').select(columns).where('expires_at', '<=', now).execute(),

    async add({ id, person, createdAt, expiresAt }: SessionRow): Promise<void> {
      const row = { id, person, created_at: createdAt, expires_at: expiresAt }
      await database.insertInto('session').values(row).execute()
    },

    async prolong(id: string, expiresAt: number): Promise<void> {
      await database.updateTable('session').set({ expires_at: expiresAt }).where('id', '=', id).execute()
    },

    async remove(id: string): Promise<void> {
      await database.deleteFrom('session').where('id', '=', id).execute()
    },
  }
}
