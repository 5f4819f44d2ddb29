/** Backups as files: what they hold, what they refuse, and what a restore makes of them. */
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { PersonId, Result } from '@tandem/rules'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DatabaseFiles } from '../src/backup/database.ts'
import { bytesOf } from '../src/backup/durable.ts'
import type { Manifest } from '../src/backup/manifest.ts'
import { readArchive, writeArchive } from '../src/backup/tar.ts'
import { unpackBackup, type Unpacked } from '../src/backup/unpack.ts'
import { bringForward, copyDatabase, examineCopy, factsOf, takeOver } from '../src/store/sqlite/copy.ts'
import { MIGRATIONS } from '../src/store/sqlite/migrations.ts'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { populate } from '../src/testing/populate.ts'
import { PROGRAM as RESTORE, tandem } from '../torture/backup-process.ts'
import { pass } from '../torture/pass.ts'
import { ServerProcess } from '../torture/server-process.ts'

const database: DatabaseFiles = { copy: copyDatabase, facts: factsOf, examine: examineCopy, bringForward, takeOver }
const PARTS = { random: randomBytes, quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 } }

let parent = ''
let populated = ''
/** Of each test, with the data folder `data` in it. */
let here = ''

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tandem-backup-'))
  populated = join(parent, 'populated')
  await populate({ folder: populated, reviewers: 2, studies: [{ state: 'revealed', by: [0, 1] }] })
  await tandem('backup', join(parent, 'ready.tar'), '--data', populated)
})
afterAll(() => rm(parent, { recursive: true }))

beforeEach(async () => {
  here = await mkdtemp(join(parent, 'test-'))
  mkdirSync(join(here, 'data'), { mode: 0o700 })
  for (const name of ['tandem.sqlite', 'READ-ME.txt']) await copyFile(join(populated, name), join(here, 'data', name))
})

const inHere = (name: string): string => join(here, name)
const backUp = (...words: readonly string[]) => tandem('backup', inHere('b.tar'), '--data', inHere('data'), ...words)
/** Of the same data, made before: making one takes a process. */
const haveBackup = () => copyFile(join(parent, 'ready.tar'), inHere('b.tar'))
const restore = (to: string) => tandem('restore', inHere('b.tar'), '--data', inHere(to))

