import { describe, expect, it } from 'vitest'
import { evolveAll } from './evolve-all.ts'
import { evolve } from './evolve.ts'
import { RandomHistory, Scene, dana, secondStudy } from './testing/index.ts'

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1)
const STEPS = 100

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
    expect([...seen]).toEqual(expect.arrayContaining(HAPPENING))
  })

  it('locks what is named, and only that', () => {
    const scene = new Scene().agreed().assigns(secondStudy)
    const lock = { type: 'locked', assessments: [scene.assessment().id], reason: 'Done.' } as const
    const event = { at: scene.context.at, actor: dana, ...lock }
    const locked = evolveAll(scene.view, [event])
    expect(locked.assessments.map(({ state }) => state)).toEqual(['locked', 'pending'])
    expect(locked).toEqual(evolve(scene.view, event))
  })

  it('leaves what nothing happened to as it is', () => {
    const { view } = new Scene()
    expect(evolveAll(view, [])).toBe(view)
  })
})

/** The scene begins with a frozen protocol, and is hardly ever settled as a whole, so that it could be locked. */
const HAPPENING = [
  'allocated',
  'assigned',
  'comment-revised',
  'confirmed',
  'conflict-cleared',
  'conflict-declared',
  'due-set',
  'invited',
  'joined',
  'left',
  'nudged',
  'protocol-amended',
  'reopened',
  'replied',
  'revealed',
  'roles-changed',
  'settled',
  'signed',
  'snapshot-made',
  'studies-added',
  'study-corrected',
  'study-removed',
  'submitted',
  'thread-opened',
  'thread-reopened',
  'thread-resolved',
  'withdrawn',
]
