import { describe, expect, test } from 'vitest'
import { changeBetween, shiftedBy } from './text-change.ts'

const apply = (before: string, after: string, caret?: number): string => {
  const change = changeBetween(before, after, caret)
  return change ? before.slice(0, change.at) + change.insert + before.slice(change.at + change.remove) : before
}

describe('the smallest change between two texts', () => {
  test.each([
    ['', 'a', { at: 0, remove: 0, insert: 'a' }],
    ['abc', '', { at: 0, remove: 3, insert: '' }],
    ['abcd', 'abXcd', { at: 2, remove: 0, insert: 'X' }],
    ['abcd', 'abd', { at: 2, remove: 1, insert: '' }],
    ['one two three', 'one 2 three', { at: 4, remove: 3, insert: '2' }],
  ])('%j to %j', (before, after, expected) => {
    expect(changeBetween(before, after)).toEqual(expected)
  })

  test('there is none between equal texts', () => {
    expect(changeBetween('same', 'same')).toBeNull()
  })

  test('the caret tells which of equal characters is new', () => {
    // "a|a" typed to "aa|a": the caret stands behind the new one.
    expect(changeBetween('aa', 'aaa', 2)).toEqual({ at: 1, remove: 0, insert: 'a' })
    expect(changeBetween('aa', 'aaa', 1)).toEqual({ at: 0, remove: 0, insert: 'a' })
  })

  test('a surrogate pair is never cut', () => {
    const change = changeBetween('x😀y', 'x😁y')
    expect(change).toEqual({ at: 1, remove: 2, insert: '😁' })
  })

  test('applied, it always gives the new text', () => {
    // A small generator with a fixed seed: the same texts in every run.
    let seed = 20261122
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    const word = (): string =>
      Array.from({ length: random(12) }, () =>
        'ab😀'.slice(
          ...([
            [0, 1],
            [1, 2],
            [2, 4],
          ][random(3)] as [number, number]),
        ),
      ).join('')
    for (let run = 0; run < 2_000; run += 1) {
      const [before, after] = [word(), word()]
      expect(apply(before, after, random(after.length + 1)), `${before} to ${after}`).toBe(after)
    }
  })
})

describe('a position after somebody else’s change', () => {
  test.each([
    ['text inserted before it', [{ insert: 'abc' }], 2, 5],
    ['text inserted after it', [{ retain: 4 }, { insert: 'abc' }], 2, 2],
    ['text inserted exactly there', [{ retain: 2 }, { insert: 'abc' }], 2, 2],
    ['text deleted before it', [{ delete: 2 }], 3, 1],
    ['a deletion around it', [{ retain: 1 }, { delete: 4 }], 3, 1],
    ['a replacement before it', [{ retain: 1 }, { delete: 2 }, { insert: 'wxyz' }], 5, 7],
  ])('%s', (_, delta, position, expected) => {
    expect(shiftedBy(delta, position)).toBe(expected)
  })
})
