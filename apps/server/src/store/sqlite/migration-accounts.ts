/**
 * The third step: people who sign in with credentials of their own.
 *
 * - `account` (id, name, hue, demo) is what the rest of the server knows of a person. Everything that belongs to signing
 *   in stands in tables beside it, so that a demo account is an account without a `profile`, and an account that was
 *   deleted keeps its id and nothing else: decisions name it.
 * - Times are milliseconds since 1970, days are texts such as 2026-01-31.
 * - What lets somebody in is stored as its SHA-256 (tokens, codes, known devices) or as an argon2id hash (passwords). The
 *   exceptions are the key of the one-time codes, which the server has to compute with, and a letter that has not been
 *   sent yet, which may hold a link.
 * - A row may leave the security log once it is 400 days older than the newest one. The trigger reads no clock, so a
 *   wrong clock alone cannot empty the log.
 */
import type { Migration } from './migrations.ts'

const sql = `
CREATE TABLE profile (
  person TEXT PRIMARY KEY REFERENCES account (id),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  administrator INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  last_seen_on TEXT,
  disabled_at INTEGER
) STRICT;

CREATE TABLE password (
  person TEXT PRIMARY KEY REFERENCES account (id),
  hash TEXT NOT NULL,
  needs_factor INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE totp (
  person TEXT PRIMARY KEY REFERENCES account (id),
  secret TEXT NOT NULL,
  last_step INTEGER NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_code (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (id),
  used_at INTEGER
) STRICT;
CREATE INDEX recovery_code_by_person ON recovery_code (person);

CREATE TABLE passkey (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  last_used_on TEXT
) STRICT;
CREATE INDEX passkey_by_person ON passkey (person);

CREATE TABLE known_device (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (id),
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX known_device_by_person ON known_device (person);

CREATE TABLE pending (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  person TEXT,
  content TEXT NOT NULL,
  failures INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE invitation (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  review TEXT REFERENCES review (id),
  roles TEXT,
  email TEXT,
  made_by TEXT NOT NULL REFERENCES account (id),
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  used_by TEXT REFERENCES account (id),
  revoked_at INTEGER,
  CHECK ((kind = 'review') = (review IS NOT NULL)),
  CHECK ((kind = 'review') = (roles IS NOT NULL)),
  CHECK ((used_at IS NULL) = (used_by IS NULL))
) STRICT;
CREATE INDEX invitation_by_review ON invitation (review);
CREATE INDEX invitation_by_maker ON invitation (made_by, made_at);

CREATE TABLE password_reset (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES account (id),
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX password_reset_by_person ON password_reset (person);

CREATE TABLE api_token (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_on TEXT,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_token_by_person ON api_token (person);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE security_log (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  actor TEXT,
  person TEXT,
  address TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX security_log_by_person ON security_log (person, id);
CREATE INDEX security_log_by_time ON security_log (at);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_time ON outbox (next_try_at);

ALTER TABLE session ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
UPDATE session SET last_used_at = created_at;

CREATE INDEX account_unsealed ON account (id) WHERE seal IS NULL;

CREATE TRIGGER security_log_keeps BEFORE UPDATE ON security_log
  BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END;
CREATE TRIGGER security_log_stays BEFORE DELETE ON security_log
  WHEN OLD.at > (SELECT max(at) FROM security_log) - 34560000000
  BEGIN SELECT RAISE(ABORT, 'the security log is append-only'); END`

export const ACCOUNTS: Migration = { sql }
