/**
 * Codes for when the app is lost: 80 random bits each, in Crockford's base32 (no I, L, O, U), in four groups. Whoever types
 * one may leave out the hyphens, use small letters, and take 0 for O or 1 for I and L.
 */
import { hashOfSecret, type Random } from '../auth/secret.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function newRecoveryCodes(random: Random): readonly string[] {
  const { count, bytes } = ACCOUNT_LIMITS.recoveryCodes
  return Array.from({ length: count }, () => spelled(random(bytes)))
}

export function hashOfRecoveryCode(code: string): string {
  const letters = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return hashOfSecret(letters)
}

function spelled(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)]).join('')
  return letters.match(/.{4}/g)?.join('-') ?? ''
}
