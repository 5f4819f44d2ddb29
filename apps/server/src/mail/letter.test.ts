import { describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { nameInLetter } from './letter.ts'

describe('a name in a letter', () => {
  it('is what it is, in any script', () => {
    for (const name of ['Sleep and shift work: a review (2.5 mg)', 'Ольга Ким', '睡眠と交代勤務', 'Zoë 🦉'])
      expect(nameInLetter(name)).toBe(name)
  })

  it('is one line, without what is unseen or turns the direction of writing', () => {
    expect(nameInLetter(' Work\r\nBcc: all@example.org\u2028\u2029\u0000\u007F ')).toBe('Work Bcc: all@example.org')
    expect(nameInLetter('a\u202Eb\u2066c\u200Fd\u200Be\uFEFFf\u{E0041}g')).toBe('abcdefg')
  })

  it('holds no link, however it is hidden', () => {
    for (const name of [
      'https://evil.example/x',
      'https:\u200B//evil.example',
      'x:://\u200B//y',
      ':\u202E//evil.example',
    ])
      expect(nameInLetter(name)).not.toContain('://')
  })

  it('is cut where it would be long enough for a message of its own', () => {
    const { namedInLetter } = ACCOUNT_LIMITS
    expect(nameInLetter('🦉'.repeat(namedInLetter))).toBe('🦉'.repeat(namedInLetter))
    expect(nameInLetter('🦉'.repeat(namedInLetter + 1))).toBe(`${'🦉'.repeat(namedInLetter - 1)}…`)
  })
})
