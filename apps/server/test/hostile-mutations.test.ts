/**
 * Real traffic, damaged at random: bits flipped, bytes cut, doubled, inserted, two messages spliced. It comes from Mallory,
 * who holds Alice's session: everything the gate may let in for her is at stake. Bob is honest and in the same room.
 *
 * Whatever comes: nothing throws out of the server; the log grows by accepted updates only; every stored value is one
 * that the rules allow; the document loads for a newcomer and is the same for everybody; Bob goes on saving.
 *
 * `HOSTILE_SEED=7` repeats one run; `HOSTILE_FRAMES=1000000` sends more.
 */
import { randomBytes } from 'node:crypto'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { answersMap, hashOf, noteText } from '@tandem/documents'
import { seededRandom, type Random } from '@tandem/documents/testing'
import {
  judgeEdit,
  parseFieldKey,
  type DocumentId,
  type Instrument,
  type Json,
  type PlainDocument,
} from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { ACK, AWARENESS, NACK, QUERY_AWARENESS } from '@tandem/wire'
import * as Y from 'yjs'
import type { Joined } from '../src/core.ts'
import { QUARANTINE_LIMITS } from '../src/limits.ts'
import { step1Frame, step2Frame, updateFrame } from '../src/sync/frames.ts'
import { House, alice, bob, reviewId, smallReview } from '../src/testing/house.ts'
import { MemoryDisk } from '../src/testing/memory-disk.ts'
import { OPCODE, RawSocket, clientFrame } from '../src/testing/raw-socket.ts'
import { presenceFrame } from '../src/testing/socket-client.ts'
import type { TestClient } from '../src/testing/test-client.ts'
import { startWholeServer } from '../src/testing/whole-server.ts'

const PER_SEED = 1_000
const FRAMES = Number(process.env['HOSTILE_FRAMES'] ?? 20_000)
const one = process.env['HOSTILE_SEED']
const seeds = one ? [Number(one)] : Array.from({ length: Math.ceil(FRAMES / PER_SEED) }, (_, index) => index + 1)

const MALLORY = 4_711

describe('damaged traffic', () => {
  it.each(seeds)('changes nothing that the rules do not allow, seed %i', async (seed) => {
    const scene = await Scene.open(seededRandom(seed))
    for (let index = 0; index < PER_SEED; index += 1) await scene.step(index)
    await scene.end()
  })
})

describe('damaged traffic over real sockets', () => {
  const OVER_SOCKETS = 400
  const FRAME_BYTES = 64 * 1_024

  it(`of ${OVER_SOCKETS} messages ends no process and hurts nobody`, async () => {
    const random = seededRandom(1)
    const everybody = { acceptsPerSecond: 10_000, acceptsPerSecondAndPerson: 10_000 }
    const server = await startWholeServer({ socketLimits: { ...everybody, closing: 1, frameBytes: FRAME_BYTES } })
    const cookie = await server.signIn('alice')
    const document = await server.consensus()
    const honest = await server.client(bob, document)
    let raw: RawSocket | null = null
    let last: Uint8Array = new Uint8Array([QUERY_AWARENESS])
    for (let index = 0; index < OVER_SOCKETS; index += 1) {
      raw ??= await RawSocket.open(server.port, `/sync/${document}`, { Cookie: cookie })
      const next = traffic(copyOf(honest.doc), random)
      const message = binary(damaged(next, last, random))
      last = next
      // Every fifth is damaged as a WebSocket frame too.
      const isOpen = index % 5 > 0 ? await isAnswered(raw.send(message)) : await isClosed(raw, message, random)
      if (!isOpen) raw = null
      if (index % 20 === 0) await honest.set('sites', index % 40 ? 'one' : 'two').saved()
    }
    await honest.set('sites', 'three').saved()
    raw?.tcp.destroy()
    const newcomer = await server.client(bob, document)
    expect(newcomer.doc.store.pendingStructs).toBeNull()
    expect(hashOf(newcomer.plain())).toBe(hashOf(honest.plain()))
    expect(forbiddenIn(newcomer.plain())).toEqual([])
    expect(await server.store.verifyChain(reviewId)).toBeNull()
    await server.stop()
  })

  const binary = (payload: Uint8Array): Buffer => clientFrame({ opcode: OPCODE.binary, payload })

  /** False if the connection was closed instead. */
  async function isAnswered(raw: RawSocket): Promise<boolean> {
    const heard = Promise.withResolvers<boolean>()
    const look = (): void => void (raw.frames.some(({ payload }) => payload[0] === AWARENESS) && heard.resolve(true))
    raw.frames.length = 0
    raw.tcp.on('data', look)
    raw.send(binary(new Uint8Array([QUERY_AWARENESS])))
    const isOpen = await Promise.race([heard.promise, raw.gone.then(() => false)])
    raw.tcp.off('data', look)
    return isOpen
  }

  /** A damaged length may swallow what follows; so many zeros end every frame, and begin none. */
  async function isClosed(raw: RawSocket, message: Buffer, random: Random): Promise<false> {
    raw.send(mutate(message, message, random)).send(Buffer.alloc(FRAME_BYTES + 100))
    await raw.ended()
    return false
  }
})

