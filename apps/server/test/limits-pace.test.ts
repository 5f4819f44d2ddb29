/** How fast and how much one socket may ask for, over real sockets. */
import { afterEach, describe, expect, it } from 'vitest'
import { instrumentById, itemsOf, noteKey, type DocumentId, type Instrument } from '@tandem/rules'
import { CLOSE, type LiveMessage } from '@tandem/wire'
import * as Y from 'yjs'
import type { WebSocket } from 'ws'
import type { Core } from '../src/core.ts'
import { SOCKET_LIMITS } from '../src/limits.ts'
import { serveFeed } from '../src/live/socket.ts'
import { step1Frame, updateFrame } from '../src/sync/frames.ts'
import { alice, reviewId } from '../src/testing/house.ts'
import { HeldTime } from '../src/testing/held-time.ts'
import { OPCODE, RawSocket, clientFrame } from '../src/testing/raw-socket.ts'
import { SocketClient } from '../src/testing/socket-client.ts'
import { startTestServer, type TestServer } from '../src/testing/test-server.ts'
import { startWholeServer, type WholeServer, type WholeServerOptions } from '../src/testing/whole-server.ts'

let running: TestServer
afterEach(() => running.stop())

async function start(options: WholeServerOptions = {}): Promise<WholeServer> {
  const server = await startWholeServer(options)
  running = server
  return server
}

const { burst, perSecond } = SOCKET_LIMITS.messages
/** Milliseconds after which a whole burst may come again. */
const REFILLED = (burst / perSecond) * 1_000

