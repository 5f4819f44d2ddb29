/** Sessions as rows. Knows hashes of tokens only; what a token is, and when a session is over, is not its business. */
import type { Kysely } from 'kysely'
import type { PersonId } from '@tandem/rules'
import type { SessionTables } from '../store/session-tables.ts'

export type SessionRow = {
  /** SHA-256 of the token. */
  readonly id: string
  readonly person: PersonId
  /** Milliseconds since 1970, as are all times here. */
  readonly createdAt: number
  readonly expiresAt: number
  readonly lastUsedAt: number
  /** When the person last showed that it is them. */
  readonly confirmedAt: number
  /** E.g. "Firefox on Linux"; empty if it was not said. */
  readonly device: string
}

export type PersonRow = {
  readonly id: PersonId
  readonly name: string
  readonly hue: number
  /** Of the server. */
  readonly administrator: boolean
  /** Without credentials of their own. */
  readonly demo: boolean
}

export type SessionRows = ReturnType<typeof sessionRows>

const COLUMNS = [
  'session.id',
  'session.person',
  'session.created_at as createdAt',
  'session.expires_at as expiresAt',
  'session.last_used_at as lastUsedAt',
  'session.confirmed_at as confirmedAt',
  'session.device',
] as const

export function sessionRows(database: Kysely<SessionTables>) {
  return {
    /** Null as well while the account is disabled. */
    async find(id: string): Promise<{ readonly session: SessionRow; readonly person: PersonRow } | null> {
      const row = await database
        .selectFrom('session')
        .innerJoin('account', 'account.id', 'session.person')
        .leftJoin('profile', 'profile.person', 'session.person')
        .select([...COLUMNS, 'account.name', 'account.hue', 'account.demo', 'profile.administrator'])
        .where('session.id', '=', id)
        .where('profile.disabled_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) return null
      const { name, hue, demo, administrator, ...session } = row
      return {
        session,
        person: { id: session.person, name, hue, administrator: administrator === 1, demo: demo === 1 },
      }
    },

    ofPerson: (person: PersonId): Promise<readonly SessionRow[]> =>
      database.selectFrom('session').select(COLUMNS).where('person', '=', person).orderBy('created_at').execute(),

    over: (now: number): Promise<readonly SessionRow[]> =>
      database.selectFrom('session').select(COLUMNS).where('expires_at', '<=', now).execute(),

    async add({ id, person, createdAt, expiresAt, lastUsedAt, confirmedAt, device }: SessionRow): Promise<void> {
      const times = {
        created_at: createdAt,
        expires_at: expiresAt,
        last_used_at: lastUsedAt,
        confirmed_at: confirmedAt,
      }
      await database
        .insertInto('session')
        .values({ id, person, device, ...times })
        .execute()
    },

    async prolong(id: string, expiresAt: number): Promise<void> {
      await database.updateTable('session').set({ expires_at: expiresAt }).where('id', '=', id).execute()
    },

    async confirm(id: string, at: number): Promise<void> {
      await database.updateTable('session').set({ confirmed_at: at }).where('id', '=', id).execute()
    },

    /** The day is kept with the account, for lists in which nobody needs to read hours. */
    async touch(id: string, person: PersonId, at: number): Promise<void> {
      await database.updateTable('session').set({ last_used_at: at }).where('id', '=', id).execute()
      const day = new Date(at).toISOString().slice(0, 10)
      const seen = database.updateTable('profile').set({ last_seen_on: day }).where('person', '=', person)
      await seen.where('last_seen_on', 'is not', day).execute()
    },

    async remove(id: string): Promise<void> {
      await database.deleteFrom('session').where('id', '=', id).execute()
    },
  }
}
