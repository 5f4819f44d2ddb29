import { describe, expect, it } from 'vitest'
import type { PersonId } from '@tandem/rules'
import { beingTyped, matching, mentionedIn, pieces } from './mentions.ts'

const bob = { id: 'bob' as PersonId, name: 'Bob' }
const stone = { id: 'stone' as PersonId, name: 'Bob Stone' }
const alice = { id: 'alice' as PersonId, name: 'Alice Roy' }
const people = [bob, stone, alice]

describe('who is mentioned', () => {
  it('is whoever is named after an @, the longer of two names first', () => {
    expect(mentionedIn('@Bob Stone, and @Alice Roy', people)).toEqual(['stone', 'alice'])
    expect(mentionedIn('@Bob, what do you think?', people)).toEqual(['bob'])
  })

  it('is nobody whose name only begins so, or stands there without an @', () => {
    expect(mentionedIn('@Bobby and Alice Roy', people)).toEqual([])
  })

  it('is everybody of that name', () => {
    const other = { id: 'other' as PersonId, name: 'Bob' }
    expect(mentionedIn('@Bob', [...people, other])).toEqual(['bob', 'other'])
  })

  it('is told apart from the words between', () => {
    expect(pieces('See @Bob: page 4', people)).toEqual([
      { text: 'See ', people: [] },
      { text: '@Bob', people: ['bob'] },
      { text: ': page 4', people: [] },
    ])
  })
})

describe('a name that is being typed', () => {
  it('begins at the last @ before the cursor', () => {
    expect(beingTyped('See @Bo and', 7)).toEqual({ from: 4, word: 'Bo' })
    expect(beingTyped('See @', 5)).toEqual({ from: 4, word: '' })
  })

  it('is none in an address, on another line, or without an @', () => {
    expect(beingTyped('a@clinic', 8)).toBeNull()
    expect(beingTyped('@Bob\nand', 8)).toBeNull()
    expect(beingTyped('Bob', 3)).toBeNull()
  })

  it('finds people by any word of their name', () => {
    expect(matching('sto', people)).toEqual([stone])
    expect(matching('bob s', people)).toEqual([stone])
    expect(matching('', people)).toEqual(people)
  })
})