describe('a backup', () => {
  it('is one file for this user alone, and leaves nothing beside it', async () => {
    expect(await backUp()).toMatchObject({ code: 0, errors: '' })
    expect((await readdir(here)).sort()).toEqual(['b.tar', 'data'])
    expect((await stat(inHere('b.tar'))).mode & 0o777).toBe(0o600)
  })

  it('says in its manifest where the logs end, and how many rows there are', async () => {
    const { out } = await backUp('--json')
    const { heads, counts, schema } = JSON.parse(out)
    using live = new DatabaseSync(inHere('data/tandem.sqlite'))
    const review = live.prepare('SELECT id, seq, lower(hex(chain_head)) AS head FROM review').get()
    expect(heads).toEqual([{ review: review?.['id'], seq: review?.['seq'], head: review?.['head'] }])
    expect(counts.event).toBe(live.prepare('SELECT count(*) AS n FROM event').get()?.['n'])
    expect(schema).toBe(MIGRATIONS.length)
  })

  it('does not disturb a server, and has what it has just written', async () => {
    const { store } = openSqliteStore({ folder: inHere('data'), ...PARTS })
    await store.createAccount({ id: 'zoe' as PersonId, name: 'Zoe', hue: 1, demo: false })
    const before = (await readdir(inHere('data'))).sort()
    expect((await backUp()).code).toBe(0)
    expect((await readdir(inHere('data'))).sort()).toEqual(before)
    await store.createAccount({ id: 'yan' as PersonId, name: 'Yan', hue: 1, demo: false })
    await store.close()
    expect((await restore('restored')).code).toBe(0)
    expect(accountsIn('restored')).toContain('zoe')
    expect(accountsIn('restored')).not.toContain('yan')
  })

  it('replaces no file unless it is told to', async () => {
    await writeFile(inHere('b.tar'), 'something else')
    const { code, errors } = await backUp()
    expect([code, errors]).toEqual([1, expect.stringContaining('exists already')])
    expect(await readFile(inHere('b.tar'), 'utf8')).toBe('something else')
    expect((await backUp('--force')).code).toBe(0)
    expect((await tandem('backup', '--check', inHere('b.tar'))).code).toBe(0)
  })

  it('goes into a pipe, with its report on the other one', async () => {
    const { code, out, errors } = await tandem('backup', '-', '--data', inHere('data'))
    expect(code).toBe(0)
    expect(out.slice(0, 13)).toBe('manifest.json')
    expect(errors).toContain('Log      review-1 ends with entry')
  })

  it('does not hold what was deleted', async () => {
    const secret = randomBytes(32).toString('hex')
    const path = inHere('data/tandem.sqlite')
    using live = new DatabaseSync(path)
    live.prepare("INSERT INTO session (id, person, created_at, expires_at) VALUES (?, 'alice', 1, 2)").run(secret)
    live.exec('PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM session; PRAGMA wal_checkpoint(TRUNCATE)')
    expect((await readFile(path)).includes(secret)).toBe(true)
    await backUp()
    expect((await readFile(inHere('b.tar'))).includes(secret)).toBe(false)
  })

  it('is not made of data that is damaged, and then no file is left', async () => {
    using live = new DatabaseSync(inHere('data/tandem.sqlite'))
    live.exec("UPDATE member SET name = 'Mallory' WHERE person = 'alice'")
    const { code, errors } = await backUp()
    expect([code, errors]).toEqual([1, expect.stringContaining('a row of the table member')])
    expect(await readdir(here)).toEqual(['data'])
  })

  it('can be made of data of an earlier version, before the server is started on it', async () => {
    const schema = await readFile(new URL('../src/store/sqlite/fixtures/schema-1.sql', import.meta.url), 'utf8')
    await rm(inHere('data/tandem.sqlite'))
    using earlier = new DatabaseSync(inHere('data/tandem.sqlite'))
    earlier.exec(schema)
    expect(JSON.parse((await backUp('--json')).out).schema).toBe(1)
    expect((await restore('restored')).code).toBe(0)
    using restored = new DatabaseSync(inHere('restored/tandem.sqlite'))
    expect(restored.prepare('PRAGMA user_version').get()?.['user_version']).toBe(MIGRATIONS.length)
  })

  it('is not made of data of a later version', async () => {
    using later = new DatabaseSync(inHere('data/tandem.sqlite'))
    later.exec('PRAGMA user_version = 999')
    expect(await backUp()).toMatchObject({ code: 1, errors: expect.stringContaining('newer Tandem') })
    expect(await readdir(here)).toEqual(['data'])
  })

  it('of a folder without data is none', async () => {
    const { code, errors } = await tandem('backup', inHere('b.tar'), '--data', inHere('nothing'))
    expect([code, errors]).toEqual([1, expect.stringContaining('There is no data in')])
  })
})

