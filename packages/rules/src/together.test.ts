import { askedFrom, planOf } from './protocol.ts'
import { describe, expect, it } from 'vitest'
import { unconfirmedItems } from './confirmations.ts'
import { groundOf } from './forms/interpret.ts'
import { grantFor, mayReadSnapshot, maySeeProgress, memberOf } from './grants.ts'
import type { DocumentId, Hash, PersonId, SwitchableRule } from './review.ts'
import {
  alice,
  bob,
  carol,
  COMPLETE,
  dana,
  erin,
  firstStudy,
  hashOfTest,
  OTHER,
  Scene,
  secondStudy,
} from './testing/index.ts'

const joint = (scene: Scene, id: DocumentId = scene.jointId()) => ({
  id,
  kind: 'joint' as const,
  assessment: scene.assessment().id,
  owner: null,
})
const grants = (scene: Scene, id?: DocumentId): readonly string[] =>
  [alice, bob, carol, dana, erin].map((person) => grantFor(scene.view, person, joint(scene, id)))
const submit = (scene: Scene) => ({
  type: 'submit' as const,
  assessment: scene.assessment().id,
  contentHash: hashOfTest(scene.plain(scene.jointId())),
})
const unconfirmed = (scene: Scene): readonly string[] =>
  unconfirmedItems(
    scene.instrument,
    scene.assessment(),
    scene.plain(scene.jointId()),
    groundOf(scene.view, scene.assessment()),
    scene.context,
  )

