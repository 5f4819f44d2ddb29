import { describe, expect, it } from 'vitest'
import type { Command } from './commands.ts'
import type { PersonId } from './review.ts'
import {
  COMPLETE,
  OTHER,
  Scene,
  alice,
  bob,
  carol,
  dana,
  erin,
  firstStudy,
  hashOfTest,
  secondStudy,
} from './testing/index.ts'

const typesOf = (scene: Scene, from = 0): readonly string[] => scene.events.slice(from).map((event) => event.type)

describe('the life of an assessment', () => {
  it('is pending when assigned, partial after one submission', () => {
    const scene = new Scene().assigns()
    expect(scene.assessment().state).toBe('pending')
    scene.rates(alice, COMPLETE).submits(alice)
    expect(scene.assessment().state).toBe('partial')
    expect(scene.assessment().revealed).toBeNull()
  })

  it('goes back to pending when the only submission is withdrawn', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).submits(alice)
    scene.does(alice, { type: 'withdraw', assessment: scene.assessment().id })
    expect(scene.assessment().state).toBe('pending')
    expect(scene.submits(alice).assessment().state).toBe('partial')
  })

  it('reveals all drafts in the very decision of the last submission', () => {
    const scene = new Scene().inConflict()
    expect(typesOf(scene)).toEqual(['assigned', 'submitted', 'submitted', 'revealed'])
    expect(scene.assessment().revealed?.ratings.map(({ reviewer, answers }) => [reviewer, answers])).toEqual([
      [alice, COMPLETE],
      [bob, OTHER],
    ])
    expect(scene.assessment().state).toBe('conflict')
  })

  it('is agreed at once where all answers are equal, with a consensus that is read-only from birth', () => {
    const scene = new Scene().agreed()
    expect(typesOf(scene)).toEqual(['assigned', 'submitted', 'submitted', 'revealed', 'settled'])
    expect(scene.assessment()).toMatchObject({ state: 'agreed', settlement: { how: 'agreed', answers: COMPLETE } })
    expect(scene.assessment().settlement?.contentHash).toBe(scene.consensusHash())
  })

  it('counts different answers with equal points as a difference to settle', () => {
    const scene = new Scene()
      .assigns()
      .rates(alice, { blind: 'no', 'why-not': 'harmful', sites: 'one', losses: 'no' })
      .rates(bob, { blind: 'unclear', 'why-not': 'harmful', sites: 'one', losses: 'no' })
    scene.submits(alice).submits(bob)
    expect(scene.assessment().state).toBe('conflict')
    expect(scene.plain(scene.consensusId()).fields).toEqual({ 'why-not': 'harmful', sites: 'one', losses: 'no' })
  })

  it('does not count an answer to a question that is not asked', () => {
    const scene = new Scene()
      .assigns()
      .rates(alice, { ...COMPLETE, 'why-not': 'harmful' })
      .rates(bob, COMPLETE)
    expect(scene.submits(alice).submits(bob).assessment().state).toBe('agreed')
  })

  it('is resolved when the last of the n signs the same content', () => {
    const scene = new Scene().readyToSign().signs(alice)
    expect(scene.assessment().state).toBe('conflict')
    expect(scene.signs(bob).assessment()).toMatchObject({
      state: 'resolved',
      settlement: { how: 'consensus', answers: { ...COMPLETE, sites: 'one' }, adjudication: null },
    })
  })

  it('does not count a signature over content that has changed since', () => {
    const scene = new Scene().readyToSign().signs(alice)
    scene.write(scene.consensusId(), { sites: 'three' }).signs(bob)
    expect(scene.assessment().state).toBe('conflict')
    expect(scene.signs(alice).assessment().settlement?.answers['sites']).toBe('three')
  })

  it('is resolved by an adjudicator with the rationale kept', () => {
    const scene = new Scene().readyToSign()
    scene.does(dana, {
      type: 'adjudicate',
      assessment: scene.assessment().id,
      contentHash: scene.consensusHash(),
      rationale: ' One site. ',
    })
    expect(scene.assessment()).toMatchObject({
      state: 'resolved',
      settlement: { how: 'adjudication', adjudication: { adjudicator: dana, rationale: 'One site.' } },
    })
  })

  it('reopens into a new consensus that begins with what was settled, and forgets the signatures', () => {
    const scene = new Scene().readyToSign().signs(alice).signs(bob)
    const old = scene.consensusId()
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A table was overlooked.' })
    expect(scene.assessment()).toMatchObject({
      state: 'conflict',
      settlement: null,
      consensus: { attempt: 2, signatures: [] },
    })
    expect(scene.consensusId()).not.toBe(old)
    expect(scene.plain(scene.consensusId())).toEqual(scene.plain(old))
  })

  it('keeps what was revealed first when a study is rated again', () => {
    const scene = new Scene().inConflict()
    const first = scene.assessment()
    scene.does(dana, { type: 'rate-again', assessment: first.id, reason: 'The full report appeared.' })
    expect(scene.assessment()).toMatchObject({ round: 2, state: 'pending', revealed: null })
    expect(scene.view.assessments[0]).toEqual({ ...first, isCurrent: false })
    expect(scene.draftOf(alice)).not.toBe(first.slots[0]?.draft)
  })

  it('does not make blind again who leads or supervises and could see how far the others are', () => {
    const scene = new Scene()
    for (const person of [carol, dana])
      scene.does(dana, {
        type: 'change-roles',
        person,
        roles: person === dana ? ['lead', 'reviewer'] : ['reviewer'],
        reason: 'They rate too.',
      })
    const assign = (reviewers: readonly PersonId[]) =>
      ({ type: 'assign', study: firstStudy, form: 'tiny', reviewers, reason: 'Somebody is away.' }) as const
    scene.does(dana, assign([dana, bob]))
    scene.does(dana, assign([alice, bob]))
    for (const person of [carol, dana])
      expect(scene.ask(dana, assign([person, bob]))).toMatchObject({ ok: false, reason: { rule: 'stays-blind' } })
    expect(scene.ask(dana, assign([erin, bob])).ok).toBe(true)
  })

  it('does not make blind again who has read by a role that was taken away', () => {
    const scene = new Scene().inConflict()
    scene.does(dana, { type: 'change-roles', person: carol, roles: ['reviewer'], reason: 'She rates from now on.' })
    expect(scene.view.people.find(({ id }) => id === carol)).toMatchObject({
      roles: ['reviewer'],
      formerRoles: ['supervisor'],
    })
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' })
    const assigned = scene.ask(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, carol],
      reason: 'Bob is away.',
    })
    expect(assigned).toMatchObject({ ok: false, reason: { rule: 'stays-blind' } })
  })

  it('does not make blind again who read as an adjudicator what others wrote together', () => {
    const scene = Scene.together('joint')
    scene.does(dana, { type: 'change-roles', person: erin, roles: ['reviewer', 'adjudicator'], reason: 'We need one.' })
    const contentHash = hashOfTest(scene.plain(scene.jointId()))
    scene.does(alice, { type: 'submit', assessment: scene.assessment().id, contentHash })
    scene.plans({ mode: 'independent' })
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'Blind, this time.' })
    const reviewers = [alice, erin]
    const assign = { type: 'assign', study: firstStudy, form: 'tiny', reviewers, reason: 'Bob is away.' } as const
    expect(scene.ask(dana, assign)).toMatchObject({ ok: false, reason: { rule: 'stays-blind', details: {} } })
  })

  it('takes an adjudicator for blind who has read nothing, or nothing but what they had rated themselves', () => {
    const assign = (reviewers: readonly PersonId[]) =>
      ({ type: 'assign', study: firstStudy, form: 'tiny', reviewers, reason: 'Somebody is away.' }) as const
    const adjudicating = (scene: Scene, person: PersonId) =>
      scene.does(dana, { type: 'change-roles', person, roles: ['reviewer', 'adjudicator'], reason: 'We need one.' })
    expect(adjudicating(new Scene().assigns(), erin).ask(dana, assign([alice, erin])).ok).toBe(true)
    const scene = adjudicating(new Scene().inConflict(), bob)
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' })
    scene.does(dana, assign([alice, erin]))
    expect(scene.ask(dana, assign([alice, bob])).ok).toBe(true)
  })

  it('locks every settled study together, and a reopened one is open again', () => {
    const scene = new Scene().agreed().agreed(secondStudy)
    scene.does(dana, { type: 'lock', form: 'tiny', reason: 'Stage done.' })
    expect(scene.view.assessments.map(({ state }) => state)).toEqual(['locked', 'locked'])
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'Correction published.' })
    expect(scene.assessment().state).toBe('conflict')
  })

  it('keeps the draft and the submission of whoever stays when another reviewer is replaced', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER).submits(alice)
    const draft = scene.draftOf(alice)
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, erin],
      reason: 'Bob is away.',
    })
    expect(scene.draftOf(alice)).toBe(draft)
    expect(scene.assessment()).toMatchObject({ state: 'partial', round: 1 })
    scene.rates(erin, OTHER).submits(erin)
    expect(scene.assessment().revealed?.ratings.map(({ reviewer }) => reviewer)).toEqual([alice, erin])
  })

  it('gives snapshots consecutive numbers', () => {
    const freeze: Command = { type: 'snapshot', label: 'Submission', reason: '' }
    const scene = new Scene().does(dana, freeze).does(dana, freeze)
    expect(scene.view.snapshots.map(({ number, by }) => [number, by])).toEqual([
      [1, dana],
      [2, dana],
    ])
  })
})

