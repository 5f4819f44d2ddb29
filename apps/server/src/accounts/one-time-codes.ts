/**
 * Codes of an authenticator app (TOTP, RFC 6238): SHA-1, 6 digits, 30 seconds, as every app knows them. A code of the step
 * before or after is taken too, for clocks differ; and each step only once, and none before it, or a code that somebody
 * saw could be used again within its minute.
 */
import { encodeQR } from 'qr'
import { Secret, TOTP } from 'otpauth'
import type { Random } from '../auth/secret.ts'

const PERIOD = 30
const KEY_BYTES = 20
/** Squares around the code, as its standard wants them (ISO/IEC 18004: 4). */
const QUIET_ZONE = 4

/** Base32. */
export function newTotpSecret(random: Random): string {
  return new Secret({ buffer: Uint8Array.from(random(KEY_BYTES)).buffer }).base32
}

/** @returns the step that the code belongs to, or null if it is not right at this time. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : Math.floor(now / 1_000 / PERIOD) + delta
}

/** For tests and for whoever has no app: the code at this time. */
export function codeAt(secret: string, now: number): string {
  return totpOf(secret, '').generate({ timestamp: now })
}

export function totpUri(secret: string, account: string): string {
  return totpOf(secret, account).toString()
}

/** In groups of four, for typing. */
export function spelledSecret(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? ''
}

/** The dark squares as one SVG path in a square view box, margin included: no image, no markup, nothing to sanitise. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const rows = encodeQR(text, 'raw', { border: QUIET_ZONE })
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { path, size: rows.length }
}

function totpOf(secret: string, account: string): TOTP {
  const settings = { issuer: 'Tandem', algorithm: 'SHA1', digits: 6, period: PERIOD }
  return new TOTP({ ...settings, label: account, secret: Secret.fromBase32(secret) })
}
