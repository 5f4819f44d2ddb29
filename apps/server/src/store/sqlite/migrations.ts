/**
 * The schema, as an ordered list of steps. The number of steps carried out stands in the file (`user_version`).
 *
 * Steps are only ever added at the end, and only add (tables, columns, indexes, triggers): an older process that reads a
 * newer file finds everything it knows. A step that has been released is never edited.
 */
import type { DatabaseSync } from 'node:sqlite'
import { ACCOUNTS } from './migration-accounts.ts'
import { NOTICES } from './migration-notices.ts'
import { NOTICE_STAGES } from './migration-notice-stages.ts'
import { PERSON_COMMANDS } from './migration-person-commands.ts'
import { SHOWN } from './migration-shown.ts'
import { TEAMS } from './migration-teams.ts'
import { sealOldRows } from './seal.ts'

export class UnknownSchema extends Error {
  constructor(found: number) {
    super(
      `The data was written by a newer Tandem (schema ${found}, this one knows ${MIGRATIONS.length}). Start that version, or restore a backup.`,
    )
    this.name = 'UnknownSchema'
  }
}

/** What a step adds, and what it fills in for rows that were there before. */
export type Migration = { readonly sql: string; readonly fill?: (database: DatabaseSync) => void }

/** Each step runs in a transaction of its own, so a kill between two steps leaves a file that the next start finishes. */
export function migrate(database: DatabaseSync): void {
  const done = schemaVersion(database)
  if (done > MIGRATIONS.length) throw new UnknownSchema(done)
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index >= done) carryOut(database, step, index + 1)
  }
}

/** Closing the connection, as whoever opens it does when this throws, rolls back. */
function carryOut(database: DatabaseSync, { sql, fill }: Migration, version: number): void {
  database.exec(`BEGIN IMMEDIATE; ${sql}`)
  fill?.(database)
  database.exec(`PRAGMA user_version = ${version}; COMMIT`)
}

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

/*
 * - Tables are STRICT: a value of the wrong type is an error here and not a surprise later.
 * - `update_log` and `event` are rowid tables written at their end. A table clustered by (document, number) would spread
 *   the appends of busy documents over the file.
 * - (document, review) refers to the pair, so that no row can name a document of another review.
 */
const first = `
CREATE TABLE review (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  short_title TEXT NOT NULL,
  reference TEXT NOT NULL,
  registration TEXT,
  reviewers_per_study INTEGER NOT NULL,
  invented TEXT,
  form_id TEXT NOT NULL,
  form_version INTEGER NOT NULL,
  form_hash TEXT NOT NULL,
  seq INTEGER NOT NULL,
  chain_head BLOB NOT NULL
) STRICT;

CREATE TABLE member (
  review TEXT NOT NULL REFERENCES review (id),
  person TEXT NOT NULL,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  conflicts_of_interest TEXT NOT NULL,
  hue INTEGER NOT NULL,
  PRIMARY KEY (review, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_person ON member (person);

CREATE TABLE study (
  review TEXT NOT NULL REFERENCES review (id),
  id TEXT NOT NULL,
  place INTEGER NOT NULL,
  key TEXT NOT NULL,
  label TEXT NOT NULL,
  design TEXT NOT NULL,
  citation TEXT NOT NULL,
  PRIMARY KEY (review, id),
  UNIQUE (review, key)
) STRICT;

CREATE TABLE form (
  review TEXT NOT NULL REFERENCES review (id),
  hash TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (review, hash)
) STRICT;

CREATE TABLE document (
  id TEXT PRIMARY KEY,
  review TEXT NOT NULL REFERENCES review (id),
  kind TEXT NOT NULL,
  assessment TEXT NOT NULL,
  owner TEXT,
  form TEXT NOT NULL,
  layout INTEGER NOT NULL,
  UNIQUE (id, review),
  FOREIGN KEY (review, form) REFERENCES form (review, hash)
) STRICT;

CREATE TABLE update_log (
  id INTEGER PRIMARY KEY,
  review TEXT NOT NULL,
  seq INTEGER NOT NULL,
  document TEXT NOT NULL,
  number INTEGER NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  bytes BLOB NOT NULL,
  salt BLOB NOT NULL,
  link BLOB NOT NULL,
  FOREIGN KEY (document, review) REFERENCES document (id, review)
) STRICT;
CREATE UNIQUE INDEX update_log_by_document ON update_log (document, number);
CREATE UNIQUE INDEX update_log_by_seq ON update_log (review, seq);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  review TEXT NOT NULL REFERENCES review (id),
  seq INTEGER NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  salt BLOB NOT NULL,
  link BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_by_seq ON event (review, seq);

CREATE TABLE checkpoint (
  document TEXT PRIMARY KEY REFERENCES document (id),
  up_to INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE client_owner (
  document TEXT NOT NULL REFERENCES document (id),
  client INTEGER NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (document, client)
) STRICT, WITHOUT ROWID;

CREATE TABLE refused (
  id INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  person TEXT NOT NULL,
  at TEXT NOT NULL,
  rule TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX refused_by_person ON refused (person, id);

CREATE TABLE document_summary (
  document TEXT PRIMARY KEY,
  review TEXT NOT NULL,
  assessment TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT,
  answered INTEGER NOT NULL,
  answers TEXT,
  open_candidates INTEGER NOT NULL,
  at TEXT NOT NULL,
  FOREIGN KEY (document, review) REFERENCES document (id, review)
) STRICT;
CREATE INDEX document_summary_by_review ON document_summary (review);

CREATE TABLE command (
  review TEXT NOT NULL REFERENCES review (id),
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (review, id)
) STRICT;

CREATE TABLE snapshot (
  review TEXT NOT NULL REFERENCES review (id),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (review, number)
) STRICT;

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hue INTEGER NOT NULL,
  demo INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_person ON session (person);

CREATE TRIGGER update_log_keeps BEFORE UPDATE ON update_log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER update_log_stays BEFORE DELETE ON update_log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_keeps BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER snapshot_keeps BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'a snapshot is written once'); END;
CREATE TRIGGER snapshot_stays BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'a snapshot is written once'); END;
CREATE TRIGGER client_owner_keeps BEFORE UPDATE ON client_owner WHEN NEW.owner <> OLD.owner
  BEGIN SELECT RAISE(ABORT, 'a client id keeps its owner'); END`

/** One row: see `fence.ts`. And a seal for each row outside the log: see `seal.ts`. */
const second = `
CREATE TABLE fence (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  number INTEGER NOT NULL,
  ballast BLOB NOT NULL
) STRICT;

ALTER TABLE account ADD COLUMN seal BLOB;
ALTER TABLE checkpoint ADD COLUMN seal BLOB;
ALTER TABLE client_owner ADD COLUMN seal BLOB;
ALTER TABLE command ADD COLUMN seal BLOB;
ALTER TABLE document ADD COLUMN seal BLOB;
ALTER TABLE document_summary ADD COLUMN seal BLOB;
ALTER TABLE form ADD COLUMN seal BLOB;
ALTER TABLE member ADD COLUMN seal BLOB;
ALTER TABLE review ADD COLUMN seal BLOB;
ALTER TABLE snapshot ADD COLUMN seal BLOB;
ALTER TABLE study ADD COLUMN seal BLOB`

export const MIGRATIONS: readonly Migration[] = [
  { sql: first },
  { sql: second, fill: sealOldRows },
  ACCOUNTS,
  TEAMS,
  NOTICES,
  SHOWN,
  NOTICE_STAGES,
  PERSON_COMMANDS,
]
