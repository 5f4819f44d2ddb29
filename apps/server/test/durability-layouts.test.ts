/**
 * Documents of an earlier layout, met by a server of a later one. There is no second layout yet, so the test brings a step
 * of its own: notes lose the blanks around them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hashOf, LAYOUT_VERSION, plainDocument, setField, type Layout } from '@tandem/documents'
import type { DocumentId, Instant } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { ACK, CLOSE } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GATE_LIMITS, ROOM_LIMITS } from '../src/limits.ts'
import type { Store, StoredDocument } from '../src/store/contract.ts'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { CommitLoop } from '../src/sync/commit-loop.ts'
import { updateFrame } from '../src/sync/frames.ts'
import { replay, Rooms } from '../src/sync/rooms.ts'
import { House, alice, bob, reviewId, smallReview } from '../src/testing/house.ts'
import { NEVER_RESTORED } from '../src/sync/recovery.ts'
import { UNWATCHED } from '../src/watch/watch.ts'

const trimmed: Layout = {
  version: 2,
  steps: [
    ({ fields, texts }) => ({
      fields: Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]),
      ),
      texts,
    }),
  ],
}

describe('a server of a later layout', () => {
  let folder: string
  let house: House
  let open: DocumentId
  let locked: DocumentId
  const errors: unknown[] = []

  const openFolder = () =>
    openSqliteStore({ folder, random: randomBytes, quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 } })
  const openHere = (): Store => openFolder().store

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-layouts-'))
    errors.length = 0
    const ground = { open: openHere, crash: (store: Store) => store.close(), remove: () => undefined }
    house = await House.open(smallReview(), { ground })
    await house.assign()
    open = await house.draft(alice)
    locked = await house.draft(bob)
    for (const [person, draft] of [
      [alice, open],
      [bob, locked],
    ] as const) {
      const client = await house.client(person, draft).connect()
      await house.quiet()
      for (const item of ['blind', 'losses']) client.set(item, 'yes')
      client.set('sites', 'one').set('sites/note', ' with blanks ')
      await house.quiet()
      if (person === bob) expect(await house.submit(client)).toEqual({ ok: true })
    }
    await house.quiet()
    await house.core.close()
  })
  afterEach(async () => {
    await house.store.close()
    rmSync(folder, { recursive: true })
  })

  /** Over the same store: rooms that know a second layout. What is submitted may not be written. */
  function laterRooms(store: Store = house.store, recovery = NEVER_RESTORED): Rooms {
    const now = (): Instant => '2026-02-01T12:00:00.000Z' as Instant
    const onError = (doing: string, error: unknown): void => void errors.push([doing, error])
    const loop = new CommitLoop({ store, schedule: setImmediate, onFailure: () => undefined, onError })
    const ports = {
      store,
      loop,
      now,
      onError,
      clock: Date.now,
      limits: GATE_LIMITS,
      layout: trimmed,
      recovery,
      watch: UNWATCHED,
    }
    return new Rooms({
      ...ports,
      formOf: async () => tinyInstrument,
      isOpen: async ({ id }: StoredDocument) => id === open,
      later: () => () => undefined,
      checkpointEvery: ROOM_LIMITS.checkpointEvery,
      unloadAfter: ROOM_LIMITS.unloadAfter,
      onWritten: () => undefined,
    })
  }

  const storedNote = async (id: DocumentId): Promise<unknown> =>
    plainDocument(replay(await house.store.loadDocument(id))).fields['sites/note']

  it('carries what may be written forward when it is opened, by an edit of the system, once', async () => {
    const updates = (await house.store.loadDocument(open)).checkpoint?.upTo ?? 0
    const content = await laterRooms().contentOf(open)
    expect(content?.fields['sites/note']).toBe('with blanks')
    expect(await storedNote(open)).toBe('with blanks')
    expect((await house.store.document(open))?.layout).toBe(2)
    expect((await house.store.clientOwners(open)).get(1)).toBe('system')
    await laterRooms().contentOf(open)
    expect((await house.store.loadDocument(open)).tail).toHaveLength(1)
    expect((await house.store.loadDocument(open)).checkpoint?.upTo ?? 0).toBe(updates)
    expect(await house.store.verifyChain(reviewId)).toBeNull()
    expect(errors).toEqual([])
    await house.store.close()
    const opened = openFolder()
    await opened.examine()
    house.store = opened.store
  })

  it('carries data out of a backup forward under an id that browsers have not seen', async () => {
    await laterRooms(house.store, { restores: 2, isOpen: () => false }).contentOf(open)
    expect(await storedNote(open)).toBe('with blanks')
    const owners = await house.store.clientOwners(open)
    expect([owners.get(1), owners.get(3)]).toEqual([undefined, 'system'])
    const { clients } = replay(await house.store.loadDocument(open)).store
    expect([clients.has(1), clients.has(3)]).toEqual([false, true])
  })

  it('leaves what was signed as it stands, hash and all', async () => {
    const before = await house.store.loadDocument(locked)
    const hash = hashOf(plainDocument(replay(before)))
    expect(hashOf((await laterRooms().contentOf(locked)) ?? { fields: {}, texts: {} })).toBe(hash)
    expect(await house.store.loadDocument(locked)).toEqual(before)
    expect((await house.store.document(locked))?.layout).toBe(1)
  })

  it('reads the earlier layout while it cannot write', async () => {
    const { carryForward } = house.store
    house.store.carryForward = () => Promise.reject(new Error('disk full'))
    expect((await laterRooms().contentOf(open))?.fields['sites/note']).toBe(' with blanks ')
    expect(errors).toEqual([['layout', new Error('disk full')]])
    house.store.carryForward = carryForward
    expect((await laterRooms().contentOf(open))?.fields['sites/note']).toBe('with blanks')
  })

  it('can go on writing where the earlier one stopped', async () => {
    await laterRooms().contentOf(open)
    const { promise: acknowledged, resolve } = Promise.withResolvers<void>()
    const port = {
      send: (frame: Uint8Array) => frame[0] === ACK && resolve(),
      isBusy: () => false,
      close: (code: number, reason: string) => void errors.push([code, reason]),
    }
    const person = (await house.view()).people.find(({ id }) => id === alice)
    if (!person) throw new Error('no Alice')
    const joining = { port, person, speaksTandem: true, client: null, isStoreFull: () => false }
    const joined = await laterRooms().join(open, joining, () => 'write')
    const doc = replay(await house.store.loadDocument(open))
    doc.on('update', (update: Uint8Array) => joined?.room.receive(joined.connection, updateFrame(update)))
    setField(doc, 'sites/note', 'and more')
    await acknowledged
    expect(errors).toEqual([])
    expect(await storedNote(open)).toBe('and more')
  })
})

