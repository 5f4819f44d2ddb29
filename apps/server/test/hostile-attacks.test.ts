/**
 * Attacks by somebody who takes part, each against the whole core: Mallory holds Alice's session in a shared document, Bob
 * is her victim, Carol only reads. One case for each known attack on servers of this kind.
 *
 * Each is refused by the rule that is named here, or is harmless. Either way nothing is stored, nobody is told anything,
 * Bob's next edit arrives, and all copies agree: Bob's, Carol's, a newcomer's and the one on disk.
 */
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answersMap, hashOf, noteText, setField } from '@tandem/documents'
import type { DocumentId } from '@tandem/rules'
import { CLOSE } from '@tandem/wire'
import * as Y from 'yjs'
import { step1Frame, step2Frame, updateFrame } from '../src/sync/frames.ts'
import { House, alice, bob, carol } from '../src/testing/house.ts'
import { presenceFrame } from '../src/testing/socket-client.ts'
import type { TestClient } from '../src/testing/test-client.ts'

let house: House
let document: DocumentId
let mallory: TestClient
let victim: TestClient
let reader: TestClient

beforeEach(async () => {
  house = await House.open()
  await house.assign()
  document = await house.reveal()
  mallory = await house.client(alice, document).connect()
  victim = await house.client(bob, document).connect()
  reader = await house.client(carol, document).connect()
  await house.quiet()
  // Mallory's one honest edit: her client id is hers, and not new.
  mallory.set('blind', 'no')
  victim.set('sites', 'one')
  noteText(victim.doc, 'sites').insert(0, 'One centre.')
  await house.quiet()
})

afterEach(() => house.close())

type Attack = {
  readonly name: string
  /** The rule that refuses it, or null where it is passed over. */
  readonly rule: string | null
  readonly send: (client: TestClient) => void
  readonly by?: () => TestClient
}

const written = async (): Promise<number> => {
  const { checkpoint, tail } = await house.store.loadDocument(document)
  return (checkpoint?.upTo ?? 0) + tail.length
}

/** What Mallory's client knows, continued by her as she likes, under whatever client id. */
function forged(client: number, change: (doc: Y.Doc) => void, known = mallory.doc): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(known))
  doc.clientID = client
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}

const numbers = (list: readonly number[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const number of list) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

/** No structs, and so many ranges [clock, clock + length) of one client. */
const deletion = (client: number, ranges: readonly (readonly [clock: number, length: number])[]): Uint8Array =>
  numbers([0, 1, client, ranges.length].concat(ranges.flat()))

/** One struct of a client from this clock on: an info byte, then what `write` writes; no deletions. */
function struct(client: number, clock: number, info: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, info)
  write(encoder)
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

const nextClock = (client: TestClient): number => Y.getState(client.doc.store, client.doc.clientID)

/** Info bytes: 0 garbage, 1 deleted, 4 text, 10 skip; the place is a root by its name. */
const deletedText = (client: number, clock: number, length: number): Uint8Array =>
  struct(client, clock, 1, (encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'text:sites/note')
    encoding.writeVarUint(encoder, length)
  })

/** The value of a key, written by hand: a value that no API would take. */
const valueOf = (client: number, clock: number, key: string, write: (encoder: encoding.Encoder) => void): Uint8Array =>
  struct(client, clock, 8 | 32, (encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'answers')
    encoding.writeVarString(encoder, key)
    encoding.writeVarUint(encoder, 1)
    write(encoder)
  })

/** lib0's encoding of an object with one key: type 118, count, key, value. */
const objectWith = (key: string, value: unknown) => (encoder: encoding.Encoder) => {
  encoding.writeUint8(encoder, 118)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarString(encoder, key)
  encoding.writeAny(encoder, value as never)
}

