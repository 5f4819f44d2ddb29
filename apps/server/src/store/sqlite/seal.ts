/**
 * Seals: what stands outside the log says itself whether it is still what was written.
 *
 * The log has its chain, the tables' structure has SQLite's own check. A byte that changed inside a name, a role, an
 * answer to a command or a checkpoint would pass both. So each such row carries
 *
 *   seal = SHA-256( table ‖ 0x00 ‖ for each column in alphabetical order: name ‖ 0x00 ‖ type ‖ length ‖ ":" ‖ value )
 *
 * written with the row and compared at the start. Like the chain it has no key: it shows damage, not forgery. Some tables
 * carry none: sessions and what belongs to signing in are written from outside this folder, and a byte that changed in
 * them signs nobody in; refused updates are kept for support only and may be more bytes than all the rest.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { isSameLink } from '../chain.ts'

/** The sealed tables, with the columns that change by themselves: the chain covers those, or nothing hangs on them. */
const SEALED: Readonly<Record<string, readonly string[]>> = {
  account: [],
  checkpoint: [],
  client_owner: [],
  command: [],
  document: [],
  document_summary: [],
  form: [],
  member: [],
  membership: [],
  person_command: [],
  review: ['seq', 'chain_head'],
  snapshot: [],
  study: [],
}

type Row = Readonly<Record<string, unknown>>

/** The row with its seal; as it is, where the table has none. */
export function sealed<Value extends object>(table: string, row: Value): Value {
  return table in SEALED ? { ...row, seal: sealOf(table, row as Row) } : row
}

/** For rows that were written before there were seals. A snapshot cannot be changed; it proves itself by its content id. */
export function sealOldRows(database: DatabaseSync): void {
  for (const table of Object.keys(SEALED)) {
    if (table === 'snapshot') continue
    const key = keyOf(database, table)
    // A table of a later step.
    if (key.length === 0) continue
    const update = database.prepare(
      `UPDATE ${table} SET seal = ? WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`,
    )
    for (const row of database.prepare(`SELECT * FROM ${table}`).all() as Row[]) {
      update.run(sealOf(table, row), ...key.map((column) => row[column] as string | number))
    }
  }
}

/** The first table with a row that is not what was written, or null. */
export function brokenSeal(database: DatabaseSync): string | null {
  for (const table of Object.keys(SEALED)) {
    for (const row of database.prepare(`SELECT * FROM ${table}`).iterate() as Iterable<Row>) {
      if (!isIntact(table, row)) return table
    }
  }
  return null
}

function isIntact(table: string, row: Row): boolean {
  if (row['seal'] === null) return table === 'snapshot'
  return row['seal'] instanceof Uint8Array && isSameLink(row['seal'], sealOf(table, row))
}

function sealOf(table: string, row: Row): Uint8Array {
  const hash = createHash('sha256').update(`${table}\0`)
  const columns = Object.keys(row).filter((column) => column !== 'seal' && !SEALED[table]?.includes(column))
  for (const column of columns.sort()) {
    const value = row[column]
    const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value), 'utf8')
    hash.update(`${column}\0${value === null ? 'null' : typeof value}${bytes.byteLength}:`).update(bytes)
  }
  return hash.digest()
}

function keyOf(database: DatabaseSync, table: string): readonly string[] {
  const columns = database.prepare('SELECT name, pk FROM pragma_table_info(?) ORDER BY pk').all(table)
  return columns.filter(({ pk }) => Number(pk) > 0).map(({ name }) => String(name))
}
