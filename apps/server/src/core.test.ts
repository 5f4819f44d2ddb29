import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { answersMap, hashOf, noteText } from '@tandem/documents'
import { ACK, CLOSE } from '@tandem/wire'
import type { Hash, PersonId } from '@tandem/rules'
import { COMPLETE, OTHER } from '@tandem/rules/testing'
import { GATE_LIMITS } from './limits.ts'
import { House, alice, bob, carol, dana, erin, reviewId, smallReview } from './testing/house.ts'
import type { TestClient } from './testing/test-client.ts'

let house: House
beforeEach(async () => {
  house = await House.open()
  await house.assign()
})
afterEach(() => house.close())

const draftClient = async (person = alice, options = {}): Promise<TestClient> =>
  house.client(person, await house.draft(person), options).connect()

async function fill(client: TestClient, answers: Readonly<Record<string, string>>): Promise<TestClient> {
  for (const [item, option] of Object.entries(answers)) client.set(item, option)
  await house.quiet()
  return client
}

/** Both have submitted and differ in `sites`. */
const consensusClient = async (person = alice): Promise<TestClient> => {
  const client = await house.client(person, await house.consensus()).connect()
  await house.quiet()
  return client
}

async function sign(client: TestClient) {
  return house.asks(client.person, {
    type: 'sign',
    assessment: (await house.assessment()).id,
    contentHash: hashOf(client.plain()),
  })
}

describe('an edit', () => {
  it('is on disk before it is acknowledged', async () => {
    const client = await draftClient()
    await house.quiet()
    client.set('blind', 'yes')
    client.deliver(9, 9)
    expect(client.isSaved).toBe(false)
    await house.turn()
    const onDisk = await house.stored(client.document)
    client.deliver(0, 9)
    expect(onDisk.fields).toEqual({ blind: 'yes' })
    expect(client.isSaved).toBe(true)
  })

  it('is acknowledged together with all others of its turn, in one frame', async () => {
    const client = await draftClient()
    await house.quiet()
    const before = client.received.length
    client.set('blind', 'yes').set('sites', 'two').set('losses', 'yes')
    client.deliver(9, 0)
    await house.turn()
    expect(client.received.slice(before).map((frame) => frame[0])).toEqual([ACK])
    client.deliver(0, 9)
    expect(client.isSaved).toBe(true)
  })

  it('is in the document of whoever opens it next, however many have opened it before', async () => {
    const client = await draftClient()
    for (const option of ['one', 'two', 'three']) {
      client.set('sites', option)
      await house.quiet()
      const next = await draftClient()
      await house.quiet()
      expect(next.plain().fields).toEqual({ sites: option })
    }
  })

  it('stores a summary only where it says something new: another count, or another minute', async () => {
    const client = await draftClient()
    const stored = async () => (await house.store.summariesOf(reviewId)).map(({ answered, at }) => [answered, at])
    client.set('blind', 'yes')
    await house.quiet()
    const first = await stored()
    house.time += 1_000
    client.set('blind/note', 'Said so.')
    await house.quiet()
    expect(await stored()).toEqual(first)
    client.set('sites', 'two')
    await house.quiet()
    expect(await stored()).toEqual([[2, '2026-01-01T00:00:01.000Z']])
    house.time += 60_000
    client.set('sites/note', 'Two.')
    await house.quiet()
    expect(await stored()).toEqual([[2, '2026-01-01T00:01:01.000Z']])
  })

  it('reaches another tab of the same person, and survives a crash', async () => {
    const [first, second] = [await draftClient(), await draftClient()]
    await fill(first, COMPLETE)
    expect(second.plain().fields).toEqual(COMPLETE)
    await house.crash()
    const third = await draftClient()
    await house.quiet()
    expect(third.plain().fields).toEqual(COMPLETE)
    expect(await house.store.verifyChain(reviewId)).toBeNull()
  })

  it('that is not yet written is shown to nobody', async () => {
    const [first, second] = [await draftClient(), await draftClient()]
    await house.quiet()
    first.set('blind', 'no')
    first.deliver(9, 0)
    second.deliver(0, 9)
    expect(second.plain().fields).toEqual({})
    await house.quiet()
    expect(second.plain().fields).toEqual({ blind: 'no' })
  })

  it('made offline under an earlier client id of the same person is accepted', async () => {
    const client = await draftClient()
    await fill(client, { blind: 'yes' })
    client.cut()
    client.set('sites', 'one')
    client.doc.clientID = 4_711
    client.set('sites', 'two').set('losses', 'no')
    await client.connect()
    client.set('blind', 'no')
    await house.quiet()
    expect(client.nack).toBeNull()
    expect(client.isSaved).toBe(true)
    expect((await house.stored(client.document)).fields).toEqual({ blind: 'no', sites: 'two', losses: 'no' })
  })

  it('that is sent before the offline work it builds on waits for it instead of being refused', async () => {
    const client = await draftClient()
    await house.quiet()
    client.cut()
    client.set('sites', 'one')
    await client.connect()
    client.set('sites', 'two')
    client.deliver(2, 0)
    await house.turn()
    expect(client.nack).toBeNull()
    await house.quiet()
    expect((await house.stored(client.document)).fields).toEqual({ sites: 'two' })
    expect(client.isSaved).toBe(true)
  })

  it('of a stock client works without our messages', async () => {
    const [stock, ours] = [await draftClient(alice, { tandem: false }), await draftClient()]
    await fill(stock, COMPLETE)
    expect(ours.plain().fields).toEqual(COMPLETE)
    expect(stock.grant).toBeNull()
    expect(stock.acked).toBe(0)
  })
})

