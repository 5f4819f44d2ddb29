/** The whole server over real sockets: the demo review, the stock y-websocket client, and every byte a person receives. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answersMap, hashOf, plainDocument } from '@tandem/documents'
import { currentAssessment, firstStage, isInstrument, itemsOf, type DocumentId, type PersonId } from '@tandem/rules'
import type { ReviewAnswer } from '@tandem/wire'
import { CLOSE } from '@tandem/wire'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { composeLive, type LiveParts } from '../src/compose.ts'
import { DEMO_REVIEW, seedDemo } from '../src/demo/seed.ts'
import { emptyReviews, startTestServer, type TestServer } from '../src/testing/test-server.ts'

let server: TestServer
let live: LiveParts
const providers: WebsocketProvider[] = []
let ids = 0
const newId = (): string => `socket-test-${(ids += 1)}`.padEnd(24, '-')

beforeEach(async () => {
  const late: { parts?: LiveParts } = {}
  const parts = (): LiveParts => {
    if (!late.parts) throw new Error('not composed yet')
    return late.parts
  }
  server = await startTestServer({
    reviews: {
      ...emptyReviews,
      read: (review, person) => parts().core.reviews.read(review, person),
      command: (review, person, request) => parts().core.reviews.command(review, person, request),
    },
    sync: (socket, request) => parts().sync(socket, request),
    live: (socket, request) => parts().live(socket, request),
    settle: () => parts().settle(),
  })
  const fail = (error: unknown): never => {
    throw error
  }
  late.parts = composeLive({
    store: server.store,
    clock: Date.now,
    newId,
    onError: (_doing, error) => fail(error),
    onFatal: fail,
  })
  live = late.parts
  // The accounts are there already, so the seeder is told of none.
  await seedDemo({
    store: { ...server.store, accounts: async () => [], createAccount: async () => undefined },
    core: live.core,
    newId,
  })
})

afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  await server.stop()
})

const STUDY = 'ibrahim-2019'

async function assessment(study = STUDY) {
  const review = await live.core.reviews.open(DEMO_REVIEW)
  const id = review?.view.studies.find(({ key }) => key === study)?.id
  const found = review && id && currentAssessment(review.view, id, firstStage(review.view.review).form.id)
  if (!found) throw new Error('no assessment')
  return found
}

async function draftOf(person: string): Promise<DocumentId> {
  const draft = (await assessment()).slots.find(({ reviewer }) => reviewer === person)?.draft
  if (!draft) throw new Error('no draft')
  return draft
}

/** The npm package as it is, with the cookie and origin that a browser would send. */
async function stockClient(person: string, document: DocumentId) {
  const cookie = await server.signIn(person)
  const received: Buffer[] = []
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie, host: `localhost:${server.port}`, origin: `http://localhost:${server.port}` } })
      this.on('message', (data: Buffer | ArrayBuffer) => received.push(Buffer.from(data as Buffer)))
    }
  }
  const doc = new Y.Doc()
  const polyfill = Socket as unknown as typeof globalThis.WebSocket
  const provider = new WebsocketProvider(`ws://127.0.0.1:${server.port}/sync`, document, doc, {
    WebSocketPolyfill: polyfill,
    disableBc: true,
  })
  providers.push(provider)
  return {
    doc,
    provider,
    received,
    closed: new Promise<number>((resolve) => provider.on('closed', ({ code }) => resolve(code))),
  }
}

const synced = (provider: WebsocketProvider): Promise<void> =>
  new Promise((resolve) => (provider.synced ? resolve() : provider.once('sync', () => resolve())))

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

