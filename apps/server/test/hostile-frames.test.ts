/**
 * Bytes that no honest client sends, over bare TCP against the whole server. Whatever comes: the process lives, the
 * connection that sent it is closed with the code that says why, nothing is stored, and a witness in the same room is
 * told nothing and goes on saving.
 */
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DocumentId } from '@tandem/rules'
import { AWARENESS, CLOSE, QUERY_AWARENESS, SYNC } from '@tandem/wire'
import * as Y from 'yjs'
import { SOCKET_LIMITS } from '../src/limits.ts'
import { updateFrame } from '../src/sync/frames.ts'
import { alice, bob, reviewId } from '../src/testing/house.ts'
import { OPCODE, RawSocket, clientFrame, type FrameParts } from '../src/testing/raw-socket.ts'
import { presenceFrame, type SocketClient } from '../src/testing/socket-client.ts'
import { startWholeServer, type WholeServer } from '../src/testing/whole-server.ts'

/** `ws` closes with these by itself (RFC 6455, section 7.4.1). */
const PROTOCOL_ERROR = 1002
const NOT_UTF8 = 1007
const TOO_MANY_PARTS = 1008
const TOO_LARGE = 1009

const EVERYBODY_AT_ONCE = { acceptsPerSecond: 10_000, acceptsPerSecondAndPerson: 10_000, closing: 20 }

let server: WholeServer
let cookie: string
let draft: DocumentId
let consensus: DocumentId
let witnesses: readonly SocketClient[]
let edits = 0

beforeAll(async () => {
  server = await startWholeServer({ socketLimits: EVERYBODY_AT_ONCE })
  cookie = await server.signIn('alice')
  draft = await server.draft(alice)
  consensus = await server.consensus()
  witnesses = [await server.client(alice, draft), await server.client(bob, consensus)]
})

afterAll(() => server.stop())

/** What is stored, and what each witness has been told. */
async function seen(): Promise<unknown> {
  const stored = [await server.store.loadDocument(draft), await server.store.loadDocument(consensus)]
  return [stored.map(({ tail }) => tail.length), witnesses.map(({ received }) => received.length)]
}

/** Both rooms still take, store and answer. The draft has been submitted; a shared document is open for edits. */
async function witnessesGoOn(): Promise<void> {
  const [reader, writer] = witnesses as [SocketClient, SocketClient]
  await writer.set('sites', edits % 2 ? 'one' : 'two').saved()
  edits += 1
  const before = reader.received.length
  reader.send(new Uint8Array([QUERY_AWARENESS]))
  await reader.until(() => reader.received.length > before)
}

/** Sends the bytes on a connection of its own. The code is null where the server does not close it. */
async function codeAfter(path: string, bytes: Uint8Array): Promise<number | null> {
  const raw = await RawSocket.open(server.port, path, { Cookie: cookie })
  const code = await raw.send(bytes).closeCode
  await raw.ended()
  return code
}

async function isRefused(bytes: Uint8Array, code: number, document = consensus): Promise<void> {
  const before = await seen()
  expect(await codeAfter(`/sync/${document}`, bytes)).toBe(code)
  expect(await seen()).toEqual(before)
  await witnessesGoOn()
}

const binary = (payload: Uint8Array): Buffer => clientFrame({ opcode: OPCODE.binary, payload })
const repeated = (count: number, parts: FrameParts): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => clientFrame(parts)))
const closeWith = (code: number, reason = ''): Buffer =>
  clientFrame({ opcode: OPCODE.close, payload: Buffer.from([code >> 8, code & 0xff, ...Buffer.from(reason)]) })

