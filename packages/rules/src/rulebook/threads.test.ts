import { expect, it } from 'vitest'
import { askedFrom, planOf } from '../protocol.ts'
import { Scene, alice, bob, dana, firstStudy, otherForm } from '../testing/index.ts'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import { threadFor, threadsFor } from '../threads/sight.ts'
import type { Anchor } from '../threads/thread.ts'

const isPlace = (change: Partial<Anchor>): boolean => {
  const anchor = { study: firstStudy, form: tinyInstrument.id, item: 'sites', part: null, ...change }
  return new Scene().ask(alice, { type: 'open-thread', anchor, text: 'A question.', mentions: [] }).ok
}

it('a thread is about a study, a form, an item of it, or a part of that item', () => {
  expect(isPlace({ form: null, item: null })).toBe(true)
  expect(isPlace({ item: null })).toBe(true)
  expect(isPlace({})).toBe(true)
  expect(isPlace({ part: 'note' })).toBe(true)
})

it('a thread is about nothing that is not there', () => {
  expect(isPlace({ study: 'none' as typeof firstStudy })).toBe(false)
  expect(isPlace({ form: 'none' })).toBe(false)
  expect(isPlace({ form: 'none', item: null })).toBe(false)
  expect(isPlace({ form: null })).toBe(false)
  expect(isPlace({ form: null, item: null, part: 'note' })).toBe(false)
  expect(isPlace({ item: null, part: 'note' })).toBe(false)
  expect(isPlace({ item: 'none' })).toBe(false)
})

it('a thread is begun in a stage of the protocol; one of a stage that was dropped is answered and resolved', () => {
  const scene = new Scene().withSecondStage()
  const anchor: Anchor = { study: firstStudy, form: otherForm.id, item: 'sites', part: null }
  const opening = { type: 'open-thread', anchor, text: 'A question.', mentions: [] } as const
  scene.does(alice, opening)
  scene.does(dana, { type: 'plan', plan: askedFrom(planOf(new Scene().view.review)), reason: 'One is enough.' })
  for (const item of ['sites', null])
    expect(scene.ask(bob, { ...opening, anchor: { ...anchor, item } })).toMatchObject({
      ok: false,
      reason: { rule: 'place-exists' },
    })
  const [thread] = threadsFor(scene.view, bob)
  if (!thread) throw new Error('no thread')
  scene.does(bob, { type: 'reply', thread: thread.id, text: 'The second one.', mentions: [] })
  scene.does(bob, { type: 'resolve-thread', thread: thread.id })
  expect(threadFor(scene.view, alice, thread.id)?.entries).toHaveLength(3)
})