describe('a joint assessment', () => {
  it('has one document: its team writes, the lead and the supervisors read, nobody else sees it', () => {
    const scene = Scene.together('joint')
    expect(grants(scene)).toEqual(['write', 'write', 'read', 'read', 'none'])
    expect(scene.assessment().slots).toEqual([
      { reviewer: alice, draft: null, submittedAt: null },
      { reviewer: bob, draft: null, submittedAt: null },
    ])
  })

  it('is settled by the submission of anybody of its team, with what stands in it, and read by all from then on', () => {
    const scene = Scene.together('joint')
    scene.does(bob, submit(scene))
    expect(scene.assessment()).toMatchObject({
      state: 'agreed',
      revealed: null,
      settlement: { how: 'joint', answers: COMPLETE, adjudication: null },
    })
    expect(grants(scene)).toEqual(['read', 'read', 'read', 'read', 'none'])
  })

  it('is submitted once, and not withdrawn', () => {
    const scene = Scene.together('joint')
    scene.does(bob, submit(scene))
    expect(scene.ask(alice, submit(scene))).toMatchObject({ ok: false, reason: { rule: 'draft-is-open' } })
    const withdrawn = scene.ask(bob, { type: 'withdraw', assessment: scene.assessment().id })
    expect(withdrawn).toMatchObject({ ok: false, reason: { rule: 'withdraw-before-reveal' } })
  })

  it('is submitted complete, and as it was seen', () => {
    const open = Scene.together('joint', { blind: 'no' })
    expect(open.ask(alice, submit(open))).toMatchObject({ ok: false, reason: { rule: 'draft-is-complete' } })
    const scene = Scene.together('joint')
    const seen = submit(scene)
    scene.write(scene.jointId(), OTHER)
    expect(scene.ask(alice, seen)).toMatchObject({ ok: false, reason: { rule: 'content-moved' } })
  })

  it('keeps losing values until somebody settles them', () => {
    const scene = Scene.together('joint')
    scene.write(scene.jointId(), { 'blind/candidate/bob': 'no' })
    expect(scene.ask(alice, submit(scene))).toMatchObject({ ok: false, reason: { rule: 'no-open-candidates' } })
  })

  it('is opened again by the lead, with a new document, and the old one is kept to be read', () => {
    const scene = Scene.together('joint')
    const first = scene.jointId()
    scene.does(bob, submit(scene))
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A table was overlooked.' })
    expect(scene.assessment()).toMatchObject({ state: 'pending', settlement: null, joint: { attempt: 2 } })
    expect(grants(scene)).toEqual(['write', 'write', 'read', 'read', 'none'])
    expect(grants(scene, first)).toEqual(['read', 'read', 'read', 'read', 'none'])
    scene.does(alice, submit(scene))
    expect(scene.assessment().state).toBe('agreed')
  })

  it('can be rated again, in the way that the protocol says then', () => {
    const scene = Scene.together('joint')
    scene.does(bob, submit(scene))
    scene.plans({ mode: 'independent' })
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'Blind, this time.' })
    expect(scene.assessment()).toMatchObject({ round: 2, mode: 'independent', joint: null })
    expect(new Set(scene.assessment().slots.map(({ draft }) => draft)).size).toBe(2)
    // Carol has read what they wrote together: she cannot become one of the blind.
    const people = scene.view.people.map((person) =>
      person.id === carol ? { ...person, roles: ['reviewer' as const], formerRoles: ['supervisor' as const] } : person,
    )
    scene.view = { ...scene.view, people }
    const assigned = scene.ask(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, carol],
      reason: 'x',
    })
    expect(assigned).toMatchObject({ ok: false, reason: { rule: 'stays-blind' } })
  })

  it('keeps out of a snapshot’s readers whoever could not read it, also once it is opened again', () => {
    const scene = Scene.together('joint')
    scene.does(bob, submit(scene)).does(dana, { type: 'snapshot', label: 'v1', reason: '' })
    const readers = () =>
      [alice, carol, dana, erin].filter((id) => {
        const [person, snapshot] = [memberOf(scene.view, id), scene.view.snapshots[0]]
        return person && snapshot && mayReadSnapshot(scene.view, person, snapshot)
      })
    expect(readers()).toEqual([alice, carol, dana])
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A table was overlooked.' })
    expect(readers()).toEqual([alice, carol, dana])
    scene.does(alice, submit(scene))
    expect(readers()).toEqual([alice, carol, dana])
  })

  it('is opened again without those who left or declared a conflict of interest, and waits for somebody else', () => {
    const scene = Scene.together('joint')
    scene.does(bob, submit(scene))
    scene.does(bob, { type: 'declare-conflict', person: bob, study: firstStudy, reason: 'Author.' })
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'Its author had a hand in it.' })
    expect(scene.assessment()).toMatchObject({ slots: [{ reviewer: alice }], vacancies: 1 })
    expect(scene.ask(bob, submit(scene))).toMatchObject({ ok: false, reason: { rule: 'own-slot-only' } })
    expect(scene.ask(alice, submit(scene))).toMatchObject({ ok: false, reason: { rule: 'places-are-filled' } })
  })

  it('rated again blind has as many places as the protocol says then', () => {
    const scene = Scene.together('joint')
    scene.does(bob, submit(scene))
    scene.plans({ mode: 'independent', reviewers: 3 })
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'Blind, this time.' })
    expect(scene.assessment()).toMatchObject({ round: 2, vacancies: 1 })
  })

  it('is never signed or adjudicated', () => {
    const scene = Scene.together('joint')
    const { assessment, contentHash } = submit(scene)
    const signed = scene.ask(alice, { type: 'sign', assessment, contentHash })
    expect(signed).toMatchObject({ ok: false, reason: { rule: 'consensus-is-open' } })
    const settled = scene.ask(dana, { type: 'adjudicate', assessment, contentHash, rationale: 'x' })
    expect(settled).toMatchObject({ ok: false, reason: { rule: 'consensus-is-open' } })
  })

  it('shows its progress to whoever may read it', () => {
    const scene = Scene.together('joint')
    const sees = [alice, bob, carol, dana, erin].map((person) =>
      maySeeProgress(scene.view, person, scene.assessment(), alice),
    )
    expect(sees).toEqual([true, true, true, true, false])
  })

  it('frees the place of somebody who leaves, and goes on without them', () => {
    const scene = Scene.together('joint').does(bob, { type: 'leave', reason: '' })
    expect(scene.assessment()).toMatchObject({ vacancies: 1, state: 'pending' })
    expect(grantFor(scene.view, bob, joint(scene))).toBe('none')
    scene.does(dana, { type: 'assign', study: firstStudy, form: 'tiny', reviewers: [alice, erin], reason: 'Bob left.' })
    expect(grants(scene)).toEqual(['write', 'none', 'read', 'read', 'write'])
  })
})