describe('a frame that is no WebSocket frame', () => {
  const bytes = new Uint8Array([QUERY_AWARENESS])
  const cases: readonly (readonly [name: string, bytes: Uint8Array, code: number])[] = [
    ...[1, 2, 4, 7].map(
      (reserved) =>
        [
          `with reserved bits ${reserved}`,
          clientFrame({ opcode: OPCODE.binary, payload: bytes, reserved }),
          PROTOCOL_ERROR,
        ] as const,
    ),
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
      (opcode) => [`with reserved opcode ${opcode}`, clientFrame({ opcode, payload: bytes }), PROTOCOL_ERROR] as const,
    ),
    ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535].map(
      (code) => [`with close code ${code}`, closeWith(code), PROTOCOL_ERROR] as const,
    ),
    ['with half a close code', clientFrame({ opcode: OPCODE.close, payload: bytes }), PROTOCOL_ERROR],
    [
      'with a reason for closing that is no UTF-8',
      clientFrame({ opcode: OPCODE.close, payload: Buffer.from([3, 232, 0xff, 0xfe]) }),
      NOT_UTF8,
    ],
    ...[OPCODE.ping, OPCODE.pong, OPCODE.close].flatMap((opcode) => [
      [
        `of control ${opcode}, too large`,
        clientFrame({ opcode, payload: Buffer.alloc(126, 3) }),
        PROTOCOL_ERROR,
      ] as const,
      [`of control ${opcode}, in parts`, clientFrame({ opcode, isLast: false }), PROTOCOL_ERROR] as const,
    ]),
    ['without a mask', clientFrame({ opcode: OPCODE.binary, payload: bytes, isMasked: false }), PROTOCOL_ERROR],
    ['that continues nothing', clientFrame({ opcode: OPCODE.continuation, payload: bytes }), PROTOCOL_ERROR],
    [
      'that begins before the last one has ended',
      Buffer.concat([clientFrame({ opcode: OPCODE.binary, payload: bytes, isLast: false }), binary(bytes)]),
      PROTOCOL_ERROR,
    ],
    [
      'with a length of 64 bits, the highest set',
      clientFrame({ opcode: OPCODE.binary, saidLength: 2n ** 63n }),
      TOO_LARGE,
    ],
    ['with a length beyond all numbers', clientFrame({ opcode: OPCODE.binary, saidLength: 2n ** 64n - 1n }), TOO_LARGE],
    [
      'with one byte more than a message may have',
      clientFrame({ opcode: OPCODE.binary, saidLength: BigInt(SOCKET_LIMITS.frameBytes) + 1n }),
      TOO_LARGE,
    ],
    [
      'with one byte more than a message may have, in parts',
      Buffer.concat([
        clientFrame({ opcode: OPCODE.binary, payload: Buffer.alloc(SOCKET_LIMITS.frameBytes), isLast: false }),
        clientFrame({ opcode: OPCODE.continuation, payload: bytes }),
      ]),
      TOO_LARGE,
    ],
    [
      'in 20,000 parts of one byte',
      Buffer.concat([
        clientFrame({ opcode: OPCODE.binary, payload: bytes, isLast: false }),
        repeated(20_000, { opcode: OPCODE.continuation, payload: bytes, isLast: false }),
      ]),
      TOO_MANY_PARTS,
    ],
    [
      'in 20,000 empty parts',
      Buffer.concat([
        clientFrame({ opcode: OPCODE.binary, isLast: false }),
        repeated(20_000, { opcode: OPCODE.continuation, isLast: false }),
      ]),
      TOO_MANY_PARTS,
    ],
    ['of text', clientFrame({ opcode: OPCODE.text, payload: Buffer.from('hello') }), CLOSE.malformed],
    ['of text that is a number', clientFrame({ opcode: OPCODE.text, payload: Buffer.from('4e9') }), CLOSE.malformed],
    ['of no text', clientFrame({ opcode: OPCODE.text }), CLOSE.malformed],
    ['of text that is no UTF-8', clientFrame({ opcode: OPCODE.text, payload: Buffer.from([0xff, 0x80]) }), NOT_UTF8],
    ['of pings by the thousand', repeated(5_000, { opcode: OPCODE.ping }), CLOSE.overloaded],
    [
      'of text with an honest edit behind it',
      Buffer.concat([clientFrame({ opcode: OPCODE.text, payload: bytes }), binary(updateFrame(honestUpdate()))]),
      CLOSE.malformed,
    ],
  ]
  it.each(cases)('%s is refused, and nobody notices', (_name, sent, code) => isRefused(sent, code))

  it('is refused on the live feed too', async () => {
    for (const [, sent, code] of cases.slice(0, 8)) expect(await codeAfter(`/live/${reviewId}`, sent)).toBe(code)
    const said = binary(bytes)
    expect(await codeAfter(`/live/${reviewId}`, said)).toBe(CLOSE.malformed)
    await witnessesGoOn()
  })
})

