import { alice, bob, COMPLETE, Scene, secondStudy } from '@tandem/rules/testing'
import { describe, expect, test } from 'vitest'
import { countsOf, stateWords, studyRows } from './situation.ts'

describe('where a study stands', () => {
  test('is said with its numbers', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).submits(alice)
    expect(studyRows(scene.view, 'tiny').map(stateWords)).toEqual(['1 of 2 submitted', 'not assigned'])
  })

  test('counts one’s own submissions apart from those of the others', () => {
    const scene = new Scene().assigns().assigns(secondStudy).rates(alice, COMPLETE).submits(alice)
    expect(countsOf(scene.view, 'tiny', alice)).toEqual({ studies: 2, settled: 0, conflicts: 0, mine: 1, theirs: 0 })
    expect(countsOf(scene.view, 'tiny', bob)).toMatchObject({ mine: 0, theirs: 1 })
  })
})
