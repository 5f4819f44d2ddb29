/**
 * Whether the file is a whole database with the schema that this program writes. Rows are not judged: see `seal.ts` and
 * `audit.ts`.
 *
 * SQLite's `integrity_check` and not its `quick_check`: that one leaves out whether indexes and tables agree, and an
 * entry missing from an index is an update missing from a document. It took 0.3 to 0.6 s on a file of 104 MB (24 MB of
 * updates in 432,000 rows), `quick_check` 0.1 to 0.2 s.
 */
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS, schemaVersion } from './migrations.ts'

/** What is wrong, or null. A file without a schema is new, unless this place has been used before. */
export function structureFault(database: DatabaseSync, isUsed: boolean): string | null {
  const version = schemaVersion(database)
  if (version === 0 && schemaOf(database).size === 0) return isUsed ? 'it is missing or empty' : null
  const said = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  // Two lines, of which the first names the database.
  if (said !== 'ok') return String(said).split('\n').at(-1) ?? ''
  return version > MIGRATIONS.length ? null : schemaFault(database, version)
}

/** Somebody may have added an index; nothing of ours may be missing or other than we wrote it. */
function schemaFault(database: DatabaseSync, version: number): string | null {
  using expected = new DatabaseSync(':memory:')
  for (const { sql } of MIGRATIONS.slice(0, version)) expected.exec(sql)
  const found = schemaOf(database)
  const differs = [...schemaOf(expected)].find(([name, sql]) => found.get(name) !== sql)
  return differs === undefined ? null : `its schema, at ${differs[0]}`
}

function schemaOf(database: DatabaseSync): ReadonlyMap<string, string> {
  const rows = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all()
  return new Map(rows.map(({ type, name, tbl_name, sql }) => [`${type} ${name}`, `${tbl_name}: ${sql}`]))
}
