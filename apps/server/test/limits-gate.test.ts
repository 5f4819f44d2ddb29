/** What one update, one value and one entry of presence may be: each limit at the limit, and one beyond. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answersMap, noteText, setField } from '@tandem/documents'
import type { DocumentId, Json, PersonId } from '@tandem/rules'
import * as Y from 'yjs'
import { GATE_LIMITS } from '../src/limits.ts'
import { step1Frame, step2Frame } from '../src/sync/frames.ts'
import { House, alice, bob, smallReview } from '../src/testing/house.ts'
import type { TestClient } from '../src/testing/test-client.ts'

let house: House
beforeEach(() => open())
afterEach(() => house.close())

async function open(limits: Readonly<Record<string, number>> = {}): Promise<void> {
  house = await House.open(smallReview(), { limits: { ...GATE_LIMITS, ...limits } })
  await house.assign()
}

async function reopen(limits: Readonly<Record<string, number>>): Promise<void> {
  await house.close()
  await open(limits)
}

async function draftClient(person: PersonId = alice): Promise<TestClient> {
  const client = await house.client(person, await house.draft(person)).connect()
  await house.quiet()
  return client
}

/** A shared document with Alice and Bob in it. */
async function consensusClients(): Promise<readonly [TestClient, TestClient]> {
  const document = await house.reveal()
  const clients = [house.client(alice, document), house.client(bob, document)] as const
  for (const client of clients) await client.connect()
  await house.quiet()
  return clients
}

const entries = async (document: DocumentId): Promise<number> => {
  const { checkpoint, tail } = await house.store.loadDocument(document)
  return (checkpoint?.upTo ?? 0) + tail.length
}

/** Sends; says what refused it, and proves that a refusal stored nothing and told nobody anything. */
async function verdictOn(client: TestClient, send: () => void): Promise<string> {
  const other = await house.client(client.person, client.document).connect()
  await house.quiet()
  const before = [await entries(client.document), other.received.length]
  send()
  await house.quiet()
  const rule = client.nack?.rule ?? client.closed?.reason ?? null
  if (rule === null) return 'accepted'
  expect([await entries(client.document), other.received.length]).toEqual(before)
  return rule
}

/** What a copy of the client's document gives when it is changed under other client ids. */
function elsewhere(client: TestClient, ids: readonly number[], change: (doc: Y.Doc, id: number) => void): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(client.doc))
  const before = Y.encodeStateVector(doc)
  for (const id of ids) {
    doc.clientID = id
    change(doc, id)
  }
  return Y.encodeStateAsUpdate(doc, before)
}

