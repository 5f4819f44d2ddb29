/**
 * Kysely over the store's own connection, for code that awaits single statements (sign-in). Each statement commits by
 * itself. A transaction here would stay open across turns of the event loop and swallow the edits committed meanwhile,
 * so there is none.
 */
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { SQLInputValue } from 'node:sqlite'
import type { Connection } from './connection.ts'
import type { SessionTables } from '../session-tables.ts'

export function sessionKysely(connection: Connection): Kysely<SessionTables> {
  return new Kysely<SessionTables>({ dialect: new SqliteDialect({ database: databaseOver(connection) }) })
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