describe('a draft written in two places at once', () => {
  it('keeps both notes and both sources, in one value that everybody sees', async () => {
    const [laptop, phone] = [await draftClient(), await draftClient()]
    await fill(laptop, { blind: 'yes' })
    const place = (quote: string) => [{ pdf: null, page: null, quote, rectangles: [] }]
    laptop.cut()
    laptop.set('blind/note', 'typed on the train').set('blind/source', place('train')).set('blind', 'no')
    phone.set('blind/note', 'typed at home').set('blind/source', place('home')).set('blind', 'unclear')
    await house.quiet()
    await laptop.connect()
    await house.quiet()
    expect(laptop.plain()).toEqual(phone.plain())
    const { fields } = await house.stored(laptop.document)
    expect(String(fields['blind/note']).split('\n').sort()).toEqual(['typed at home', 'typed on the train'])
    expect(fields['blind/source']).toHaveLength(2)
    expect(Object.keys(fields).sort()).toEqual(['blind', 'blind/note', 'blind/source'])
    expect([laptop.isSaved, phone.isSaved]).toEqual([true, true])
  })
})

describe('a refused edit', () => {
  it('names the rule and the field, and leaves nothing anywhere', async () => {
    const [client, other] = [await draftClient(), await draftClient()]
    await fill(client, { blind: 'yes' })
    client.set('sites', 'seven hundred')
    await house.quiet()
    expect(client.nack).toEqual({ count: 2, rule: 'value-fits-field', path: 'sites' })
    expect(other.plain().fields).toEqual({ blind: 'yes' })
    expect((await house.stored(client.document)).fields).toEqual({ blind: 'yes' })
  })

  it('closes a stock client with a code that stops it', async () => {
    const client = await draftClient(alice, { tandem: false })
    client.set('colour', 'blue')
    await house.quiet()
    expect(client.closed).toEqual({ code: CLOSE.rightLost, reason: 'field-exists' })
  })

  it('does not disturb others in the room, and the person goes on with a fresh document', async () => {
    const [client, other] = [await draftClient(), await draftClient()]
    client.set('sites', 'seven hundred')
    other.set('blind', 'yes')
    await house.quiet()
    client.startAfresh()
    await client.connect()
    client.set('sites', 'two')
    await house.quiet()
    expect(other.plain().fields).toEqual({ blind: 'yes', sites: 'two' })
    expect(client.isSaved).toBe(true)
  })

  const refuses = (name: string, rule: string, send: (client: TestClient) => void): void => {
    it(name, async () => {
      const client = await draftClient()
      await fill(client, { blind: 'yes' })
      send(client)
      await house.quiet()
      expect(client.nack?.rule ?? client.closed?.reason).toBe(rule)
      expect((await house.stored(client.document)).fields).toEqual({ blind: 'yes' })
    })
  }
  refuses('is one with an oversized value', 'value-is-small', (client) => client.set('blind/note', 'x'.repeat(20_001)))
  refuses('is one larger than an update may be', 'update-too-large', (client) =>
    client.set('blind/note', 'x'.repeat(300_000)),
  )
  it('is one that would make the document larger than it may be; what was overwritten does not count', async () => {
    await house.close()
    house = await House.open(smallReview(), { limits: { ...GATE_LIMITS, document: 50_000 } })
    await house.assign()
    const client = await draftClient()
    await house.quiet()
    for (let step = 0; step < 20; step += 1) {
      client.set('blind/note', `${step}`.padEnd(15_000, 'x'))
      await house.quiet()
    }
    expect(client.isSaved).toBe(true)
    client
      .set('sites/note', 'y'.repeat(15_000))
      .set('losses/note', 'y'.repeat(15_000))
      .set('why-not/note', 'z'.repeat(15_000))
    await house.quiet()
    expect(client.nack?.rule).toBe('document-too-large')
    expect(Object.keys((await house.stored(client.document)).fields).sort()).toEqual([
      'blind/note',
      'losses/note',
      'sites/note',
    ])
  })
  it('is one under more client ids than a person has visits', async () => {
    await house.close()
    house = await House.open(smallReview(), { limits: { ...GATE_LIMITS, clientsPerPerson: 3 } })
    await house.assign()
    const client = await draftClient()
    for (const [place, item] of ['blind', 'sites', 'losses', 'why-not'].entries()) {
      await house.quiet()
      client.doc.clientID = 5_000 + place
      client.set(item, item === 'why-not' ? 'harmful' : item === 'sites' ? 'one' : 'yes')
    }
    await house.quiet()
    expect(client.nack).toMatchObject({ count: 4, rule: 'too-many-clients' })
  })
  it('never puts the sender’s own bytes on disk: what follows the update is dropped', async () => {
    const [client, other] = [await draftClient(), await draftClient()]
    await house.quiet()
    const doc = new Y.Doc()
    answersMap(doc).set('sites', 'one')
    client.sendUpdate(
      new Uint8Array([...Y.encodeStateAsUpdate(doc), ...new TextEncoder().encode('and a message in a bottle')]),
    )
    await house.quiet()
    expect(other.plain().fields).toEqual({ sites: 'one' })
    const { tail } = await house.store.loadDocument(client.document)
    expect(Buffer.concat(tail).includes('bottle')).toBe(false)
  })
  refuses('is one that sets and clears a field that is not there', 'field-exists', (client) => {
    const offline = new Y.Doc()
    offline.clientID = 4_712
    answersMap(offline).set('colour', 'blue')
    answersMap(offline).delete('colour')
    client.sendUpdate(Y.encodeStateAsUpdate(offline))
  })
  refuses('is one under another root', 'unknown-root', (client) => client.doc.getMap('votes').set('a', 1))
  refuses('is one that types in a text of a blind draft', 'field-exists', (client) =>
    noteText(client.doc, 'blind').insert(0, 'x'),
  )
  refuses('is one with bytes that are no update', 'malformed', (client) => client.sendUpdate(new Uint8Array([9, 9, 9])))
  refuses('is a frame that clients do not send', 'malformed', (client) => client.sendRaw(new Uint8Array([100, 5])))
  refuses('is a frame with bytes left over', 'malformed', (client) => client.sendRaw(new Uint8Array([3, 0])))
  refuses('is one with a gap after the first exchange', 'gap', (client) => {
    const ahead = new Y.Doc()
    ahead.clientID = client.doc.clientID
    Y.applyUpdate(ahead, Y.encodeStateAsUpdate(client.doc))
    answersMap(ahead).set('sites', 'one')
    const between = Y.encodeStateVector(ahead)
    answersMap(ahead).set('losses', 'no')
    client.sendUpdate(Y.encodeStateAsUpdate(ahead, between))
  })
})

