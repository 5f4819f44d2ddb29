import { describe, expect, it } from 'vitest'
import { isUnderstood, WIRE_VERSION } from './version.ts'

describe('the version of the wire', () => {
  it('is understood if it is ours or the one before, and if nothing is said', () => {
    expect(isUnderstood(String(WIRE_VERSION))).toBe(true)
    expect(isUnderstood(String(Math.max(1, WIRE_VERSION - 1)))).toBe(true)
    expect(isUnderstood(null)).toBe(true)
  })

  it('is not understood if it is older, newer or no version', () => {
    for (const said of [String(WIRE_VERSION - 2), String(WIRE_VERSION + 1), '0', '', '-1', '1.5', 'one', '1e0'])
      expect(isUnderstood(said), said).toBe(false)
  })
})