describe('messages of one connection', () => {
  it(`are taken at once up to ${burst}; one more waits its turn, arrives in order, and disturbs nobody`, async () => {
    const time = new HeldTime()
    const server = await start({ clock: time.clock, later: time.later })
    const document = await server.draft(alice)
    const [fast, other] = [await server.client(alice, document), await server.client(alice, document)]
    await fast.saved()
    time.pass(REFILLED)
    for (let index = 0; index < burst; index += 1) fast.set('blind/note', `note ${index}`)
    await fast.saved()
    fast.set('blind/note', 'one more')
    other.set('sites', 'one')
    await Promise.all([other.saved(), fast.until(() => fast.plain().fields['sites'] === 'one')])
    expect([fast.isSaved, other.plain().fields['blind/note']]).toEqual([false, `note ${burst - 1}`])
    time.pass(Math.ceil(1_000 / perSecond))
    await fast.saved()
    await other.until(() => other.plain().fields['blind/note'] === 'one more')
    // Out of order, one of them would have been a gap.
    expect([fast.nack, await server.entries(document)]).toEqual([null, burst + 2])
  })

  it('that came just before the connection was closed are all taken', async () => {
    const time = new HeldTime()
    const server = await start({ clock: time.clock, later: time.later })
    const document = await server.draft(alice)
    const [fast, other] = [await server.client(alice, document), await server.client(alice, document)]
    for (let index = 0; index < 2 * burst; index += 1) fast.set('blind/note', `note ${index}`)
    fast.socket.close()
    for (const isThere = () => other.plain().fields['blind/note'] === `note ${2 * burst - 1}`; !isThere();) {
      time.pass(10)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(fast.code).not.toBeNull()
  })

  it('may be one large one: a day of offline work arrives at once', async () => {
    const time = new HeldTime()
    const server = await start({ clock: time.clock, later: time.later, instrument: LARGE })
    const document = await server.draft(alice)
    const offline = new SocketClient(server.port, await server.signIn('alice'), document)
    for (const item of ITEMS.slice(0, 15)) offline.set(noteKey(item), LONG)
    await offline.until(() => offline.isSynced && offline.isSaved)
    expect(Y.encodeStateAsUpdate(offline.doc).byteLength).toBeGreaterThan(850_000)
    expect(Object.keys(offline.plain().fields)).toHaveLength(15)
  })
})

describe('a large message', () => {
  it('counts as several: 16 kB as one, a byte more as two', async () => {
    const time = new HeldTime()
    const server = await start({ clock: time.clock, later: time.later, documentLimits: { messages: THREE } })
    const document = await server.draft(alice)
    for (const [size, isTaken] of [
      [SOCKET_LIMITS.messageBytes, true],
      [SOCKET_LIMITS.messageBytes + 1, false],
    ] as const) {
      const other = await server.client(alice, document)
      const client = await server.client(alice, document)
      await client.saved()
      time.pass(10_000)
      // Two are left of three behind it, or one.
      client.send(repeated(client.doc, size))
      client.sent += 1
      client.set('blind', 'yes').set('blind', 'no')
      await client.until(() => client.acked >= client.sent - (isTaken ? 0 : 1))
      await other.set('sites', 'one').saved()
      expect(client.isSaved).toBe(isTaken)
      time.pass(1_000)
      await client.saved()
    }
  })

  const THREE = { burst: 3, perSecond: 1 }
  /** Bytes of type, kind and length. */
  const AROUND_UPDATE = 4

  /** Nothing new, and as many bytes as a frame of this size has: what follows an update is dropped. */
  function repeated(doc: Y.Doc, size: number): Uint8Array {
    const update = Y.encodeStateAsUpdate(doc)
    const frame = updateFrame(Buffer.concat([update, Buffer.alloc(size - AROUND_UPDATE - update.length)]))
    expect(frame.byteLength).toBe(size)
    return frame
  }
})

const LARGE = instrumentById('downs-and-black-modified') as Instrument
const ITEMS = itemsOf(LARGE).map(({ id }) => id)
/** 60 kB, and as many characters as a note may have. */
const LONG = '€'.repeat(20_000)

/** A document of a bit more than 1 MiB. */
async function fill(server: WholeServer): Promise<DocumentId> {
  const document = await server.draft(alice)
  const writer = await server.client(alice, document)
  for (const item of ITEMS.slice(0, 18)) writer.set(noteKey(item), LONG)
  await writer.saved()
  await writer.close()
  return document
}

type Closing = { readonly code: number; readonly reason: string; readonly unsent: number }

/** With what, and with how much unsent, the server begins to close a socket. */
function closingOf(socket: WebSocket): Promise<Closing> {
  const close = socket.close.bind(socket)
  return new Promise((resolve) => {
    socket.close = (code, reason) => {
      resolve({ code: code ?? 1005, reason: String(reason), unsent: socket.bufferedAmount })
      close(code, reason)
    }
  })
}

/** Opens a socket and reads nothing from then on. */
async function deaf(server: TestServer, path: string): Promise<RawSocket> {
  const raw = await RawSocket.open(server.port, path, { Cookie: await server.signIn('alice') })
  raw.tcp.pause()
  return raw
}

describe('who does not read', () => {
  const step1 = clientFrame({ opcode: OPCODE.binary, payload: step1Frame(new Uint8Array([0])) })

  it('and asks 500 times for a document of 1 MiB is closed with the second answer unsent, others go on', async () => {
    const closings: Promise<Closing>[] = []
    const onSocket = (socket: WebSocket): void => void closings.push(closingOf(socket))
    const server = await start({ instrument: LARGE, onSocket, socketLimits: { closing: 100 } })
    const document = await fill(server)
    const other = await server.client(alice, document)
    const size = Y.encodeStateAsUpdate(other.doc).byteLength
    const raw = await deaf(server, `/sync/${document}`)
    raw.send(Buffer.concat(Array.from({ length: 500 }, () => step1)))
    const { code, reason, unsent } = await (closings.at(-1) as Promise<Closing>)
    expect([code, reason]).toEqual([CLOSE.overloaded, 'slow-reader'])
    expect(size).toBeGreaterThan(1_024 * 1_024)
    expect(unsent).toBeLessThan(SOCKET_LIMITS.unsentAtAnswer + size + 1_000)
    await raw.ended()
    other.set('db-1', 'yes')
    await other.saved()
  })

  it('is closed when more waits for it than may, and misses no frame without knowing', async () => {
    const closings: Promise<Closing>[] = []
    const onSocket = (socket: WebSocket): void => void closings.push(closingOf(socket))
    const server = await start({
      instrument: LARGE,
      onSocket,
      socketLimits: { closing: 100 },
      // The writer must not be what slows this down.
      documentLimits: { messages: { burst: 10_000, perSecond: 1 } },
    })
    const document = await server.draft(alice)
    const writer = await server.client(alice, document)
    const raw = await deaf(server, `/sync/${document}`)
    const late: { closing?: Closing } = {}
    void (closings.at(-1) as Promise<Closing>).then((closing) => (late.closing = closing))
    for (let index = 0; late.closing === undefined; index += 1) {
      await writer.set('db-1/note', `${index % 10}${LONG.slice(1)}`).saved()
    }
    expect([late.closing.code, late.closing.reason]).toEqual([CLOSE.overloaded, 'slow-reader'])
    expect(late.closing.unsent).toBeGreaterThan(SOCKET_LIMITS.bufferedBytes)
    expect(late.closing.unsent).toBeLessThan(SOCKET_LIMITS.bufferedBytes + 4 * 61_000)
    await raw.ended()
    await writer.set('db-1', 'yes').saved()
  })

  it('the live feed is closed there too', async () => {
    const closings: Promise<Closing>[] = []
    const message = { type: 'still-here', filler: 'x'.repeat(64 * 1_024) } as unknown as LiveMessage
    const watch: Core['watch'] = async (_review, _person, _cursor, port) => {
      const sending = setInterval(() => port.send(message), 0)
      return () => clearInterval(sending)
    }
    running = await startTestServer({
      live: (socket, request) => {
        closings.push(closingOf(socket))
        serveFeed({ watch } as Core, socket, request, SOCKET_LIMITS)
      },
      socketLimits: { closing: 100 },
    })
    const raw = await deaf(running, `/live/${reviewId}`)
    const { code, reason, unsent } = await (closings[0] as Promise<Closing>)
    expect([code, reason]).toEqual([CLOSE.overloaded, 'slow-reader'])
    expect(unsent).toBeGreaterThan(SOCKET_LIMITS.bufferedBytes)
    await raw.ended()
  })
})
