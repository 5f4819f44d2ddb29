import { alice, bob, carol, COMPLETE, dana, firstStudy, Scene, secondStudy } from '@tandem/rules/testing'
import { answersIn, type DocumentId, type Instant, type PersonId } from '@tandem/rules'
import type { ConsensusAnswers, Progress } from '@tandem/wire'
import { describe, expect, test } from 'vitest'
import { nextFor, openItems, waitsOf } from './next.ts'

const AT = '2026-03-01T09:00:00.000Z' as Instant

const next = (
  scene: Scene,
  person: PersonId,
  progress: readonly Progress[] = [],
  live: readonly ConsensusAnswers[] = [],
) => nextFor(scene.view, person, progress, live)

describe('what a person does next', () => {
  test('a reviewer rates what is assigned, and first what somebody waits for', () => {
    const scene = new Scene().assigns().assigns(secondStudy)
    expect(next(scene, alice)).toMatchObject({ to: 'rate', study: { id: firstStudy } })
    scene.rates(bob, COMPLETE, secondStudy).submits(bob, secondStudy)
    expect(next(scene, alice)).toMatchObject({ to: 'rate', study: { id: secondStudy }, submitted: [bob] })
  })

  test('what is begun comes before what is new', () => {
    const scene = new Scene().assigns().assigns(secondStudy)
    const begun: Progress = {
      assessment: scene.assessment(secondStudy).id,
      reviewer: alice,
      answered: 2,
      total: 4,
      at: null,
    }
    expect(next(scene, alice, [begun])).toMatchObject({ to: 'rate', study: { id: secondStudy }, answered: 2, total: 4 })
  })

  test('a place that somebody left is waited for, and the lead is asked to fill it', () => {
    const scene = new Scene().assigns().assigns(secondStudy).rates(alice, COMPLETE).submits(alice)
    scene.does(bob, { type: 'leave', reason: '' })
    expect(next(scene, alice)).toMatchObject({ to: 'rate', study: { id: secondStudy }, of: 2 })
    expect(next(scene, dana)).toMatchObject({ to: 'assign', study: { id: firstStudy }, studies: 2 })
    expect(waitsOf(scene.view, [], [])).toMatchObject([{ from: [alice], to: [], vacancies: 1, what: 'draft' }])
    scene.rates(alice, COMPLETE, secondStudy).submits(alice, secondStudy)
    expect(next(scene, alice)).toMatchObject({ to: 'wait', for: [], vacancies: 1 })
  })

  test('who has written all waits for who confirms, and submits what is confirmed', () => {
    const scene = Scene.together('verified')
    const { id, form } = scene.assessment()
    const [domain] = scene.instrument.domains
    const always = { ...domain!, items: domain!.items.filter(({ when }) => !when) }
    scene.view = { ...scene.view, forms: { [form.hash]: { ...scene.instrument, domains: [always] } } }
    const items = always.items.length
    const written: Progress = { assessment: id, reviewer: alice, answered: items, total: items, at: AT }
    expect(next(scene, alice, [{ ...written, answered: items - 1 }])).toMatchObject({ to: 'write', others: [] })
    expect(next(scene, alice, [written])).toMatchObject({ to: 'wait', for: [bob] })
    expect(next(scene, bob, [written])).toMatchObject({ to: 'confirm' })
    expect(waitsOf(scene.view, [], [written])).toMatchObject([
      { from: [alice], to: [bob], what: 'confirmation', since: AT },
    ])
    scene.confirms(
      bob,
      always.items.map((item) => item.id),
    )
    expect(next(scene, alice, [written])).toMatchObject({ to: 'write', answered: items })
    expect(next(scene, bob, [written])).toMatchObject({ to: 'wait', for: [alice] })
    expect(waitsOf(scene.view, [], [written])).toMatchObject([{ from: [bob], to: [alice], what: 'submission' }])
  })

  test('who has submitted waits for the others by name', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).submits(alice)
    expect(next(scene, alice)).toMatchObject({ to: 'wait', for: [bob] })
  })

  test('after the reveal the reviewers settle, the adjudicator may help, the supervisor has nothing to do', () => {
    const scene = new Scene().inConflict()
    expect(next(scene, alice)).toMatchObject({ to: 'settle', isMine: true, open: ['B1'], signed: [] })
    expect(next(scene.assigns(secondStudy), dana)).toMatchObject({ to: 'settle', isMine: false })
    expect(next(scene, carol)).toEqual({ to: 'nothing' })
  })

  test('whoever has signed waits for the one who has not, and that one comes first', () => {
    const scene = new Scene().readyToSign().assigns(secondStudy).signs(alice)
    expect(next(scene, bob)).toMatchObject({ to: 'settle', study: { id: firstStudy }, signed: [alice] })
    expect(waitsOf(scene.view, [], [])).toMatchObject([{ from: [alice], to: [bob], what: 'signature' }])
  })

  test('whoever has submitted waits for the draft of the one who has not', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).submits(alice)
    expect(waitsOf(scene.view, [], [])).toMatchObject([{ from: [alice], to: [bob], what: 'draft', open: [] }])
  })
})

