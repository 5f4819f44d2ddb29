/**
 * The eighth step: a command's id is its asker's own. With one name space for a whole review somebody could try which ids
 * others had used, and ids that say something, as scripts choose them, said it to everybody.
 *
 * `asked` is the hash of the command, so that an id that is used again for something else is refused; null for what was
 * carried out before it was kept. The table `command` stays as it was, and nothing reads it any more.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Migration } from './migrations.ts'
import { sealed } from './seal.ts'

const sql = `
CREATE TABLE person_command (
  review TEXT NOT NULL REFERENCES review (id),
  person TEXT NOT NULL,
  id TEXT NOT NULL,
  asked TEXT,
  answer TEXT NOT NULL,
  seal BLOB,
  PRIMARY KEY (review, person, id)
) STRICT`

export const PERSON_COMMANDS: Migration = { sql, fill: takeOverCommands }

function takeOverCommands(database: DatabaseSync): void {
  const insert = database.prepare(
    'INSERT INTO person_command (review, person, id, asked, answer, seal) VALUES (:review, :person, :id, :asked, :answer, :seal)',
  )
  for (const { review, person, id, answer } of database.prepare('SELECT * FROM command').all()) {
    const row = { review, person, id, asked: null, answer }
    insert.run(sealed('person_command', row) as Parameters<typeof insert.run>[0])
  }
}
