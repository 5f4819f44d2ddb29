import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'

describe('recovery codes', () => {
  it('are ten, of 80 bits each, none alike', () => {
    const codes = newRecoveryCodes(randomBytes)
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
  })

  it('use every bit they are given', () => {
    const codes = newRecoveryCodes(() => Uint8Array.of(0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff))
    expect(codes[0]).toBe('0000-0000-ZZZZ-ZZZZ')
  })

  it('may be typed without hyphens, in small letters, with O for 0 and I or L for 1', () => {
    const hash = hashOfRecoveryCode('0123-4567-89AB-CDEF')
    for (const typed of ['0123456789abcdef', 'o123-4567-89ab-cdef', 'OI23 4567 89AB CDEF', '0l23-4567-89AB-CDEF'])
      expect(hashOfRecoveryCode(typed)).toBe(hash)
    expect(hashOfRecoveryCode('0123-4567-89AB-CDEG')).not.toBe(hash)
  })
})
