/** Browsers come back to a server that was restored from a backup, and know more than it does. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { noteText, setField } from '@tandem/documents'
import type { DocumentId, PersonId } from '@tandem/rules'
import { CLOSE } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { populate, type Populated } from '../src/testing/populate.ts'
import { tandem } from '../torture/backup-process.ts'
import { readReview } from '../torture/http-client.ts'
import { loadAnew } from '../torture/newcomer.ts'
import { ServerProcess } from '../torture/server-process.ts'
import { Testimony } from '../torture/testimony.ts'
import { WireClient, type Place } from '../torture/wire-client.ts'

let parent = ''
let site: Populated
let server: ServerProcess
let port = 0
let testimony = new Testimony()
let pages: WireClient[] = []

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tandem-return-'))
  const by = [0, 1] as const
  site = await populate({
    folder: join(parent, 'data'),
    reviewers: 2,
    studies: [{ state: 'revealed', by }, { state: 'drafting', by }, { state: 'unassigned' }],
  })
  testimony = new Testimony()
  await start('data')
})

afterEach(async () => {
  for (const page of pages.splice(0)) page.cut()
  await server.kill()
  await rm(parent, { recursive: true })
})

describe('after a restore', () => {
  it('a draft gets back what was saved since the backup, also from a page that the backup knows nothing of', async () => {
    const [first, second, third] = site.items
    const early = await open(draft(), 'draft', 'alice')
    await answer(early, first)
    await backUp()
    await answer(early, second)
    const late = await open(draft(), 'draft', 'alice')
    await answer(late, third)
    await restore()
    expect(await held(draft())).not.toContain(third?.id)
    await comeBack(late, early)
    expect(pages.every(({ isOver }) => !isOver)).toBe(true)
    for (const item of [first, second, third]) expect(await held(draft())).toContain(item?.id)
  })

  for (const order of ['alice first', 'bob first']) {
    it(`a shared document gets back what each wrote, whoever comes first (${order})`, async () => {
      const alice = await open(shared(), 'consensus', 'alice')
      const bob = await open(shared(), 'consensus', 'bob')
      await write(alice, 'w1.')
      await backUp()
      await write(alice, 'w2.')
      await bob.until((page) => text(page).includes('w2.'))
      await write(bob, 'w3.')
      await alice.until((page) => text(page).includes('w3.'))
      await restore()
      await comeBack(...(order === 'alice first' ? [alice, bob] : [bob, alice]))
      expect([alice.isOver, bob.isOver]).toEqual([false, false])
      const [anew, ofAlice, ofBob] = [await held(shared()), text(alice), text(bob)]
      for (const content of [anew, ofAlice, ofBob])
        expect(['w1.', 'w2.', 'w3.'].map((word) => content.split(word).length - 1)).toEqual([1, 1, 1])
      await write(bob, 'w4.')
      await alice.until((page) => text(page).includes('w4.'))
      expect(await held(shared())).toContain('w4.')
    })
  }

  it('the server goes on under another client id, so that what it wrote before comes back beside what it writes now', async () => {
    const [item, other] = site.items
    const alice = await open(shared(), 'consensus', 'alice')
    await backUp()
    await disagree(alice, item?.id ?? '')
    await restore()
    // Somebody is quicker than Alice, and the server writes again: under the old id this would be the number that she
    // has as something else.
    const quick = await open(shared(), 'consensus', 'dana')
    await disagree(quick, other?.id ?? '')
    await comeBack(alice)
    await quick.until((page) => candidates(page).length === 2)
    await alice.until((page) => candidates(page).length === 2)
    const anew = await loadAnew(port, site, shared(), 'alice' as PersonId)
    expect(alice.plain()).toEqual(anew?.plain)
    expect(quick.plain()).toEqual(anew?.plain)
  })

  it('nobody brings back what others wrote when the time for that is over, and nothing of it is stored', async () => {
    const alice = await open(shared(), 'consensus', 'alice')
    const bob = await open(shared(), 'consensus', 'bob')
    await write(bob, 'w1.')
    await backUp()
    await write(bob, 'w2.')
    await alice.until((page) => text(page).includes('w2.'))
    await write(alice, 'w3.')
    await restore({ acceptUntil: new Date(Date.now() - 1).toISOString() })
    await comeBack(alice)
    expect(alice.isOver).toBe(true)
    expect(refusals()).toEqual(['client-id-taken'])
    const content = await held(shared())
    expect([content.includes('w1.'), content.includes('w2.'), content.includes('w3.')]).toEqual([true, false, false])
  })

  it('even while there is time, nobody may take the client id of somebody else who is there', async () => {
    const bob = await open(shared(), 'consensus', 'bob')
    await write(bob, 'w1.')
    await backUp()
    await restore()
    const alice = newPage(shared(), 'consensus', 'alice')
    alice.doc.clientID = bob.doc.clientID
    alice.connect(port)
    await alice.until(({ isOver }) => isOver).catch(() => undefined)
    expect(alice.closeCode).toBe(CLOSE.clientIdTaken)
  })

  it('a cursor of before is no cursor any more, so that nobody goes on with events that are gone', async () => {
    await backUp()
    const before = await cursorOf('alice')
    expect(await feedEnds(before)).toBe('open')
    await restore()
    expect(await feedEnds(before)).toBe(CLOSE.malformed)
    expect(await feedEnds(await cursorOf('alice'))).toBe('open')
  })

  it('everybody is signed out, unless sessions are to be kept', async () => {
    const statusOf = async () => (await readReview(port, site.review, person('alice')))?.status
    await backUp()
    await restore({ endsSessions: true })
    expect(await statusOf()).toBe(401)
    await rm(join(parent, 'restored'), { recursive: true })
    await restore()
    expect(await statusOf()).toBe(200)
  })
})

const shared = (): DocumentId => idOf(site.studies[0]?.consensus?.document)
const draft = (): DocumentId => idOf(site.studies[1]?.drafts.find(({ reviewer }) => reviewer === 'alice')?.document)

function idOf(document: DocumentId | undefined): DocumentId {
  if (document === undefined) throw new Error('there is no such document')
  return document
}

function person(id: string): Populated['people'][number] {
  const found = site.people.find((each) => each.id === id)
  if (!found) throw new Error(`nobody is called ${id}`)
  return found
}

async function start(folder: string): Promise<void> {
  server = new ServerProcess(join(parent, folder))
  port = await server.port
}

function newPage(document: DocumentId, kind: Place['kind'], id: string): WireClient {
  testimony.exists(document, id as PersonId)
  const page = new WireClient({ document, kind, person: id as PersonId, cookie: person(id).cookie }, testimony)
  pages.push(page)
  return page
}

async function open(document: DocumentId, kind: Place['kind'], id: string): Promise<WireClient> {
  const page = newPage(document, kind, id)
  page.connect(port)
  await page.until(({ isSynced, isSaved }) => isSynced && isSaved)
  return page
}

async function answer(page: WireClient, item: Populated['items'][number] | undefined): Promise<void> {
  if (!item) throw new Error('there is no such item')
  setField(page.doc, item.id, item.options[0] ?? null)
  await page.until(({ isSaved }) => isSaved)
}

async function write(page: WireClient, word: string): Promise<void> {
  const note = noteText(page.doc, site.items[0]?.id ?? '')
  page.says(word, () => note.insert(note.length, word))
  await page.until(({ isSaved }) => isSaved)
}

/** Two pages answer the same before either has seen the other's: the server keeps the value that lost. */
async function disagree(page: WireClient, item: string): Promise<void> {
  const rival = await open(shared(), 'consensus', 'bob')
  const [one, other] = site.items.find(({ id }) => id === item)?.options ?? []
  const before = candidates(page).length
  setField(rival.doc, item, one ?? null)
  setField(page.doc, item, other ?? null)
  await page.until((each) => candidates(each).length > before)
  rival.cut()
  pages = pages.filter((each) => each !== rival)
}

