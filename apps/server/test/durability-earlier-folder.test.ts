/**
 * A data folder of an earlier schema, carried forward by the present code.
 *
 * `schema-1.sql` is a folder as the code before schema 2 left it, in SQL: two reviewers' drafts, a reveal, a consensus
 * that was settled and reopened, candidates, checkpoints, refused edits, a snapshot, sessions. `schema-1.json` is what
 * that code made of its documents. Neither is ever written again; a new schema adds a pair of its own.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hashOf } from '@tandem/documents'
import type { DocumentId, PersonId, PlainDocument } from '@tandem/rules'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MIGRATIONS } from '../src/store/sqlite/migrations.ts'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { House, alice, bob, reviewId, secondStudy, smallReview } from '../src/testing/house.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../src/store/sqlite/fixtures/${name}`, import.meta.url), 'utf8')
const { documents } = JSON.parse(fixture('schema-1.json')) as {
  readonly documents: Readonly<Record<DocumentId, PlainDocument & { readonly contentHash: string }>>
}
const ids = Object.keys(documents) as DocumentId[]

const TABLES =
  'review member study form document update_log event checkpoint client_owner refused document_summary command snapshot account session'.split(
    ' ',
  )

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-earlier-'))
  using database = new DatabaseSync(join(folder, 'tandem.sqlite'))
  database.exec(fixture('schema-1.sql'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const quarantine = { perPerson: 50, inAll: 500, bytesEach: 1_000 }
const openHere = () => openSqliteStore({ folder, random: randomBytes, quarantine })
const inHouse = () =>
  House.openEmpty({
    ground: { open: () => openHere().store, crash: (store) => store.close(), remove: () => undefined },
  })

/** Every row of a table, in the columns that there were then: later schemas added others. */
function rowsOf(table: string): readonly unknown[] {
  using database = new DatabaseSync(join(folder, 'tandem.sqlite'))
  const rows = database.prepare(`SELECT ${columnsThen(table)} FROM ${table} ORDER BY 1, 2, 3`).all()
  return rows.map((row) => ({ ...row }))
}

function columnsThen(table: string): string {
  using database = new DatabaseSync(':memory:')
  database.exec(fixture('schema-1.sql'))
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(table)
  return columns.map(({ name }) => String(name)).join(', ')
}

describe('a folder of schema 1', () => {
  it('keeps every row of every table as it was', async () => {
    const before = TABLES.map((table) => [table, rowsOf(table)])
    await openHere().store.close()
    expect(TABLES.map((table) => [table, rowsOf(table)])).toEqual(before)
    for (const table of TABLES) expect(rowsOf(table)).not.toEqual([])
  })

  it('still answers what was asked of it: each command to whoever asked, and to nobody else', async () => {
    const asked = rowsOf('command') as readonly { id: string; person: PersonId; answer: string }[]
    const { store } = openHere()
    for (const { id, person, answer } of asked) {
      expect(await store.commandAnswer(reviewId, person, id)).toEqual({ id, person, asked: null, answer })
      expect(await store.commandAnswer(reviewId, 'mallory' as PersonId, id)).toBeNull()
    }
    await store.close()
  })

  it('passes the examination, its whole log included', async () => {
    const { store, examine, examineLog } = openHere()
    await examine()
    await examineLog()
    expect(await store.verifyChain(reviewId)).toBeNull()
    await store.close()
  })

  it('gives the documents that the earlier code saw, hash for hash', async () => {
    const house = await inHouse()
    for (const id of ids) {
      const { contentHash, ...plain } = documents[id] ?? { contentHash: '', fields: {}, texts: {} }
      expect(await house.stored(id)).toEqual(plain)
      expect(hashOf(await house.stored(id))).toBe(contentHash)
    }
    await house.close()
  })

  it('can be worked on: the open draft is written, by its owner only, and survives a crash', async () => {
    const house = await inHouse()
    const draft = await house.draft(alice, secondStudy)
    const client = await house.client(alice, draft).connect()
    await house.quiet()
    client.set('losses', 'yes')
    await house.quiet()
    expect(client.isSaved).toBe(true)
    const stranger = await house.client(bob, draft).connect()
    expect(stranger.closed?.code).toBe(4404)
    await house.crash()
    expect((await house.stored(draft)).fields).toEqual({ ...documents[draft]?.fields, losses: 'yes' })
    expect(await house.store.verifyChain(reviewId)).toBeNull()
    await house.close()
  })

  it('whose step was interrupted is finished by the next start', async () => {
    class Interrupted extends DatabaseSync {
      override exec(sql: string): void {
        if (sql.includes('user_version = 2')) throw new Error('the power went')
        super.exec(sql)
      }
    }
    const open = (path: string) => new Interrupted(path)
    expect(() => openSqliteStore({ folder, random: randomBytes, quarantine, open })).toThrow('the power went')
    const { store, examine } = openHere()
    await examine()
    expect((await store.loadReview(reviewId))?.people).toHaveLength(smallReview().people.length)
    await store.close()
  })
})

describe('the steps from schema to schema', () => {
  it('only add: none drops, empties or deletes', () => {
    for (const { sql } of MIGRATIONS) {
      expect(withoutTriggers(sql)).not.toMatch(/\b(DROP|TRUNCATE|CASCADE|DELETE|REPLACE|RENAME)\b/i)
    }
  })

  it('that have been released are never edited', () => {
    using database = new DatabaseSync(':memory:')
    database.exec(MIGRATIONS[0]?.sql ?? '')
    using earlier = new DatabaseSync(join(folder, 'tandem.sqlite'))
    const schemaOf = (of: DatabaseSync) => of.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
    expect(schemaOf(database)).toEqual(schemaOf(earlier))
  })
})

/** A trigger that guards the log names what it refuses. */
function withoutTriggers(sql: string): string {
  return sql.replaceAll(/CREATE TRIGGER[\s\S]*?END(;|$)/g, '')
}
