import { expect, it } from 'vitest'
import { carriedForward, type LoggedEvent } from './earlier-events.ts'
import { planOf } from './protocol.ts'
import type { Hash } from './review.ts'
import { dana, Scene } from './testing/index.ts'

const { stages: _stages, ...withoutStages } = planOf(new Scene().view.review)
const form = { id: 'tiny', version: 1, hash: 'f'.repeat(64) as Hash }
const plan = { ...withoutStages, form, mode: 'verified', reviewersPerStudy: 3 } as const
const { at } = new Scene().context
const stages = [{ form, mode: 'verified', reviewers: 3 }]

it('a plan of the time before stages has one', () => {
  const event = carriedForward({ type: 'planned', at, actor: dana, plan })
  expect(event).toEqual({ type: 'planned', at, actor: dana, plan: { ...withoutStages, stages } })
})

it('an amendment of that time says how far its one stage was', () => {
  const progress = { studies: 2, assigned: 1, revealed: 0, settled: 0 }
  const logged = { type: 'protocol-amended', at, actor: dana, plan, changes: [], reason: 'x', progress } as const
  expect(carriedForward(logged)).toEqual({
    ...logged,
    plan: { ...withoutStages, stages },
    progress: [{ form: 'tiny', ...progress }],
  })
})

it('an amendment of today says it of each stage, and is left so', () => {
  const progress = ['tiny', 'other'].map((of) => ({ form: of, studies: 2, assigned: 1, revealed: 0, settled: 0 }))
  const plan = planOf(new Scene().withSecondStage().view.review)
  const logged = { type: 'protocol-amended', at, actor: dana, plan, changes: [], reason: 'x', progress } as const
  expect(carriedForward(logged)).toEqual(logged)
})

it('what is written today is read as it stands', () => {
  const scene = new Scene().agreed()
  for (const event of scene.events) expect(carriedForward(event)).toBe(event)
  const today: LoggedEvent = { type: 'planned', at, actor: dana, plan: planOf(scene.view.review) }
  expect(carriedForward(today)).toEqual(today)
})