const text = (page: WireClient): string => JSON.stringify(page.plain().texts)
const candidates = (page: WireClient): readonly string[] =>
  Object.keys(page.plain().fields).filter((key) => key.includes('/candidate/'))

/** What somebody new is given. */
async function held(document: DocumentId): Promise<string> {
  return JSON.stringify((await loadAnew(port, site, document, 'alice' as PersonId))?.plain)
}

async function backUp(): Promise<void> {
  expect((await tandem('backup', join(parent, 'backup.tar'), '--data', join(parent, 'data'))).errors).toBe('')
}

type Otherwise = { readonly acceptUntil?: string; readonly endsSessions?: boolean }

/** Everybody is away meanwhile. */
async function restore({ acceptUntil, endsSessions = false }: Otherwise = {}): Promise<void> {
  for (const page of pages) page.cut()
  await server.kill()
  const folder = join(parent, 'restored')
  const words = ['restore', join(parent, 'backup.tar'), '--data', folder, ...(endsSessions ? [] : ['--keep-sessions'])]
  expect((await tandem(...words)).errors).toBe('')
  const mark = join(folder, 'restored.json')
  if (acceptUntil) await writeFile(mark, JSON.stringify({ ...JSON.parse(await readFile(mark, 'utf8')), acceptUntil }))
  await start('restored')
}

function refusals(): readonly unknown[] {
  using database = new DatabaseSync(join(parent, 'restored', 'tandem.sqlite'), { readOnly: true })
  return database
    .prepare('SELECT rule FROM refused')
    .all()
    .map(({ rule }) => rule)
}

async function comeBack(...returning: readonly WireClient[]): Promise<void> {
  for (const page of returning) {
    page.connect(port)
    await page.until(({ isSaved, isOver }) => isSaved || isOver)
  }
}

async function cursorOf(id: string): Promise<string> {
  return (await readReview(port, site.review, person(id)))?.body.cursor ?? ''
}

/** The close code, or 'open' where the server is ready to go on from there. */
async function feedEnds(cursor: string): Promise<number | 'open'> {
  const host = `localhost:${port}`
  const headers = { host, origin: `http://${host}`, cookie: person('alice').cookie }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live/${site.review}?cursor=${cursor}`, { headers })
  const { promise, resolve } = Promise.withResolvers<number | 'open'>()
  socket.on('close', (code) => resolve(code))
  socket.on('message', (data) => String(data).includes('"ready"') && resolve('open'))
  const outcome = await promise
  socket.terminate()
  return outcome
}
