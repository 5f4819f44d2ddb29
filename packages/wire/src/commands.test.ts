import { describe, expect, it } from 'vitest'
import { CommandRequestSchema } from './commands.ts'

const asked = (command: unknown) => CommandRequestSchema.safeParse({ id: '0123456789abcdef', command }).success

describe('a command on the wire', () => {
  it('is taken with exactly its members', () => {
    expect(asked({ type: 'lock', form: 'tiny', reason: 'Stage done.' })).toBe(true)
    expect(asked({ type: 'lock', form: 'tiny', reason: 'Stage done.', force: true })).toBe(false)
    expect(asked({ type: 'lock' })).toBe(false)
    expect(asked({ type: '__proto__', reason: 'x' })).toBe(false)
  })

  it('carries no half of a character: it could be asked but never frozen', () => {
    expect(asked({ type: 'reopen', assessment: 'a', reason: 'x\ud800' })).toBe(false)
    expect(asked({ type: 'snapshot', label: '\udc00', reason: '' })).toBe(false)
    expect(asked({ type: 'snapshot', label: '😀', reason: '' })).toBe(true)
  })
})