describe('an update', () => {
  const padded = (update: Uint8Array, size: number): Uint8Array =>
    Buffer.concat([update, Buffer.alloc(size - update.length)])

  for (const [size, verdict] of [
    [GATE_LIMITS.update, 'accepted'],
    [GATE_LIMITS.update + 1, 'update-too-large'],
  ] as const) {
    it(`of ${size} bytes is ${verdict}`, async () => {
      const client = await draftClient()
      const update = elsewhere(client, [7], (doc) => setField(doc, 'blind', 'yes'))
      expect(await verdictOn(client, () => client.sendUpdate(padded(update, size)))).toBe(verdict)
    })
  }

  it('that brings offline work may have more bytes', async () => {
    const client = await silent(await draftClient())
    const update = elsewhere(client, [7], (doc) => setField(doc, 'blind', 'yes'))
    expect(await verdictOn(client, () => client.sendRaw(step2Frame(padded(update, GATE_LIMITS.update + 1))))).toBe(
      'accepted',
    )
    expect((await house.stored(client.document)).fields).toEqual({ blind: 'yes' })
  })

  /** The same person in the same document, who has not sent a step 2 yet. */
  async function silent({ person, document }: TestClient): Promise<TestClient> {
    const client = await house.client(person, document, { answersStep1: false }).connect()
    await house.quiet()
    return client
  }

  /** Typed backwards, so that no two characters are one struct. */
  const inParts = (client: TestClient, parts: number): Uint8Array =>
    elsewhere(client, [client.doc.clientID], (doc) =>
      doc.transact(() => {
        for (let index = 0; index < parts; index += 1) noteText(doc, 'losses').insert(0, 'x')
      }),
    )

  for (const [parts, verdict] of [
    [GATE_LIMITS.parts, 'accepted'],
    [GATE_LIMITS.parts + 1, 'too-many-parts'],
  ] as const) {
    it(`of ${parts} parts is ${verdict}`, async () => {
      const [client] = await consensusClients()
      const update = inParts(client, parts)
      expect(Y.decodeUpdate(update).structs).toHaveLength(parts)
      expect(await verdictOn(client, () => client.sendUpdate(update))).toBe(verdict)
    })
  }

  for (const [parts, verdict] of [
    [GATE_LIMITS.partsAfterOffline, 'accepted'],
    [GATE_LIMITS.partsAfterOffline + 1, 'too-many-parts'],
  ] as const) {
    it(`that brings offline work of ${parts} parts is ${verdict}`, async () => {
      const client = await silent((await consensusClients())[0])
      const update = inParts(client, parts)
      expect(await verdictOn(client, () => client.sendRaw(step2Frame(update)))).toBe(verdict)
    })
  }

  it('that brings offline work comes once: a second one is an ordinary update', async () => {
    const client = await silent((await consensusClients())[0])
    expect(await verdictOn(client, () => client.sendRaw(step2Frame(inParts(client, 3))))).toBe('accepted')
    const again = inParts(client, GATE_LIMITS.parts + 1)
    expect(await verdictOn(client, () => client.sendRaw(step2Frame(again)))).toBe('too-many-parts')
  })

  for (const [count, verdict] of [
    [GATE_LIMITS.clients, 'accepted'],
    [GATE_LIMITS.clients + 1, 'too-many-clients'],
  ] as const) {
    it(`under ${count} client ids is ${verdict}`, async () => {
      const [client] = await consensusClients()
      const ids = Array.from({ length: count }, (_, index) => 100 + index)
      const update = elsewhere(client, ids, (doc) => noteText(doc, 'losses').insert(0, 'x'))
      expect(await verdictOn(client, () => client.sendUpdate(update))).toBe(verdict)
    })
  }
})

describe('a question for the whole document', () => {
  it('is answered up to a burst of them; one more closes the connection', async () => {
    const client = await draftClient()
    const ask = async (): Promise<void> => {
      client.sendRaw(step1Frame(Uint8Array.of(0)))
      await house.quiet()
    }
    // The first was asked when the client came.
    for (let count = 1; count < GATE_LIMITS.questions.burst; count += 1) await ask()
    expect(client.closed).toBeNull()
    await ask()
    expect(client.closed).toEqual({ code: 1013, reason: 'too-many-questions' })
  })
})

describe('a person', () => {
  it('may write under so many client ids in one document, and what one uses up takes nothing from another', async () => {
    await reopen({ clientsPerPerson: 3 })
    const [a, b] = await consensusClients()
    const write = (client: TestClient, id: number) => (): void =>
      client.sendUpdate(elsewhere(client, [id], (doc) => noteText(doc, 'losses').insert(0, String(id))))
    for (const id of [101, 102, 103]) expect(await verdictOn(b, write(b, id))).toBe('accepted')
    expect(await verdictOn(b, write(b, 104))).toBe('too-many-clients')
    for (const id of [201, 202, 203]) expect(await verdictOn(a, write(a, id))).toBe('accepted')
    expect(await verdictOn(a, write(a, 204))).toBe('too-many-clients')
  })
})

describe('a document', () => {
  it('may be as large as its limit; what would make it a byte larger is refused', async () => {
    const full = 'x'.repeat(10_000)
    const added = (client: TestClient): Uint8Array =>
      elsewhere(client, [7_000_001], (doc) => setField(doc, 'losses/note', full))
    const filled = async (): Promise<TestClient> => {
      const client = await draftClient()
      client.sendUpdate(elsewhere(client, [7_000_000], (doc) => setField(doc, 'blind/note', full)))
      await house.quiet()
      return client
    }
    await filled()
    const other = await draftClient()
    const limit = Y.encodeStateAsUpdate(other.doc).byteLength + added(other).byteLength
    for (const [allowed, verdict] of [
      [limit, 'accepted'],
      [limit - 1, 'document-too-large'],
    ] as const) {
      await reopen({ document: allowed })
      await filled()
      const client = await draftClient()
      expect(await verdictOn(client, () => client.sendUpdate(added(client)))).toBe(verdict)
    }
  })
})