describe('a client id', () => {
  const write = (client: number, doc: Y.Doc): Uint8Array => {
    const forged = new Y.Doc()
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(doc))
    forged.clientID = client
    const before = Y.encodeStateVector(forged)
    answersMap(forged).set('sites', 'two')
    return Y.encodeStateAsUpdate(forged, before)
  }

  it('of somebody else cannot be written under', async () => {
    await house.reveal()
    const [mine, theirs] = [await consensusClient(alice), await consensusClient(bob)]
    theirs.set('sites', 'one')
    await house.quiet()
    mine.sendUpdate(write(theirs.doc.clientID, mine.doc))
    await house.quiet()
    expect(mine.nack?.rule).toBe('client-id-taken')
    theirs.set('sites', 'three')
    await house.quiet()
    expect(theirs.isSaved).toBe(true)
  })

  it('that another connection has declared but not used is reserved', async () => {
    await house.reveal()
    const [mine, theirs] = [await consensusClient(alice), await consensusClient(bob)]
    mine.sendUpdate(write(theirs.doc.clientID, mine.doc))
    await house.quiet()
    expect(mine.nack?.rule).toBe('client-id-taken')
  })

  it('of the server cannot be claimed or written under', async () => {
    const client = await draftClient()
    await house.quiet()
    client.sendUpdate(write(1, client.doc))
    await house.quiet()
    expect(client.nack?.rule).toBe('client-id-taken')
    const claiming = house.client(alice, client.document)
    claiming.doc.clientID = 1
    await claiming.connect()
    expect(claiming.closed?.code).toBe(CLOSE.clientIdTaken)
  })

  it('taken by somebody else closes the connection that declares it', async () => {
    await house.reveal()
    const theirs = await consensusClient(bob)
    const mine = house.client(alice, theirs.document)
    mine.doc.clientID = theirs.doc.clientID
    await mine.connect()
    expect(mine.closed?.code).toBe(CLOSE.clientIdTaken)
  })

  it('stays its owner’s after a crash', async () => {
    await house.reveal()
    const theirs = await consensusClient(bob)
    theirs.set('sites', 'one')
    await house.quiet()
    const id = theirs.doc.clientID
    await house.crash()
    const mine = await consensusClient(alice)
    mine.sendUpdate(write(id, mine.doc))
    await house.quiet()
    expect(mine.nack?.rule).toBe('client-id-taken')
  })
})

