/**
 * The one connection to the file.
 *
 * node:sqlite is synchronous, and that is the serial queue: whatever is called runs to its end before anything else
 * can, in the order of the calls. A transaction is therefore never open across a turn of the event loop, where a group
 * commit of edits could fall into a command's transaction and be rolled back with it. Bodies of transactions are plain
 * functions for the same reason: an `await` inside one would not compile.
 *
 * Kysely knows the tables and compiles the SQL, once per statement; node:sqlite runs it.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type Insertable,
  type InsertQueryBuilder,
  type InsertResult,
} from 'kysely'
import { StoreFailure } from '../contract.ts'
import { StoreDamaged } from './damage.ts'
import { isIncomprehension, storeErrorOf } from './failure.ts'
import { raiseFence, type Fence } from './fence.ts'
import { migrate } from './migrations.ts'
import type { Tables } from './schema.ts'
import { brokenSeal, sealed } from './seal.ts'
import { structureFault } from './structure.ts'

/** Milliseconds to wait for a foreign reader, e.g. a backup tool; Tandem itself has no second connection. */
const BUSY_TIMEOUT = 2_000

export type Connection = {
  /** Only compiles: running a query of it throws. */
  readonly queries: Kysely<Tables>
  /** Compiles once. `build` gets stand-ins for the values that each call brings. */
  statement<Values extends object, Row>(build: (values: Values) => Compilable<Row>): Statement<Values, Row>
  /** Adds rows to a table; `amend` says what happens on a conflict. */
  insertion<Table extends keyof Tables>(table: Table, amend?: Amend<Table>): Insertion<Table>
  /** All of `body` or nothing. @throws StoreFailure if the disk refuses. */
  transaction<Result>(body: () => Result): Result
  /** One statement that only reads, by itself. @throws StoreFailure if the disk refuses. */
  alone<Result>(body: (database: DatabaseSync) => Result): Result
  /** Takes new space on the disk and gives it to the file. @throws StoreFailure while there is none. */
  probe(): void
  /** What is wrong with rows outside the log, or null. */
  sealFault(): string | null
  close(): void
}

export type Statement<Values, Row> = {
  all(values: Values): readonly Row[]
  get(values: Values): Row | null
  run(values: Values): void
}

export type Insertion<Table extends keyof Tables> = (row: Insertable<Tables[Table]>) => void

type InsertOf<Table extends keyof Tables> = InsertQueryBuilder<Tables, Table, InsertResult>
type Amend<Table extends keyof Tables> = (insert: InsertOf<Table>) => InsertOf<Table>

export type OpenDatabase = (path: string) => DatabaseSync

export const openDatabase: OpenDatabase = (path) => new DatabaseSync(path, { timeout: BUSY_TIMEOUT })

/**
 * @param isUsed whether there has been data here: an empty file is a damaged one then.
 * @throws StoreFailure, StoreDamaged, UnknownSchema
 */
export function connect(path: string, open: OpenDatabase, isUsed: boolean): Connection {
  const database = named(() => open(path))
  try {
    return connectionOver(
      database,
      named(() => prepared(database, isUsed)),
    )
  } catch (error) {
    database.close()
    // A statement of ours that SQLite does not understand here: its schema or its format is not what we wrote.
    throw isIncomprehension(error) ? new StoreDamaged(error.message) : error
  }
}

/** Nothing is written to a file that SQLite itself finds damaged. */
function prepared(database: DatabaseSync, isUsed: boolean): Fence {
  configure(database)
  const fault = structureFault(database, isUsed)
  if (fault !== null) throw new StoreDamaged(fault)
  migrate(database)
  return raiseFence(database)
}

/**
 * FULL makes each commit wait for the disk; that is what "saved" means. On macOS plain fsync leaves the data in the
 * drive's cache, hence fullfsync, which other systems ignore.
 */
function configure(database: DatabaseSync): void {
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
  `)
}

function connectionOver(database: DatabaseSync, fence: Fence): Connection {
  const guard = failureGuard()
  const queries = compilingKysely()
  const transaction = <Result>(body: () => Result): Result => guard(() => inTransaction(database, fence, body))
  return {
    queries,
    statement: (build) => prepare(database, build),
    insertion: (table, amend) => insertion(database, queries, table, amend),
    transaction,
    alone: (body) => guard(() => body(database)),
    probe() {
      transaction(fence.fill)
      transaction(fence.empty)
    },
    sealFault: () => named(() => brokenSeal(database)),
    close: () => database.close(),
  }
}

/** After a final failure nothing is written any more: what the file holds is not known until it is opened anew. */
function failureGuard(): <Result>(body: () => Result) => Result {
  let ended: StoreFailure | null = null
  return (body) => {
    if (ended !== null) throw ended
    try {
      return named(body)
    } catch (error) {
      if (error instanceof StoreFailure && error.final) ended = error
      throw error
    }
  }
}

/** Errors of the disk in the contract's words. */
function named<Result>(body: () => Result): Result {
  try {
    return body()
  } catch (error) {
    throw storeErrorOf(error)
  }
}

/** IMMEDIATE takes the write lock at once: a transaction that starts as a reader could fail half-way with BUSY. */
function inTransaction<Result>(database: DatabaseSync, fence: Fence, body: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    fence.check()
    const result = body()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has already rolled back by itself after some errors, a full disk among them.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function compilingKysely(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

function prepare<Values extends object, Row>(
  database: DatabaseSync,
  build: (values: Values) => Compilable<Row>,
): Statement<Values, Row> {
  const { sql, parameters } = build(standIns<Values>()).compile()
  const statement = database.prepare(sql)
  const bind = (values: Values) => parameters.map((parameter) => valueFor(parameter, values))
  return {
    all: (values) => named(() => statement.all(...bind(values)) as Row[]),
    get: (values) => named(() => (statement.get(...bind(values)) as Row | undefined) ?? null),
    run: (values) => named(() => void statement.run(...bind(values))),
  }
}

/** All rows of a table are built with the same columns, so the first one gives the statement. */
function insertion<Table extends keyof Tables>(
  database: DatabaseSync,
  queries: Kysely<Tables>,
  table: Table,
  amend: Amend<Table> = (insert) => insert,
): Insertion<Table> {
  let statement: Statement<Insertable<Tables[Table]>, InsertResult> | null = null
  return (given) => {
    const row = sealed(table, given)
    const columns = Object.keys(row) as (keyof typeof row)[]
    statement ??= prepare(database, (values) => amend(queries.insertInto(table).values(picked(values, columns))))
    statement.run(row)
  }
}

/** Stand-ins cannot be listed, so the columns are named. */
function picked<Values extends object>(values: Values, names: readonly (keyof Values)[]): Values {
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Values
}

/** Stands in the compiled query where a value of each call goes. Kysely takes it for a value and hands it back. */
class StandIn {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

function standIns<Values extends object>(): Values {
  return new Proxy({} as Values, { get: (_, name) => new StandIn(String(name)) })
}

function valueFor(parameter: unknown, values: object): SQLInputValue {
  const value: unknown = parameter instanceof StandIn ? values[parameter.name as keyof typeof values] : parameter
  return value as SQLInputValue
}