describe('the check of a backup', () => {
  it('finds each byte of the database that is another one', async () => {
    const { manifest, content } = await partsOfBackup()
    for (let at = 0; at < content.byteLength; at += 4_099)
      expect(await check(manifest, flipped(content, at)), `byte ${at}`).toMatchObject({ ok: false })
  })

  it('gives another id where a byte of the manifest is another one, if it is a manifest at all', async () => {
    const { manifest, content } = await partsOfBackup()
    const { value } = (await check(manifest, content)) as { value: Unpacked }
    for (let at = 0; at < manifest.byteLength; at += 7) {
      const checked = await check(flipped(manifest, at), content)
      expect(checked.ok && checked.value.id === value.id, `byte ${at}`).toBe(false)
    }
  })

  it('finds a backup whose database is not the one of the manifest, though each is whole', async () => {
    const { manifest, content } = await partsOfBackup()
    const checkWith = (change: (forged: Forged) => void) => check(changed(manifest, change), content)
    expect(await checkWith(() => undefined)).toMatchObject({ ok: true })
    const logs = await checkWith(({ heads }) => (heads[0]!.seq += 1))
    expect(logs).toMatchObject({ ok: false, reason: expect.stringContaining('logs do not end where') })
    const rows = await checkWith(({ counts }) => (counts['event']! -= 1))
    expect(rows).toMatchObject({ ok: false, reason: expect.stringContaining('the table event') })
  })

  it.each(['../outside', '/etc/outside', 'files/../../outside', 'files/Outside'])(
    'refuses a backup that would write to %s',
    async (name) => {
      const { manifest, content } = await partsOfBackup()
      const forged = changed(manifest, ({ files }) => files.push({ ...files[0]!, name }))
      expect(await check(forged, content)).toMatchObject({ ok: false, reason: expect.stringContaining('is damaged') })
      expect((await readdir(here)).sort()).toEqual(['b.tar', 'data'])
    },
  )

  it('says of any other file that it is no backup', async () => {
    await writeFile(inHere('b.tar'), 'a text')
    const { code, errors } = await tandem('backup', '--check', inHere('b.tar'))
    expect([code, errors]).toEqual([1, expect.stringContaining('no backup that can be used')])
    expect((await tandem('backup', '--check', inHere('absent'))).code).toBe(1)
  })
})

describe('a restore', () => {
  beforeEach(haveBackup)

  it('makes a folder that a server starts on', async () => {
    expect((await restore('restored')).code).toBe(0)
    const server = new ServerProcess(inHere('restored'))
    expect(await server.port).toBeGreaterThan(0)
    server.signal('SIGTERM')
    expect(await server.exit).toBe(0)
  })

  it('gives people back what they were told', async () => {
    expect(await restore('new')).toMatchObject({ code: 0 })
    const noticesIn = (folder: string) => {
      using database = new DatabaseSync(join(folder, 'tandem.sqlite'))
      return database.prepare('SELECT * FROM notice ORDER BY number').all()
    }
    expect(noticesIn(inHere('new')).length).toBeGreaterThan(1)
    expect(noticesIn(inHere('new'))).toEqual(noticesIn(populated))
  })

  it('lets nothing go on that expires: sessions, links, tokens', async () => {
    using before = new DatabaseSync(inHere('data/tandem.sqlite'))
    expect(before.prepare('SELECT count(*) AS n FROM session WHERE expires_at > 0').get()?.['n']).toBeGreaterThan(0)
    await restore('restored')
    using restored = new DatabaseSync(inHere('restored/tandem.sqlite'))
    const tables = restored
      .prepare("SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE c.name = 'expires_at'")
      .all()
      .map(({ name }) => String(name))
    expect(tables).toContain('session')
    for (const table of tables)
      expect(restored.prepare(`SELECT count(*) AS n FROM ${table} WHERE expires_at <> 0`).get()?.['n']).toBe(0)
  })

  it('raises the fence beyond every start that there was, so that an earlier server on the same file writes no more', async () => {
    const { store } = openSqliteStore({ folder: inHere('data'), ...PARTS })
    takeOver(inHere('data/tandem.sqlite'), { now: Date.now(), keepsSessions: true })
    const write = store.createAccount({ id: 'zoe' as PersonId, name: 'Zoe', hue: 1, demo: false })
    await expect(write).rejects.toThrow('Another Tandem process has opened this data')
    await store.close()
    expect(accountsIn('data')).not.toContain('zoe')
  })

  it('goes into an empty folder only, and says how to get one', async () => {
    // What a kill in the last moment leaves: nobody is told to remove a folder that has data.
    mkdirSync(inHere('data/restoring'))
    const before = await readdir(inHere('data'))
    const { code, errors } = await restore('data')
    expect([code, errors]).toEqual([1, expect.stringContaining(`mv ${inHere('data')} ${inHere('data')}.before`)])
    expect(await readdir(inHere('data'))).toEqual(before)
  })

  it('refuses a folder that a server uses', async () => {
    const { store } = openSqliteStore({ folder: inHere('data'), ...PARTS })
    const { code, errors } = await restore('data')
    expect([code, errors]).toEqual([1, expect.stringContaining('Another Tandem process already uses')])
    await store.close()
  })

  it('that does not succeed leaves the folder empty, and can be tried again', async () => {
    const whole = await readFile(inHere('b.tar'))
    await writeFile(inHere('b.tar'), whole.subarray(0, whole.byteLength / 2))
    const { code, errors } = await restore('restored')
    expect([code, errors]).toEqual([1, expect.stringContaining('it ends too early')])
    expect(await readdir(inHere('restored'))).toEqual([])
    await writeFile(inHere('b.tar'), whole)
    expect((await restore('restored')).code).toBe(0)
  })

  it('that was killed half-way is no folder to start on', async () => {
    const half = (await readFile(inHere('b.tar'))).subarray(0, -10_000)
    await killedRestore(half)
    expect(await restore('restored')).toMatchObject({ code: 1, errors: expect.stringContaining('was interrupted') })
    const server = new ServerProcess(inHere('restored'))
    expect(await server.exit).toBe(1)
    expect(await server.errors).toContain('it is missing or empty')
  })

  it('counts, so that a backup of restored data says so', async () => {
    await restore('restored')
    const again = await tandem('backup', '-', '--data', inHere('restored'), '--json')
    expect(JSON.parse(again.errors).restores).toBe(1)
  })
})

