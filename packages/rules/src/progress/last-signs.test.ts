import { expect, test } from 'vitest'
import type { Instant } from '../review.ts'
import { alice, bob, COMPLETE, dana, Scene, secondStudy } from '../testing/scene.ts'
import { lastSigns } from './last-signs.ts'

const late = '2026-06-01T10:20:30.400Z' as Instant
const minute = '2026-06-01T10:20:00.000Z'

test('the last sign of somebody is the newest of what they submitted and signed, and of their counted draft', () => {
  const scene = new Scene().assigns()
  const { id } = scene.assessment()
  expect(lastSigns(scene.view.assessments, [])).toEqual(new Map())
  const counts = [
    { assessment: id, reviewer: alice, at: late },
    { assessment: id, reviewer: bob, at: null },
  ]
  expect(lastSigns(scene.view.assessments, counts)).toEqual(new Map([[alice, minute]]))
  const signed = new Scene().readyToSign().signs(bob)
  const [signature] = signed.assessment().consensus?.signatures ?? []
  expect(lastSigns(signed.view.assessments, []).get(bob)).toBe(signature?.at)
})

test('an older edit of one draft does not hide a newer submission of another', () => {
  const scene = new Scene().assigns().rates(alice, COMPLETE).submits(alice).assigns(secondStudy)
  const older = {
    assessment: scene.assessment(secondStudy).id,
    reviewer: alice,
    at: '2025-01-01T00:00:00.000Z' as Instant,
  }
  expect(lastSigns(scene.view.assessments, [older]).get(alice)).toBe(scene.assessment().slots[0]?.submittedAt)
})

test('a confirmation is a sign of whoever confirms', () => {
  const scene = Scene.together('verified').confirms(bob)
  expect(lastSigns(scene.view.assessments, []).get(bob)).toBe(scene.assessment().joint?.confirmations[0]?.at)
})

test('an adjudication is a sign of the adjudicator', () => {
  const scene = new Scene().inConflict().write(new Scene().inConflict().consensusId(), { sites: 'one' })
  const contentHash = scene.consensusHash()
  const rationale = 'Page 442 says one site.'
  scene.does(dana, { type: 'adjudicate', assessment: scene.assessment().id, contentHash, rationale })
  expect(lastSigns(scene.view.assessments, []).get(dana)).toBe(scene.assessment().settlement?.at)
})

test('what is written together says of nobody that they wrote it', () => {
  const scene = Scene.together('joint')
  const counts = [{ assessment: scene.assessment().id, reviewer: alice, at: late }]
  expect(lastSigns(scene.view.assessments, counts).has(alice)).toBe(false)
})
