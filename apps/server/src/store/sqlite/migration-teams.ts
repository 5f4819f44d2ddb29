/**
 * The fourth step: people join and leave, so who belongs to a review is no longer what it was made with.
 *
 * - `membership` has everybody who ever was a member, with the name: the log names people by their ids alone. Whoever was
 *   there when the review was made has a row in `member` too, with the roles they began with; all others joined by an event.
 * - The row of a review keeps what lists show of its plan, as it is now; the plan itself stands in the log.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Migration } from './migrations.ts'
import { sealed } from './seal.ts'

const sql = `
CREATE TABLE membership (
  review TEXT NOT NULL REFERENCES review (id),
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  is_member INTEGER NOT NULL,
  seal BLOB,
  PRIMARY KEY (review, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_person ON membership (person)`

export const TEAMS: Migration = { sql, fill: takeOverMembers }

function takeOverMembers(database: DatabaseSync): void {
  const insert = database.prepare(
    'INSERT INTO membership (review, person, name, is_member, seal) VALUES (:review, :person, :name, :is_member, :seal)',
  )
  for (const { review, person, name } of database.prepare('SELECT review, person, name FROM member').all()) {
    insert.run(sealed('membership', { review, person, name, is_member: 1 }) as Parameters<typeof insert.run>[0])
  }
}