describe('rights', () => {
  it('close unknown and forbidden documents alike', async () => {
    const strangers = [
      house.client(bob, await house.draft(alice)),
      house.client(alice, 'no-such-document' as never),
      house.client(erin, await house.draft(bob)),
    ]
    for (const client of strangers) {
      await client.connect()
      expect(client.closed).toEqual({ code: CLOSE.notFound, reason: 'not-found' })
      expect(client.received).toEqual([])
    }
  })

  it('do not even load what somebody may not read', async () => {
    const loaded: unknown[] = []
    const { loadDocument } = house.store
    house.store.loadDocument = (id) => {
      loaded.push(id)
      return loadDocument(id)
    }
    await house.client(bob, await house.draft(alice)).connect()
    expect(loaded).toEqual([])
  })

  it('end the connections of a draft when it is submitted: the next one only reads', async () => {
    const [client, second] = [await draftClient(), await draftClient()]
    await fill(client, COMPLETE)
    expect(await house.submit(client)).toEqual({ ok: true })
    expect([client.closed, second.closed]).toEqual([
      { code: CLOSE.rightLost, reason: 'document-is-writable' },
      { code: CLOSE.rightLost, reason: 'document-is-writable' },
    ])
    const reader = await draftClient()
    await house.quiet()
    expect(reader.grant?.mode).toBe('read')
    reader.set('sites', 'none')
    await house.quiet()
    expect(reader.nack?.rule).toBe('document-is-writable')
  })

  it('grow in place when a submission is withdrawn', async () => {
    await house.submit(await fill(await draftClient(), COMPLETE))
    const reader = await draftClient()
    await house.quiet()
    await house.does(alice, { type: 'withdraw', assessment: (await house.assessment()).id })
    await house.quiet()
    expect(reader.grant).toEqual({ mode: 'write', epoch: 2 })
    reader.set('sites', 'none')
    await house.quiet()
    expect(reader.isSaved).toBe(true)
  })

  it('refuse what was typed offline and arrives after the submission, and keep what is there', async () => {
    const [client, laptop] = [await draftClient(), await draftClient()]
    await fill(client, COMPLETE)
    laptop.cut()
    laptop.set('sites', 'none')
    await house.submit(client)
    await laptop.connect()
    await house.quiet()
    expect(laptop.nack).toMatchObject({ rule: 'document-is-writable', path: 'sites' })
    expect((await house.stored(client.document)).fields).toEqual(COMPLETE)
  })

  it('let a frame that arrives during a command meet what the command left', async () => {
    const [client, late] = [await draftClient(), await draftClient()]
    await fill(client, COMPLETE)
    const submitting = house.submit(client)
    late.set('sites', 'none')
    late.deliver(9, 0)
    await submitting
    await house.quiet()
    const stored = (await house.stored(client.document)).fields
    const { slots } = await house.assessment()
    // Either the edit came first and the submission saw other content, or it came after and was not taken.
    expect([slots[0]?.submittedAt !== null, stored['sites']]).toEqual(
      slots[0]?.submittedAt ? [true, 'two'] : [false, 'none'],
    )
  })
})