test('the lead assigns what nobody rates', () => {
  const scene = new Scene().assigns()
  expect(next(scene, dana)).toMatchObject({ to: 'assign', study: { id: secondStudy }, studies: 1 })
  expect(next(scene, carol)).toEqual({ to: 'nothing' })
})

describe('what is open in a consensus', () => {
  test('an item is open until the live consensus has an answer to it', () => {
    const scene = new Scene().inConflict()
    const assessment = scene.assessment()
    const live = (answers: Readonly<Record<string, string>>): readonly ConsensusAnswers[] => [
      { assessment: assessment.id, document: scene.consensusId(), answers, openCandidates: 0 },
    ]
    expect(openItems(scene.instrument, assessment, live({ blind: 'yes', losses: 'yes' }))).toEqual(['sites'])
    expect(openItems(scene.instrument, assessment, live({ blind: 'yes', sites: 'two', losses: 'yes' }))).toEqual([])
  })

  test('what is open follows the agreed gate, as the rule that lets people sign does', () => {
    const scene = new Scene()
      .assigns()
      .rates(alice, COMPLETE)
      .rates(bob, { ...COMPLETE, blind: 'no', 'why-not': 'harmful' })
      .submits(alice)
      .submits(bob)
    const agreedOn = (answers: Readonly<Record<string, string>>): readonly string[] => {
      scene.write(scene.consensusId(), answers)
      const live = { assessment: scene.assessment().id, document: scene.consensusId(), openCandidates: 0 }
      const written = answersIn(scene.instrument, scene.plain(scene.consensusId()))
      const open = openItems(scene.instrument, scene.assessment(), [{ ...live, answers: written }])
      const decision = scene.ask(alice, {
        type: 'sign',
        assessment: scene.assessment().id,
        contentHash: scene.consensusHash(),
      })
      expect(decision.ok ? [] : decision.reason.details['items']).toEqual(open)
      return open
    }
    expect(openItems(scene.instrument, scene.assessment(), [])).toEqual(['blind'])
    expect(agreedOn({})).toEqual(['blind'])
    expect(agreedOn({ blind: 'no' })).toEqual(['why-not'])
    expect(agreedOn({ blind: 'yes' })).toEqual([])
    expect(agreedOn({ blind: 'unclear' })).toEqual(['why-not'])
    expect(agreedOn({ 'why-not': 'harmless' })).toEqual([])
    expect(agreedOn({ blind: 'yes' })).toEqual([])
  })

  test('the answers of an earlier consensus say nothing of the one that is open', () => {
    const scene = new Scene().inConflict()
    const assessment = scene.assessment()
    const earlier = {
      assessment: assessment.id,
      document: 'earlier' as DocumentId,
      answers: COMPLETE,
      openCandidates: 0,
    }
    expect(openItems(scene.instrument, assessment, [earlier])).toEqual(['sites'])
  })
})
