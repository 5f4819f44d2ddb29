import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { answersMap } from '@tandem/documents'
import type { DocumentId, PersonId, ReviewId } from '@tandem/rules'
import { Room } from '../../../testing/room.ts'
import { LiveDocument } from './live-document.svelte.ts'
import { RescueShelf } from './rescue-shelf.svelte.ts'

const ALICE = 'alice' as PersonId
const DOCUMENT = 'document-1' as DocumentId

let room: Room
let closers: (() => void)[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  room = new Room()
  closers = []
  const stored = new Map<string, string>()
  vi.stubGlobal('WebSocket', room.WebSocket)
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('document', { addEventListener: () => {}, removeEventListener: () => {}, visibilityState: 'visible' })
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  })
})

afterEach(() => {
  for (const close of closers) close()
  vi.runOnlyPendingTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** @param random for the jitter of the next attempts. */
function open({ random = (): number => 0.5, shelf = new RescueShelf(ALICE) } = {}) {
  const live = new LiveDocument({
    address: 'ws://tandem.test/sync',
    review: 'review' as ReviewId,
    document: DOCUMENT,
    person: ALICE,
    keepsCopy: false,
    expected: 'write',
    title: 'Ibrahim 2019, your copy',
    shelf,
    describe: ({ key, value }) => ({ label: key, text: String(value) }),
    random,
  })
  closers.push(live.open())
  return { live, shelf }
}

/** Lets everything that is under way arrive. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve()
}

describe('saved', () => {
  test('is said only after the acknowledgement, not after sending', async () => {
    const { live } = open()
    await settle()
    expect([live.link.is, live.isSaved]).toEqual(['live', true])
    room.holds = true
    live.set('db-1', 'yes')
    await settle()
    expect([live.value('db-1'), live.isSaved, live.waiting]).toEqual(['yes', false, 1])
    room.release()
    await settle()
    expect([live.isSaved, live.waiting, answersMap(room.doc).get('db-1')]).toEqual([true, 0, 'yes'])
    expect(live.savedAt).toBeInstanceOf(Date)
  })

  test('a promise to be saved is kept after the acknowledgement, and given up after the patience', async () => {
    const { live } = open()
    await settle()
    room.holds = true
    live.set('db-1', 'yes')
    const inTime = live.whenSaved(500)
    await vi.advanceTimersByTimeAsync(600)
    expect(await inTime).toBe(false)
    const later = live.whenSaved(500)
    room.release()
    await vi.advanceTimersByTimeAsync(100)
    expect(await later).toBe(true)
  })
})

describe('offline', () => {
  test('changes wait, are counted, and arrive with the next connection', async () => {
    const { live } = open()
    await settle()
    room.isDown = true
    room.closeAll()
    live.set('db-1', 'yes')
    live.set('db-2', 'no')
    expect([live.link.is, live.waiting]).toEqual(['offline', 2])
    room.isDown = false
    live.retryNow()
    await settle()
    expect([live.link.is, live.waiting, live.isSaved]).toEqual(['live', 0, true])
    expect(answersMap(room.doc).toJSON()).toEqual({ 'db-1': 'yes', 'db-2': 'no' })
  })

  test.each([
    ['at the earliest after half the step', 0, 100],
    ['at the latest after one and a half', 1, 300],
  ])('the next attempt comes %s', async (_, random, wait) => {
    open({ random: () => random })
    await settle()
    room.isDown = true
    room.closeAll()
    const before = room.attempts.length
    await vi.advanceTimersByTimeAsync(wait - 1)
    expect(room.attempts.length).toBe(before)
    await vi.advanceTimersByTimeAsync(2)
    expect(room.attempts.length).toBe(before + 1)
  })

  test('a connection that leaves changes unacknowledged is given up', async () => {
    const { live } = open()
    await settle()
    room.holds = true
    live.set('db-1', 'yes')
    await vi.advanceTimersByTimeAsync(5_900)
    expect(live.link.is).toBe('live')
    await vi.advanceTimersByTimeAsync(200)
    expect(live.link.is).toBe('offline')
  })
})

describe('a refusal', () => {
  test('ends the instance, keeps what was typed as text, and shows what the server has', async () => {
    answersMap(room.doc).set('db-1', 'partly')
    const { live, shelf } = open()
    await settle()
    room.refusal = 'value-fits-field'
    live.set('db-1', 'nonsense')
    await settle()
    room.refusal = null
    await vi.advanceTimersByTimeAsync(10)
    await settle()
    expect(shelf.rescues).toMatchObject([
      { document: DOCUMENT, rule: 'value-fits-field', rows: [{ label: 'db-1', text: 'nonsense', value: 'nonsense' }] },
    ])
    expect([live.value('db-1'), live.isSaved]).toEqual(['partly', true])
  })

  test('changes that were acknowledged before are not in the rescue', async () => {
    const { live, shelf } = open()
    await settle()
    live.set('db-1', 'yes')
    await settle()
    room.refusal = 'value-is-small'
    live.set('db-2', 'too much')
    await settle()
    expect(shelf.rescues.flatMap((rescue) => rescue.rows.map((row) => row.label))).toEqual(['db-2'])
  })

  test('survives a reload of the page', async () => {
    const { live } = open()
    await settle()
    room.refusal = 'value-is-small'
    live.set('db-2', 'too much')
    await settle()
    // localStorage lists its keys as its own properties in a browser.
    Object.defineProperty(localStorage, `tandem:rescue:${ALICE}:${DOCUMENT}`, { enumerable: true, value: '' })
    const shelf = new RescueShelf(ALICE)
    expect(shelf.rescues).toHaveLength(1)
    expect(new RescueShelf('bob' as PersonId).rescues).toHaveLength(0)
  })

  test('that repeats without end is given up instead of trying for ever', async () => {
    const { live } = open()
    await settle()
    for (let time = 0; time < 5; time += 1) {
      room.refusal = 'value-is-small'
      live.set('db-2', `again ${time}`)
      await settle()
      room.refusal = null
      await vi.advanceTimersByTimeAsync(10)
      await settle()
    }
    expect(live.link).toEqual({ is: 'ended', why: 'failed' })
  })
})

describe('a lost right', () => {
  test('reopens the document read only, without a rescue if everything was saved', async () => {
    const { live, shelf } = open()
    await settle()
    live.set('db-1', 'yes')
    await settle()
    room.mode = 'read'
    room.closeAll(4403)
    await vi.advanceTimersByTimeAsync(10)
    await settle()
    expect([live.mode, live.link.is, live.value('db-1')]).toEqual(['read', 'live', 'yes'])
    expect(shelf.rescues).toEqual([])
    live.set('db-1', 'no')
    expect(live.value('db-1')).toBe('yes')
  })

  test('with unsaved changes keeps them as text', async () => {
    const { live, shelf } = open()
    await settle()
    room.holds = true
    live.set('db-1', 'yes')
    await settle()
    room.mode = 'read'
    room.closeAll(4403)
    await settle()
    expect(shelf.rescues).toMatchObject([{ rule: 'document-is-writable', rows: [{ label: 'db-1', text: 'yes' }] }])
  })

  test.each([
    [4401, 'signed-out'],
    [4404, 'not-found'],
  ])('code %i ends it: %s', async (code, why) => {
    const { live } = open()
    await settle()
    vi.stubGlobal('fetch', async () => Response.json({ person: null, demo: true }))
    room.closeAll(code)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(live.link).toEqual({ is: 'ended', why })
    expect(room.attempts).toHaveLength(1)
  })
})

test('a session that was followed by another one of the same person goes on', async () => {
  const { live } = open()
  await settle()
  vi.stubGlobal('fetch', async () => Response.json({ person: { id: ALICE, name: 'Alice', hue: 1 }, demo: true }))
  room.closeAll(4401)
  await vi.advanceTimersByTimeAsync(10)
  await settle()
  expect([live.link.is, room.attempts.length]).toEqual(['live', 2])
})

describe('two people', () => {
  test('see each other’s values, and undo takes back only one’s own', async () => {
    const { live: alice } = open()
    const { live: bob } = open()
    await settle()
    alice.set('db-1', 'yes')
    await settle()
    bob.set('db-2', 'no')
    await settle()
    expect([alice.value('db-2'), bob.value('db-1')]).toEqual(['no', 'yes'])
    expect(alice.undo()).toEqual(['db-1'])
    await settle()
    expect([bob.value('db-1'), bob.value('db-2')]).toEqual([null, 'no'])
    expect(alice.undo()).toEqual([])
  })

  test('undo does not overwrite what somebody else set since', async () => {
    const { live: alice } = open()
    const { live: bob } = open()
    await settle()
    alice.set('db-1', 'yes')
    await settle()
    bob.set('db-1', 'no')
    await settle()
    alice.undo()
    await settle()
    expect(alice.value('db-1')).toBe('no')
  })

  test('agree on the content hash once everything has arrived', async () => {
    const { live: alice } = open()
    const { live: bob } = open()
    await settle()
    alice.set('db-1', 'yes')
    bob.set('db-2', 'no')
    expect(alice.contentHash()).not.toBe(bob.contentHash())
    await settle()
    expect(alice.contentHash()).toBe(bob.contentHash())
  })
})
