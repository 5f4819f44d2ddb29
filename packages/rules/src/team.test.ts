import { describe, expect, it } from 'vitest'
import { grantFor, memberOf } from './grants.ts'
import type { Instant, InvitationId, PersonId, Role } from './review.ts'
import { alice, bob, carol, COMPLETE, dana, erin, firstStudy, OTHER, Scene, secondStudy } from './testing/index.ts'
import { viewFor } from './visibility.ts'

const frank = 'frank' as PersonId
const invitation = 'invitation-1' as InvitationId
const later = '2026-02-01T00:00:00.000Z' as Instant

const invited = (roles: readonly Role[] = ['reviewer']): Scene =>
  new Scene().does(dana, { type: 'invite', invitation, roles, expiresAt: later })
const joins = (scene: Scene): Scene => scene.does(frank, { type: 'join', invitation, name: 'Frank', hue: 6 })
const draft = (scene: Scene, owner: PersonId) => ({
  id: scene.draftOf(owner),
  kind: 'draft' as const,
  assessment: scene.assessment().id,
  owner,
})

describe('an invitation', () => {
  it('makes a stranger a member, with the roles inside it and a hue that nobody has', () => {
    const scene = joins(invited(['reviewer', 'adjudicator']))
    expect(memberOf(scene.view, frank)).toMatchObject({ name: 'Frank', roles: ['reviewer', 'adjudicator'], hue: 6 })
    expect(scene.view.invitations).toMatchObject([{ id: invitation, state: 'accepted' }])
  })

  it('is used once', () => {
    const again = joins(invited()).ask('grace' as PersonId, { type: 'join', invitation, name: 'Grace', hue: 6 })
    expect(again).toMatchObject({ ok: false, reason: { rule: 'invitation-holds' } })
  })

  it('ends with the lead of whoever made it: by leaving, by another role, by handing over', () => {
    const holds = (scene: Scene) => scene.ask(frank, { type: 'join', invitation, name: 'Frank', hue: 6 }).ok
    const twoLeads = () => {
      const scene = new Scene()
      scene.does(dana, { type: 'change-roles', person: carol, roles: ['lead'], reason: 'Shared lead.' })
      return scene.does(carol, { type: 'invite', invitation, roles: ['lead'], expiresAt: later })
    }
    expect(holds(twoLeads())).toBe(true)
    expect(holds(twoLeads().does(carol, { type: 'leave', reason: '' }))).toBe(false)
    expect(holds(twoLeads().does(dana, { type: 'remove-member', person: carol, reason: 'x' }))).toBe(false)
    const demoted = { type: 'change-roles', person: carol, roles: ['reviewer'], reason: 'x' } as const
    expect(holds(twoLeads().does(dana, demoted))).toBe(false)
    expect(holds(twoLeads().does(carol, { type: 'hand-over', person: alice, reason: 'x' }))).toBe(false)
    const stays = { type: 'change-roles', person: carol, roles: ['lead', 'reviewer'], reason: 'x' } as const
    expect(holds(twoLeads().does(dana, stays))).toBe(true)
  })

  it('runs out', () => {
    const scene = new Scene().does(dana, {
      type: 'invite',
      invitation,
      roles: ['reviewer'],
      expiresAt: '2026-01-01T00:02:00.000Z' as Instant,
    })
    const late = scene.ask(frank, { type: 'join', invitation, name: 'Frank', hue: 6 })
    expect(late).toMatchObject({ ok: false, reason: { rule: 'invitation-holds' } })
  })
})

