/** What is kept of a sight is held against what a fold from the beginning gives, with the rights of today. */
import { viewFor, visibleTo, type PersonId, type Role } from '@tandem/rules'
import { alice, bob, dana, erin, EVERYBODY, firstStudy, hashOfTest, RandomHistory, Scene } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { Sights, type Story } from './sights.ts'

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1)
const STEPS = 60

describe('what is kept of what somebody sees', () => {
  it.each(SEEDS)('is what they would see anew, after whatever happens (seed %i)', (seed) => {
    const history = new RandomHistory(seed)
    const start = history.scene.view
    const sights = new Sights(EVERYBODY.length)
    for (let step = 0; step < STEPS; step += 1) {
      const { view: before, events } = history.scene
      const known = events.length
      history.step()
      sights.happened(before, events.slice(known))
      const story = { start, events, view: history.scene.view }
      // Not everybody looks each time, so that some have more to catch up with.
      for (const person of EVERYBODY.filter((_, place) => (step + seed) % (place + 1) === 0)) {
        const { events: seen, view } = sights.of(person, story)
        expect({ events: seen, view }).toEqual(anew(person, story))
      }
    }
  })

  /** What Bob sees before and after; he has rated together with Alice, or confirmed what she wrote. */
  const around = (scene: Scene, commands: (scene: Scene) => void) => {
    const start = new Scene().view
    const sights = new Sights(EVERYBODY.length)
    const seen = (person: PersonId) => sights.of(person, { start, events: scene.events, view: scene.view }).events
    const earlier = { bob: seen(bob).length, erin: seen(erin).length }
    const read = (person: 'bob' | 'erin'): string => JSON.stringify(seen(person as PersonId).slice(0, earlier[person]))
    const before = { bob: read('bob'), erin: read('erin') }
    const { view } = scene
    const known = scene.events.length
    commands(scene)
    sights.happened(view, scene.events.slice(known))
    return { before, after: { bob: read('bob'), erin: read('erin') } }
  }
  const study = firstStudy
  const reason = 'It has to be.'

  it('follows a role: the ratings of others come with it, and go when it is taken away', () => {
    const scene = new Scene().inConflict()
    const rolesOf = (roles: readonly Role[]) => (asked: Scene) =>
      void asked.does(dana, { type: 'change-roles', person: erin, roles, reason })
    const given = around(scene, rolesOf(['reviewer', 'supervisor']))
    expect([given.before.erin, given.after.erin].map(hasRatings)).toEqual([false, true])
    const taken = around(scene, rolesOf(['reviewer']))
    expect([taken.before.erin, taken.after.erin].map(hasRatings)).toEqual([true, false])
  })

  it('follows a place: whoever is replaced, or declares an interest, no longer sees what was confirmed', () => {
    for (const command of [
      { type: 'assign', study, form: 'tiny', reviewers: [alice, erin], reason },
      { type: 'declare-conflict', person: bob, study, reason },
    ] as const) {
      const scene = Scene.together('verified').confirms(bob)
      const { before, after } = around(scene, (asked) => void asked.does(dana, command))
      expect([before.bob, after.bob].map((seen) => seen.includes('valueHash'))).toEqual([true, false])
    }
  })

  it('follows a place that is lost only when a settled study is opened again', () => {
    const scene = Scene.together('joint')
    const contentHash = hashOfTest(scene.plain(scene.jointId()))
    scene.does(alice, { type: 'submit', assessment: scene.assessment().id, contentHash })
    scene.does(bob, { type: 'declare-conflict', person: bob, study, reason })
    const reopen = { type: 'reopen', assessment: scene.assessment().id, reason } as const
    const { before, after } = around(scene, (asked) => void asked.does(dana, reopen))
    expect([before.bob, after.bob].map((seen) => seen.includes('"blind":"yes"'))).toEqual([true, false])
  })

  it('goes on from where it was, and keeps only so many', () => {
    const scene = new Scene().inConflict()
    const story = { start: new Scene().view, events: scene.events, view: scene.view }
    const sights = new Sights(2)
    const first = sights.of(alice, story).events
    expect(sights.of(alice, story).events).toBe(first)
    sights.of(bob, story)
    sights.of(alice, story)
    sights.of(dana, story)
    expect(sights.of(alice, story).events).toBe(first)
    sights.of(dana, story)
    sights.of(bob, story)
    expect(sights.of(alice, story).events).not.toBe(first)
  })
})

const hasRatings = (seen: string): boolean => seen.includes('"answers":{"')

function anew(person: PersonId, { start, events, view }: Story) {
  return {
    events: events.flatMap((event) => visibleTo(view, person, event) ?? []),
    view: viewFor(start, view, events, person),
  }
}
