import { describe, expect, it } from 'vitest'
import { MAX_NOTE } from '../rulebook/edits.ts'
import { bothKept } from './both-kept.ts'

const place = (quote: string) => ({ pdf: null, page: null, quote, rectangles: [] })

describe('two values that one reviewer set in two places at once', () => {
  it('stand both in a note, once where one holds the other', () => {
    expect(bothKept('a/note', 'from the phone', 'from the laptop')).toBe('from the phone\nfrom the laptop')
    expect(bothKept('a/note', 'short', 'short and long')).toBe('short and long')
    expect(bothKept('a/note', 'short and long', 'short')).toBeNull()
    expect(bothKept('a/note', 'x'.repeat(MAX_NOTE), 'y')).toBeNull()
  })

  it('stand both among the sources', () => {
    expect(bothKept('a/source', [place('x'), place('y')], [place('y'), place('z')])).toEqual([
      place('x'),
      place('y'),
      place('z'),
    ])
    expect(bothKept('a/source', [place('x')], [place('x')])).toBeNull()
  })

  it('cannot both be the answer; words outlive a clearing, an answer does not', () => {
    expect(bothKept('a', 'yes', 'no')).toBeNull()
    expect(bothKept('a', undefined, 'no')).toBeNull()
    expect(bothKept('a/note', undefined, 'x')).toBe('x')
    expect(bothKept('nonsense/x/y', 'a', 'b')).toBeNull()
  })
})