const nested = (depth: number): unknown => {
  let value: unknown = 'yes'
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'a write under the client id and the next clock of another',
    rule: 'client-id-taken',
    send: (client) =>
      client.sendUpdate(forged(victim.doc.clientID, (doc) => answersMap(doc).set('sites', 'three'), victim.doc)),
  },
  {
    name: 'the second of two edits without the first',
    rule: 'gap',
    send: (client) => client.sendUpdate(withGap(client)),
  },
  {
    name: 'edits with a gap by the thousand',
    rule: 'gap',
    send: (client) => {
      for (let index = 0; index < 5_999; index += 1) client.sendUpdate(withGap(client))
    },
  },
  {
    name: 'a struct that skips',
    rule: 'forbidden-structure',
    send: (client) =>
      client.sendUpdate(
        struct(client.doc.clientID, nextClock(client), 10, (encoder) => encoding.writeVarUint(encoder, 5)),
      ),
  },
  {
    name: 'deletion of all that another has written and will write',
    rule: 'unknown-delete',
    send: (client) => client.sendUpdate(deletion(victim.doc.clientID, [[0, 2 ** 31]])),
  },
  {
    name: 'deletion of what another will write next',
    rule: 'unknown-delete',
    send: (client) => client.sendUpdate(deletion(victim.doc.clientID, [[nextClock(victim), 1]])),
  },
  {
    name: 'deletion of nothing, at an unknown place',
    rule: 'unknown-delete',
    send: (client) => client.sendUpdate(deletion(victim.doc.clientID, [[0, 0]])),
  },
  {
    name: 'six bytes that delete the work of another, by somebody who may only read',
    rule: 'document-is-writable',
    by: () => reader,
    send: (client) => client.sendUpdate(deletion(victim.doc.clientID, [[0, 1]])),
  },
  {
    name: 'an edit by somebody who may only read',
    rule: 'document-is-writable',
    by: () => reader,
    send: (client) => client.sendUpdate(forged(client.doc.clientID, (doc) => setField(doc, 'sites', 'two'))),
  },
  {
    name: '33 million structs, announced in 7 bytes',
    rule: 'malformed',
    send: (client) => client.sendUpdate(new Uint8Array([1, 255, 255, 255, 15, 1, 0])),
  },
  {
    name: 'an update of 792 kB of ranges to delete, of an unknown client',
    rule: 'update-too-large',
    send: (client) => client.sendUpdate(deletion(77, manyRanges(132_000))),
  },
  {
    name: 'the same five times as a second step 2, which may be no larger than an update',
    rule: 'update-too-large',
    send: (client) => {
      for (let index = 0; index < 5; index += 1) client.sendRaw(step2Frame(deletion(77, manyRanges(132_000))))
    },
  },
  {
    name: 'a garbage struct of 2^40 characters',
    rule: 'forbidden-structure',
    send: (client) =>
      client.sendUpdate(
        struct(client.doc.clientID, nextClock(client), 0, (encoder) => encoding.writeVarUint(encoder, 2 ** 40)),
      ),
  },
  {
    name: 'a deleted struct of 2^40 characters',
    rule: 'forbidden-structure',
    send: (client) => client.sendUpdate(deletedText(client.doc.clientID, nextClock(client), 2 ** 40)),
  },
  {
    name: 'a deleted struct that ends one character beyond the last clock',
    rule: 'forbidden-structure',
    send: (client) =>
      client.sendUpdate(deletedText(client.doc.clientID, nextClock(client), 2 ** 31 - nextClock(client) + 1)),
  },
  {
    name: 'a thousand unknown roots',
    rule: 'unknown-root',
    send: (client) =>
      client.sendUpdate(
        forged(client.doc.clientID, (doc) => {
          for (let index = 0; index < 1_000; index += 1) doc.getMap(`root-${index}`).set('a', 1)
        }),
      ),
  },
  {
    name: 'a value with a prototype of its own',
    rule: 'value-is-json',
    send: (client) =>
      client.sendUpdate(
        valueOf(client.doc.clientID, nextClock(client), 'losses', objectWith('__proto__', { polluted: true })),
      ),
  },
  {
    name: 'a value nested 1,000 deep',
    rule: 'value-is-json',
    send: (client) =>
      client.sendUpdate(forged(client.doc.clientID, (doc) => answersMap(doc).set('losses', nested(1_000)))),
  },
  {
    name: 'a value nested beyond every stack',
    rule: 'malformed',
    send: (client) => client.sendUpdate(valueOf(client.doc.clientID, nextClock(client), 'losses', deeperThanAnyStack)),
  },
  {
    name: 'known clocks with other content',
    rule: 'other-content',
    send: (client) =>
      client.sendUpdate(
        struct(victim.doc.clientID, 1, 4, (encoder) => {
          encoding.writeVarUint(encoder, 1)
          encoding.writeVarString(encoder, 'text:sites/note')
          encoding.writeVarString(encoder, 'Two')
        }),
      ),
  },
  {
    name: 'an item of no length',
    rule: 'malformed',
    send: (client) => client.sendUpdate(deletedText(client.doc.clientID, nextClock(client), 0)),
  },
  {
    name: 'a state vector that announces more than it has',
    rule: 'malformed',
    send: (client) => client.sendRaw(step1Frame(new Uint8Array([0xff, 0xff, 0xff, 0x7f, 1, 1]))),
  },
  {
    name: 'presence of 20,000 others in one frame',
    rule: 'malformed',
    send: (client) =>
      client.sendRaw(presenceFrame(Array.from({ length: 20_000 }, (_, id) => [id, 1, '{"field":"sites"}'] as const))),
  },
  {
    name: 'presence of another, with a huge clock',
    rule: null,
    send: (client) => client.sendPresence(victim.doc.clientID, 2 ** 40, { field: 'blind' }),
  },
  {
    name: 'that another has gone, with a huge clock',
    rule: null,
    send: (client) => client.sendPresence(victim.doc.clientID, 2 ** 40, null),
  },
  {
    name: 'an update of the second format',
    rule: null,
    send: (client) => client.sendRaw(updateFrame(Y.encodeStateAsUpdateV2(mallory.doc))),
  },
  {
    name: 'what everybody has, again and again',
    rule: null,
    send: (client) => {
      for (let index = 0; index < 100; index += 1) client.sendUpdate(Y.encodeStateAsUpdate(victim.doc))
    },
  },
]

