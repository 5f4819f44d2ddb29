/**
 * What happened to accounts: who did what, when, from which address. Rows are only ever added, by statements that belong to
 * the act they tell of. No password, code, token or unknown address stands in them: who tried to sign in as nobody is kept
 * as the hash of what they typed, enough to see that it was always the same.
 */
import { sql, type Kysely } from 'kysely'
import type { PersonId } from '@tandem/rules'
import { SECURITY_EVENTS, type SecurityEvent, type SecurityLog as SecurityPage } from '@tandem/wire'
import { hashOfSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { emailKey } from './email.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'

export type SecurityEntry = {
  readonly what: SecurityEvent
  /** Who did it; null: nobody known. */
  readonly by: PersonId | null
  /** Whose account it is about; null: none. */
  readonly about: PersonId | null
  /** The network address; empty for the server itself. */
  readonly from: string
  readonly detail?: string | null
}

export type SecurityLog = ReturnType<typeof securityLog>

const DAY = 86_400_000

export function securityLog(tables: Kysely<SessionTables>, clock: () => number) {
  const insertion = ({ what, by, about, from, detail = null }: SecurityEntry) =>
    tables.insertInto('security_log').values({ at: clock(), what, actor: by, person: about, address: from, detail })
  return {
    /** To be carried out with what it tells of. */
    entry: (entry: SecurityEntry): TogetherStatement => ({ statement: insertion(entry) }),

    /** For what changes nothing else, e.g. a wrong password. */
    async write(entry: SecurityEntry): Promise<void> {
      await insertion(entry).execute()
    },

    /** Whether this was done to the account less than so often in the last day: a condition of the statement that does it. */
    isRarer: (what: SecurityEvent, person: PersonId, often: number) => {
      const told = tables.selectFrom('security_log').select(({ fn }) => fn.countAll<number>().as('count'))
      const recent = told
        .where('what', '=', what)
        .where('person', '=', person)
        .where('at', '>', clock() - DAY)
      return sql<boolean>`(${recent}) < ${often}`
    },

    /** Newest first. @param person only what they did, or what was done to their account. */
    async page(person: PersonId | null, before: number | null): Promise<SecurityPage> {
      const rows = await pageQuery(tables, person, before).execute()
      const entries = rows.slice(0, ACCOUNT_LIMITS.logPage).map(entryOf)
      const isMore = rows.length > entries.length
      return { entries, next: isMore ? (entries.at(-1)?.number ?? null) : null }
    },

    /** Everything about one person, oldest first. */
    async all(person: PersonId) {
      return (await pageQuery(tables, person, null, Number.MAX_SAFE_INTEGER).execute()).map(entryOf).reverse()
    },

    /** The schema refuses to delete what is younger. */
    async clear(): Promise<void> {
      const oldest = clock() - ACCOUNT_LIMITS.logDays * DAY
      const newest = tables
        .selectFrom('security_log')
        .select(({ fn, eb }) => eb(fn.max('at'), '-', oldestAge).as('age'))
      await tables.deleteFrom('security_log').where('at', '<', oldest).where('at', '<=', newest).execute()
    },
  }
}

/** For who is nobody here: enough to see that it was always the same. */
export function unknownAddress(email: string): string {
  return `unknown address ${hashOfSecret(emailKey(email)).slice(0, 16)}`
}

const oldestAge = ACCOUNT_LIMITS.logDays * DAY

function pageQuery(
  tables: Kysely<SessionTables>,
  person: PersonId | null,
  before: number | null,
  limit = ACCOUNT_LIMITS.logPage + 1,
) {
  const all = tables
    .selectFrom('security_log as entry')
    .leftJoin('account as doer', 'doer.id', 'entry.actor')
    .leftJoin('account as owner', 'owner.id', 'entry.person')
    .select(['entry.id', 'entry.at', 'entry.what', 'entry.address', 'entry.detail'])
    .select(['doer.id as doer', 'doer.name as doerName', 'owner.id as owner', 'owner.name as ownerName'])
    .orderBy('entry.id', 'desc')
    .limit(limit)
  const older = before === null ? all : all.where('entry.id', '<', before)
  return person === null
    ? older
    : older.where((row) => row.or([row('entry.person', '=', person), row('entry.actor', '=', person)]))
}

type Row = Awaited<ReturnType<ReturnType<typeof pageQuery>['execute']>>[number]

function entryOf({ id, at, what, address, detail, doer, doerName, owner, ownerName }: Row) {
  return {
    number: id,
    at: new Date(at).toISOString(),
    what: eventOf(what),
    by: doer === null ? null : { id: doer, name: doerName ?? '' },
    about: owner === null ? null : { id: owner, name: ownerName ?? '' },
    from: address,
    detail,
  }
}

function eventOf(what: string): SecurityEvent {
  const event = SECURITY_EVENTS.find((known) => known === what)
  if (event === undefined) throw new Error(`the security log holds an unknown event: ${what}`)
  return event
}