describe('the reveal', () => {
  it('opens a consensus with what both agree on, in the same commit', async () => {
    await house.reveal()
    const assessment = await house.assessment()
    expect(assessment.state).toBe('conflict')
    const client = await consensusClient()
    expect(client.plain().fields).toEqual({ blind: 'yes', losses: 'yes' })
    await house.crash()
    expect((await house.stored(await house.consensus())).fields).toEqual({ blind: 'yes', losses: 'yes' })
  })

  it('is refused while a draft is incomplete, naming the open items', async () => {
    const client = await fill(await draftClient(), { blind: 'yes' })
    expect(await house.submit(client)).toMatchObject({
      ok: false,
      denial: { rule: 'draft-is-complete', details: { items: ['sites', 'losses'] } },
    })
  })

  it('lets both read both drafts, and nobody write them', async () => {
    await house.reveal()
    for (const person of [alice, bob, carol, dana]) {
      const reader = await house.client(person, await house.draft(bob)).connect()
      await house.quiet()
      expect([reader.grant?.mode, reader.plain().fields]).toEqual(['read', OTHER])
    }
  })
})

describe('a submission that is refused', () => {
  it('reads no draft but one’s own: how long it takes tells nothing of the other', async () => {
    const loaded = vi.spyOn(house.store, 'loadDocument')
    const assessment = (await house.assessment()).id
    const contentHash = '0'.repeat(64) as Hash
    const answer = await house.asks(alice, { type: 'submit', assessment, contentHash })
    expect(answer).toMatchObject({ ok: false, denial: { rule: 'content-moved' } })
    expect(loaded.mock.calls).toEqual([[await house.draft(alice)]])
  })
})

describe('a snapshot', () => {
  it('is given to those only who may read everything in it', async () => {
    await house.reveal()
    await house.does(dana, { type: 'snapshot', label: 'Draft', reason: 'To look at.' })
    const read = (person: PersonId) => house.core.reviews.snapshot(reviewId, person, 1)
    for (const person of [alice, bob, carol, dana]) expect((await read(person))?.text).toContain('ratings')
    expect(await read(erin)).toBeNull()
    expect(await house.core.reviews.snapshot(reviewId, dana, 2)).toBeNull()
  })

  it('made before a reveal stays open to those who may not read what was revealed later', async () => {
    await house.does(dana, { type: 'snapshot', label: 'Empty', reason: 'To look at.' })
    house.time += 1_000
    await house.reveal()
    expect(await house.core.reviews.snapshot(reviewId, erin, 1)).not.toBeNull()
  })
})