describe('a value', () => {
  const nested = (depth: number): Json => (depth === 0 ? 'yes' : [nested(depth - 1)])
  const place = (change: object = {}): Json =>
    ({ pdf: null, page: '7', quote: 'Nobody was lost.', rectangles: [], ...change }) as unknown as Json
  const rectangle = { page: 1, x: 0, y: 0, width: 1, height: 1 }

  it.each<readonly [name: string, key: string, value: Json, verdict: string]>([
    // At the limit it is the field that refuses it, no longer its depth.
    ['nested 16 deep', 'losses', nested(16), 'value-fits-field'],
    ['nested 17 deep', 'losses', nested(17), 'value-is-json'],
    ['of 20,000 characters', 'losses/note', 'ä'.repeat(20_000), 'accepted'],
    ['of 20,001 characters', 'losses/note', 'ä'.repeat(20_001), 'value-is-small'],
    ['with a quote of 4,000 characters', 'losses/source', [place({ quote: 'x'.repeat(4_000) })], 'accepted'],
    ['with a quote of 4,001 characters', 'losses/source', [place({ quote: 'x'.repeat(4_001) })], 'value-is-small'],
    ['with 20 sources', 'losses/source', Array.from({ length: 20 }, () => place()), 'accepted'],
    ['with 21 sources', 'losses/source', Array.from({ length: 21 }, () => place()), 'value-is-small'],
    ['with a page of 16 characters', 'losses/source', [place({ page: 'p'.repeat(16) })], 'accepted'],
    ['with a page of 17 characters', 'losses/source', [place({ page: 'p'.repeat(17) })], 'value-fits-field'],
    ['with 50 rectangles', 'losses/source', [place({ rectangles: Array(50).fill(rectangle) })], 'accepted'],
    ['with 51 rectangles', 'losses/source', [place({ rectangles: Array(51).fill(rectangle) })], 'value-fits-field'],
  ])('%s: %s', async (_name, key, value, verdict) => {
    const client = await draftClient()
    const update = elsewhere(client, [7], (doc) => answersMap(doc).set(key, value))
    expect(await verdictOn(client, () => client.sendUpdate(update))).toBe(verdict)
  })

  for (const [length, verdict] of [
    [20_000, 'accepted'],
    [20_001, 'value-is-small'],
  ] as const) {
    it(`that people type together, of ${length} characters, is ${verdict}`, async () => {
      const [client] = await consensusClients()
      const update = elsewhere(client, [7], (doc) => noteText(doc, 'losses').insert(0, 'x'.repeat(length)))
      expect(await verdictOn(client, () => client.sendUpdate(update))).toBe(verdict)
    })
  }
})

describe('presence', () => {
  const { bytes, perSecond } = GATE_LIMITS.presence

  it(`of ${bytes} bytes is told to the others; with one more it is passed over, and the connection stays`, async () => {
    const [client, other] = await consensusClients()
    const around = JSON.stringify({ field: '' }).length
    client.sendPresence(client.doc.clientID, 1, { field: 'x'.repeat(bytes - around + 1) })
    await house.quiet()
    expect([other.presence, client.nack, client.closed]).toEqual([[], null, null])
    client.sendPresence(client.doc.clientID, 2, { field: 'x'.repeat(bytes - around) })
    await house.quiet()
    expect(other.presence).toHaveLength(1)
  })

  it(`is told ${perSecond} times a second and connection; a flood disturbs nobody's edits`, async () => {
    const [client, other] = await consensusClients()
    for (let index = 0; index < 5_000; index += 1) client.sendPresence(client.doc.clientID, index, { field: 'sites' })
    await house.quiet()
    expect(other.presence).toHaveLength(perSecond)
    other.sendPresence(other.doc.clientID, 1, { field: 'blind' })
    other.set('losses', 'no')
    await house.quiet()
    expect([client.presence.length, other.isSaved, client.plain().fields['losses']]).toEqual([1, true, 'no'])
    await house.pass(1_000)
    client.sendPresence(client.doc.clientID, 1, { field: 'losses' })
    await house.quiet()
    expect(other.presence).toHaveLength(perSecond + 1)
  })
})