class Scene {
  readonly #house: House
  readonly #random: Random
  readonly #document: DocumentId
  readonly #bob: TestClient
  #joined: Joined | null = null
  #outcome: 'open' | 'accepted' | 'refused' = 'open'
  /** The honest message before: what the next one is spliced with. */
  #last: Uint8Array = new Uint8Array([QUERY_AWARENESS])
  /** Entries of the log, counted as they are written. */
  #written = 0
  #accepted = 0

  private constructor(house: House, random: Random, document: DocumentId, honest: TestClient) {
    this.#house = house
    this.#random = random
    this.#document = document
    this.#bob = honest
  }

  static async open(random: Random): Promise<Scene> {
    // Only what is judged matters here, so the disk is one in memory.
    const disk = new MemoryDisk({ random: randomBytes, quarantine: QUARANTINE_LIMITS })
    const ground = { open: () => disk.open(), crash: async () => undefined, remove: () => undefined }
    const house = await House.open(smallReview(), { ground })
    await house.assign()
    const document = await house.reveal()
    const honest = await house.client(bob, document).connect()
    await house.quiet()
    const scene = new Scene(house, random, document, honest)
    scene.#count()
    return scene
  }

  async step(index: number): Promise<void> {
    if (this.#joined === null) await this.#join()
    const before = this.#written
    const honest = traffic(copyOf(this.#bob.doc), this.#random)
    const frame = damaged(honest, this.#last, this.#random)
    this.#last = honest
    this.#outcome = 'open'
    this.#joined?.receive(frame)
    await this.#house.turn()
    const context = (): string => Buffer.from(frame).toString('hex')
    expect(this.#house.errors, context()).toEqual([])
    const grew = this.#written - before
    if (this.#outcomeNow() === 'accepted') this.#accepted += grew > 0 ? 1 : 0
    else expect(grew, context()).toBe(0)
    // What is unsound stays so: it is enough to look now and then.
    if ((grew > 0 && this.#accepted % 5 === 0) || index % 100 === 0) await this.#isSound(context)
    if (index % 50 === 0) await this.#bobGoesOn(index)
  }

  /** The run is worth something only if some of what was damaged was still an edit. */
  async end(): Promise<void> {
    expect(this.#accepted).toBeGreaterThan(0)
    await this.#bobGoesOn(0)
    await this.#isSound(() => 'at the end')
    expect(await this.#house.store.verifyChain(reviewId)).toBeNull()
    await this.#house.close()
  }

  #outcomeNow(): 'open' | 'accepted' | 'refused' {
    return this.#outcome
  }

  async #join(): Promise<void> {
    this.#joined = await this.#house.core.join({
      document: this.#document,
      person: alice,
      speaksTandem: true,
      client: null,
      port: {
        send: (frame) => {
          if (frame[0] === ACK) this.#outcome = 'accepted'
          if (frame[0] === NACK) this.#end()
        },
        isBusy: () => false,
        close: () => this.#end(),
      },
    })
    await this.#house.turn()
  }

  #end(): void {
    this.#outcome = 'refused'
    this.#joined?.leave()
    this.#joined = null
  }

  #count(): void {
    const { store } = this.#house
    const { commit } = store
    store.commit = (commits) => {
      this.#written += commits.flatMap(({ entries }) => entries).length
      return commit(commits)
    }
  }

  async #bobGoesOn(index: number): Promise<void> {
    this.#bob.set('sites/candidate/alice', null).set('sites', index % 100 ? 'one' : 'two')
    await this.#house.quiet()
    expect([this.#bob.isSaved, this.#bob.nack, this.#bob.closed]).toEqual([true, null, null])
  }

  async #isSound(context: () => string): Promise<void> {
    await this.#house.quiet()
    const stored = await this.#house.stored(this.#document)
    const newcomer = await this.#house.client(bob, this.#document).connect()
    await this.#house.quiet()
    // What the room kept as pending it would send to every newcomer.
    expect([newcomer.doc.store.pendingStructs, newcomer.doc.store.pendingDs], context()).toEqual([null, null])
    expect([hashOf(newcomer.plain()), hashOf(this.#bob.plain())], context()).toEqual([hashOf(stored), hashOf(stored)])
    expect(forbiddenIn(stored), context()).toEqual([])
    newcomer.cut()
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** Fields and texts that no person could have written. Candidates are the server's, of values that it had accepted. */
function forbiddenIn({ fields, texts }: PlainDocument, instrument: Instrument = tinyInstrument): readonly string[] {
  const judged = [
    ...Object.entries(fields).map(([key, value]) => [key, valueOf(key), value] as const),
    ...Object.entries(texts).map(([name, value]) => [name, null, value] as const),
  ]
  return judged.flatMap(([place, key, value]) => {
    const edit =
      key === null
        ? ({ target: 'text', name: place, length: String(value).length } as const)
        : ({ target: 'field', key, value } as const)
    return judgeEdit({ form: instrument, kind: 'consensus', edit }) === null ? [] : [place]
  })
}

/** The field whose rules a value obeys: of a candidate, the one that it lost. */
function valueOf(key: string): string {
  return parseFieldKey(key)?.part === 'candidate' ? (key.split('/candidate/')[0] ?? '') : key
}

/** What an honest client in this state would send next, as Mallory. */
function traffic(doc: Y.Doc, random: Random): Uint8Array {
  doc.clientID = MALLORY
  const before = Y.encodeStateVector(doc)
  const kind = random.integer(10)
  if (kind === 0) return step1Frame(before)
  if (kind === 1) return presenceFrame([[MALLORY, random.integer(9), JSON.stringify({ field: 'sites', cursor: null })]])
  if (kind === 2 && random.chance(0.5)) return new Uint8Array([QUERY_AWARENESS])
  doc.transact(() => {
    for (let edits = 1 + random.integer(3); edits > 0; edits -= 1) edit(doc, random)
  })
  const update = damagedInside(Y.encodeStateAsUpdate(doc, before), random)
  return random.chance(0.2) ? step2Frame(update) : updateFrame(update)
}

const VALUES: readonly (readonly [string, Json])[] = [
  ['blind', 'yes'],
  ['blind', 'no'],
  ['sites', 'one'],
  ['sites', 'three'],
  ['losses', 'no'],
  ['losses/source', [{ pdf: null, page: '7', quote: 'Nobody was lost.', rectangles: [] }]],
]

function edit(doc: Y.Doc, random: Random): void {
  const text = noteText(doc, random.pick(['blind', 'sites']))
  switch (random.integer(4)) {
    case 0:
      return text.insert(random.integer(text.length + 1), random.pick(['note', 'ä', 'a longer note']))
    case 1:
      return text.length > 0 ? text.delete(random.integer(text.length), 1) : undefined
    default: {
      const [key, value] = random.pick(VALUES)
      answersMap(doc).set(key, value)
    }
  }
}

/** Damage to the update alone: the frame around it fits again, so that it reaches the gate. */
function damagedInside(update: Uint8Array, random: Random): Uint8Array {
  return random.chance(0.6) ? mutate(update, update, random) : update
}

/** Damage to the frame as it stands; none now and then, for honest traffic must go on too. */
function damaged(frame: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  return random.chance(0.4) ? mutate(frame, other, random) : frame
}

function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.integer(bytes.length + 1)
  const length = 1 + random.integer(4)
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (random.integer(7)) {
    case 0:
      return flipped(bytes, at, random)
    case 1:
      return head
    case 2:
      return Buffer.concat([head, tail.subarray(length)])
    case 3:
      return Buffer.concat([head, bytes.subarray(Math.max(0, at - length), at), tail])
    case 4:
      return Buffer.concat([head, other.subarray(random.integer(other.length))])
    case 5:
      return Buffer.concat([head, Buffer.from(Array.from({ length }, () => random.integer(256))), tail])
    default:
      return Buffer.concat([head, hugeNumber(random), tail.subarray(1)])
  }
}

function flipped(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const copy = new Uint8Array(bytes)
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(8))
  return copy
}

function hugeNumber(random: Random): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, random.pick([127, 2 ** 14, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 1]))
  return encoding.toUint8Array(encoder)
}