describe('a refused command', () => {
  it('names what is missing, so that people can go there', () => {
    const scene = new Scene().assigns().rates(alice, { blind: 'no' })
    const decision = scene.ask(alice, {
      type: 'submit',
      assessment: scene.assessment().id,
      contentHash: scene.context.hashOf(scene.plain(scene.draftOf(alice))),
    })
    expect(decision).toEqual({
      ok: false,
      reason: { rule: 'draft-is-complete', details: { items: ['why-not', 'sites', 'losses'] } },
    })
  })

  it('is the same for everybody who may not lead', () => {
    for (const actor of [alice, bob, carol]) {
      const decision = new Scene().ask(actor, { type: 'lock', form: 'tiny', reason: 'Stage done.' })
      expect(decision).toMatchObject({ ok: false, reason: { rule: 'lead-only' } })
    }
  })
})

describe('a definition that is missing', () => {
  const without = (scene: Scene): Scene => {
    scene.view = { ...scene.view, forms: {} }
    return scene
  }
  const missing = 'holds no definition'

  it('is no form that asks nothing: an empty draft is not submitted', () => {
    const scene = new Scene().assigns()
    const contentHash = hashOfTest(scene.plain(scene.draftOf(alice)))
    const submit = { type: 'submit', assessment: scene.assessment().id, contentHash } as const
    expect(() => without(scene).ask(alice, submit)).toThrow(missing)
  })

  it('settles no consensus and nothing that is written together', () => {
    const ready = new Scene().readyToSign()
    const sign = { type: 'sign', assessment: ready.assessment().id, contentHash: ready.consensusHash() } as const
    expect(() => without(ready).ask(alice, sign)).toThrow(missing)
    const together = Scene.together('joint')
    const contentHash = hashOfTest(together.plain(together.jointId()))
    const submit = { type: 'submit', assessment: together.assessment().id, contentHash } as const
    expect(() => without(together).ask(alice, submit)).toThrow(missing)
  })
})