function withGap(client: TestClient): Uint8Array {
  const ahead = new Y.Doc()
  Y.applyUpdate(ahead, Y.encodeStateAsUpdate(client.doc))
  ahead.clientID = client.doc.clientID
  answersMap(ahead).set('losses', 'no')
  const between = Y.encodeStateVector(ahead)
  answersMap(ahead).set('losses', 'yes')
  return Y.encodeStateAsUpdate(ahead, between)
}

const manyRanges = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, index) => [2 ** 21 + 2 * index, 1])

/** lib0's encoding of a list of one: type 117, count. */
function deeperThanAnyStack(encoder: encoding.Encoder): void {
  for (let level = 0; level < 100_000; level += 1) {
    encoding.writeUint8(encoder, 117)
    encoding.writeVarUint(encoder, 1)
  }
  encoding.writeAny(encoder, 'yes')
}

/** How many frames each of the others has received. */
const told = (attacker: TestClient = mallory): readonly number[] =>
  [mallory, victim, reader].filter((client) => client !== attacker).map(({ received }) => received.length)

/** Somebody who comes now, Bob, Carol and the disk. */
async function allCopiesAgree(): Promise<void> {
  const newcomer = await house.client(bob, document).connect()
  await house.quiet()
  const stored = hashOf(await house.stored(document))
  const honest = [newcomer, victim, ...(reader.nack === null && reader.closed === null ? [reader] : [])]
  expect(honest.map((client) => hashOf(client.plain()))).toEqual(honest.map(() => stored))
  expect([newcomer.doc.store.pendingStructs, newcomer.doc.store.pendingDs]).toEqual([null, null])
}

