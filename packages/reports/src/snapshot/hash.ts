import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson, canonicalPrinter, type Hash, type Json } from '@tandem/rules'

/** SHA-256 of the canonical JSON (RFC 8785) of a value: equal values have equal hashes on any machine. */
export const hashOfJson = (value: unknown): Hash => hashOfBytes(utf8ToBytes(canonicalJson(value as Json)))

const hashOfBytes = (bytes: Uint8Array): Hash => bytesToHex(sha256(bytes)) as Hash

/**
 * The bytes and hashes of a file and of its pieces. A piece stands in several hashes: in its own, in that of its study, of the
 * state and of the file. It is printed once. Only for as long as nothing of the file changes.
 */
export type Hashing = { readonly bytesOf: (value: unknown) => Uint8Array; readonly hashOf: (value: unknown) => Hash }

export function hashing(): Hashing {
  const print = canonicalPrinter()
  const bytesOf = (value: unknown): Uint8Array => utf8ToBytes(print(value as Json))
  return { bytesOf, hashOf: (value) => hashOfBytes(bytesOf(value)) }
}

/**
 * The name that people print and type: `rv1-` and the first 80 bits of the content hash in base32 (RFC 4648, lower
 * case), in groups of four.
 */
export function contentIdOf(contentHash: string): string {
  const letters = base32(contentHash.slice(0, 20))
  return `rv1-${(letters.match(/.{4}/g) ?? []).join('-')}`
}

function base32(hex: string): string {
  const bits = [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
