/**
 * The file, read by somebody who only looks: while the server runs, after it was killed, or from a copy.
 *
 * - Read-only for SQLite, so nothing here can write; and not through `connect`, which migrates and raises the fence.
 * - Without the folder's lock: the server keeps it, and readers do not disturb a writer in WAL mode.
 * - One read transaction from the first look to `close`, so that all answers are about the same moment.
 *
 * Where no process has the file open, SQLite leaves an empty `-wal` and a `-shm` beside it; the next server takes them
 * over. Opening it as immutable would avoid that, and read nonsense if a server started meanwhile.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect, type Compilable } from 'kysely'
import type { DocumentId, ReviewId } from '@tandem/rules'
import type { ChainBreak, StoredDocument, StoredReview } from '../contract.ts'
import { chainAudit } from './audit.ts'
import type { Connection, Statement } from './connection.ts'
import { storeErrorOf } from './failure.ts'
import { MIGRATIONS, schemaVersion } from './migrations.ts'
import { reviewTables } from './reviews.ts'
import type { Tables, UpdateLogTable } from './schema.ts'
import { documentOf } from './documents.ts'

/** There is nothing here that this program can read. */
export class FolderUnreadable extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'FolderUnreadable'
  }
}

export type StoreReader = {
  readonly reviews: () => readonly ReviewId[]
  readonly review: (id: ReviewId) => StoredReview | null
  readonly documents: (review: ReviewId) => readonly CountedDocument[]
  readonly document: (id: DocumentId) => StoredDocument | null
  readonly updates: (id: DocumentId) => readonly UpdateRow[]
  readonly verifyChain: (review: ReviewId) => Promise<ChainBreak | null>
  readonly close: () => void
}

type CountedDocument = StoredDocument & { readonly updates: number; readonly bytes: number }
type UpdateRow = Pick<UpdateLogTable, 'seq' | 'actor' | 'at' | 'bytes'>

/** Milliseconds to wait where another process recovers or closes the file. */
const BUSY_TIMEOUT = 2_000

/** @throws FolderUnreadable, StoreFailure */
export function openReader(folder: string): StoreReader {
  const database = openForReading(folder)
  try {
    named(() => database.exec('BEGIN'))
    refuseOtherSchema(named(() => schemaVersion(database)))
    return readerOver(readingConnection(database), () => database.close())
  } catch (error) {
    database.close()
    throw error
  }
}

/** The caller closes it. @throws FolderUnreadable, StoreFailure */
export function openForReading(folder: string): DatabaseSync {
  const path = join(folder, 'tandem.sqlite')
  if (!existsSync(path)) throw new FolderUnreadable(`There is no data in ${folder}: it has no file tandem.sqlite.`)
  return named(() => new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT }))
}

function refuseOtherSchema(found: number): void {
  const known = MIGRATIONS.length
  if (found === known) return
  const age = found > known ? 'a newer Tandem: use that one' : 'an earlier Tandem: start the server on it once'
  throw new FolderUnreadable(
    `The data has schema ${found} and this program reads schema ${known}. It was written by ${age}.`,
  )
}

function readerOver(connection: Connection, close: () => void): StoreReader {
  const { queries, statement } = connection
  const { load } = reviewTables(connection)
  const { verify } = chainAudit(connection)
  const reviews = statement(() => queries.selectFrom('review').select('id').orderBy('id'))
  const document = statement((v: { id: DocumentId }) =>
    queries.selectFrom('document').select(DOCUMENT).where('id', '=', v.id),
  )
  const documents = documentCounter(connection)
  const updates = statement((v: { id: DocumentId }) =>
    queries
      .selectFrom('update_log')
      .select(['seq', 'actor', 'at', 'bytes'])
      .where('document', '=', v.id)
      .orderBy('number'),
  )
  return {
    reviews: () => reviews.all({}).map(({ id }) => id),
    review: load,
    documents,
    document: (id) => {
      const row = document.get({ id })
      return row && documentOf(row)
    },
    updates: (id) => updates.all({ id }),
    verifyChain: verify,
    close,
  }
}

const DOCUMENT = ['id', 'review', 'kind', 'assessment', 'owner', 'form', 'layout'] as const

function documentCounter({ queries, statement }: Connection): StoreReader['documents'] {
  const documents = statement((v: { review: ReviewId }) =>
    queries.selectFrom('document').select(DOCUMENT).where('review', '=', v.review).orderBy('assessment').orderBy('id'),
  )
  const counts = statement((v: { review: ReviewId }) =>
    queries
      .selectFrom('update_log')
      .select((row) => [
        'document',
        row.fn.countAll<number>().as('updates'),
        row.fn.sum<number>(row.fn<number>('length', ['bytes'])).as('bytes'),
      ])
      .where('review', '=', v.review)
      .groupBy('document'),
  )
  return (review) => {
    const countOf = new Map(counts.all({ review }).map(({ document, ...count }) => [document, count]))
    return documents
      .all({ review })
      .map((row) => ({ ...documentOf(row), ...(countOf.get(row.id) ?? { updates: 0, bytes: 0 }) }))
  }
}

/** A connection as the tables of the store want it, that can do nothing but read. Compiles at each call: few are made. */
export function readingConnection(database: DatabaseSync): Connection {
  const refuse = (): never => {
    throw new Error('this connection only reads')
  }
  return {
    // Only compiles, so it asks for no database.
    queries: new Kysely<Tables>({ dialect: new SqliteDialect({ database: async () => refuse() }) }),
    statement: (build) => readingStatement(database, build, refuse),
    insertion: () => refuse,
    transaction: refuse,
    alone: (body) => named(() => body(database)),
    probe: refuse,
    sealFault: refuse,
    close: () => database.close(),
  }
}

function readingStatement<Values extends object, Row>(
  database: DatabaseSync,
  build: (values: Values) => Compilable<Row>,
  refuse: () => never,
): Statement<Values, Row> {
  const all = (values: Values): readonly Row[] => {
    const { sql, parameters } = build(values).compile()
    return named(() => database.prepare(sql).all(...(parameters as SQLInputValue[])) as Row[])
  }
  return { all, get: (values) => all(values)[0] ?? null, run: refuse }
}

function named<Result>(body: () => Result): Result {
  try {
    return body()
  } catch (error) {
    throw storeErrorOf(error)
  }
}
