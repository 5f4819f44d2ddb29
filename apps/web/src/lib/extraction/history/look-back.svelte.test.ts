import type { Instant, PlainDocument } from '@tandem/rules'
import { alice } from '@tandem/rules/testing'
import type { DocumentHistoryAnswer, Moment } from '@tandem/wire'
import { expect, test } from 'vitest'
import type { Answer } from '#lib/http/api.ts'
import type { Extraction } from '../extraction.svelte.ts'
import { LookBack } from './look-back.svelte.ts'

const moments: readonly Moment[] = [1, 2, 3].map((value) => ({
  at: `2026-01-01T10:0${value}:00.000Z` as Instant,
  by: alice,
  changes: [{ part: 'field', key: 'n', value }],
}))

function lookingBack(answer: Answer<DocumentHistoryAnswer>): { back: LookBack; shown: () => PlainDocument | null } {
  let shown: PlainDocument | null = null
  const extraction = { showAsItWas: (document: PlainDocument | null) => void (shown = document) } as Extraction
  return { back: new LookBack(extraction, async () => answer), shown: () => shown }
}

test('begins with the last moment, goes no further than there are moments, and ends with now', async () => {
  const { back, shown } = lookingBack({ ok: true, value: { moments } })
  await back.begin()
  expect([back.at, shown()?.fields]).toEqual([3, { n: 3 }])
  back.goTo(0)
  expect([back.at, shown()?.fields]).toEqual([1, { n: 1 }])
  back.goTo(9)
  expect(back.at).toBe(3)
  back.end()
  expect(shown()).toBeNull()
})

test('that was ended before its answer came stays ended', async () => {
  const { back, shown } = lookingBack({ ok: true, value: { moments } })
  const begun = back.begin()
  back.end()
  await begun
  expect([back.moments, shown()]).toEqual([null, null])
})

test('shows nothing else while the history cannot be read, and says why', async () => {
  const refused = { ok: false, status: 404, error: 'not-found', sentence: 'No.', retryAfter: null, body: null } as const
  const { back, shown } = lookingBack(refused)
  await back.begin()
  expect([back.moments, back.refused?.sentence, shown()]).toEqual([null, 'No.', null])
})

test('of a document in which nothing was written is empty', async () => {
  const { back, shown } = lookingBack({ ok: true, value: { moments: [] } })
  await back.begin()
  expect([back.moments, back.moment, back.at, shown()]).toEqual([[], null, 0, { fields: {}, texts: {} }])
})
