import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answersMap } from '@tandem/documents'
import { evolveAll, startOf } from '@tandem/rules'
import { EXTRACTED, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import { CLOSE } from '@tandem/wire'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { populate, populateMany, studiesInTurn, type Populated } from './populate.ts'
import { SURROUNDINGS } from './surroundings.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

let folder: string
const providers: WebsocketProvider[] = []
let stopServer = async (): Promise<void> => {}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-populate-'))
})
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  await stopServer()
  await rm(folder, { recursive: true })
})

const someReview = () =>
  populate({
    folder,
    reviewers: 3,
    studies: [...studiesInTurn(3, { revealed: 1, drafting: 1 }), { state: 'unassigned' }],
  })

describe('a populated folder', () => {
  it('holds a review in which everybody can do what is said of them', async () => {
    const { people, studies } = await someReview()
    const port = await startMain()
    const [revealed, drafting] = studies
    const consensus = revealed?.consensus
    expect(consensus?.writers).toEqual(['alice', 'bob', 'dana'])

    const alice = connect(port, people, 'alice', consensus?.document)
    const bob = connect(port, people, 'bob', consensus?.document)
    await Promise.all([synced(alice), synced(bob)])
    // Both answered differently, so there is something left to settle; what they share is here already or open.
    answersMap(alice.doc).set('sites', 'three')
    await until(bob.doc, () => answersMap(bob.doc).get('sites') === 'three')

    expect(drafting?.drafts.map(({ reviewer }) => reviewer)).toEqual(['erin', 'alice'])
    const stranger = connect(port, people, 'carol', drafting?.drafts[0]?.document)
    expect(await closed(stranger)).toBe(CLOSE.notFound)
  })

  it('has a log that verifies', async () => {
    const { review } = await someReview()
    const { store } = openSqliteStore({ folder, random: randomBytes, quarantine: QUARANTINE })
    expect(await store.verifyChain(review)).toBeNull()
    await store.close()
  })

  it('can hold many reviews, each with people of its own, and studies at every step of the way', async () => {
    const studies = [
      { state: 'partial', by: [0, 1, 2] },
      { state: 'agreed', by: [0, 1, 2], due: '2026-12-24', at: Date.UTC(2026, 0, 2) },
    ] as const
    const [first, second] = await populateMany({ folder, reviewers: 3, studies }, 2)
    const idsOf = (one: Populated | undefined) => one?.people.map(({ id }) => id) ?? []
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(10)
    const { store } = openSqliteStore({ folder, random: randomBytes, quarantine: QUARANTINE })
    const stored = await store.loadReview(second?.review ?? first!.review)
    await store.close()
    const view = stored && evolveAll(startOf(stored), stored.events)
    expect(view?.assessments.map(({ state }) => state)).toEqual(['partial', 'agreed'])
    expect(view?.assessments[0]?.slots.map(({ submittedAt }) => submittedAt !== null)).toEqual([true, false, false])
    expect(view?.assessments[1]?.settlement?.at).toBe('2026-01-02T00:00:00.000Z')
    expect(view?.studies.map(({ due }) => due)).toEqual([undefined, '2026-12-24'])
  })

  it('can hold extractions, each study with a structure that was agreed before', async () => {
    const extraction = { form: tinyForm, structure: STRUCTURE, drafted: () => EXTRACTED }
    const studies = [
      { state: 'agreed', by: [0, 1] },
      { state: 'drafting', by: [1, 2] },
    ] as const
    const { review, form } = await populate({ folder, reviewers: 3, studies, extraction })
    const { store } = openSqliteStore({ folder, random: randomBytes, quarantine: QUARANTINE })
    const stored = await store.loadReview(review)
    expect(await store.verifyChain(review)).toBeNull()
    await store.close()
    const view = stored && evolveAll(startOf(stored), stored.events)
    expect(form).toBe(tinyForm)
    expect(view?.assessments.map(({ form: { id }, state }) => `${id} ${state}`)).toEqual([
      'study-structure agreed',
      'tiny-form agreed',
      'study-structure agreed',
      'tiny-form pending',
    ])
  })

  it('is reported with every item of its instrument and one cookie each', async () => {
    const { items, people, studies } = await someReview()
    expect(items.map(({ id }) => id)).toEqual(['blind', 'why-not', 'sites', 'losses'])
    expect(new Set(people.map(({ cookie }) => cookie)).size).toBe(5)
    expect(studies[2]).toEqual({ id: 'study-3', assessment: null, drafts: [], consensus: null })
  })
})

const QUARANTINE = { perPerson: 1, inAll: 1, bytesEach: 1 }

async function startMain(): Promise<number> {
  const env = { ...SURROUNDINGS, PORT: '0', TANDEM_DATA: folder, TANDEM_DEMO: 'off' }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = once(child, 'exit')
  const errors = text(child.stderr)
  stopServer = async () => {
    child.kill('SIGKILL')
    await exit
  }
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (said += chunk))
  const ended = exit.then(async () => Promise.reject(new Error(`ended: ${await errors}`)))
  ended.catch(() => undefined)
  while (!said.includes('Ctrl-C')) await Promise.race([once(child.stdout, 'data'), ended])
  return Number(/localhost:(\d+)/.exec(said)?.[1])
}

function connect(
  port: number,
  people: Populated['people'],
  person: string,
  document: string | undefined,
): WebsocketProvider {
  const cookie = people.find(({ id }) => id === person)?.cookie ?? ''
  const host = `localhost:${port}`
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie, host, origin: `http://${host}` } })
    }
  }
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/sync`, document ?? '', new Y.Doc(), {
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  providers.push(provider)
  return provider
}

const synced = (provider: WebsocketProvider): Promise<void> =>
  new Promise((resolve) => provider.once('sync', () => resolve()))

const closed = (provider: WebsocketProvider): Promise<number> =>
  new Promise((resolve) => provider.once('closed', ({ code }) => resolve(code)))

const until = (doc: Y.Doc, isTrue: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!isTrue()) return
      doc.off('update', check)
      resolve()
    }
    doc.on('update', check)
    check()
  })