describe('a draft of an earlier layout that was submitted before there was a later one', () => {
  it('is carried forward when the submission is withdrawn: whoever reads it comes again', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'tandem-layouts-'))
    const quarantine = { perPerson: 1, inAll: 1, bytesEach: 1 }
    const house = await House.open(smallReview(), {
      ground: {
        open: () => openSqliteStore({ folder: disk, random: randomBytes, quarantine }).store,
        crash: (store) => store.close(),
        remove: () => rmSync(disk, { recursive: true }),
      },
    })
    await house.assign()
    const draft = await house.draft(alice)
    const client = await house.client(alice, draft).connect()
    await house.quiet()
    for (const item of ['blind', 'losses']) client.set(item, 'yes')
    client.set('sites', 'one')
    await house.quiet()
    expect(await house.submit(client)).toEqual({ ok: true })
    // Before the first layout there was none; a row can say so all the same.
    using database = new DatabaseSync(join(disk, 'tandem.sqlite'))
    database.exec('UPDATE document SET layout = 0')
    await house.crash()
    await client.connect()
    await house.quiet()
    expect(client.grant?.mode).toBe('read')
    expect((await house.store.document(draft))?.layout).toBe(0)
    await house.does(alice, { type: 'withdraw', assessment: (await house.assessment()).id })
    expect(client.closed?.code).toBe(CLOSE.tryAgain)
    await client.connect()
    await house.quiet()
    expect(client.grant?.mode).toBe('write')
    expect((await house.store.document(draft))?.layout).toBe(LAYOUT_VERSION)
    await house.close()
  })
})

describe('what is open', () => {
  it('is what somebody may write: a draft until it is submitted, and again when that is withdrawn', async () => {
    const house = await House.open()
    await house.assign()
    const id = await house.draft(alice)
    const isOpen = async (): Promise<boolean> => {
      const document = await house.store.document(id)
      return document !== null && house.core.reviews.isOpen(document)
    }
    expect(await isOpen()).toBe(true)
    const client = await house.client(alice, id).connect()
    await house.quiet()
    for (const item of ['blind', 'losses']) client.set(item, 'yes')
    client.set('sites', 'one')
    await house.quiet()
    expect(await house.submit(client)).toEqual({ ok: true })
    expect(await isOpen()).toBe(false)
    await house.does(alice, { type: 'withdraw', assessment: (await house.assessment()).id })
    expect(await isOpen()).toBe(true)
    await house.close()
  })
})