describe('an attack by somebody who takes part', () => {
  it.each(ATTACKS)('$name: $rule', async ({ rule, send, by }) => {
    const attacker = by?.() ?? mallory
    const before = [await written(), ...told(attacker)]
    send(attacker)
    await house.quiet()
    expect(attacker.nack?.rule ?? attacker.closed?.reason ?? null).toBe(rule)
    if (attacker.closed !== null) expect(attacker.closed.code).toBe(CLOSE.malformed)
    expect([await written(), ...told(attacker)]).toEqual(before)
    victim.set('losses', 'no')
    noteText(victim.doc, 'sites').insert(0, 'Really. ')
    await house.quiet()
    expect([victim.isSaved, victim.nack, victim.closed]).toEqual([true, null, null])
    expect(victim.plain().fields).toMatchObject({ blind: 'no', sites: 'one', losses: 'no' })
    await allCopiesAgree()
    expect(house.errors).toEqual([])
  })
})

describe('an attack on somebody who is not there', () => {
  it('a write under the client id of somebody who is offline is refused, and what they wrote meanwhile arrives', async () => {
    victim.cut()
    victim.set('sites', 'three')
    const before = await written()
    mallory.sendUpdate(forged(victim.doc.clientID, (doc) => answersMap(doc).set('sites', 'two')))
    await house.quiet()
    expect([mallory.nack?.rule, await written()]).toEqual(['client-id-taken', before])
    await victim.connect()
    await house.quiet()
    expect([victim.isSaved, (await house.stored(document)).fields['sites']]).toEqual([true, 'three'])
    await allCopiesAgree()
  })

  it('so is one under an id that was declared, and has not been written under yet', async () => {
    const second = await house.client(bob, document).connect()
    await house.quiet()
    mallory.sendUpdate(forged(second.doc.clientID, (doc) => answersMap(doc).set('sites', 'two')))
    await house.quiet()
    expect(mallory.nack?.rule).toBe('client-id-taken')
    second.set('sites', 'none')
    await house.quiet()
    expect([second.isSaved, (await house.stored(document)).fields['sites']]).toEqual([true, 'none'])
  })
})

describe('edits with a gap before the step 2 that could explain them', () => {
  it('are counted and forgotten, by the thousand: nothing is kept, nobody is told', async () => {
    const before = [await written(), told()]
    const joined = await house.core.join({
      document,
      person: alice,
      speaksTandem: true,
      client: null,
      port: { send: () => undefined, isBusy: () => false, close: () => undefined },
    })
    for (let index = 0; index < 5_999; index += 1) joined?.receive(updateFrame(withGap(mallory)))
    await house.quiet()
    expect([await written(), told()]).toEqual(before)
    await allCopiesAgree()
  })
})

describe('a deleted struct of as many characters as may be', () => {
  it('costs nothing where it is repeated', async () => {
    const longest = deletedText(mallory.doc.clientID, nextClock(mallory), 2 ** 31 - nextClock(mallory))
    for (let index = 0; index < 2; index += 1) mallory.sendUpdate(longest)
    await house.quiet()
    expect(mallory.nack).toBeNull()
    victim.set('losses', 'no')
    await house.quiet()
    expect(victim.isSaved).toBe(true)
    await allCopiesAgree()
  })
})

describe('a whole document', () => {
  it('is not encoded again for a reader whom the last answer has not left', async () => {
    const closed: unknown[] = []
    const answers: Uint8Array[] = []
    const joined = await house.core.join({
      document,
      person: carol,
      speaksTandem: false,
      client: null,
      port: {
        send: (frame) => void (frame[0] === 0 && frame[1] === 1 && answers.push(frame)),
        isBusy: () => answers.length > 0,
        close: (...reason) => closed.push(reason),
      },
    })
    const before = told()
    for (let index = 0; index < 500; index += 1) joined?.receive(step1Frame(new Uint8Array([0])))
    await house.quiet()
    expect([answers.length, closed]).toEqual([1, [[CLOSE.overloaded, 'slow-reader']]])
    expect(told()).toEqual(before)
    await allCopiesAgree()
  })
})
