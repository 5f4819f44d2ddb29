import { expect, it } from 'vitest'
import { Scene, alice, firstStudy } from '../testing/index.ts'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
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
