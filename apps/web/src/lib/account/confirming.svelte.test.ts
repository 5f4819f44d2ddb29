import type { AccountAnswer } from '@tandem/wire'
import { afterEach, expect, test, vi } from 'vitest'
import type { Answer, Refused } from '#lib/http/api.ts'
import { Confirming } from './confirming.svelte.ts'
import { OwnSession } from './own-session.svelte.ts'

const refusal = (error: string): Refused => ({
  ok: false,
  status: 403,
  error,
  sentence: 'Show it first.',
  retryAfter: null,
  body: null,
})
const DONE: Answer<string> = { ok: true, value: 'done' }

function confirmingOf(account: Partial<AccountAnswer>): Confirming {
  vi.stubGlobal('fetch', async () => Response.json({ totpSince: null, passkeys: [], ...account }))
  return new Confirming(new OwnSession())
}
/** Gives these answers, one after the other. */
const questionOf = (...answers: readonly Answer<string>[]) => {
  const left = [...answers]
  return vi.fn(async () => left.shift() ?? DONE)
}
const opened = (confirming: Confirming) => vi.waitUntil(() => confirming.open)

afterEach(() => vi.unstubAllGlobals())

test('a question that wants a confirmation is asked again once the person has confirmed', async () => {
  const confirming = confirmingOf({})
  const question = questionOf(refusal('confirm-first'))
  const answer = confirming.way(question)
  const { asked, close } = await opened(confirming)
  expect(asked.wants).toBe('anything')
  close(true)
  expect([await answer, question.mock.calls.length, confirming.open]).toEqual([DONE, 2, null])
})

test('a question that wants the second factor is asked again once it was shown, and given up with the dialog', async () => {
  const passkeys = [{ id: 'key', name: 'Phone', madeAt: '', lastUsedOn: null }]
  const confirming = confirmingOf({ passkeys })
  const question = questionOf(refusal('second-factor-first'), DONE, refusal('second-factor-first'))
  const answer = confirming.way(question)
  const { asked, close } = await opened(confirming)
  expect(asked.wants).toBe('second-factor')
  close(true)
  expect(await answer).toEqual(DONE)
  const again = confirming.way(question)
  ;(await opened(confirming)).close(false)
  expect([await again, question.mock.calls.length]).toEqual([null, 3])
})

test('whoever has no second factor is asked for none: the refusal is said', async () => {
  const confirming = confirmingOf({})
  const refused = refusal('second-factor-first')
  expect([await confirming.way(questionOf(refused)), confirming.open]).toEqual([refused, null])
})
