import { expect, test } from 'vitest'
import { alice, bob, carol, COMPLETE, dana, firstStudy, Scene, secondStudy } from '@tandem/rules/testing'
import type { PersonId } from '@tandem/rules'
import { nextFor } from './next.ts'
import { studyRows } from './situation.ts'
import { stageAct } from './stage-act.ts'

const act = ({ view }: Scene, me: PersonId) =>
  stageAct(studyRows(view, 'tiny'), nextFor(view, me, [], []), me, 'to rate')

test('a lead sees how many studies have nobody, a reviewer how many are to be rated', () => {
  const scene = new Scene()
  expect(act(scene, dana)).toEqual({ count: 2, words: 'to assign' })
  expect(act(scene, alice)).toBeNull()
  scene.assigns(firstStudy).assigns(secondStudy)
  expect(act(scene, alice)).toEqual({ count: 2, words: 'to rate' })
  scene.rates(alice, COMPLETE).submits(alice)
  expect(act(scene, alice)).toEqual({ count: 1, words: 'to rate' })
  expect(act(scene, carol)).toBeNull()
})

test('who rated a study sees how many are to be agreed on, until they have signed; an adjudicator how many are open', () => {
  const scene = new Scene().readyToSign()
  expect(act(scene, alice)).toEqual({ count: 1, words: 'to agree on' })
  expect(act(scene.assigns(secondStudy), dana)).toEqual({ count: 1, words: 'in conflict' })
  scene.signs(bob)
  expect(act(scene, bob)).toEqual({ count: 1, words: 'to rate' })
})

test('who confirms sees how many are to be confirmed', () => {
  const scene = Scene.together('verified')
  const [verifier] = scene.assessment().verifiers
  if (verifier === undefined) throw new Error('nobody confirms')
  const next = { form: 'tiny', to: 'confirm', study: scene.view.studies[0]!, writers: [alice] } as const
  expect(stageAct(studyRows(scene.view, 'tiny'), next, verifier, 'to rate')).toEqual({ count: 1, words: 'to confirm' })
})
