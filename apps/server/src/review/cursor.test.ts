import { describe, expect, it } from 'vitest'
import { countToCursor, cursorToCount } from './cursor.ts'

describe('a cursor of the live feed', () => {
  it.each([0, 1, 12])('is read back after %i restores', (restores) => {
    for (const count of [0, 1, 999_999_999]) expect(cursorToCount(countToCursor(count, restores), restores)).toBe(count)
  })

  it('of before a restore is none, except the one of who begins', () => {
    expect(cursorToCount(countToCursor(7, 0), 1)).toBeNull()
    expect(cursorToCount(countToCursor(7, 1), 2)).toBeNull()
    expect(cursorToCount(countToCursor(7, 1), 0)).toBeNull()
    expect(cursorToCount('0', 3)).toBe(0)
  })

  it.each(['', '-', '1-', '-1', '1.5', ' 1', '1-2-3', '1e3', '99999999999'])('is not "%s"', (cursor) => {
    expect(cursorToCount(cursor, 0)).toBeNull()
    expect(cursorToCount(cursor, 1)).toBeNull()
  })
})
