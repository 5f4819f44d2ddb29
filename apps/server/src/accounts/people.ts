/** Accounts as rows: the account that the whole server knows, and the profile of those who sign in with credentials. */
import { sql, type Expression, type Kysely, type SqlBool } from 'kysely'
import type { PersonId } from '@tandem/rules'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import { emailKey } from './email.ts'

export type Profile = {
  readonly person: PersonId
  readonly name: string
  readonly hue: number
  readonly email: string
  readonly administrator: boolean
  readonly madeAt: number
  readonly lastSeenOn: string | null
  readonly disabledAt: number | null
  /** When somebody opened a link that was sent to the address; null: nobody has shown that it is theirs. */
  readonly verifiedAt: number | null
}

export type NewPerson = {
  readonly person: PersonId
  readonly name: string
  readonly hue: number
  readonly email: string
  readonly administrator: boolean
  readonly isVerified: boolean
}

export type People = ReturnType<typeof people>

const COLUMNS = [
  'profile.person',
  'account.name',
  'account.hue',
  'profile.email',
  'profile.administrator',
  'profile.made_at as madeAt',
  'profile.last_seen_on as lastSeenOn',
  'profile.disabled_at as disabledAt',
  'profile.verified_at as verifiedAt',
] as const

export function people(tables: Kysely<SessionTables>, clock: () => number) {
  const profiles = () =>
    tables.selectFrom('profile').innerJoin('account', 'account.id', 'profile.person').select(COLUMNS)
  const another = (person: PersonId) =>
    sql<boolean>`EXISTS (SELECT 1 FROM profile AS other WHERE other.person <> ${person} AND other.administrator = 1 AND other.disabled_at IS NULL)`
  const settingEmail = (person: PersonId, email: string, verified_at: number | null) =>
    tables
      .updateTable('profile')
      .set({ email, email_key: emailKey(email), verified_at })
      .where('person', '=', person)
      .where(
        sql<boolean>`NOT EXISTS (SELECT 1 FROM profile AS other WHERE other.email_key = ${emailKey(email)} AND other.person <> ${person})`,
      )

  return {
    /** Null for a demo person and for one that was deleted. */
    async find(person: PersonId): Promise<Profile | null> {
      return profileOf(await profiles().where('profile.person', '=', person).executeTakeFirst())
    },

    async byEmail(email: string): Promise<Profile | null> {
      return profileOf(await profiles().where('profile.email_key', '=', emailKey(email)).executeTakeFirst())
    },

    async all(): Promise<readonly Profile[]> {
      return (await profiles().orderBy('profile.made_at').execute()).flatMap((row) => profileOf(row) ?? [])
    },

    async isAnybodyThere(): Promise<boolean> {
      return (await tables.selectFrom('profile').select('person').limit(1).executeTakeFirst()) !== undefined
    },

    async isAnotherAdministrator(person: PersonId): Promise<boolean> {
      const others = tables.selectFrom('profile').select('person').where('person', '<>', person)
      const able = others.where('administrator', '=', 1).where('disabled_at', 'is', null)
      return (await able.limit(1).executeTakeFirst()) !== undefined
    },

    /** Undone as a whole if somebody has the address already. */
    insertion({ person, name, hue, email, administrator, isVerified }: NewPerson): readonly TogetherStatement[] {
      const profile = {
        person,
        email,
        email_key: emailKey(email),
        administrator: administrator ? (1 as const) : (0 as const),
        made_at: clock(),
        last_seen_on: null,
        disabled_at: null,
        verified_at: isVerified ? clock() : null,
      }
      const insertion = tables.insertInto('profile').values(profile)
      return [
        { statement: tables.insertInto('account').values({ id: person, name, hue, demo: 0, seal: null }) },
        { statement: insertion.onConflict((conflict) => conflict.column('email_key').doNothing()), mustChange: true },
      ]
    },

    renaming: (person: PersonId, name: string): TogetherStatement => ({
      statement: tables.updateTable('account').set({ name, seal: null }).where('id', '=', person),
      mustChange: true,
    }),

    /** Nobody has shown that it is theirs. Changes nothing if somebody else has the address, or if it may not be. */
    newEmail: (person: PersonId, email: string, mayBe: Expression<SqlBool>): TogetherStatement => ({
      statement: settingEmail(person, email, null).where(mayBe),
      mustChange: true,
    }),

    /** Changes nothing if somebody else has the address by now. */
    verifiedEmail: (person: PersonId, email: string): TogetherStatement => ({
      statement: settingEmail(person, email, clock()),
      mustChange: true,
    }),

    /** Changes nothing if it is so already, or if nobody else would administrate the server. */
    administration(person: PersonId, administrator: boolean): TogetherStatement {
      const update = tables.updateTable('profile').where('person', '=', person)
      return administrator
        ? { statement: update.set({ administrator: 1 }).where('administrator', '=', 0), mustChange: true }
        : {
            statement: update.set({ administrator: 0 }).where('administrator', '=', 1).where(another(person)),
            mustChange: true,
          }
    },

    /** The same. */
    disabling(person: PersonId, disabled: boolean): TogetherStatement {
      const update = tables.updateTable('profile').where('person', '=', person)
      return disabled
        ? {
            statement: update
              .set({ disabled_at: clock() })
              .where('disabled_at', 'is', null)
              .where((row) => row.or([row('administrator', '=', 0), another(person)])),
            mustChange: true,
          }
        : { statement: update.set({ disabled_at: null }).where('disabled_at', 'is not', null), mustChange: true }
    },

    /** Changes nothing if nobody else would administrate the server. */
    deletion: (person: PersonId): TogetherStatement => ({
      statement: tables
        .deleteFrom('profile')
        .where('person', '=', person)
        .where((row) => row.or([row('administrator', '=', 0), another(person)])),
      mustChange: true,
    }),
  }
}

type Row = Omit<Profile, 'administrator'> & { readonly administrator: 0 | 1 }

function profileOf(row: Row | undefined): Profile | null {
  return row === undefined ? null : { ...row, administrator: row.administrator === 1 }
}
