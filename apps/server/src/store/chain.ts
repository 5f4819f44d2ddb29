/**
 * The hash chain of a review.
 *
 * Every accepted edit and every event of a review takes the next `seq` (1, 2, 3, …) and one link of one chain:
 *
 *   link(0)   = SHA-256( "tandem/chain/1" ‖ 0x00 ‖ review id )
 *   sealed(n) = SHA-256( salt(n) ‖ payload(n) )
 *   link(n)   = SHA-256( link(n-1) ‖ sealed(n) ‖ header(n) )
 *
 * - `payload` is the Yjs update of an edit, or the canonical JSON (RFC 8785, UTF-8) of an event.
 * - `salt` is 16 random bytes, stored beside the payload. A file that leaves a payload out can still be verified from
 *   `sealed`, and without the salt a short secret (a vote is one of three words) cannot be guessed from its hash.
 * - `header` is the canonical JSON of {actor, at, document, kind, seq}; document is null for an event. People are ids:
 *   no name and no address enters a hash.
 * - link and sealed have 32 bytes each, so the three parts cannot run into each other.
 *
 * Each row keeps its own link. Walking from link(0) therefore shows the first row that was altered, removed, inserted
 * or moved. The chain has no key: who can write the file can also compute it anew from some row on. That shows only
 * against a link kept elsewhere, as every snapshot does.
 */
import { createHash } from 'node:crypto'
import { canonicalJson, type Actor, type DocumentId, type Instant, type ReviewId } from '@tandem/rules'

export const SALT_BYTES = 16

export type ChainHeader = {
  readonly seq: number
  readonly kind: 'edit' | 'event'
  readonly document: DocumentId | null
  readonly actor: Actor
  readonly at: Instant
}

export type ChainedRow = ChainHeader & {
  readonly salt: Uint8Array
  readonly payload: Uint8Array
  readonly link: Uint8Array
}

export function firstLink(review: ReviewId): Uint8Array {
  return sha256(utf8('tandem/chain/1\0'), utf8(review))
}

export function seal(salt: Uint8Array, payload: Uint8Array): Uint8Array {
  return sha256(salt, payload)
}

export function nextLink(previous: Uint8Array, header: ChainHeader, sealed: Uint8Array): Uint8Array {
  return sha256(previous, sealed, utf8(headerText(header)))
}

/** Whether `row` continues the chain after the link `previous`. */
export function continuesChain(previous: Uint8Array, row: ChainedRow): boolean {
  return isSameLink(row.link, nextLink(previous, row, seal(row.salt, row.payload)))
}

export function isSameLink(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

/** Rows carry more than the header; only these five are hashed. */
function headerText({ actor, at, document, kind, seq }: ChainHeader): string {
  return canonicalJson({ actor, at, document, kind, seq })
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