describe('somebody who leaves', () => {
  const rating = (): Scene => new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER)

  it('is no member any more, keeps the name, and can read nothing', () => {
    const scene = rating()
    const left = draft(scene, bob)
    scene.does(bob, { type: 'leave', reason: '' })
    expect(memberOf(scene.view, bob)).toBeUndefined()
    expect(scene.view.people.find(({ id }) => id === bob)).toMatchObject({ name: 'Bob', roles: [] })
    expect(grantFor(scene.view, bob, left)).toBe('none')
    for (const person of [alice, carol, dana, erin]) expect(grantFor(scene.view, person, left)).toBe('none')
  })

  it('leaves a vacant place: the last submission of the others reveals nothing until it is filled', () => {
    const scene = rating().does(bob, { type: 'leave', reason: '' })
    expect(scene.assessment()).toMatchObject({ vacancies: 1, state: 'pending' })
    scene.submits(alice)
    expect(scene.assessment()).toMatchObject({ revealed: null, state: 'partial' })
    scene.does(dana, { type: 'assign', study: firstStudy, form: 'tiny', reviewers: [alice, erin], reason: 'Bob left.' })
    expect(scene.assessment()).toMatchObject({ vacancies: 0, state: 'partial' })
    scene.rates(erin, OTHER).submits(erin)
    expect(scene.assessment().revealed?.ratings.map(({ reviewer }) => reviewer)).toEqual([alice, erin])
  })

  it('does not count with a draft that was submitted, but not yet revealed', () => {
    const scene = rating().submits(bob).does(bob, { type: 'leave', reason: '' })
    scene.submits(alice)
    expect(scene.assessment().revealed).toBeNull()
  })

  it('stays among those whose ratings were revealed', () => {
    const scene = rating().submits(alice).submits(bob).does(bob, { type: 'leave', reason: '' })
    expect(scene.assessment().revealed?.ratings).toHaveLength(2)
    expect(scene.assessment().vacancies).toBe(0)
  })

  it('is not given the next round: the place is vacant from the start', () => {
    const scene = rating().submits(alice).submits(bob).does(bob, { type: 'leave', reason: '' })
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' })
    expect(scene.assessment()).toMatchObject({ round: 2, vacancies: 1 })
    expect(scene.assessment().slots.map(({ reviewer }) => reviewer)).toEqual([alice])
  })

  it('can be invited again, as the same person', () => {
    const scene = invited().does(bob, { type: 'leave', reason: '' })
    scene.does(bob, { type: 'join', invitation, name: 'Bob', hue: 6 })
    expect(scene.view.people.filter(({ id }) => id === bob)).toHaveLength(1)
    expect(memberOf(scene.view, bob)).toMatchObject({ roles: ['reviewer'], hue: 2 })
    expect(memberOf(scene.view, bob)).not.toHaveProperty('leftAt')
  })

  it('remembers what a supervisor could see: who comes back as a reviewer is not blind', () => {
    const scene = rating().submits(alice).submits(bob)
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' })
    scene.does(dana, { type: 'invite', invitation, roles: ['reviewer'], expiresAt: later })
    scene.does(carol, { type: 'leave', reason: '' }).does(carol, { type: 'join', invitation, name: 'Carol', hue: 6 })
    const assigned = scene.ask(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, carol],
      reason: 'x',
    })
    expect(assigned).toMatchObject({ ok: false, reason: { rule: 'stays-blind' } })
  })

  it('is refused while no other lead is there', () => {
    expect(new Scene().ask(dana, { type: 'leave', reason: '' })).toMatchObject({
      ok: false,
      reason: { rule: 'keeps-a-lead' },
    })
  })
})

describe('a change of roles', () => {
  it('leaves nobody a place to rate who is no reviewer any more: what was written is unseen and does not count', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER).submits(bob)
    const draft = scene.draftOf(bob)
    scene.does(dana, { type: 'change-roles', person: bob, roles: ['guest'], reason: 'Bob has changed posts.' })
    expect(scene.assessment()).toMatchObject({ slots: [{ reviewer: alice }], vacancies: 1, state: 'pending' })
    const document = { id: draft, kind: 'draft', assessment: scene.assessment().id, owner: bob } as const
    expect(grantFor(scene.view, bob, document)).toBe('none')
    scene.submits(alice)
    expect(scene.assessment().revealed).toBeNull()
    scene.does(dana, { type: 'change-roles', person: bob, roles: ['reviewer'], reason: 'Bob is back.' })
    expect(scene.assessment().vacancies).toBe(1)
  })

  it('leaves the places where another role is taken away, and where an earlier log says no more than roles', () => {
    const scene = new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER)
    scene.does(dana, { type: 'change-roles', person: bob, roles: ['reviewer', 'adjudicator'], reason: 'x' })
    scene.does(dana, { type: 'change-roles', person: bob, roles: ['reviewer'], reason: 'x' })
    expect(scene.assessment().vacancies).toBe(0)
    const { at } = scene.context
    scene.happens({ type: 'roles-changed', at, actor: dana, person: bob, roles: ['guest'], reason: 'x' })
    expect(scene.assessment().vacancies).toBe(0)
  })
})