describe('a stock y-websocket client', () => {
  it('syncs, edits, and shares its edits with another one of the same person', async () => {
    const [first, second] = [
      await stockClient('alice', await draftOf('alice')),
      await stockClient('alice', await draftOf('alice')),
    ]
    await Promise.all([synced(first.provider), synced(second.provider)])
    answersMap(first.doc).set('db-1', 'yes')
    await until(second.doc, () => answersMap(second.doc).get('db-1') === 'yes')
    answersMap(second.doc).set('db-2', 'no')
    await until(first.doc, () => answersMap(first.doc).get('db-2') === 'no')
  })

  it('is told that it is synced only with the loaded document', async () => {
    const consensus = (await assessment('tavares-figueiredo-2016')).consensus?.document
    const client = await stockClient('bob', consensus as DocumentId)
    await synced(client.provider)
    expect(answersMap(client.doc).size).toBeGreaterThan(20)
  })

  it('stops for good when its edit is refused, and when the document is not for it', async () => {
    const cheat = await stockClient('alice', await draftOf('alice'))
    await synced(cheat.provider)
    answersMap(cheat.doc).set('db-1', 'perhaps')
    expect(await cheat.closed).toBe(CLOSE.rightLost)
    const spy = await stockClient('alice', await draftOf('bob'))
    expect(await spy.closed).toBe(CLOSE.notFound)
    expect(spy.received).toEqual([])
  })
})

describe('before the reveal', () => {
  it('no byte that Alice or Carol receives holds anything that Bob wrote', async () => {
    const cookies = { alice: await server.signIn('alice'), carol: await server.signIn('carol') }
    const received: Buffer[] = []
    const keep = (data: unknown): void => void received.push(Buffer.from(data as Buffer))
    for (const cookie of Object.values(cookies)) {
      const feed = await server.connect('/live/demo?cursor=0', { cookie })
      if (feed.kind === 'upgraded') feed.socket.on('message', keep)
    }
    const alice = await stockClient('alice', await draftOf('alice'))
    const bob = await stockClient('bob', await draftOf('bob'))
    await Promise.all([synced(alice.provider), synced(bob.provider)])
    const witness = await stockClient('bob', await draftOf('bob'))
    await synced(witness.provider)

    const secret = { pdf: null, page: '77', quote: 'Quittengelee', rectangles: [] }
    answersMap(bob.doc).set('db-9/note', 'Zwetschgenkuchen')
    answersMap(bob.doc).set('db-9/source', [secret])
    const review = await live.core.reviews.open(DEMO_REVIEW)
    const instrument = Object.values(review?.view.forms ?? {}).find(isInstrument)
    for (const item of instrument ? itemsOf(instrument) : []) answersMap(bob.doc).set(item.id, item.options[0]?.id)
    await until(witness.doc, () => answersMap(witness.doc).size === 29)
    const contentHash = hashOf(plainDocument(witness.doc))
    const { id } = await assessment()
    const submitted = await live.core.reviews.command(DEMO_REVIEW, 'bob' as PersonId, {
      id: newId(),
      command: { type: 'submit', assessment: id, contentHash },
    })
    expect(submitted).toEqual({ ok: true })

    for (const cookie of Object.values(cookies)) {
      const answer = await server.send({ path: '/api/reviews/demo', headers: { cookie } })
      received.push(Buffer.from(answer.body))
      expect(
        (JSON.parse(answer.body) as ReviewAnswer).view.assessments.find((one) => one.id === id)?.revealed,
      ).toBeNull()
    }
    const bytes = Buffer.concat([...received, ...alice.received])
    for (const word of ['Zwetschgenkuchen', 'Quittengelee', contentHash, await draftOf('bob')])
      expect(bytes.includes(word)).toBe(false)
    // The search finds what is there: Alice's own draft is named to her.
    expect(bytes.includes(await draftOf('alice'))).toBe(true)
  })
})

describe('a socket of ours', () => {
  it('that sends a text frame is closed as malformed, and nobody else notices', async () => {
    const honest = await stockClient('alice', await draftOf('alice'))
    await synced(honest.provider)
    const rude = await server.connect(`/sync/${await draftOf('alice')}`, { cookie: await server.signIn('alice') })
    if (rude.kind !== 'upgraded') throw new Error('refused')
    rude.socket.send('hello')
    expect(await rude.closed).toBe(CLOSE.malformed)
    answersMap(honest.doc).set('db-3', 'yes')
    const other = await stockClient('alice', await draftOf('alice'))
    await synced(other.provider)
    await until(other.doc, () => answersMap(other.doc).get('db-3') === 'yes')
  })

  it('on the live feed that speaks is closed: the server speaks there', async () => {
    const feed = await server.connect('/live/demo?cursor=0', { cookie: await server.signIn('alice') })
    if (feed.kind !== 'upgraded') throw new Error('refused')
    feed.socket.send('x')
    expect(await feed.closed).toBe(CLOSE.malformed)
  })
})
