/**
 * Accounts and sessions: the only tables that are worked with from outside an implementation of the store, by sign-in,
 * with single statements.
 */
import type { PersonId } from '@tandem/rules'

export type SessionTables = {
  account: { id: PersonId; name: string; hue: number; demo: 0 | 1 }
  /** `id` is the SHA-256 of the token; times are milliseconds since 1970. */
  session: { id: string; person: PersonId; created_at: number; expires_at: number }
}
