/**
 * What happened to accounts: who did what, when, from which address. Rows are only ever added, by statements that belong to
 * the act they tell of. No password, code, token or unknown address stands in them: who tried to sign in as nobody is kept
 * as the hash of what they typed, enough to see that it was always the same.
 *
 * For administrators the entries are numbered in the order of the server. To everybody else that would tell when others do
 * something, so what people see of their own is counted for each of them alone. Such a number falls when the person's own oldest
 * entries go: a page that is asked for at that moment may show some entries of the one before once more, and leaves none out.
 */
import { sql, type AliasableExpression, type Kysely } from 'kysely'
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

    /** For administrators, newest first. @param person only what they did, or what was done to their account. */
    page: (person: PersonId | null, before: number | null): Promise<SecurityPage> =>
      pageOf(tables, numbered(tables, IN_ORDER_OF_SERVER, person), before),

    /** For the person themselves, newest first: what they did, and what was done to their account. */
    ownPage: (person: PersonId, before: number | null): Promise<SecurityPage> =>
      pageOf(tables, numbered(tables, IN_OWN_ORDER, person), before),

    /** All of the same, oldest first. */
    async allOwn(person: PersonId) {
      return (await numbered(tables, IN_OWN_ORDER, person).orderBy('entry.id').execute()).map(entryOf)
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

const IN_ORDER_OF_SERVER = sql<number>`entry.id`
const IN_OWN_ORDER = sql<number>`row_number() OVER (ORDER BY entry.id)`

type Numbered = ReturnType<typeof numbered>

/** @param person null: of everybody. */
function numbered(tables: Kysely<SessionTables>, number: AliasableExpression<number>, person: PersonId | null) {
  const all = tables
    .selectFrom('security_log as entry')
    .leftJoin('account as doer', 'doer.id', 'entry.actor')
    .leftJoin('account as owner', 'owner.id', 'entry.person')
    .select(['entry.at', 'entry.what', 'entry.address', 'entry.detail'])
    .select(['doer.id as doer', 'doer.name as doerName', 'owner.id as owner', 'owner.name as ownerName'])
    .select(number.as('number'))
  return person === null
    ? all
    : all.where((row) => row.or([row('entry.person', '=', person), row('entry.actor', '=', person)]))
}

async function pageOf(tables: Kysely<SessionTables>, all: Numbered, before: number | null): Promise<SecurityPage> {
  const newest = tables.selectFrom(all.as('entry')).selectAll().orderBy('number', 'desc')
  const older = before === null ? newest : newest.where('number', '<', before)
  const rows = await older.limit(ACCOUNT_LIMITS.logPage + 1).execute()
  const entries = rows.slice(0, ACCOUNT_LIMITS.logPage).map(entryOf)
  const isMore = rows.length > entries.length
  return { entries, next: isMore ? (entries.at(-1)?.number ?? null) : null }
}

type Row = Awaited<ReturnType<Numbered['execute']>>[number]

function entryOf({ number, at, what, address, detail, doer, doerName, owner, ownerName }: Row) {
  return {
    number,
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
