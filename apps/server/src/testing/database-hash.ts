/**
 * For tests: one hash over every row of every table, to see that nothing was changed. What is over is left out: whoever comes
 * with it sweeps it away.
 */
import { createHash } from 'node:crypto'
import type { SessionTables } from '../store/session-tables.ts'
import type { AccountServer } from './account-server.ts'

const SWEPT: readonly string[] = ['session', 'pending', 'known_device', 'password_reset']

/** A checkpoint says nothing that the log does not: a room writes it some time after the last person left. */
const IN_ITS_OWN_TIME: readonly string[] = ['checkpoint']

/** @returns a function that reads the tables anew each time it is called. */
export async function databaseHash({ sessionDatabase, time }: Pick<AccountServer, 'sessionDatabase' | 'time'>) {
  const names = (await sessionDatabase.introspection.getTables()).map(({ name }) => name)
  const tables = names.filter((name) => !IN_ITS_OWN_TIME.includes(name)) as (keyof SessionTables)[]
  return async (): Promise<string> => {
    const hash = createHash('sha256')
    for (const table of tables) {
      const rows = await sessionDatabase.selectFrom(table).selectAll().execute()
      const kept = SWEPT.includes(table) ? rows.filter((row) => holds(row, time.now)) : rows
      hash.update(JSON.stringify([table, kept]))
    }
    return hash.digest('hex')
  }
}

function holds(row: object, now: number): boolean {
  return 'expires_at' in row && Number(row.expires_at) > now
}
