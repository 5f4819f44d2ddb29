/** A row that is written only while something holds: whoever looks first and writes then lets two at once through. */
import type { Expression, Insertable, Kysely, SqlBool } from 'kysely'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'

export function insertingIf<Table extends keyof SessionTables>(
  tables: Kysely<SessionTables>,
  table: Table,
  row: Insertable<SessionTables[Table]>,
  holds: Expression<SqlBool>,
): TogetherStatement {
  const values = tables.selectNoFrom(({ val }) => Object.entries(row).map(([name, value]) => val(value).as(name)))
  const insertion = tables.insertInto(table).columns(Object.keys(row) as never)
  return { statement: insertion.expression(values.where(holds) as never), mustChange: true }
}