function honestDoc(): Y.Doc {
  const doc = new Y.Doc()
  doc.getMap('answers').set('losses', 'no')
  return doc
}

const honestUpdate = (): Uint8Array => Y.encodeStateAsUpdate(honestDoc())

describe('a message that is none of the protocol', () => {
  const written = (...numbers: readonly number[]): Uint8Array => {
    const encoder = encoding.createEncoder()
    for (const number of numbers) encoding.writeVarUint(encoder, number)
    return encoding.toUint8Array(encoder)
  }
  /** A sync message whose content has the length that it says, or another. */
  const sync = (kind: number, content: Uint8Array, length = content.length): Uint8Array =>
    Buffer.concat([written(SYNC, kind, length), content])
  const entry = [7, 1, JSON.stringify({ field: 'sites' })] as const
  const manyEntries = presenceFrame(Array.from({ length: 10_000 }, (_, client) => [client, 1, '{"field":null}']))

  const cases: readonly (readonly [name: string, payload: Uint8Array])[] = [
    ['nothing at all', new Uint8Array()],
    ...[2, 4, 99, 100, 101, 102, 127, 2 ** 31, 2 ** 53 - 1].map(
      (type) => [`type ${type}, that clients do not send`, written(type, 1, 1)] as const,
    ),
    ['a number that does not end', new Uint8Array([0x80])],
    ['a number of 20 bytes', new Uint8Array(20).fill(0xff)],
    ['a kind that does not end', new Uint8Array([SYNC, 0x80])],
    ['a sync message of kind 3', sync(3, new Uint8Array([0]))],
    ['a step 1 without content', written(SYNC, 0)],
    ...[0, 1, 2].map(
      (kind) => [`kind ${kind} that says 2 GB and has 3 bytes`, sync(kind, new Uint8Array(3), 2 ** 31)] as const,
    ),
    ['an update with a byte left over behind it', Buffer.concat([sync(2, honestUpdate()), new Uint8Array(1)])],
    ['a question for presence with a byte left over', new Uint8Array([QUERY_AWARENESS, 0])],
    ['a state vector that says 268 million entries', sync(0, new Uint8Array([0xff, 0xff, 0xff, 0x7f, 1, 1]))],
    ['a state vector of random bytes', sync(0, new Uint8Array([0x9c, 0xe1, 0xf0, 0x83, 0xff, 0xff]))],
    [
      'a state vector with a clock beyond all numbers',
      sync(0, new Uint8Array([1, 7, ...new Uint8Array(12).fill(0xff)])),
    ],
    ['an empty state vector of no bytes', sync(0, new Uint8Array())],
    ['an update of no bytes', sync(2, new Uint8Array())],
    ['an update that says 33 million structs in 7 bytes', sync(2, new Uint8Array([1, 255, 255, 255, 15, 1, 0]))],
    ['an update that says 268 million clients', sync(2, new Uint8Array([255, 255, 255, 127]))],
    ['an update that ends in the middle', sync(2, honestUpdate().subarray(0, 12))],
    ['a step 2 that ends in the middle', sync(1, honestUpdate().subarray(0, 12))],
    ['presence of nobody', presenceFrame([])],
    ['presence of two', presenceFrame([entry, entry])],
    ['presence that says two and has one', Buffer.from([AWARENESS, 6, 2, 7, 1, 2, 0x7b, 0x7d])],
    ['presence of 10,000', manyEntries],
    ['presence that says 4 billion entries', Buffer.from([AWARENESS, 5, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['presence with bytes left over inside', Buffer.from([AWARENESS, 7, 1, 7, 1, 2, 0x7b, 0x7d, 0])],
    ['presence of a text that says 2 GB', Buffer.from([AWARENESS, 8, 1, 7, 1, 0x80, 0x80, 0x80, 0x80, 0x08])],
  ]
  it.each(cases)('%s is refused as malformed, and nobody notices', (_name, payload) =>
    isRefused(binary(payload), CLOSE.malformed),
  )
})

describe('odd, but as the protocols say', () => {
  /** The connection lives on and is answered; whatever was odd changed nothing. */
  async function isHarmless(bytes: Uint8Array): Promise<RawSocket> {
    const before = await seen()
    const raw = await RawSocket.open(server.port, `/sync/${consensus}`, { Cookie: cookie })
    raw.send(bytes).send(binary(new Uint8Array([0, 0, 1, 0])))
    await answered(raw)
    expect(await seen()).toEqual(before)
    await witnessesGoOn()
    return raw
  }

  const step2Of = (raw: RawSocket): Buffer | undefined =>
    raw.frames.find(({ payload }) => payload[0] === SYNC && payload[1] === 1)?.payload

  async function answered(raw: RawSocket): Promise<void> {
    const has = Promise.withResolvers<void>()
    const look = (): void => void (step2Of(raw) && has.resolve())
    raw.tcp.on('data', look)
    look()
    const outcome = await Promise.race([has.promise.then(() => 'answered'), raw.gone.then(() => 'closed')])
    expect(outcome).toBe('answered')
  }

  it.each([
    ['10,000 pongs that nobody asked for', repeated(10_000, { opcode: OPCODE.pong, payload: Buffer.alloc(125) })],
    ['a message in 10,000 parts of one byte and none', longMessageInParts()],
    [
      'a state vector with one client twice, and clients that nobody knows',
      binary(new Uint8Array([SYNC, 0, 8, 3, 7, 1, 7, 9, 200, 1, 5])),
    ],
    // Begins like an empty update of the first format. What follows is never read.
    ['an update of the second format', binary(updateFrame(Y.encodeStateAsUpdateV2(honestDoc())))],
  ])('%s is harmless', async (_name, bytes) => {
    const raw = await isHarmless(bytes)
    raw.send(closeWith(1000))
    expect(await raw.closeCode).toBe(1000)
  })

  /** A step 1 with a state vector that is empty, then filled with zeros that nobody reads, in single bytes. */
  function longMessageInParts(): Buffer {
    const payload = Buffer.concat([Buffer.from([SYNC, 0, 0x90, 0x4e]), Buffer.alloc(10_000)])
    const parts = [...payload].map((byte, place) =>
      clientFrame({
        opcode: place === 0 ? OPCODE.binary : OPCODE.continuation,
        payload: Buffer.from([byte]),
        isLast: place === payload.length - 1,
      }),
    )
    return Buffer.concat(parts)
  }
})

describe('a frame that never ends', () => {
  it('is cut with its connection when that gives no sign of life, and nobody else is', async () => {
    const impatient = await startWholeServer({
      socketLimits: { ...EVERYBODY_AT_ONCE, heartbeat: { every: 100, answer: 90 } },
    })
    const document = await impatient.draft(alice)
    const witness = await impatient.client(alice, document)
    const raws = []
    for (const bytes of [
      [0x82],
      [0x82, 0xfe, 0x10],
      [0x82, 0xff, 0, 0, 0, 0],
      [0x82, 0x85, 0, 0],
      [0x82, 0x85, 0, 0, 0, 0, 1],
    ]) {
      const raw = await RawSocket.open(impatient.port, `/sync/${document}`, { Cookie: await impatient.signIn('alice') })
      raws.push(raw.send(Buffer.from(bytes)))
    }
    expect(await Promise.all(raws.map(({ closeCode }) => closeCode))).toEqual(raws.map(() => null))
    await witness.set('blind', 'yes').saved()
    await impatient.stop()
  })
})
