/**
 * Copies of the whole file: making one beside a running server, looking at one, and making one fit to be worked with.
 *
 * A copy is made by `VACUUM INTO` over a read-only connection of our own.
 *
 * - It is one statement and so one read transaction: the copy is the database as of one commit. In WAL mode a reader
 *   stops no writer; what is committed meanwhile collects in the `-wal` file and is taken over afterwards.
 * - The backup interface of SQLite (`backup` of node:sqlite) copies in steps, each a read transaction of its own, and
 *   begins anew whenever another process has committed in between. Beside a server that wrote 400 commits a second it
 *   began anew 1,500 times on a file of 108 MB and came to its end only when the writing stopped.
 * - Held inside a read transaction that interface is as fast, but it copies free pages with what was deleted in them (a
 *   removed name, an old token), and leaves a file in WAL mode, which cannot be looked at without writing beside it.
 * - Copying the files themselves is right only while nobody writes.
 */
import { copyFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { ReviewId } from '@tandem/rules'
import type { DatabaseFacts } from '../../backup/database.ts'
import { chainAudit } from './audit.ts'
import { StoreDamaged } from './damage.ts'
import { storeErrorOf } from './failure.ts'
import { raiseFenceBeyond } from './fence.ts'
import { migrate, MIGRATIONS, schemaVersion, UnknownSchema } from './migrations.ts'
import { openForReading, readingConnection } from './reader.ts'
import { brokenSeal } from './seal.ts'
import { structureFault } from './structure.ts'

/** Also of a schema that this program would carry forward. @throws FolderUnreadable, StoreFailure, UnknownSchema */
export function copyDatabase(folder: string, target: string): void {
  const database = openForReading(folder)
  try {
    const schema = named(() => schemaVersion(database))
    if (schema > MIGRATIONS.length) throw new UnknownSchema(schema)
    named(() => database.prepare('VACUUM INTO ?').run(target))
  } finally {
    database.close()
  }
}

/** @throws StoreFailure */
export function factsOf(path: string): DatabaseFacts {
  return reading(path, (database) => {
    const tables = namesIn(
      database,
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`,
    )
    const heads = database.prepare('SELECT id, seq, lower(hex(chain_head)) AS head FROM review ORDER BY id').all()
    return {
      schema: schemaVersion(database),
      counts: Object.fromEntries(tables.sort().map((table) => [table, rowsOf(database, table)])),
      heads: heads.map(({ id, seq, head }) => ({ review: String(id), seq: Number(seq), head: String(head) })),
    }
  })
}

/**
 * Looks at all there is: SQLite's own structure, each row outside the logs, each log from its beginning. A copy of an
 * earlier schema is carried forward beside itself for that, and stays as it is.
 *
 * @throws StoreDamaged, StoreFailure
 */
export async function examineCopy(path: string): Promise<void> {
  if (reading(path, schemaVersion) === MIGRATIONS.length) return examine(path)
  const forward = `${path}.forward`
  copyFileSync(path, forward)
  try {
    bringForward(forward)
    await examine(forward)
  } finally {
    rmSync(forward)
  }
}

async function examine(path: string): Promise<void> {
  const database = named(() => new DatabaseSync(path, { readOnly: true }))
  try {
    named(() => findDamage(database))
    const { verify } = chainAudit(readingConnection(database))
    for (const review of namesIn(database, 'SELECT id AS name FROM review')) {
      const broken = await verify(review as ReviewId)
      if (broken !== null) throw new StoreDamaged(`the log of review ${review}, entry ${broken.seq} ${broken.why}`)
    }
  } finally {
    database.close()
  }
}

/** Carries a copy of an earlier version forward, as a start would. @throws StoreDamaged, UnknownSchema */
export function bringForward(path: string): void {
  writing(path, (database) => {
    const fault = structureFault(database, true)
    if (fault !== null) throw new StoreDamaged(fault)
    migrate(database)
  })
}

export type TakingOver = {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly keepsSessions: boolean
}

/**
 * Makes a copy the one that is worked with from now on.
 *
 * - Whatever expires, expires: sessions, links, invitations, tokens. Used or revoked since, they would be good again.
 *   Nothing that the research needs expires, so the columns `expires_at` are all of them, those of later versions too.
 *   Sessions may be spared: an open page comes back by itself then, with what it holds of a shared document.
 * - The fence is raised beyond any count of starts, to the time. An earlier server that still has hold of the same file,
 *   on a network mount, writes no more.
 */
export function takeOver(path: string, { now, keepsSessions }: TakingOver): void {
  writing(path, (database) => {
    database.exec('BEGIN IMMEDIATE')
    for (const table of expiringTables(database)) {
      if (keepsSessions && table === 'session') continue
      database.exec(`UPDATE "${table}" SET expires_at = 0`)
    }
    raiseFenceBeyond(database, now)
    database.exec('COMMIT')
  })
}

function expiringTables(database: DatabaseSync): readonly string[] {
  return namesIn(
    database,
    `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND c.name = 'expires_at' ORDER BY m.name`,
  )
}

function findDamage(database: DatabaseSync): void {
  const fault = structureFault(database, true)
  if (fault !== null) throw new StoreDamaged(fault)
  const table = brokenSeal(database)
  if (table !== null) throw new StoreDamaged(`a row of the table ${table}`)
}

function rowsOf(database: DatabaseSync, table: string): number {
  return Number(database.prepare(`SELECT count(*) AS count FROM "${table}"`).get()?.['count'])
}

function namesIn(database: DatabaseSync, sql: string): string[] {
  return database
    .prepare(sql)
    .all()
    .map(({ name }) => String(name))
}

function reading<Result>(path: string, use: (database: DatabaseSync) => Result): Result {
  return withDatabase(() => new DatabaseSync(path, { readOnly: true }), use)
}

function writing(path: string, use: (database: DatabaseSync) => void): void {
  withDatabase(() => new DatabaseSync(path), use)
}

function withDatabase<Result>(open: () => DatabaseSync, use: (database: DatabaseSync) => Result): Result {
  return named(() => {
    const database = open()
    try {
      return use(database)
    } finally {
      database.close()
    }
  })
}

/** Errors of the disk in the contract's words. */
function named<Result>(body: () => Result): Result {
  try {
    return body()
  } catch (error) {
    throw storeErrorOf(error)
  }
}
