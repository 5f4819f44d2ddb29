import { describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { passwordFault } from './password-rules.ts'

const words = ['Alice Example', 'alice.liddell@wonderland-hospital.example', 'reviews.example.org']
const fault = (password: string, hasSecondFactor = false) => passwordFault(password, { words, hasSecondFactor })

describe('a password', () => {
  it('needs 15 characters by itself and 8 with a second factor, not one fewer', () => {
    const { alone, withSecondFactor } = ACCOUNT_LIMITS.password
    expect([alone, withSecondFactor]).toEqual([15, 8])
    expect(fault('vmqzktbwrhxnpd')).toContain('at least 15 characters, and this one has 14')
    expect(fault('vmqzktbwrhxnpdj')).toBeNull()
    expect(fault('vmqzktb', true)).toContain('at least 8')
    expect(fault('vmqzktbw', true)).toBeNull()
  })

  it('may have any characters: spaces, other scripts, emoji, each of which counts as one', () => {
    for (const password of [
      'correct horse battery staple',
      '  leading and trailing  ',
      'звёзды падают тихо',
      '月が静かな海を照らす夜明け前に',
      '🦘🐸🪲🦚🐙🦩🦔🐬🦉🐝🦋🐢🦑🦡🦦',
      'no-digits-no-capitals',
    ])
      expect(fault(password), password).toBeNull()
    expect(fault('🦘🐸🪲🦚🐙🦩🦔🐬🦉🐝🦋🐢🦑🦡')).toContain('has 14')
  })

  it('made of what is tried first is refused, however long', () => {
    for (const password of [
      'passwordpassword',
      'Password Password 1!',
      'password12345678',
      'aaaaaaaaaaaaaaaaaaaa',
      'abcabcabcabcabcabc',
      '123456789012345',
      '987654321098765',
      'abcdefghijklmnop',
      'qwertyuiopasdfgh',
      'poiuytrewqlkjhg',
      'iloveyouiloveyou',
      'letmeinletmein!!',
      'Summer2026Winter2025',
      '1q2w3e4r5t6y7u8i',
    ])
      expect(fault(password), password).toContain('tried first')
  })

  it('made of the name, the address, the host or our own name is refused', () => {
    for (const password of [
      'Alice Example 2026',
      'aliceexamplealice',
      'alice.liddell@wonderland',
      'wonderlandhospital1',
      'reviews.example.org',
      'tandemtandemtandem',
      'TandemReviews2026!',
    ])
      expect(fault(password), password).toContain('tried first')
  })

  it('with such words beside something of one’s own is taken', () => {
    expect(fault('alice bought velvet umbrellas')).toBeNull()
    expect(fault('password for gnomes only')).toBeNull()
  })

  it('of a thousand characters is judged at once', () => {
    expect(fault('xq'.repeat(500))).toContain('tried first')
    expect(fault(Array.from({ length: 1_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(''))).toBeNull()
  })
})
