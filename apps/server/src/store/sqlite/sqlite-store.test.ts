import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId, ReviewId } from '@tandem/rules'
import { describeStore, type LogDoor, type StorePlace } from '../contract-suite.ts'
import { StoreFailure } from '../contract.ts'
import { FolderInUse } from './folder-lock.ts'
import { UnknownSchema } from './migrations.ts'
import { openSqliteStore } from './sqlite-store.ts'

const quarantine = { perPerson: 3, inAll: 5, bytesEach: 100 }

type Mood = Parameters<StorePlace['setDisk']>[0]

/** A real database whose disk can be made to fail. */
class MoodyDatabase extends DatabaseSync {
  #isBroken = false

  setMood(mood: Mood): void {
    this.#isBroken = mood === 'broken'
    const pages = Number(this.prepare('PRAGMA page_count').get()?.['page_count'])
    super.exec(`PRAGMA max_page_count = ${mood === 'full' ? pages : 1_000_000}`)
    super.exec(`PRAGMA query_only = ${mood === 'read-only' ? 'ON' : 'OFF'}`)
  }

  override exec(sql: string): void {
    // 1034 is SQLITE_IOERR_FSYNC; 10 (its low byte) is the class.
    if (this.#isBroken && sql === 'COMMIT') throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
    super.exec(sql)
  }
}

async function temporaryPlace(): Promise<StorePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-store-'))
  const path = join(folder, 'tandem.sqlite')
  let database: MoodyDatabase | null = null
  const open = (at: string) => (database = new MoodyDatabase(at))
  return {
    open: async () => openSqliteStore({ folder, random: randomBytes, quarantine, open }).store,
    setDisk: (mood) => database?.setMood(mood),
    log: logDoor(path),
    refused: () => onFile(path, refusedRows),
    quarantine,
    remove: () => rm(folder, { recursive: true }),
  }
}

function onFile<Result>(path: string, look: (database: DatabaseSync) => Result): Result {
  using database = new DatabaseSync(path)
  return look(database)
}

function refusedRows(database: DatabaseSync) {
  const rows = database.prepare('SELECT person, length(bytes) AS size FROM refused ORDER BY id').all()
  return rows.map((row) => ({ person: row['person'] as PersonId, size: Number(row['size']) }))
}

/** Somebody with the file first drops what protects it, and puts it back so that nobody sees. */
function logDoor(path: string): LogDoor {
  const onRow = (statements: readonly string[]) => (review: ReviewId, seq: number, value?: string) =>
    onFile(path, (database) => {
      const triggers = database
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('update_log', 'event')")
        .all()
      for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
      const values = { review, seq, ...(value === undefined ? {} : { value }) }
      for (const statement of statements) database.prepare(statement).run(values)
      for (const { sql } of triggers) database.exec(String(sql))
    })
  const renumber = onRow([
    'UPDATE update_log SET seq = :value WHERE review = :review AND seq = :seq',
    'UPDATE event SET seq = :value WHERE review = :review AND seq = :seq',
  ])
  const forge = onRow([
    `INSERT INTO event (review, seq, actor, at, event, salt, link)
     SELECT review, seq + :seq, actor, at, event, salt, link FROM event WHERE review = :review ORDER BY seq DESC LIMIT 1`,
  ])
  return {
    alterPayload: onRow([
      "UPDATE update_log SET bytes = x'00ff' WHERE review = :review AND seq = :seq",
      "UPDATE event SET event = replace(event, 'signed', 'Signed') WHERE review = :review AND seq = :seq",
    ]),
    alterActor: onRow([
      'UPDATE update_log SET actor = :value WHERE review = :review AND seq = :seq',
      'UPDATE event SET actor = :value WHERE review = :review AND seq = :seq',
    ]),
    remove: onRow([
      'DELETE FROM update_log WHERE review = :review AND seq = :seq',
      'DELETE FROM event WHERE review = :review AND seq = :seq',
    ]),
    swap(review, a, b) {
      renumber(review, a, '1000000')
      renumber(review, b, String(a))
      renumber(review, 1_000_000, String(b))
    },
    // The last event of the suite's review is its fourth entry, the last edit its sixth.
    forge: (review) => forge(review, 3),
    tryToChange(review, seq) {
      for (const statement of ['UPDATE %s SET actor = actor', 'DELETE FROM %s']) {
        for (const table of ['update_log', 'event']) {
          onFile(path, (database) =>
            database.prepare(`${statement.replace('%s', table)} WHERE review = ? AND seq = ?`).run(review, seq),
          )
        }
      }
    },
  }
}

