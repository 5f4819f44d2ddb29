/** The SQLite store under what happens to folders, disks and processes: two writers, failing syncs, files of others. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId, StudyId } from '@tandem/rules'
import { createSessions } from '../src/auth/sessions.ts'
import { StoreFailure } from '../src/store/contract.ts'
import { StoreDamaged } from '../src/store/sqlite/damage.ts'
import { openSqliteStore, type SqliteStoreOptions } from '../src/store/sqlite/sqlite-store.ts'
import { reviewId, smallReview } from '../src/testing/house.ts'
import { populate } from '../src/testing/populate.ts'
import { SURROUNDINGS } from '../src/testing/surroundings.ts'
import { askCommand } from '../torture/http-client.ts'
import { PRODUCT, ServerProcess } from '../torture/server-process.ts'

const quarantine = { perPerson: 3, inAll: 5, bytesEach: 100 }
const erin = { id: 'erin' as PersonId, name: 'Erin', hue: 1, demo: false }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-durability-'))
})
afterEach(() => rm(folder, { recursive: true }))

const openHere = (open?: SqliteStoreOptions['open']) =>
  openSqliteStore({ folder, random: randomBytes, quarantine, ...(open ? { open } : {}) })

/** Takes the lock from under a store, as a network mount can: the file is another one then. */
const loseLock = () => rm(join(folder, 'lock'))

describe('two stores on one file, its lock lost', () => {
  it('the one that opened last writes, the earlier one never again', async () => {
    const first = openHere()
    await first.store.createReview(smallReview())
    await loseLock()
    const second = openHere()
    const failure = await first.store.createAccount(erin).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StoreFailure)
    expect(failure).toMatchObject({ final: true, message: expect.stringContaining('Another Tandem process') })
    expect(await second.store.accounts()).toEqual([])
    await second.store.createAccount(erin)
    await second.store.close()
    // Alone again it is still not to be trusted: what it knows is what was there before.
    await expect(first.store.probe()).rejects.toMatchObject({ final: true })
    await first.store.close()
  })

  it('holds for every way of writing, sign-in included', async () => {
    const first = openHere()
    await first.store.createAccount(erin)
    const ports = { random: randomBytes, clock: Date.now, isHttps: false, onEnd: () => undefined }
    const sessions = createSessions({ database: first.sessions, ...ports })
    await loseLock()
    const second = openHere()
    await expect(sessions.create(erin.id)).rejects.toMatchObject({ final: true })
    expect(await second.sessions.selectFrom('session').selectAll().execute()).toEqual([])
    await first.store.close()
    await second.store.close()
  })

  it('a process that was stopped meanwhile ends with one sentence when it goes on', async () => {
    const site = await populate({ folder, reviewers: 2, studies: [{ state: 'unassigned' }] })
    const dana = site.people.find(({ roles }) => roles.includes('lead'))
    if (!dana) throw new Error('nobody leads')
    const reviewers = site.people.filter(({ roles }) => roles.includes('reviewer')).map(({ id }) => id)
    const paused = new ServerProcess(folder)
    const port = await paused.port
    paused.signal('SIGSTOP')
    await loseLock()
    const { store } = openHere()
    paused.signal('SIGCONT')
    const command = { type: 'assign', study: 'study-1' as StudyId, form: 'tiny', reviewers, reason: null } as const
    const answer = await askCommand(port, site.review, dana, { id: 'asked-of-the-first-one', command })
    expect(answer?.status ?? 503).toBe(503)
    expect(await paused.exit).toBe(1)
    expect((await paused.errors).trimEnd()).toBe(
      'Another Tandem process has opened this data and writes it now, so this one writes no more. See docs/recovery.md, "Two servers".',
    )
    expect((await store.loadReview(site.review))?.events).toEqual([])
    await store.close()
  })
})

describe('a sync that fails', () => {
  class BadDisk extends DatabaseSync {
    override exec(sql: string): void {
      // 1034 is SQLITE_IOERR_FSYNC.
      if (sql === 'COMMIT') throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
      super.exec(sql)
    }
  }

  it('is final for the process, names what to read, and the next start has what was acknowledged', async () => {
    const well = openHere()
    await well.store.createReview(smallReview())
    await well.store.close()
    const { store } = openHere((path) => new BadDisk(path))
    const failure = await store.createAccount(erin).catch((error: unknown) => error)
    expect(failure).toMatchObject({ final: true, message: expect.stringContaining('docs/recovery.md') })
    await expect(store.probe()).rejects.toMatchObject({ final: true })
    await store.close()
    const again = openHere()
    expect((await again.store.loadReview(reviewId))?.people).toHaveLength(5)
    expect(await again.store.accounts()).toEqual([])
    await again.store.close()
  })
})