describe('handing a review over', () => {
  it('makes the other person lead in the same moment, and keeps the rest of one’s roles', () => {
    const scene = new Scene().does(dana, { type: 'hand-over', person: carol, reason: 'Dana goes on leave.' })
    expect(memberOf(scene.view, carol)?.roles).toEqual(['supervisor', 'lead'])
    expect(memberOf(scene.view, dana)?.roles).toEqual(['adjudicator'])
  })

  it('makes who was nothing besides a guest, who can still be asked', () => {
    const scene = new Scene()
    scene.does(dana, { type: 'change-roles', person: dana, roles: ['lead'], reason: 'Somebody else adjudicates.' })
    scene.does(dana, { type: 'hand-over', person: carol, reason: 'Dana goes on leave.' })
    expect(memberOf(scene.view, dana)?.roles).toEqual(['guest'])
  })
})

describe('a conflict of interest', () => {
  it('frees the place in a blind round, and that person is not assigned again', () => {
    const scene = new Scene().assigns()
    scene.does(bob, { type: 'declare-conflict', person: bob, study: firstStudy, reason: 'Author.' })
    expect(scene.assessment()).toMatchObject({ vacancies: 1 })
    const assigned = scene.ask(dana, {
      type: 'assign',
      study: firstStudy,
      form: 'tiny',
      reviewers: [alice, bob],
      reason: 'x',
    })
    expect(assigned).toMatchObject({ ok: false, reason: { rule: 'no-conflict-of-interest' } })
  })

  it('leaves other studies as they are', () => {
    const scene = new Scene().assigns()
    scene.does(bob, { type: 'declare-conflict', person: bob, study: secondStudy, reason: 'Author.' })
    expect(scene.assessment()).toMatchObject({ vacancies: 0, state: 'pending' })
  })

  it('declared after the reveal takes the pen away: no signature, no edit of the consensus', () => {
    const scene = new Scene().readyToSign()
    scene.does(bob, { type: 'declare-conflict', person: bob, study: firstStudy, reason: 'Author.' })
    const contentHash = scene.consensusHash()
    const signed = scene.ask(bob, { type: 'sign', assessment: scene.assessment().id, contentHash })
    expect(signed).toMatchObject({ ok: false, reason: { rule: 'no-conflict-of-interest' } })
    const document = {
      id: scene.consensusId(),
      kind: 'consensus' as const,
      assessment: scene.assessment().id,
      owner: null,
    }
    expect(grantFor(scene.view, bob, document)).toBe('read')
    expect(grantFor(scene.view, alice, document)).toBe('write')
  })

  it('keeps an adjudicator from settling the study', () => {
    const scene = new Scene().readyToSign()
    scene.does(dana, { type: 'declare-conflict', person: dana, study: firstStudy, reason: 'Author.' })
    const settled = scene.ask(dana, {
      type: 'adjudicate',
      assessment: scene.assessment().id,
      contentHash: scene.consensusHash(),
      rationale: 'Both readings were weighed.',
    })
    expect(settled).toMatchObject({ ok: false, reason: { rule: 'no-conflict-of-interest' } })
  })

  it('can be taken back by the lead, if it was declared in error', () => {
    const scene = new Scene().does(dana, {
      type: 'clear-conflict',
      person: erin,
      study: secondStudy,
      reason: 'Namesake.',
    })
    expect(memberOf(scene.view, erin)?.conflictsOfInterest).toEqual([])
  })
})

it('what a member may see of the log folds to the team as it is', () => {
  const start = new Scene().view
  const scene = joins(invited()).does(bob, { type: 'leave', reason: '' })
  const seen = viewFor(start, scene.view, scene.events, frank)
  expect(seen.people).toEqual(scene.view.people)
  expect(seen.invitations).toEqual(scene.view.invitations)
})
