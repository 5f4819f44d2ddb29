/**
 * The fifth step: what people are told.
 *
 * - A notice refers to what it is about and holds no text: who may read that is asked when it is shown.
 * - `number` is the order of writing and stays inside; what leaves the server is `id`.
 * - Neither table is sealed: letters about notices are written from outside the store, and nothing hangs on them.
 */
import type { Migration } from './migrations.ts'

const sql = `
CREATE TABLE notice (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL,
  review TEXT NOT NULL REFERENCES review (id),
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  by TEXT,
  study TEXT NOT NULL,
  studies INTEGER NOT NULL,
  thread TEXT,
  comment TEXT,
  read_at TEXT,
  mailed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notice_by_person ON notice (person, number);

CREATE TABLE digest (
  person TEXT PRIMARY KEY,
  is_on INTEGER NOT NULL,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID`

export const NOTICES: Migration = { sql }