describe('a folder whose file is gone', () => {
  it('is not taken for a new one', async () => {
    await openHere().store.close()
    await rm(join(folder, 'tandem.sqlite'))
    for (let start = 1; start <= 2; start += 1) expect(openHere).toThrow('it is missing or empty')
  })

  it('is a new one where the first start was interrupted before it had made anything', async () => {
    await openHere().store.close()
    for (const name of ['tandem.sqlite', 'READ-ME.txt']) await rm(join(folder, name))
    const { store } = openHere()
    expect(await store.accounts()).toEqual([])
    await store.close()
  })
})

describe('a row outside the log that was changed', () => {
  const change = (sql: string): void => {
    using database = new DatabaseSync(join(folder, 'tandem.sqlite'))
    database.exec(sql)
  }

  beforeEach(async () => {
    const { store } = openHere()
    await store.createReview(smallReview())
    await store.createAccount(erin)
    await store.close()
  })

  for (const [table, sql] of [
    ['review', "UPDATE review SET title = 'B review'"],
    ['member', "UPDATE member SET roles = '[\"lead\"]' WHERE person = 'alice'"],
    ['study', "UPDATE study SET label = 'Nobody 2000' WHERE place = 0"],
    ['form', 'UPDATE form SET definition = replace(definition, \'"points":2\', \'"points":3\')'],
    ['account', "UPDATE account SET name = 'Erik'"],
    ['account', 'UPDATE account SET seal = NULL'],
  ] as const) {
    it(`is found at the start (${table})`, async () => {
      change(sql)
      const { store, examine } = openHere()
      const found = await examine().catch((error: unknown) => error)
      expect(found).toBeInstanceOf(StoreDamaged)
      expect(String(found)).toContain(`the table ${table}`)
      await store.close()
    })
  }

  it('is not even looked at where the schema is not ours any more: what guards the log may be gone', () => {
    change('DROP TRIGGER update_log_stays')
    expect(openHere).toThrow('its schema, at trigger update_log_stays')
  })

  it('is looked at where somebody has added an index', async () => {
    change('CREATE INDEX by_name ON member (name)')
    const { store, examine } = openHere()
    await examine()
    await store.close()
  })

  it('is not suspected where nothing was', async () => {
    const { store, examine, examineLog } = openHere()
    await examine()
    await examineLog()
    await store.close()
  })
})

describe('the program on a folder that is not as it should be', () => {
  it('says one sentence and ends with 1 where it may not write the folder, and makes nothing', async () => {
    await chmod(folder, 0o555)
    expect(await startAsNobody()).toEqual({
      code: 1,
      said: `Tandem cannot write to ${folder} (EACCES). Give it a folder it may write to with TANDEM_DATA.`,
    })
    expect(await readdir(folder)).toEqual([])
    await chmod(folder, 0o755)
  })

  it('says one sentence and ends with 1 where it may not write the file, and changes nothing', async () => {
    const { store } = openHere()
    await store.createReview(smallReview())
    await store.close()
    const path = join(folder, 'tandem.sqlite')
    await chmod(path, 0o444)
    await letOthersIn()
    const before = await readFile(path)
    const { code, said } = await startAsNobody()
    expect(code).toBe(1)
    expect(said.split('\n')).toEqual([expect.stringContaining('the store cannot write')])
    expect(said).toContain('docs/recovery.md')
    expect(await readFile(path)).toEqual(before)
  })

  it('says one sentence and ends with 1 where the file is damaged, and changes nothing', async () => {
    const { store } = openHere()
    await store.createReview(smallReview())
    await store.close()
    const path = join(folder, 'tandem.sqlite')
    using database = new DatabaseSync(path)
    database.exec("UPDATE member SET name = 'Mallory' WHERE person = 'alice'")
    database.close()
    const program = new ServerProcess(folder)
    expect(await program.exit).toBe(1)
    expect((await program.errors).trimEnd()).toBe(
      'The data file is damaged (a row of the table member), so Tandem does not work with it. See docs/recovery.md, "Damaged file".',
    )
  })
})

/** Rights say nothing to root, so a test that runs as root starts the program as nobody. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

async function letOthersIn(): Promise<void> {
  await chmod(folder, 0o777)
  for (const name of await readdir(folder)) if (name !== 'tandem.sqlite') await chmod(join(folder, name), 0o666)
}

async function startAsNobody(): Promise<{ readonly code: number | null; readonly said: string }> {
  const [main = ''] = PRODUCT
  const child = spawn(process.execPath, [main], {
    env: { ...SURROUNDINGS, PORT: '0', TANDEM_DATA: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...NOBODY,
  })
  const said = text(child.stderr)
  const [code] = await once(child, 'exit')
  return { code: code as number | null, said: (await said).trimEnd() }
}
