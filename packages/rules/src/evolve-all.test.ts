import { describe, expect, it } from 'vitest'
import { evolveAll } from './evolve-all.ts'
import type { ReviewEvent } from './events.ts'
import { evolve } from './evolve.ts'
import { askedFrom, planOf } from './protocol.ts'
import type { Instant, InvitationId } from './review.ts'
import { ExtractionScene, RandomHistory, Scene, dana, secondStudy } from './testing/index.ts'

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1)
const STEPS = 100
const OF_FORMS = ['form-begun', 'form-published', 'form-adopted', 'form-discarded'] as const

describe('the fold of many events at once', () => {
  it.each(SEEDS)('gives what the fold of each gives, for whatever happens (seed %i)', (seed) => {
    const history = new RandomHistory(seed)
    const start = history.scene.view
    for (let step = 0; step < STEPS; step += 1) history.step()
    const { events, view } = history.scene
    expect(evolveAll(start, events)).toEqual(events.reduce(evolve, start))
    // Also from any view between.
    const half = Math.floor(events.length / 2)
    expect(evolveAll(evolveAll(start, events.slice(0, half)), events.slice(half))).toEqual(view)
  })

  it('has seen every kind of event that can happen here', () => {
    const seen = new Set(
      SEEDS.flatMap((seed) => {
        const history = new RandomHistory(seed)
        for (let step = 0; step < STEPS; step += 1) history.step()
        return history.scene.events.map(({ type }) => type)
      }),
    )
    const random = (Object.keys(HAPPENING) as ReviewEvent['type'][]).filter((type) => HAPPENING[type] === 'random')
    expect([...seen].sort()).toEqual(expect.arrayContaining(random.sort()))
  })

  it('locks what is named, and only that', () => {
    const scene = new Scene().agreed().assigns(secondStudy)
    const lock = { type: 'locked', assessments: [scene.assessment().id], reason: 'Done.' } as const
    const event = { at: scene.context.at, actor: dana, ...lock }
    const locked = evolveAll(scene.view, [event])
    expect(locked.assessments.map(({ state }) => state)).toEqual(['locked', 'pending'])
    expect(locked).toEqual(evolve(scene.view, event))
  })

  it('folds a plan, work that begins before the freeze, the freeze and an invitation that is taken back', () => {
    const scene = Scene.planning()
    const start = scene.view
    const plan = { ...askedFrom(planOf(start.review)), switchedOff: ['protocol-is-frozen'] as const }
    scene.does(dana, { type: 'plan', plan, reason: null }).assigns().does(dana, { type: 'freeze-protocol' })
    const invitation = 'invitation' as InvitationId
    scene.does(dana, { type: 'invite', invitation, roles: ['guest'], expiresAt: '2099-01-01T00:00:00.000Z' as Instant })
    scene.does(dana, { type: 'revoke-invitation', invitation })
    const byHand = (Object.keys(HAPPENING) as ReviewEvent['type'][]).filter((type) => HAPPENING[type] === 'by hand')
    expect([...scene.events.map(({ type }) => type), 'locked', ...OF_FORMS]).toEqual(expect.arrayContaining(byHand))
    expect(evolveAll(start, scene.events)).toEqual(scene.events.reduce(evolve, start))
    expect(scene.view.protocol).toMatchObject({ version: 1, assignedBeforeFreeze: true })
  })

  it('folds forms that are begun, published, adopted by the rounds that are open, and discarded', () => {
    const scene = new ExtractionScene()
    const start = scene.view
    scene.assigns().adapts().publishes().begins('Pilot').does(dana, { type: 'discard-form', form: 'pilot' })
    expect(scene.events.map(({ type }) => type)).toEqual(expect.arrayContaining([...OF_FORMS]))
    expect(evolveAll(start, scene.events)).toEqual(scene.events.reduce(evolve, start))
    expect(scene.view.ownForms.map(({ id, versions }) => [id, versions.length])).toEqual([['tiny-form', 1]])
    expect(scene.assessment().form.version).toBe(2)
  })

  it('leaves what nothing happened to as it is', () => {
    const { view } = new Scene()
    expect(evolveAll(view, [])).toBe(view)
  })
})

/**
 * Where each kind of event is folded. By hand: the scene begins with a frozen protocol, is hardly ever settled as a whole, so
 * that it could be locked, and no invitation stays open for long.
 */
const HAPPENING: Readonly<Record<ReviewEvent['type'], 'random' | 'by hand'>> = {
  planned: 'by hand',
  'protocol-frozen': 'by hand',
  'protocol-amended': 'random',
  'form-begun': 'by hand',
  'form-published': 'by hand',
  'form-adopted': 'by hand',
  'form-discarded': 'by hand',
  invited: 'random',
  'invitation-revoked': 'by hand',
  joined: 'random',
  'roles-changed': 'random',
  left: 'random',
  'conflict-declared': 'random',
  'conflict-cleared': 'random',
  'studies-added': 'random',
  'study-corrected': 'random',
  'study-removed': 'random',
  'due-set': 'random',
  allocated: 'random',
  assigned: 'random',
  submitted: 'random',
  withdrawn: 'random',
  revealed: 'random',
  signed: 'random',
  settled: 'random',
  reopened: 'random',
  confirmed: 'random',
  'thread-opened': 'random',
  replied: 'random',
  'thread-resolved': 'random',
  'thread-reopened': 'random',
  'comment-revised': 'random',
  nudged: 'random',
  locked: 'by hand',
  'snapshot-made': 'random',
}
