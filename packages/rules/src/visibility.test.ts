import { describe, expect, it } from 'vitest'
import { grantFor, maySeeProgress } from './grants.ts'
import type { DocumentId, PersonId, ReviewView } from './review.ts'
import { COMPLETE, OTHER, Scene, alice, bob, carol, dana, erin, stranger } from './testing/index.ts'
import { viewFor, visibleTo } from './visibility.ts'

const everybody = [alice, bob, carol, dana, erin]
const started = (): Scene => new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER)

function draft(scene: Scene, owner: PersonId) {
  return { id: scene.draftOf(owner), kind: 'draft' as const, assessment: scene.assessment().id, owner }
}
function consensus(scene: Scene, id: DocumentId = scene.consensusId()) {
  return { id, kind: 'consensus' as const, assessment: scene.assessment().id, owner: null }
}
const grants = (scene: Scene, document: Parameters<typeof grantFor>[2]): readonly string[] =>
  [...everybody, stranger].map((person) => grantFor(scene.view, person, document))

describe('a blind draft', () => {
  it('is written by its reviewer and does not exist for anybody else', () => {
    const scene = started()
    expect(grants(scene, draft(scene, alice))).toEqual(['write', 'none', 'none', 'none', 'none', 'none'])
    expect(grants(scene, draft(scene, bob))).toEqual(['none', 'write', 'none', 'none', 'none', 'none'])
  })

  it('is read-only for its reviewer once submitted, and writable again after a withdrawal', () => {
    const scene = started().submits(alice)
    expect(grants(scene, draft(scene, alice))).toEqual(['read', 'none', 'none', 'none', 'none', 'none'])
    scene.does(alice, { type: 'withdraw', assessment: scene.assessment().id })
    expect(grantFor(scene.view, alice, draft(scene, alice))).toBe('write')
  })

  it('is read by the n, the supervisors and the lead from the reveal on, and written by nobody', () => {
    const scene = started().submits(alice).submits(bob)
    expect(grants(scene, draft(scene, alice))).toEqual(['read', 'read', 'read', 'read', 'none', 'none'])
  })

  it('of a replaced reviewer is kept, unseen', () => {
    const scene = started()
    const left = draft(scene, bob)
    scene.does(dana, {
      type: 'assign',
      study: scene.assessment().study,
      form: 'tiny',
      reviewers: [alice, erin],
      reason: 'Bob is away.',
    })
    expect(grants(scene, left)).toEqual(['none', 'none', 'none', 'none', 'none', 'none'])
  })
})

describe('a draft that a reviewer left behind', () => {
  it('is not found again by whoever comes back: the new slot has a new draft', () => {
    const scene = started()
    const left = draft(scene, bob)
    const { study } = scene.assessment()
    scene.does(dana, { type: 'assign', study, form: 'tiny', reviewers: [alice, erin], reason: 'Bob is away.' })
    scene.does(dana, { type: 'assign', study, form: 'tiny', reviewers: [alice, bob], reason: 'Bob is back.' })
    expect(grantFor(scene.view, bob, left)).toBe('none')
    expect(grantFor(scene.view, bob, draft(scene, bob))).toBe('write')
  })
})

describe('a consensus', () => {
  it('is written by the n and the adjudicator, read by the supervisor, and unknown to others', () => {
    const scene = new Scene().inConflict()
    expect(grants(scene, consensus(scene))).toEqual(['write', 'write', 'read', 'write', 'none', 'none'])
  })

  it('is read-only once settled; a reopened one leaves the old one read-only', () => {
    const scene = new Scene().readyToSign().signs(alice).signs(bob)
    const old = consensus(scene)
    expect(grants(scene, old).slice(0, 4)).toEqual(['read', 'read', 'read', 'read'])
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'Look again.' })
    expect(grants(scene, old).slice(0, 4)).toEqual(['read', 'read', 'read', 'read'])
    expect(grants(scene, consensus(scene)).slice(0, 4)).toEqual(['write', 'write', 'read', 'write'])
  })

  it('of an earlier round is read-only', () => {
    const scene = new Scene().inConflict()
    const earlier = consensus(scene)
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'New report.' })
    expect(grants(scene, earlier).slice(0, 4)).toEqual(['read', 'read', 'read', 'read'])
  })
})

describe('counts of a blind draft', () => {
  const seen = (view: ReviewView, scene: Scene, reviewer: PersonId): readonly boolean[] =>
    [...everybody, stranger].map((viewer) => maySeeProgress(view, viewer, scene.assessment(), reviewer))

  it('are seen by their reviewer, the lead and the supervisor', () => {
    const scene = started()
    expect(seen(scene.view, scene, bob)).toEqual([false, true, true, true, false, false])
  })

  it('are hidden from a lead or supervisor who is one of the n', () => {
    const scene = started()
    const people = scene.view.people.map((person) =>
      person.id === alice ? { ...person, roles: ['reviewer', 'lead', 'supervisor'] as const } : person,
    )
    expect(maySeeProgress({ ...scene.view, people }, alice, scene.assessment(), bob)).toBe(false)
  })
})

describe('what is sent of an event', () => {
  it('never names another reviewer’s draft or its hash before the reveal', () => {
    const scene = started().submits(bob)
    const secret = [scene.draftOf(bob), scene.context.hashOf(scene.plain(scene.draftOf(bob)))]
    for (const viewer of [alice, carol, dana, erin]) {
      const sent = JSON.stringify(scene.events.map((event) => visibleTo(scene.view, viewer, event)))
      for (const word of secret) expect(sent.includes(JSON.stringify(word).slice(1, -1))).toBe(false)
    }
  })

  it('keeps ratings from reviewers who did not rate the study, also after the reveal', () => {
    const scene = new Scene().readyToSign().signs(alice).signs(bob)
    const view = viewFor({ ...scene.view, assessments: [], snapshots: [] }, scene.view, scene.events, erin)
    expect(view.assessments[0]).toMatchObject({ state: 'resolved', settlement: { answers: {}, contentHash: null } })
    expect(view.assessments[0]?.revealed?.ratings).toEqual([])
  })

  it('is nothing at all for strangers', () => {
    const scene = new Scene().inConflict()
    expect(scene.events.map((event) => visibleTo(scene.view, stranger, event))).toEqual(scene.events.map(() => null))
  })

  it('folds to the full view for somebody who may read it, apart from hashes of others before the reveal', () => {
    const scene = new Scene().readyToSign().signs(alice).signs(bob)
    const view = viewFor({ ...scene.view, assessments: [], snapshots: [] }, scene.view, scene.events, dana)
    expect(view).toEqual(scene.view)
  })
})