describe('the command', () => {
  it('explains itself, and what was wrong', async () => {
    expect(await tandem('restore', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') })
    expect(await tandem('backup')).toMatchObject({ code: 2, errors: expect.stringContaining('tandem restore FILE') })
  })
})

function accountsIn(folder: string): readonly unknown[] {
  using database = new DatabaseSync(inHere(`${folder}/tandem.sqlite`), { readOnly: true })
  return database
    .prepare('SELECT id FROM account')
    .all()
    .map(({ id }) => id)
}

/** Has read these bytes, waits for more, and is killed. */
async function killedRestore(bytes: Buffer): Promise<void> {
  const words = [RESTORE, 'restore', '-', '--data', inHere('restored')]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'ignore', 'inherit'] })
  // It is killed before it has taken all of them.
  child.stdin.on('error', () => undefined).write(bytes)
  while (!existsSync(inHere('restored/restoring/tandem.sqlite'))) await pass(10)
  child.kill('SIGKILL')
  await once(child, 'exit')
}

type Forged = { -readonly [Key in keyof Manifest]: Changeable<Manifest[Key]> }
type Changeable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Changeable<Value[Key]> } : Value

async function partsOfBackup(): Promise<{ readonly manifest: Buffer; readonly content: Buffer }> {
  await haveBackup()
  const parts: Buffer[] = []
  for await (const { content } of readArchive(bytesOf(inHere('b.tar')))) parts.push(await bytesIn(content))
  const [manifest, content] = parts
  if (!manifest || !content) throw new Error('the backup lacks a part')
  return { manifest, content }
}

async function check(manifest: Buffer, content: Buffer): Promise<Result<Unpacked, string>> {
  const into = inHere('into')
  mkdirSync(into)
  const files = [
    { name: 'manifest.json', size: manifest.byteLength, content: chunks(manifest) },
    { name: 'tandem.sqlite', size: content.byteLength, content: chunks(content) },
  ]
  const checked = await unpackBackup({ archive: writeArchive(files, 0), into, database })
  await rm(into, { recursive: true })
  return checked
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

function changed(manifest: Buffer, change: (forged: Forged) => unknown): Buffer {
  const forged = JSON.parse(manifest.toString('utf8')) as Forged
  change(forged)
  return Buffer.from(JSON.stringify(forged))
}

async function bytesIn(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of content) all.push(chunk)
  return Buffer.concat(all)
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
