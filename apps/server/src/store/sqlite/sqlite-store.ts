/** The store on SQLite: one file in a folder that belongs to this process alone. */
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Account, Store } from '../contract.ts'
import { chainAudit } from './audit.ts'
import { connect, openDatabase, type Connection, type OpenDatabase } from './connection.ts'
import { StoreDamaged } from './damage.ts'
import { sessionKysely, togetherOver } from './dialect.ts'
import { documentTables, type QuarantineLimits } from './documents.ts'
import { lockFolder } from './folder-lock.ts'
import { isMarked, markFolder } from './folder-mark.ts'
import { logTables, type Random } from './log.ts'
import { noticeTables } from './notices.ts'
import { memberNames, reviewTables } from './reviews.ts'
import type { SessionTables, Together } from '../session-tables.ts'

export type SqliteStoreOptions = {
  /** Exists and is writable. */
  readonly folder: string
  readonly random: Random
  readonly quarantine: QuarantineLimits
  readonly open?: OpenDatabase
}

export type SqliteStore = {
  readonly store: Store
  /** Accounts and sessions, for sign-in. Single statements only. */
  readonly sessions: Kysely<SessionTables>
  /** Several statements of sign-in, all or none. */
  readonly together: Together
  /** Looks at every row outside the log and at the end of each review's log. @throws StoreDamaged */
  examine(): Promise<void>
  /** Walks the whole log, in turns of the loop, while others work. @throws StoreDamaged */
  examineLog(): Promise<void>
}

/**
 * Links at the end of each log that `examine` walks: about 20 µs each, and the whole log can have hundreds of thousands.
 */
const NEWEST = 2_000

/** @throws FolderInUse, UnknownSchema, StoreFailure, StoreDamaged */
export function openSqliteStore({ folder, random, quarantine, open = openDatabase }: SqliteStoreOptions): SqliteStore {
  const lock = lockFolder(folder)
  try {
    const connection = connect(join(folder, 'tandem.sqlite'), open, isMarked(folder))
    markFolder(folder)
    return {
      store: storeOver(connection, random, quarantine, () => lock.release()),
      sessions: sessionKysely(connection),
      together: togetherOver(connection),
      ...examination(connection),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function examination(connection: Connection): Pick<SqliteStore, 'examine' | 'examineLog'> {
  const audit = chainAudit(connection)
  const reviews = connection.statement(() => connection.queries.selectFrom('review').select('id'))
  const walk = async (length: number): Promise<void> => {
    for (const { id } of reviews.all({})) {
      const broken = await audit.verify(id, length)
      if (broken !== null) throw new StoreDamaged(`the log of review ${id}, entry ${broken.seq} ${broken.why}`)
    }
  }
  return {
    async examine() {
      const table = connection.sealFault()
      if (table !== null) throw new StoreDamaged(`a row of the table ${table}`)
      await walk(NEWEST)
    },
    examineLog: () => walk(Infinity),
  }
}

/**
 * Each method is `async` so that what it throws becomes a rejection, and does all its work before its first `await`:
 * the order of the calls is the order of the work.
 */
function storeOver(
  connection: Connection,
  random: Random,
  quarantine: QuarantineLimits,
  afterClose: () => void,
): Store {
  const reviews = reviewTables(connection)
  const documents = documentTables(connection, quarantine)
  const notices = noticeTables(connection)
  const log = logTables(connection, random, { ...reviews, keepNotices: notices.keep })
  const renameMember = memberNames(connection)
  const people = accountTable(connection)
  const audit = chainAudit(connection)
  return {
    createReview: async (review, first) =>
      log.commitAfter(() => reviews.create(review), first === undefined ? [] : [first]),
    reviewsOf: async (person) => reviews.ofPerson(person),
    foundedBy: async (person) => reviews.foundedBy(person),
    loadReview: async (id) => reviews.load(id),
    summariesOf: async (review) => reviews.summariesOf(review),

    document: async (id) => documents.get(id),
    loadDocument: async (id) => documents.load(id),
    historyOf: async (id) => documents.history(id),
    clientOwners: async (id) => documents.clientOwners(id),
    saveCheckpoint: async (id, checkpoint) => documents.saveCheckpoint(id, checkpoint),
    quarantine: async (refusal) => documents.quarantine(refusal),

    commit: async (commits) => log.commit(commits),
    carryForward: async (carried) => log.carryForward(carried),
    commandAnswer: async (review, person, id) => log.commandAnswer(review, person, id),

    snapshot: async (review, number) => log.snapshot(review, number),

    noticesFor: async (person, most) => notices.newestOf(person, most),
    unreadOf: async (person) => notices.unreadOf(person),
    markRead: async (person, ids, at) => notices.markRead(person, ids, at),

    renameMember: async (person, name) => renameMember(person, name),
    createAccount: async (account) => people.create(account),
    accounts: async () => people.all(),

    verifyChain: async (review) => audit.verify(review),

    probe: async () => connection.probe(),

    close: async () => {
      connection.close()
      afterClose()
    },
  }
}

function accountTable({ queries, statement, insertion, transaction }: Connection) {
  const insert = insertion('account')
  const all = statement(() => queries.selectFrom('account').selectAll().orderBy('id'))
  return {
    create({ id, name, hue, demo }: Account): void {
      transaction(() => insert({ id, name, hue, demo: demo ? 1 : 0 }))
    },
    all: (): readonly Account[] => all.all({}).map(({ id, name, hue, demo }) => ({ id, name, hue, demo: demo === 1 })),
  }
}
