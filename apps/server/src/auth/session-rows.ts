/** Sessions as rows. Knows hashes of tokens only; what a token is, and when a session is over, is not its business. */
import { sql, type Kysely } from 'kysely'
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
  readonly shown: Factors
  /** E.g. "Firefox on Linux"; empty if it was not said. */
  readonly device: string
}

/** What somebody has shown in a session that it is them: the password alone counts as one. */
export type Factors = 'one' | 'both'

export type PersonRow = {
  readonly id: PersonId
  readonly name: string
  readonly hue: number
  /** Of the server. */
  readonly administrator: boolean
  /** Codes of an app, or a passkey. */
  readonly hasSecondFactor: boolean
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
  'session.has_shown_factor as hasShownFactor',
] as const

/** Whether the account has codes of an app or a passkey. A passkey here always verifies its user. */
export const HAS_SECOND_FACTOR = sql<0 | 1>`(
  EXISTS (SELECT 1 FROM totp WHERE totp.person = account.id)
  OR EXISTS (SELECT 1 FROM passkey WHERE passkey.person = account.id)
)`

export function sessionRows(database: Kysely<SessionTables>) {
  /** With the account, for lists in which nobody needs to read hours. */
  const noteDay = async (person: PersonId, at: number): Promise<void> => {
    const day = new Date(at).toISOString().slice(0, 10)
    const seen = database.updateTable('profile').set({ last_seen_on: day }).where('person', '=', person)
    await seen.where('last_seen_on', 'is not', day).execute()
  }

  return {
    /** Null as well while the account is disabled. */
    async find(id: string): Promise<{ readonly session: SessionRow; readonly person: PersonRow } | null> {
      const row = await database
        .selectFrom('session')
        .innerJoin('account', 'account.id', 'session.person')
        .leftJoin('profile', 'profile.person', 'session.person')
        .select([...COLUMNS, 'account.name', 'account.hue', 'account.demo', 'profile.administrator'])
        .select(HAS_SECOND_FACTOR.as('hasSecondFactor'))
        .where('session.id', '=', id)
        .where('profile.disabled_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) return null
      const { name, hue, demo, administrator, hasSecondFactor, ...session } = row
      const rights = { administrator: administrator === 1, hasSecondFactor: hasSecondFactor === 1, demo: demo === 1 }
      return { session: sessionOf(session), person: { id: session.person, name, hue, ...rights } }
    },

    async ofPerson(person: PersonId): Promise<readonly SessionRow[]> {
      const rows = database.selectFrom('session').select(COLUMNS).where('person', '=', person)
      return (await rows.orderBy('created_at').execute()).map(sessionOf)
    },

    async over(now: number): Promise<readonly SessionRow[]> {
      const rows = database.selectFrom('session').select(COLUMNS).where('expires_at', '<=', now)
      return (await rows.execute()).map(sessionOf)
    },

    async add({ id, person, createdAt, expiresAt, lastUsedAt, confirmedAt, device, shown }: SessionRow): Promise<void> {
      const times = {
        created_at: createdAt,
        expires_at: expiresAt,
        last_used_at: lastUsedAt,
        confirmed_at: confirmedAt,
      }
      const has_shown_factor = shown === 'both' ? (1 as const) : (0 as const)
      await database
        .insertInto('session')
        .values({ id, person, device, has_shown_factor, ...times })
        .execute()
      await noteDay(person, createdAt)
    },

    async prolong(id: string, expiresAt: number): Promise<void> {
      await database.updateTable('session').set({ expires_at: expiresAt }).where('id', '=', id).execute()
    },

    /** What was shown before stays shown. */
    async confirm(id: string, at: number, shown: Factors): Promise<void> {
      const told = shown === 'both' ? { confirmed_at: at, has_shown_factor: 1 as const } : { confirmed_at: at }
      await database.updateTable('session').set(told).where('id', '=', id).execute()
    },

    async touch(id: string, person: PersonId, at: number): Promise<void> {
      await database.updateTable('session').set({ last_used_at: at }).where('id', '=', id).execute()
      await noteDay(person, at)
    },

    async remove(id: string): Promise<void> {
      await database.deleteFrom('session').where('id', '=', id).execute()
    },
  }
}

function sessionOf({
  hasShownFactor,
  ...session
}: Omit<SessionRow, 'shown'> & { readonly hasShownFactor: 0 | 1 }): SessionRow {
  return { ...session, shown: hasShownFactor === 1 ? 'both' : 'one' }
}
