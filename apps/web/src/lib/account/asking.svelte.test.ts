import { expect, test } from 'vitest'
import type { Answer, Refused } from '#lib/http/api.ts'
import { Asking } from './asking.svelte.ts'
import { Reading } from './reading.svelte.ts'

const REFUSED: Refused = {
  ok: false,
  status: 409,
  error: 'email-taken',
  sentence: 'Somebody has an account with this address.',
  retryAfter: null,
  body: null,
}

/** A question whose answers come when the test says so. */
function questionnaire<Value>(): {
  asked: number
  ask: () => Promise<Answer<Value>>
  answer: (one: Answer<Value>) => void
} {
  const waiting: ((answer: Answer<Value>) => void)[] = []
  return {
    asked: 0,
    ask() {
      this.asked += 1
      return new Promise((resolve) => waiting.push(resolve))
    },
    answer: (one) => waiting.shift()?.(one),
  }
}

test('a form that is submitted twice asks once', async () => {
  const asking = new Asking()
  const question = questionnaire<string>()
  const first = asking.ask(() => question.ask())
  expect(asking.isPending).toBe(true)
  expect(await asking.ask(() => question.ask())).toBeNull()
  question.answer({ ok: true, value: 'done' })
  expect(await first).toEqual({ value: 'done' })
  expect(question.asked).toBe(1)
  expect(asking.isPending).toBe(false)
})

test('a refusal is kept until the next question, and a form can be asked again after it', async () => {
  const asking = new Asking()
  expect(await asking.ask(async () => REFUSED)).toBeNull()
  expect(asking.refused).toBe(REFUSED)
  expect(await asking.ask(async () => ({ ok: true, value: 1 }))).toEqual({ value: 1 })
  expect(asking.refused).toBeNull()
})

test('a person who gives up on the way is refused nothing', async () => {
  const asking = new Asking(async () => null)
  expect(await asking.ask(async () => ({ ok: true, value: 1 }))).toBeNull()
  expect(asking.refused).toBeNull()
  expect(asking.isPending).toBe(false)
})

test('a bug in a question reaches the top, and leaves the form usable', async () => {
  const asking = new Asking()
  await expect(asking.ask(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(asking.isPending).toBe(false)
})

test('what was read stays where it cannot be read anew', async () => {
  const answers: Answer<string>[] = [{ ok: true, value: 'Alice' }, REFUSED, { ok: true, value: 'Alicia' }]
  const reading = new Reading<string>(
    (question) => question(),
    async () => answers.shift() ?? REFUSED,
  )
  await reading.read()
  await reading.read()
  expect([reading.value, reading.refused]).toEqual(['Alice', REFUSED])
  await reading.read()
  expect([reading.value, reading.refused]).toEqual(['Alicia', null])
})