describe('a verified assessment', () => {
  it('is written by all but the last, who reads and confirms', () => {
    const scene = Scene.together('verified')
    expect(grants(scene)).toEqual(['write', 'read', 'read', 'read', 'none'])
    expect(scene.assessment()).toMatchObject({ slots: [{ reviewer: alice }], verifiers: [bob] })
  })

  it('is submitted when every answer is confirmed as it stands', () => {
    const scene = Scene.together('verified').confirms(bob)
    scene.does(alice, submit(scene))
    expect(scene.assessment().settlement).toMatchObject({ how: 'verified', answers: COMPLETE })
  })

  it('loses the confirmation of an item with each edit of it, and of no other', () => {
    const scene = Scene.together('verified').confirms(bob)
    scene.write(scene.jointId(), { 'sites/note': 'Two, says the appendix.' })
    expect(unconfirmed(scene)).toEqual(['sites'])
    expect(scene.ask(alice, submit(scene))).toMatchObject({
      ok: false,
      reason: { rule: 'all-confirmed', details: { items: ['sites'] } },
    })
    scene.confirms(bob, ['sites']).does(alice, submit(scene))
  })

  it('is never confirmed by somebody who could write in it, whatever they are assigned to now', () => {
    const scene = Scene.together('verified')
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [erin, alice],
      reason: 'They change places.',
    })
    const items = [{ item: 'blind', valueHash: hashOfTest({ fields: { blind: 'yes' }, texts: {} }) }]
    const confirmed = scene.ask(alice, { type: 'confirm', assessment: scene.assessment().id, items })
    expect(confirmed).toMatchObject({ ok: false, reason: { rule: 'verifier-only' } })
  })

  it('does not count what was confirmed by somebody who then declared a conflict of interest', () => {
    const scene = Scene.together('verified').confirms(bob)
    scene.does(bob, { type: 'declare-conflict', person: bob, study: firstStudy, reason: 'Author.' })
    expect(unconfirmed(scene)).toEqual(Object.keys(COMPLETE))
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, erin],
      reason: 'Bob is an author.',
    })
    expect(scene.ask(alice, submit(scene))).toMatchObject({ ok: false, reason: { rule: 'all-confirmed' } })
    scene.confirms(erin).does(alice, submit(scene))
  })

  it('does not count what was confirmed by somebody who could write afterwards', () => {
    const scene = Scene.together('verified').confirms(bob)
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [bob, erin],
      reason: 'Alice is away.',
    })
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, bob],
      reason: 'Alice is back.',
    })
    expect(unconfirmed(scene)).toEqual(Object.keys(COMPLETE))
  })

  it('is not confirmed, once opened again, by somebody who wrote what it goes on from', () => {
    const scene = Scene.together('verified')
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [erin, bob],
      reason: 'Alice is away.',
    })
    scene.confirms(bob).does(erin, submit(scene))
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A table was overlooked.' })
    scene.does(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [erin, alice],
      reason: 'Bob is away.',
    })
    const items = [{ item: 'blind', valueHash: hashOfTest({ fields: { blind: 'yes' }, texts: {} }) }]
    const confirmed = scene.ask(alice, { type: 'confirm', assessment: scene.assessment().id, items })
    expect(confirmed).toMatchObject({ ok: false, reason: { rule: 'verifier-only' } })
  })

  it('keeps its people once it is settled', () => {
    const scene = Scene.together('verified').confirms(bob)
    scene.does(alice, submit(scene))
    const assigned = scene.ask(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [erin, bob],
      reason: 'x',
    })
    expect(assigned).toMatchObject({ ok: false, reason: { rule: 'assign-before-reveal' } })
  })

  it('lets who confirms take it back', () => {
    const scene = Scene.together('verified').confirms(bob)
    const { id } = scene.assessment()
    scene.does(bob, { type: 'confirm', assessment: id, items: [{ item: 'blind', valueHash: null }] })
    expect(scene.ask(alice, submit(scene))).toMatchObject({ ok: false, reason: { rule: 'all-confirmed' } })
  })

  it('refuses to confirm an item that has no answer, or that the instrument does not have', () => {
    const scene = Scene.together('verified')
    const nothing = hashOfTest({ fields: {}, texts: {} })
    const items = [
      { item: 'why-not', valueHash: nothing },
      { item: 'constructor', valueHash: nothing },
      { item: 'colour', valueHash: null },
    ]
    for (const item of items) {
      const confirmed = scene.ask(bob, { type: 'confirm', assessment: scene.assessment().id, items: [item] })
      expect(confirmed).toMatchObject({ ok: false, reason: { rule: 'confirmed-as-seen' } })
    }
  })

  it('refuses to confirm nothing', () => {
    const scene = Scene.together('verified')
    const confirmed = scene.ask(bob, { type: 'confirm', assessment: scene.assessment().id, items: [] })
    expect(confirmed).toMatchObject({ ok: false, reason: { rule: 'confirmed-as-seen', details: { items: [] } } })
  })

  it('needs two people in the plan, and switches the rule of two independent raters off', () => {
    const scene = new Scene()
    const plan = askedFrom(planOf(scene.view.review))
    const ask = (reviewers: number, switchedOff: readonly SwitchableRule[]) => {
      const stages = plan.stages.map((stage) => ({ ...stage, mode: 'verified' as const, reviewers }))
      return scene.ask(dana, { type: 'plan', plan: { ...plan, stages, switchedOff }, reason: 'x' })
    }
    expect(ask(2, [])).toMatchObject({ ok: false, reason: { rule: 'two-independent-raters' } })
    expect(ask(1, ['two-independent-raters'])).toMatchObject({ ok: false, reason: { rule: 'plan-is-whole' } })
    expect(ask(2, ['two-independent-raters']).ok).toBe(true)
  })
})

