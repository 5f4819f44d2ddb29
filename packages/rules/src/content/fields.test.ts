import { describe, expect, it } from 'vitest'
import type { PersonId } from '../review.ts'
import { candidateKey, candidatesIn, fieldKey, parseFieldKey, PARTS, type Part } from './index.ts'

const parts = Object.keys(PARTS) as Part[]

describe('the key of a field', () => {
  it.each(parts)('of part %s is read back as what it was made from, and so is a candidate of it', (part) => {
    for (const item of PARTS[part].of.map((segments) => ['arms', 'a1', 'name'].slice(-segments).join('/'))) {
      expect(parseFieldKey(fieldKey(item, part))).toEqual({ part, item })
      const key = candidateKey(fieldKey(item, part), 'bob' as PersonId)
      expect(parseFieldKey(key)).toEqual({ part: 'candidate', of: part, item, person: 'bob' })
      expect(candidatesIn({ fields: { [key]: 'x' }, texts: {} })).toEqual([key])
    }
  })

  it.each([
    '',
    '/source',
    'a/colour',
    'a/candidate/',
    'a/candidate/b/c',
    'a/candidate/b/candidate/c',
    'a/source/note',
    'a/b',
    'a/order',
    'a//c',
    'a/b/c/d',
    '/candidate/b',
  ])('is nothing where it is "%s"', (key) => expect(parseFieldKey(key)).toBeNull())
})
