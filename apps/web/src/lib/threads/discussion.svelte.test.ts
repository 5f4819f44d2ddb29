import type { ThreadId } from '@tandem/rules'
import { alice, firstStudy, Scene } from '@tandem/rules/testing'
import { expect, test } from 'vitest'
import type { OpenReview } from '#lib/review/open-review.svelte.ts'
import { Discussion } from './discussion.svelte.ts'

/** Alice asks about item "sites" of the instrument "tiny"; two instruments may have an item of that id. */
function asked(form: string): { readonly discussion: Discussion; readonly thread: ThreadId } {
  const anchor = { study: firstStudy, form: 'tiny', item: 'sites', part: null }
  const scene = new Scene().does(alice, { type: 'open-thread', anchor, text: 'How many?', mentions: [] })
  const { view } = scene
  const discussion = new Discussion(
    { view } as OpenReview,
    () => view.studies[0],
    () => form,
  )
  return { discussion, thread: view.threads[0]!.id }
}

test('a thread is about the item of its own instrument, not about one of the same id in another stage', () => {
  expect(asked('tiny').discussion.openAt('sites')).toBe(1)
  expect(asked('other').discussion.openAt('sites')).toBe(0)
  expect(asked('other').discussion.openCount).toBe(1)
})

test('a link leads to the item where its instrument is on screen, and else to all threads of the study', () => {
  for (const [form, place] of [
    ['tiny', { item: 'sites', part: null }],
    ['other', null],
  ] as const) {
    const { discussion, thread } = asked(form)
    discussion.seek(thread)
    expect([discussion.place, discussion.sought, discussion.isOpen]).toEqual([place, thread, true])
  }
})

test('what is sent empties the field of its own place only', () => {
  const { discussion } = asked('tiny')
  discussion.keepUnsent('one', 'Sent.')
  discussion.keepUnsent('other', 'Begun.')
  discussion.sent('one')
  expect([discussion.unsentAbout('one'), discussion.unsentAbout('other')]).toEqual(['', 'Begun.'])
  expect([discussion.countSent('one'), discussion.countSent('other')]).toEqual([1, 0])
})
