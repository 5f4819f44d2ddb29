import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeAt, newTotpSecret, qrPath, spelledSecret, stepOfCode, totpUri } from './one-time-codes.ts'

/** "12345678901234567890", the key of the standard's own examples (RFC 6238, appendix B). */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const step = 30_000

describe('a one-time code', () => {
  it('is the one of the standard', () => {
    // The last six of the eight digits that RFC 6238 prints.
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [20_000_000_000, '353130'],
    ] as const)
      expect(codeAt(SECRET, seconds * 1_000)).toBe(code)
  })

  it('is right in its own half minute and the two beside it, to the millisecond', () => {
    const now = 1_000 * step
    const code = codeAt(SECRET, now)
    for (const time of [now - step, now, now + 2 * step - 1]) expect(stepOfCode(SECRET, code, time)).toBe(1_000)
    for (const time of [now - step - 1, now + 2 * step]) expect(stepOfCode(SECRET, code, time)).toBeNull()
  })

  it('of another key is wrong', () => {
    const [mine, theirs] = [newTotpSecret(randomBytes), newTotpSecret(randomBytes)]
    // One in a million would fit by chance, so the times are tried until they differ.
    const now = [...Array(100).keys()].map((i) => i * 10 * step).find((t) => codeAt(mine, t) !== codeAt(theirs, t)) ?? 0
    expect(stepOfCode(mine, codeAt(theirs, now), now)).toBeNull()
  })
})

describe('a key', () => {
  it('has 160 random bits', () => {
    expect(newTotpSecret(randomBytes)).toMatch(/^[A-Z2-7]{32}$/)
    expect(newTotpSecret(randomBytes)).not.toBe(newTotpSecret(randomBytes))
  })

  it('goes to the app as a URI that says all that the app needs', () => {
    const uri = new URL(totpUri(SECRET, 'alice+test@example.org'))
    expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp'])
    expect(decodeURIComponent(uri.pathname)).toBe('/Tandem:alice+test@example.org')
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Tandem',
      secret: SECRET,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
  })

  it('can be typed', () => {
    expect(spelledSecret(SECRET)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
  })

  it('is shown as a path of squares with a quiet margin, and nothing else', () => {
    const { path, size } = qrPath(totpUri(SECRET, 'alice@example.org'))
    expect(path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/)
    const squares = [...path.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => [Number(x), Number(y)])
    const all = squares.flat()
    expect([Math.min(...all), Math.max(...all)]).toEqual([4, size - 5])
    // The three corners have their finder patterns: seven dark squares in a row.
    for (const [x, y] of [
      [4, 4],
      [size - 11, 4],
      [4, size - 11],
    ] as const)
      for (let dx = 0; dx < 7; dx += 1) expect(squares).toContainEqual([x + dx, y])
  })
})
