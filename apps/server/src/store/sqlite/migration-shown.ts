/**
 * The sixth step: what people have shown of themselves.
 *
 * - A session knows whether the second factor was shown in it: what needs both factors must not open to the password alone,
 *   also where the account has a passkey beside the password.
 * - An address counts as its account's own from the moment at which somebody opened a link that was sent to it. Those that
 *   were there before have not been shown by anybody.
 * - `address_link` has the links that wait for that. Without a person it makes an account; with one it belongs to that
 *   account, and to nobody who found it. A row stays for its day when it was used: letters to an address are counted by it.
 */
import type { Migration } from './migrations.ts'

const sql = `
ALTER TABLE session ADD COLUMN has_shown_factor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE profile ADD COLUMN verified_at INTEGER;

CREATE TABLE address_link (
  id TEXT PRIMARY KEY,
  person TEXT REFERENCES account (id),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX address_link_by_email ON address_link (email_key, expires_at);
CREATE INDEX address_link_by_person ON address_link (person)`

export const SHOWN: Migration = { sql }