describe('a consensus', () => {
  it('is edited together and signed by both', async () => {
    await house.reveal()
    const [a, b] = [await consensusClient(alice), await consensusClient(bob)]
    a.set('sites', 'one')
    noteText(b.doc, 'sites').insert(0, 'One centre.')
    await house.quiet()
    expect(a.plain()).toEqual(b.plain())
    expect(await sign(a)).toEqual({ ok: true })
    expect(await sign(b)).toEqual({ ok: true })
    expect(await house.assessment()).toMatchObject({ state: 'resolved', settlement: { how: 'consensus' } })
    expect([a.closed?.code, b.closed?.code]).toEqual([CLOSE.rightLost, CLOSE.rightLost])
  })

  it('refuses a signature over content that has moved', async () => {
    await house.reveal()
    const [a, b] = [await consensusClient(alice), await consensusClient(bob)]
    a.set('sites', 'one')
    await house.quiet()
    b.set('sites', 'two')
    b.deliver(9, 0)
    expect(await sign(a)).toMatchObject({ ok: false, denial: { rule: 'content-moved' } })
  })

  it('keeps a losing value as a candidate of its author, for everybody to see', async () => {
    await house.reveal()
    const [a, b] = [await consensusClient(alice), await consensusClient(bob)]
    a.set('sites', 'two')
    b.set('sites', 'one')
    await house.quiet()
    const winner = a.plain().fields['sites'] === 'two' ? alice : bob
    const [loser, value] = winner === alice ? [bob, 'one'] : [alice, 'two']
    expect(a.plain()).toEqual(b.plain())
    expect(a.plain().fields[`sites/candidate/${loser}`]).toBe(value)
    expect(await sign(a)).toMatchObject({ ok: false, denial: { rule: 'no-open-candidates' } })
    a.set(`sites/candidate/${loser}`, null)
    await house.quiet()
    expect(await sign(a)).toEqual({ ok: true })
  })

  it('writes candidates as the system, also after a restart', async () => {
    for (const round of [0, 1]) {
      if (round === 0) await house.reveal()
      else await house.crash()
      const [a, b] = [await consensusClient(alice), await consensusClient(bob)]
      a.set('sites', round ? 'three' : 'one')
      b.set('sites', round ? 'none' : 'two')
      await house.quiet()
      expect(a.plain()).toEqual(b.plain())
      expect(Object.keys(a.plain().fields).filter((key) => key.includes('candidate'))).toHaveLength(1)
      const { checkpoint, tail } = await house.store.loadDocument(a.document)
      expect(checkpoint).toBeNull()
      const writers = tail.map((update) => [...new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client))])
      expect(writers.at(-1)).toEqual([1])
      a.set(Object.keys(a.plain().fields).find((key) => key.includes('candidate')) ?? '', null)
      await house.quiet()
    }
  })

  it('makes no candidate of equal values, nor of one that its author’s rival had seen', async () => {
    await house.reveal()
    const [a, b] = [await consensusClient(alice), await consensusClient(bob)]
    a.set('sites', 'two')
    b.set('sites', 'two')
    await house.quiet()
    a.set('sites', 'one')
    await house.quiet()
    b.set('sites', 'three')
    await house.quiet()
    expect(Object.keys(a.plain().fields).filter((key) => key.includes('candidate'))).toEqual([])
  })

  it('refuses a candidate that a person writes', async () => {
    await house.reveal()
    const a = await consensusClient(alice)
    a.set('sites/candidate/bob', 'two')
    await house.quiet()
    expect(a.nack?.rule).toBe('candidate-is-only-deleted')
  })

  it('is adjudicated by a third person, and reopened by the lead from what was settled', async () => {
    await house.reveal()
    const d = await consensusClient(dana)
    d.set('sites', 'three')
    await house.quiet()
    const { id } = await house.assessment()
    await house.does(dana, {
      type: 'adjudicate',
      assessment: id,
      contentHash: hashOf(d.plain()),
      rationale: 'Three wards.',
    })
    const settled = await house.consensus()
    await house.does(dana, { type: 'reopen', assessment: id, reason: 'A table was overlooked.' })
    const again = await consensusClient(bob)
    expect(again.document).not.toBe(settled)
    expect(again.plain().fields['sites']).toBe('three')
    again.set('sites', 'one')
    await house.quiet()
    expect(again.isSaved).toBe(true)
    expect((await house.stored(settled)).fields['sites']).toBe('three')
  })

  it('whose copy in memory differs from what a newcomer sees is loaded anew before anything is decided', async () => {
    await house.reveal()
    const document = await house.consensus()
    const text = (client: number, left: number, right: number, content: string): Uint8Array =>
      new Uint8Array([1, 1, client, 0, 4 | 128 | 64, 50, left, 50, right, content.length, ...Buffer.from(content), 0])
    const first = new Y.Doc()
    first.clientID = 50
    noteText(first, 'sites').insert(0, 'a😀b')
    const { loadDocument } = house.store
    house.store.loadDocument = async (id) => {
      const stored = await loadDocument(id)
      if (id !== document) return stored
      return {
        ...stored,
        tail: [...stored.tail, Y.encodeStateAsUpdate(first), text(51, 1, 2, 'x'), text(52, 1, 1, 'y')],
      }
    }
    const client = await consensusClient(alice)
    await sign(client)
    expect(client.closed).toEqual({ code: CLOSE.tryAgain, reason: 'copies-differ' })
  })

  it('shows who is where, with a name that only the server writes', async () => {
    await house.reveal()
    const [a, b] = [await consensusClient(alice), await consensusClient(bob)]
    a.sendPresence(a.doc.clientID, 2 ** 40, { name: 'Bob', person: 'bob', field: 'sites', extra: 'x' })
    await house.quiet()
    expect(b.presence).toEqual([
      {
        client: a.doc.clientID,
        clock: 1,
        state: { person: 'alice', name: 'Alice', hue: 1, field: 'sites', cursor: null },
      },
    ])
    a.sendPresence(b.doc.clientID, 1, { field: 'blind' })
    await house.quiet()
    expect(b.presence).toHaveLength(1)
    const stock = await house.client(carol, a.document, { tandem: false }).connect()
    stock.sendPresence(a.doc.clientID, 9, { field: 'blind' })
    await house.quiet()
    expect(b.presence).toHaveLength(1)
    a.cut()
    await house.quiet()
    expect(b.presence.at(-1)).toEqual({ client: a.doc.clientID, clock: 2, state: null })
  })
})

