/**
 * A disk without room, over real SQLite: `max_page_count` makes it answer SQLITE_FULL, as a full disk does. Writing
 * waits, reading goes on, and when there is room again everything that was typed meanwhile is saved.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as decoding from 'lib0/decoding'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE, GRANT } from '@tandem/wire'
import { createSessions } from '../src/auth/sessions.ts'
import { SESSION_LIMITS, STORE_LIMITS } from '../src/limits.ts'
import { openSqliteStore, type SqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import {
  House,
  alice,
  bob,
  carol,
  dana,
  reviewId,
  secondStudy,
  smallReview,
  type Ground,
} from '../src/testing/house.ts'
import type { TestClient } from '../src/testing/test-client.ts'

/** Needs pages of its own, whatever room is left in those that are there. */
const LONG = 'x'.repeat(19_000)

describe('while the disk is full', () => {
  let house: House
  let disk: SmallDisk
  let writer: TestClient

  beforeEach(async () => {
    disk = smallDisk()
    house = await House.open(smallReview(), { ground: disk })
    await house.assign()
    writer = await draftOf(alice)
    writer.set('sites', 'one')
    await house.quiet()
    disk.fill()
    writer.set('sites/note', LONG)
    await house.quiet()
  })
  afterEach(() => house.close())

  const draftOf = async (person: typeof alice): Promise<TestClient> => {
    const client = await house.client(person, await house.draft(person)).connect()
    await house.quiet()
    return client
  }

  it('the room of a failed commit closes with 4503 and acknowledges nothing', () => {
    expect(writer.closed?.code).toBe(CLOSE.tryAgain)
    expect(writer.isSaved).toBe(false)
    expect(writer.nack).toBeNull()
  })

  it('whoever comes gets the loaded document, and is told that it can only be read for now', async () => {
    const again = await draftOf(alice)
    expect(again.plain().fields).toEqual({ sites: 'one' })
    expect(grantsOf(again)).toEqual([{ mode: 'read', reason: 'store-full' }])
  })

  it('what they write is left unread: neither acknowledged nor refused, stored nor shown', async () => {
    const [first, second] = [await draftOf(alice), await draftOf(alice)]
    first.set('losses', 'yes')
    await writer.connect()
    await house.quiet()
    for (const client of [first, writer]) {
      expect(client).toMatchObject({ isSaved: false, nack: null, closed: null })
    }
    expect(second.plain().fields).toEqual({ sites: 'one' })
    expect((await house.stored(first.document)).fields).toEqual({ sites: 'one' })
    expect(refusedUpdates(disk)).toBe(0)
  })

  it('a command is answered with a failure that may pass, and nobody is disturbed', async () => {
    const waiting = await draftOf(bob)
    const { messages, closed } = await house.watch(carol)
    const command = { type: 'assign', study: secondStudy, form: 'tiny', reviewers: [alice, bob], reason: LONG } as const
    const request = { id: 'a-command-on-a-full-disk', command }
    const asked = house.core.reviews.command(reviewId, dana, request)
    await expect(house.during(asked)).rejects.toMatchObject({ name: 'StoreFailure', final: false })
    await house.quiet()
    expect(waiting.closed).toBeNull()
    expect(closed).toEqual([])
    expect(messages.filter(({ type }) => type === 'event')).toHaveLength(1)
    disk.free()
    expect(await house.during(house.core.reviews.command(reviewId, dana, request))).toEqual({ ok: true })
  })

  it('reading goes on: reviews, progress, snapshots', async () => {
    expect((await house.core.reviews.read(reviewId, carol))?.progress).toMatchObject([{ answered: 1 }, { answered: 0 }])
    expect(await house.core.reviews.snapshot(reviewId, carol, 1)).toBeNull()
  })

  it('who is signed in stays so, though the session cannot be prolonged before there is room', async () => {
    let now = Date.now()
    const ports = { random: randomBytes, clock: () => now, isHttps: false, onEnd: () => undefined }
    const sessions = createSessions({ database: disk.sessions(), ...ports })
    disk.free()
    const cookie = await sessions.create(alice)
    disk.forbid()
    now += 0.9 * SESSION_LIMITS.idle
    expect((await sessions.validate(cookie))?.session.person.id).toBe(alice)
    now += 0.05 * SESSION_LIMITS.idle
    disk.allow()
    expect((await sessions.validate(cookie))?.isProlonged).toBe(true)
    now += 0.9 * SESSION_LIMITS.idle
    expect((await sessions.validate(cookie))?.session.person.id).toBe(alice)
  })

  it('it is tried every few seconds, and nobody is called before there is room', async () => {
    const waiting = await draftOf(alice)
    for (let probes = 0; probes < 3; probes += 1) await house.pass(STORE_LIMITS.probeEvery)
    expect(waiting.closed).toBeNull()
    expect(grantsOf(await draftOf(bob))).toEqual([{ mode: 'read', reason: 'store-full' }])
    disk.free()
    await house.pass(STORE_LIMITS.probeEvery)
    expect(waiting.closed?.code).toBe(CLOSE.tryAgain)
  })

  it('and then is not any more: those who waited come again, and all that was typed is saved', async () => {
    const waiting = await draftOf(bob)
    await writer.connect()
    waiting.set('sites', 'two')
    writer.set('losses', 'yes')
    await house.quiet()
    disk.free()
    await house.pass(STORE_LIMITS.probeEvery)
    await house.quiet()
    for (const client of [waiting, writer]) {
      expect(client.closed?.code).toBe(CLOSE.tryAgain)
      await client.connect()
      await house.quiet()
      expect(client.isSaved).toBe(true)
      expect(grantsOf(client).at(-1)).toEqual({ mode: 'write', reason: '' })
    }
    expect((await house.stored(writer.document)).fields).toEqual({ sites: 'one', 'sites/note': LONG, losses: 'yes' })
    expect((await house.stored(waiting.document)).fields).toEqual({ sites: 'two' })
    expect(await house.store.verifyChain(reviewId)).toBeNull()
    expect(house.fatal).toEqual([])
  })

  it('whoever may only read has nothing to wait for, and stays when there is room again', async () => {
    disk.free()
    await house.pass(STORE_LIMITS.probeEvery)
    await writer.connect()
    await house.quiet()
    for (const item of ['blind', 'losses']) writer.set(item, 'yes')
    await house.quiet()
    expect(await house.submit(writer)).toMatchObject({ ok: true })
    disk.fill()
    const other = await draftOf(bob)
    other.set('sites/note', LONG).set('blind/note', LONG).set('losses/note', LONG).set('why-not/note', LONG)
    await house.quiet()
    expect(other.closed?.code).toBe(CLOSE.tryAgain)
    const reader = await draftOf(alice)
    expect(grantsOf(reader)).toEqual([{ mode: 'read', reason: '' }])
    disk.free()
    await house.pass(STORE_LIMITS.probeEvery)
    await house.quiet()
    expect(reader.closed).toBeNull()
  })
})

