import { describe, expect, test } from 'vitest'
import type { PersonId } from '../review.ts'
import { alice, bob, carol, COMPLETE, dana, firstStudy, OTHER, Scene, secondStudy } from '../testing/scene.ts'
import { viewFor } from '../visibility.ts'
import { verdictRates } from './verdict-rates.ts'

const ratesIn = ({ view }: Pick<Scene, 'view'>) => verdictRates(view.studies, view.assessments, view.forms)

function seenBy(person: PersonId, scene: Scene) {
  return { view: viewFor(new Scene().view, scene.view, scene.events, person) }
}

/** The first study is agreed, the second settled by signatures: Bob gave worse answers there. */
function allSettled(): Scene {
  const scene = new Scene().agreed(firstStudy).assigns(secondStudy)
  scene.rates(alice, COMPLETE, secondStudy).submits(alice, secondStudy)
  scene.rates(bob, { blind: 'yes', sites: 'one', losses: 'no' }, secondStudy).submits(bob, secondStudy)
  scene.write(scene.consensusId(secondStudy), COMPLETE)
  return scene.signs(alice, secondStudy).signs(bob, secondStudy)
}

describe('rates of verdicts', () => {
  test('are held while a study is unassigned, blind, or in conflict', () => {
    expect(ratesIn(new Scene())).toEqual({ is: 'held', open: 2 })
    const scene = new Scene().agreed(firstStudy)
    expect(ratesIn(scene)).toEqual({ is: 'held', open: 1 })
    scene.assigns(secondStudy).rates(alice, COMPLETE, secondStudy).submits(alice, secondStudy)
    expect(ratesIn(scene)).toEqual({ is: 'held', open: 1 })
    scene.rates(bob, OTHER, secondStudy).submits(bob, secondStudy)
    expect(ratesIn(scene)).toEqual({ is: 'held', open: 1 })
  })

  test('are counted by person, kind of answer and band once every study is settled', () => {
    const rates = ratesIn(allSettled())
    if (rates.is !== 'known') throw new Error(rates.is)
    expect(rates.people.map(({ person, studies, answers }) => ({ person, studies, answers }))).toEqual([
      { person: alice, studies: 2, answers: 6 },
      { person: bob, studies: 2, answers: 6 },
    ])
    expect(rates.people.map(({ tones }) => tones)).toEqual([
      { good: 4, some: 2, bad: 0, worst: 0, none: 0 },
      { good: 3, some: 2, bad: 1, worst: 0, none: 0 },
    ])
    expect(rates.people.map(({ bands }) => bands.map(({ studies }) => studies))).toEqual([
      [0, 2],
      [1, 1],
    ])
  })

  test('are held again while a study is open again', () => {
    const scene = allSettled()
    scene.does(dana, { type: 'reopen', assessment: scene.assessment(secondStudy).id, reason: 'A page was overlooked.' })
    expect(ratesIn(scene)).toEqual({ is: 'held', open: 1 })
  })

  test('are those of the first round, also where a study is rated again', () => {
    const scene = allSettled()
    const before = ratesIn(scene)
    scene.does(dana, {
      type: 'rate-again',
      assessment: scene.assessment(firstStudy).id,
      reason: 'Another report came.',
    })
    const worst = { blind: 'no', 'why-not': 'harmful', sites: 'one', losses: 'no' }
    for (const person of [alice, bob]) scene.rates(person, worst, firstStudy).submits(person, firstStudy)
    expect(ratesIn(scene)).toEqual(before)
  })

  test('are of those who may read all of the ratings: a part of them would be another number', () => {
    const scene = allSettled()
    expect(ratesIn(seenBy(carol, scene))).toEqual(ratesIn(scene))
    expect(ratesIn(seenBy('erin' as PersonId, scene))).toEqual({ is: 'not-readable' })
  })
})
