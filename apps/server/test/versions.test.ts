/** Pages and server of different versions of the wire, over real sockets; documents of a later layout. */
import { hashOf, LAYOUT_VERSION, seedUpdate } from '@tandem/documents'
import { CLOSE, VERSION_HEADER, WIRE_VERSION } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { step1Frame, updateFrame } from '../src/sync/frames.ts'
import { House, alice, reviewId } from '../src/testing/house.ts'
import { startWholeServer, type WholeServer } from '../src/testing/whole-server.ts'

const UNDERSTOOD = [String(WIRE_VERSION), ...(WIRE_VERSION > 1 ? [String(WIRE_VERSION - 1)] : [])]
const OTHERS = [
  ['older', String(WIRE_VERSION > 1 ? WIRE_VERSION - 2 : 0)],
  ['newer', String(WIRE_VERSION + 1)],
  ['empty', ''],
  ['nonsense', '1e0'],
  ['negative', `-${WIRE_VERSION}`],
  ['much longer than a number', '1'.repeat(5_000)],
] as const

describe('a page of another version of the wire', () => {
  let server: WholeServer
  let cookie: string
  let handedOn: number
  beforeEach(async () => {
    handedOn = 0
    server = await startWholeServer({ onSocket: () => (handedOn += 1) })
    cookie = await server.signIn('alice')
  })
  afterEach(() => server.stop())

  const search = (version: string | null): string => (version === null ? '' : `?tandem=${version}`)

  /** The first that the socket gets: a message of the server, or the code of its close. */
  async function answer(path: string, says: readonly Uint8Array[] = []): Promise<unknown> {
    const host = `localhost:${server.port}`
    const headers = { host, origin: `http://${host}`, cookie }
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
    socket.on('open', () => says.forEach((frame) => socket.send(frame)))
    const first = new Promise((resolve) => {
      socket.once('message', () => resolve('served'))
      socket.once('close', (code) => resolve(code))
    })
    return first.finally(() => socket.terminate())
  }

  for (const [kind, version] of OTHERS) {
    it(`that is ${kind} is closed before anything of a document is sent or read`, async () => {
      const draft = await server.draft(alice)
      const before = await server.entries(draft)
      const said = await answer(`/sync/${draft}${search(version)}`, [
        step1Frame(Y.encodeStateVector(new Y.Doc())),
        updateFrame(seedUpdate({ fields: { blind: 'yes' }, texts: {} })),
      ])
      expect(said).toBe(CLOSE.outdated)
      expect(handedOn).toBe(0)
      expect(await server.entries(draft)).toBe(before)
    })

    it(`that is ${kind} is closed before anything of the live feed is sent`, async () => {
      expect(await answer(`/live/${reviewId}${search(version)}`)).toBe(CLOSE.outdated)
    })
  }

  it('learns that it is signed out first: it comes back to a new page anyway', async () => {
    cookie = ''
    expect(await answer(`/sync/${await server.draft(alice)}?tandem=${WIRE_VERSION + 1}`)).toBe(CLOSE.signedOut)
  })

  for (const version of [...UNDERSTOOD, null]) {
    it(`is not one that says ${version === null ? 'nothing, as a stock client does' : `"${version}"`}`, async () => {
      expect(await answer(`/sync/${await server.draft(alice)}${search(version)}`)).toBe('served')
      expect(handedOn).toBe(1)
      expect(await answer(`/live/${reviewId}${search(version)}`)).toBe('served')
    })
  }
})

describe('a request of a page of another version of the wire', () => {
  let server: WholeServer
  beforeEach(async () => {
    server = await startWholeServer()
  })
  afterEach(() => server.stop())

  for (const [kind, version] of OTHERS) {
    it(`that is ${kind} is refused, and nothing is carried out`, async () => {
      const cookie = await server.signIn('alice')
      const headers = { cookie, [VERSION_HEADER]: version }
      for (const asked of [
        { path: `/api/reviews/${reviewId}` },
        { path: '/api/session/end', method: 'POST' },
        { path: '/api/no/such/path' },
      ]) {
        const { status, body, headers: answered } = await server.send({ ...asked, headers })
        expect(status).toBe(426)
        expect(JSON.parse(body)).toEqual({ error: 'outdated', sentence: expect.stringContaining('Reload it') })
        expect(answered['cache-control']).toBe('no-store')
      }
      expect((await server.send({ path: '/api/session', headers: { cookie } })).body).toContain('"alice"')
    })
  }

  for (const version of [...UNDERSTOOD, null]) {
    it(`is not one that says ${version === null ? 'nothing' : `"${version}"`}`, async () => {
      const cookie = await server.signIn('alice')
      const { status } = await server.send({
        path: `/api/reviews/${reviewId}`,
        headers: { cookie, [VERSION_HEADER]: version },
      })
      expect(status).toBe(200)
    })
  }

  it('gets the page itself whatever it says: that is how it becomes current', async () => {
    await server.stop()
    server = await startWholeServer({ client: { 'index.html': '<!doctype html><title>Tandem</title>' } })
    const { status } = await server.send({ path: '/', headers: { [VERSION_HEADER]: '0' } })
    expect(status).toBe(200)
  })
})

describe('a document of a later layout', () => {
  it('is not opened, not changed and not signed; the review around it can be read', async () => {
    const house = await House.open()
    await house.assign()
    const draft = await house.draft(alice)
    const { document } = house.store
    house.store.document = async (id) => {
      const stored = await document(id)
      return stored && { ...stored, layout: LAYOUT_VERSION + 1 }
    }
    const client = house.client(alice, draft)
    await expect(client.connect()).rejects.toThrow(`layout ${LAYOUT_VERSION + 1} is later than ${LAYOUT_VERSION}`)
    expect(client.received).toEqual([])
    client.set('blind', 'yes')
    const assessment = (await house.assessment()).id
    const command = { type: 'submit', assessment, contentHash: hashOf(client.plain()) } as const
    const asked = house.core.reviews.command(reviewId, alice, { id: 'command-of-alice', command })
    await expect(house.during(asked)).rejects.toThrow('is later than')
    expect((await house.assessment()).slots.map(({ submittedAt }) => submittedAt)).toEqual([null, null])
    expect((await house.store.loadDocument(draft)).tail).toEqual([])
    house.store.document = document
    await client.connect()
    await house.quiet()
    expect(client.isSaved).toBe(true)
    await house.close()
  })
})