describeStore('the store on SQLite', temporaryPlace)

describe('the data folder', () => {
  let folder: string
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'tandem-folder-'))))
  afterEach(() => rm(folder, { recursive: true }))

  const open = () => openSqliteStore({ folder, random: randomBytes, quarantine })

  it('belongs to one store at a time, and the refusal says what to do', async () => {
    const { store } = open()
    expect(open).toThrow(FolderInUse)
    expect(open).toThrow(
      `Another Tandem process already uses ${folder}. Stop it first, or give this one its own folder with TANDEM_DATA.`,
    )
    await store.close()
    await open().store.close()
  })

  it('belongs to one process at a time, and is free again when that process was killed', async () => {
    const holder = await startHolder(folder)
    expect(open).toThrow(FolderInUse)
    await holder.kill()
    const { store } = open()
    expect(await store.accounts()).toMatchObject([{ id: 'alice' }])
    await store.close()
  })

  it('written by a newer version is left alone, with a sentence', async () => {
    await open().store.close()
    onFile(join(folder, 'tandem.sqlite'), (database) => database.exec('PRAGMA user_version = 999'))
    expect(open).toThrow(UnknownSchema)
    expect(open).toThrow(/newer Tandem/)
  })

  it('with a damaged file is refused as a failure, and the lock is not kept', async () => {
    await writeFile(join(folder, 'tandem.sqlite'), 'this is no database, '.repeat(500))
    expect(open).toThrow(StoreFailure)
    await rm(join(folder, 'tandem.sqlite'))
    await open().store.close()
  })

  it('lends its connection to single statements, never to a transaction', async () => {
    const { store, sessions } = open()
    await store.createAccount({ id: 'alice' as PersonId, name: 'Alice', hue: 1, demo: true })
    const row = { id: 'hash', person: 'alice' as PersonId, created_at: 1, expires_at: 2 }
    await sessions.insertInto('session').values(row).execute()
    const unsaid = { last_used_at: 0, confirmed_at: 0, device: '', has_shown_factor: 0 }
    expect(await sessions.selectFrom('session').selectAll().executeTakeFirst()).toEqual({ ...row, ...unsaid })
    const { numDeletedRows } = await sessions.deleteFrom('session').executeTakeFirstOrThrow()
    expect(numDeletedRows).toBe(1n)
    await expect(sessions.transaction().execute(async () => undefined)).rejects.toThrow('no transactions')
    await store.close()
  })

  it('carries out several statements together, or none, and seals the accounts among them', async () => {
    const { store, sessions, together, examine } = open()
    const [alice, bob] = ['alice', 'bob'] as [PersonId, PersonId]
    const account = (id: PersonId) => ({
      statement: sessions.insertInto('account').values({ id, name: id, hue: 1, demo: 0, seal: null }),
    })
    const rename = (id: PersonId) => ({
      statement: sessions.updateTable('account').set({ name: 'Alice B.', seal: null }).where('id', '=', id),
      mustChange: true,
    })
    expect(await together([account(alice), rename(alice)])).toBe(true)
    expect(await together([account(bob), rename('nobody' as PersonId)])).toBe(false)
    await expect(together([account(bob), account(bob)])).rejects.toThrow('UNIQUE')
    expect((await store.accounts()).map(({ name }) => name)).toEqual(['Alice B.'])
    await expect(examine()).resolves.toBeUndefined()
    await sessions.updateTable('account').set({ name: 'Mallory' }).execute()
    await expect(examine()).rejects.toThrow('account')
    await store.close()
  })
})

/** Another process that opens the folder, writes an account, says so and waits. */
async function startHolder(folder: string) {
  const program = `
    import { openSqliteStore } from ${JSON.stringify(new URL('./sqlite-store.ts', import.meta.url).href)}
    const { store } = openSqliteStore({
      folder: ${JSON.stringify(folder)},
      random: (size) => new Uint8Array(size),
      quarantine: ${JSON.stringify(quarantine)},
    })
    await store.createAccount({ id: 'alice', name: 'Alice', hue: 1, demo: true })
    setInterval(() => {}, 1_000)
    process.stdout.write('holding')
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error('the holder ended')))])
  return {
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
  }
}