describe('presence in a blind draft', () => {
  it('is told to nobody', async () => {
    const [first, second] = [await draftClient(), await draftClient()]
    first.sendPresence(first.doc.clientID, 1, { field: 'sites' })
    await house.quiet()
    expect(second.presence).toEqual([])
  })
})

describe('a command', () => {
  it('asked twice under one id is carried out once', async () => {
    const client = await fill(await draftClient(), COMPLETE)
    const command = {
      type: 'submit',
      assessment: (await house.assessment()).id,
      contentHash: hashOf(client.plain()),
    } as const
    const answers = [
      await house.asks(alice, command, 'same-id-0123456789'),
      await house.asks(alice, command, 'same-id-0123456789'),
    ]
    expect(answers).toEqual([{ ok: true }, { ok: true }])
    const watched = await house.watch(alice)
    expect(
      watched.messages.filter((message) => message.type === 'event' && message.event.type === 'submitted'),
    ).toHaveLength(1)
  })

  it('of a stranger to the review finds nothing', async () => {
    expect(await house.asks('mallory' as never, { type: 'lock', form: 'tiny', reason: 'x' })).toBeNull()
  })
})

describe('the live feed', () => {
  it('tells the supervisor how many items are answered, never which or how', async () => {
    const feed = await house.watch(carol)
    await fill(await draftClient(bob), { ...OTHER, 'blind/note': 'secret reasoning' } as never)
    const text = JSON.stringify(feed.messages)
    const last = feed.messages.filter((message) => message.type === 'progress').at(-1)
    expect(last).toMatchObject({ progress: [{ reviewer: bob, answered: 3, total: 3, at: '2026-01-01T00:00:00.000Z' }] })
    expect(text).not.toContain('secret')
    expect(text).not.toContain('sites')
  })

  it('tells the supervisor the same whichever answer opens a further question', async () => {
    const feed = await house.watch(carol)
    await fill(await draftClient(alice), { blind: 'yes', sites: 'one', losses: 'no' })
    await fill(await draftClient(bob), { blind: 'no', 'why-not': 'harmful', sites: 'one', losses: 'no' })
    const last = (reviewer: string) =>
      feed.messages
        .flatMap((message) => (message.type === 'progress' ? message.progress : []))
        .filter((progress) => progress.reviewer === reviewer)
        .at(-1)
    expect([last(alice)?.answered, last(alice)?.total]).toEqual([last(bob)?.answered, last(bob)?.total])
  })

  it('tells a reviewer nothing of what the other does before the submission', async () => {
    const feed = await house.watch(alice)
    const before = feed.messages.length
    await fill(await draftClient(bob), OTHER)
    expect(feed.messages).toHaveLength(before)
    await house.submit(await draftClient(bob).then(async (client) => (await house.quiet(), client)))
    expect(feed.messages.slice(before)).toMatchObject([
      { type: 'event', event: { type: 'submitted', reviewer: bob, contentHash: null } },
    ])
  })

  it('resumes from any cursor without loss or repetition', async () => {
    await house.reveal()
    const whole = await house.watch(alice)
    const events = whole.messages.filter((message) => message.type === 'event')
    for (const [index, message] of events.entries()) {
      const resumed = await house.watch(alice, message.cursor)
      expect(resumed.messages.filter(({ type }) => type === 'event')).toEqual(events.slice(index + 1))
    }
    expect((await house.watch(alice, '999')).closed).toEqual([CLOSE.malformed])
  })

  it('shows live answers of a consensus to those who may read it', async () => {
    await house.reveal()
    const [reader, outsider] = [await house.watch(carol), await house.watch(erin)]
    const client = await consensusClient(bob)
    client.set('sites', 'three')
    await house.quiet()
    expect(reader.messages.at(-1)).toMatchObject({
      type: 'answers',
      answers: [{ answers: { blind: 'yes', sites: 'three' }, openCandidates: 0 }],
    })
    expect(JSON.stringify(outsider.messages)).not.toContain('three')
  })
})

