import { fieldTypeOf, type Json } from '@tandem/rules'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Unread } from './editor.ts'
import { Typing } from './typing.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settings = { type: 'whole', min: null, max: null } as const

/** A field of whole numbers, and what becomes of what is typed in it. */
function numberField(first: Json = null) {
  const state = $state<{ value: Json; unread: Unread | null }>({ value: first, unread: null })
  const sent: Json[] = []
  const typing = new Typing({
    value: () => state.value,
    show: (value) => fieldTypeOf(settings).show(settings, value),
    read: (text) => fieldTypeOf(settings).parse(settings, text),
    onchange: (value) => {
      sent.push(value)
      state.value = value
    },
    unread: () => state.unread,
    onunread: (unread) => {
      state.unread = unread
    },
  })
  return { state, sent, typing }
}

describe('what is typed', () => {
  test('becomes the value once on a pause, however many keys it took', () => {
    const { sent, typing } = numberField()
    typing.input('1')
    typing.input('12')
    expect(sent).toEqual([])
    vi.runAllTimers()
    typing.left()
    expect(sent).toEqual([12])
  })

  test('stays as it was typed until the field is left, and is then shown as the value is', () => {
    const { typing } = numberField()
    typing.input(' 1,204 ')
    vi.runAllTimers()
    expect(typing.text).toBe(' 1,204 ')
    typing.left()
    expect(typing.text).toBe('1204')
  })

  test('clears the value when nothing is left of it', () => {
    const { sent, typing } = numberField(12)
    typing.input('')
    typing.left()
    expect(sent).toEqual([null])
  })

  test('is not complained about while it is being typed', () => {
    const { state, typing } = numberField()
    typing.input('-')
    vi.runAllTimers()
    expect(state.unread).toBeNull()
  })
})

describe('what cannot be read', () => {
  test('stays in the field with its reason, leaves the value alone and is never sent', () => {
    const { state, sent, typing } = numberField(12)
    typing.input('about 40')
    typing.left()
    expect(typing.text).toBe('about 40')
    expect(state.unread).toMatchObject({ text: 'about 40', isOvertaken: false })
    expect([state.value, sent]).toEqual([12, []])
  })

  test('is forgotten once something readable stands there', () => {
    const { state, sent, typing } = numberField()
    typing.input('about 40')
    typing.left()
    typing.input('40')
    typing.left()
    expect([state.unread, sent]).toEqual([null, [40]])
  })

  test('gives way to the value when it is dropped', () => {
    const { state, typing } = numberField(12)
    typing.input('x')
    typing.left()
    typing.drop()
    expect([typing.text, state.unread]).toEqual(['12', null])
  })
})

describe('a value that becomes another one while somebody types', () => {
  test('is not overwritten unseen: what was typed waits beside it', () => {
    const { state, sent, typing } = numberField(12)
    typing.input('13')
    state.value = 20
    typing.left()
    expect([state.value, sent, typing.text]).toEqual([20, [], '13'])
    expect(state.unread).toEqual({ text: '13', reason: 'Meanwhile this became “20”.', isOvertaken: true })
  })

  test('is overwritten by whoever has seen it and says so', () => {
    const { state, sent, typing } = numberField(12)
    typing.input('13')
    state.value = 20
    typing.left()
    typing.accept()
    expect([state.value, sent, state.unread]).toEqual([13, [13], null])
  })

  test('is no matter where both say the same', () => {
    const { state, sent, typing } = numberField(12)
    typing.input('13')
    state.value = 13
    typing.left()
    expect([state.unread, sent]).toEqual([null, []])
  })
})
