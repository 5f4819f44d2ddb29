import { describe, expect, it } from 'vitest'
import { rebasedList, rebasedText } from './rebase.ts'

describe('a text typed here while it changed elsewhere', () => {
  it.each([
    ['nothing changed elsewhere', 'Short.', 'Short. More.', 'Short.', 'Short. More.'],
    ['nothing was typed here', 'Short.', 'Short.', 'Short. Long words.', 'Short. Long words.'],
    ['both say the same', 'a', 'ab', 'ab', 'ab'],
    ['typed behind what changed in front', 'one two', 'one two three', 'ONE two', 'ONE two\nthree'],
    ['typed in front of what was added behind', 'one two', 'zero one two', 'one two three', 'zero one two three'],
    ['both added behind', 'Short.', 'Short. Here.', 'Short. There.', 'Short. Here. There.'],
    ['deleted here what was changed elsewhere', 'one two', 'one', 'one TWO', 'one TWO'],
  ])('keeps both where %s', (_, base, typed, stored, expected) => {
    expect(rebasedText(base, typed, stored)).toBe(expected)
  })
})

describe('a list typed here while it changed elsewhere', () => {
  it('keeps what was added on both sides, and lets go what was removed on either', () => {
    expect(rebasedList(['a', 'b'], ['a', 'b', 'here'], ['b', 'there'])).toEqual(['b', 'here', 'there'])
  })
})