describe('a round that has begun', () => {
  const given = (scene: Scene, reviewers: readonly PersonId[]) =>
    ({ type: 'assign', study: firstStudy, form: scene.stage.form.id, reviewers, reason: 'Bob is away.' }) as const

  it('keeps its way and its form when its people are replaced, whatever an amendment says since', () => {
    const scene = Scene.together('verified')
    const { form, joint: before } = scene.assessment()
    scene.plans({ mode: 'independent', form: { ...form, version: form.version + 1, hash: 'd'.repeat(64) as Hash } })
    scene.does(dana, given(scene, [alice, erin]))
    expect(scene.assessment()).toMatchObject({ mode: 'verified', form, verifiers: [erin] })
    expect(scene.assessment().slots.map(({ reviewer }) => reviewer)).toEqual([alice])
    expect(scene.assessment().joint?.document).toBe(before?.document)
    const decided = scene.ask(dana, given(scene, [alice, bob]))
    expect(decided).toMatchObject({ ok: true, value: [{ type: 'assigned', mode: 'verified', form, verifiers: [bob] }] })
  })

  it('has two people at least where one confirms, also if the protocol asks for one by now', () => {
    const scene = Scene.together('verified').plans({ mode: 'independent', reviewers: 1 })
    const refused = scene.ask(dana, given(scene, [erin]))
    expect(refused).toMatchObject({ ok: false, reason: { rule: 'enough-reviewers', details: { needed: 2, given: 1 } } })
    scene.does(dana, given(scene, [alice, erin]))
    expect(scene.assessment()).toMatchObject({ state: 'pending', verifiers: [erin], vacancies: 0 })
    expect(scene.ask(dana, { ...given(scene, [alice]), study: secondStudy, reason: null }).ok).toBe(true)
  })
})
