/**
 * Kysely over the store's own connection, for code that awaits its statements (sign-in). Each statement commits by itself.
 * A transaction that awaits would stay open across turns of the event loop and swallow the edits committed meanwhile, so
 * there is none; what belongs together is handed over as a list and carried out in one turn.
 */
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Connection } from './connection.ts'
import type { SessionTables, Together, TogetherStatement } from '../session-tables.ts'
import { sealed } from './seal.ts'

export function sessionKysely(connection: Connection): Kysely<SessionTables> {
  return new Kysely<SessionTables>({ dialect: new SqliteDialect({ database: databaseOver(connection) }) })
}

export function togetherOver(connection: Connection): Together {
  return async (statements) => {
    try {
      connection.transaction(() => carryOut(connection, statements))
      return true
    } catch (error) {
      if (error === NOTHING_CHANGED) return false
      throw error
    }
  }
}

/** Thrown so that the transaction is rolled back; never leaves this file. */
const NOTHING_CHANGED = new Error('a statement had to change a row and found none')

function carryOut(connection: Connection, statements: readonly TogetherStatement[]): void {
  connection.alone((database) => {
    for (const { statement, mustChange = false } of statements) {
      const { sql, parameters } = statement.compile()
      const { changes } = database.prepare(sql).run(...(parameters as SQLInputValue[]))
      if (mustChange && changes === 0) throw NOTHING_CHANGED
    }
    sealAccounts(database)
  })
}

function sealAccounts(database: DatabaseSync): void {
  const update = database.prepare('UPDATE account SET seal = ? WHERE id = ?')
  for (const row of database.prepare('SELECT * FROM account WHERE seal IS NULL').all()) {
    const { seal } = sealed('account', row)
    update.run(seal as Uint8Array, row['id'] as string)
  }
}

function databaseOver(connection: Connection): SqliteDatabase {
  return {
    prepare: (sql) => statementOver(connection, sql),
    // The store closes the connection.
    close: () => undefined,
  }
}

function statementOver(connection: Connection, sql: string): SqliteStatement {
  if (/^\s*(begin|savepoint)/i.test(sql)) throw new Error('there are no transactions over this connection')
  const statement = connection.alone((database) => database.prepare(sql))
  return {
    reader: statement.columns().length > 0,
    all: (values) => connection.alone(() => statement.all(...(values as SQLInputValue[]))),
    // In a transaction, so that it passes the fence like every other write.
    run: (values) => connection.transaction(() => statement.run(...(values as SQLInputValue[]))),
    iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
  }
}
