/** Secrets that the server hands out: random, written in base64url, and kept as their SHA-256 only. */
import { createHash } from 'node:crypto'

export type Random = (size: number) => Uint8Array

export function newSecret(random: Random, bytes: number): string {
  return Buffer.from(random(bytes)).toString('base64url')
}

/** A fast hash is enough: nobody guesses 128 random bits, however fast they try. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
