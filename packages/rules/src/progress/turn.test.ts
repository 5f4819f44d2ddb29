import { describe, expect, it } from 'vitest'
import type { PersonId } from '../review.ts'
import { alice, bob, COMPLETE, dana, Scene } from '../testing/index.ts'
import { placesOf, turnOf } from './turn.ts'

const turn = (scene: Scene) => turnOf(scene.assessment())

function leaves(scene: Scene, person: PersonId): Scene {
  return scene.does(person, { type: 'leave', reason: '' })
}

describe('whose turn it is', () => {
  it('is everybody’s before somebody has submitted, and nobody waits', () => {
    expect(turn(new Scene().assigns())).toEqual({
      what: 'draft',
      done: [],
      waitsFor: [alice, bob],
      vacancies: 0,
      since: null,
    })
  })

  it('is theirs who have not submitted, since the first who has', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).submits(alice)
    const [slot] = scene.assessment().slots
    expect(turn(scene)).toMatchObject({ done: [alice], waitsFor: [bob], since: slot?.submittedAt })
    expect(slot?.submittedAt).toEqual(expect.any(String))
  })

  it('is nobody’s of the team where a place is vacant: the others wait for whoever comes', () => {
    const scene = leaves(new Scene().assigns().rates(alice, COMPLETE).submits(alice), bob)
    expect(turn(scene)).toMatchObject({ done: [alice], waitsFor: [], vacancies: 1, since: expect.any(String) })
    expect(placesOf(scene.assessment())).toBe(2)
  })

  it('is all raters’ once a consensus is open, and theirs who have not signed after the first signature', () => {
    const scene = new Scene().inConflict()
    const { consensus } = scene.assessment()
    expect(turn(scene)).toMatchObject({
      what: 'signature',
      done: [],
      waitsFor: [alice, bob],
      since: consensus?.openedAt,
    })
    scene.write(scene.consensusId(), COMPLETE)
    const command = { type: 'sign', assessment: scene.assessment().id, contentHash: scene.consensusHash() } as const
    scene.does(bob, command)
    const [signature] = scene.assessment().consensus?.signatures ?? []
    expect(turn(scene)).toMatchObject({ done: [bob], waitsFor: [alice], since: signature?.at })
    expect(signature?.at).not.toBe(consensus?.openedAt)
  })

  it('is nobody’s in what is settled', () => {
    expect(turn(new Scene().agreed())).toBeNull()
  })

  it('is also the verifiers’ where somebody else confirms', () => {
    const scene = new Scene().assigns()
    const assessment = { ...scene.assessment(), verifiers: [dana] }
    expect(turnOf(assessment)?.waitsFor).toEqual([alice, bob, dana])
  })
})