describe('a document', () => {
  it('leaves memory after the last connection, and comes back from its checkpoint', async () => {
    const client = await draftClient()
    for (let index = 0; index < 30; index += 1) {
      client.set('sites', index % 2 ? 'one' : 'two')
      await house.quiet()
    }
    const stored = await house.store.loadDocument(client.document)
    expect(stored.checkpoint?.upTo).toBe(20)
    client.cut()
    await house.pass(31_000)
    await house.turn()
    expect((await house.store.loadDocument(client.document)).tail).toEqual([])
    const again = await draftClient()
    await house.quiet()
    expect(again.plain().fields).toEqual({ sites: 'one' })
  })

  it('stays in memory when somebody comes back in time', async () => {
    const client = await fill(await draftClient(), { sites: 'one' })
    client.cut()
    await house.pass(20_000)
    const again = await draftClient()
    await house.pass(20_000)
    await house.quiet()
    again.set('sites', 'two')
    await house.quiet()
    expect(again.isSaved).toBe(true)
  })
})

describe('a bug', () => {
  it('costs the room, not the process: everybody comes again and nothing acknowledged is lost', async () => {
    const [client, other] = [await fill(await draftClient(), { sites: 'one' }), await draftClient(bob)]
    await house.quiet()
    house.clock = () => {
      throw new Error('a bug')
    }
    client.set('sites', 'two')
    await house.quiet()
    house.clock = () => house.time
    expect(house.errors).toEqual([['room', new Error('a bug')]])
    expect([client.closed?.code, client.isSaved, other.closed]).toEqual([CLOSE.tryAgain, false, null])
    await client.connect()
    await house.quiet()
    expect([client.isSaved, (await house.stored(client.document)).fields]).toEqual([true, { sites: 'two' }])
  })
})

describe('a failing disk', () => {
  it('closes the rooms, acknowledges nothing, and the next visit shows what was acknowledged before', async () => {
    const client = await fill(await draftClient(), { sites: 'one' })
    const { commit } = house.store
    house.store.commit = () => Promise.reject(new Error('disk full'))
    client.set('sites', 'two')
    await house.quiet()
    expect(client.closed?.code).toBe(CLOSE.tryAgain)
    expect(client.isSaved).toBe(false)
    house.store.commit = commit
    const other = await draftClient()
    await house.quiet()
    expect(other.plain().fields).toEqual({ sites: 'one' })
    await client.connect()
    await house.quiet()
    expect(client.isSaved).toBe(true)
    expect(other.plain().fields).toEqual({ sites: 'two' })
  })
})