type SmallDisk = Ground & {
  readonly path: string
  readonly sessions: () => SqliteStore['sessions']
  /** No row may grow any more: what fits into a page that is there still fits. */
  fill(): void
  free(): void
  /** Nothing may be written at all. */
  forbid(): void
  allow(): void
}

/** A folder of its own, opened by a connection that can be told how large the file may become. */
function smallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-full-'))
  const quarantine = { perPerson: 50, inAll: 500, bytesEach: 1_000 }
  let database: DatabaseSync | null = null
  let opened: SqliteStore | null = null
  const open = (path: string) => (database = new DatabaseSync(path))
  const run = (pragma: string): void => database?.exec(`PRAGMA ${pragma}`)
  return {
    path: join(folder, 'tandem.sqlite'),
    open: () => (opened = openSqliteStore({ folder, random: randomBytes, quarantine, open })).store,
    sessions: () => {
      if (opened === null) throw new Error('nothing is open')
      return opened.sessions
    },
    crash: (store) => store.close(),
    remove: () => rmSync(folder, { recursive: true }),
    // Below the pages that there are it means: not one more.
    fill: () => run('max_page_count = 1'),
    free: () => run('max_page_count = 1000000'),
    forbid: () => run('query_only = ON'),
    allow: () => run('query_only = OFF'),
  }
}

function grantsOf(client: TestClient): readonly { readonly mode: string; readonly reason: string }[] {
  return client.received.flatMap((frame) => {
    const decoder = decoding.createDecoder(frame)
    if (decoding.readVarUint(decoder) !== GRANT) return []
    const mode = decoding.readVarString(decoder)
    decoding.readVarUint(decoder)
    return [{ mode, reason: decoding.readVarString(decoder) }]
  })
}

function refusedUpdates({ path }: SmallDisk): number {
  using database = new DatabaseSync(path, { readOnly: true })
  return Number(database.prepare('SELECT count(*) AS count FROM refused').get()?.['count'])
}
