/** Whose writes may come back after a restore, and whose not. */
import { setField, SYSTEM_CLIENT } from '@tandem/documents'
import type { DocumentId } from '@tandem/rules'
import { alice, bob } from '@tandem/rules/testing'
import { CLOSE } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { House } from '../testing/house.ts'
import type { TestClient } from '../testing/test-client.ts'
import { Ledger } from './ledger.ts'
import { NEVER_RESTORED, systemClient, type Recovery } from './recovery.ts'

const OFF_LINE = 101
const UNKNOWN = 102
const open: Recovery = { restores: 2, isOpen: () => true }
const over: Recovery = { ...open, isOpen: () => false }
const ledgerOf = (recovery: Recovery) => new Ledger(new Map([[OFF_LINE, bob]]), recovery)

describe('after a restore', () => {
  it('anybody brings back what somebody wrote who is not there', () => {
    expect(ledgerOf(open).mayBring(OFF_LINE, alice)).toBe(true)
  })

  it('nobody does when the time for that is over, or where nothing was restored', () => {
    expect(ledgerOf(over).mayBring(OFF_LINE, alice)).toBe(false)
    expect(ledgerOf(NEVER_RESTORED).mayBring(OFF_LINE, alice)).toBe(false)
  })

  it('an id that somebody has reserved who is there passes for nobody else, also where they have written under it', () => {
    const ledger = ledgerOf(open)
    for (const client of [OFF_LINE, UNKNOWN]) {
      expect(ledger.mayBring(client, alice)).toBe(true)
      ledger.reserve(client, bob)
      expect([ledger.mayBring(client, alice), ledger.mayBring(client, bob)]).toEqual([false, true])
      ledger.release(client)
      expect(ledger.mayBring(client, alice)).toBe(true)
    }
  })

  it('what somebody wrote who is there is theirs to bring, until they have brought it, and where something was restored', () => {
    const ledger = ledgerOf(open)
    expect(ledger.isForOwner(OFF_LINE, alice)).toBe(false)
    ledger.reserve(OFF_LINE, bob)
    expect([ledger.isForOwner(OFF_LINE, alice), ledger.isForOwner(OFF_LINE, bob)]).toEqual([true, false])
    ledger.hasBrought(OFF_LINE)
    expect(ledger.isForOwner(OFF_LINE, alice)).toBe(false)
    for (const recovery of [over, NEVER_RESTORED]) {
      const closed = ledgerOf(recovery)
      closed.reserve(OFF_LINE, bob)
      expect(closed.isForOwner(OFF_LINE, alice)).toBe(false)
    }
  })

  it('what the server wrote before the restore comes back, and nothing under the id that it writes under now', () => {
    const ledger = ledgerOf(open)
    expect([SYSTEM_CLIENT, SYSTEM_CLIENT + 1].map((client) => ledger.mayBring(client, alice))).toEqual([true, true])
    expect(ledger.mayBring(systemClient(open), alice)).toBe(false)
  })
})

describe('after a restore, where both come back to a shared document', () => {
  let house: House
  let document: DocumentId
  beforeEach(async () => {
    house = await House.open(undefined, { recovery: { restores: 0, isOpen: () => true } })
    await house.assign()
    document = await house.reveal()
  })
  afterEach(() => house.close())

  /** A copy of what `from` holds, with more of its own. */
  const copyOf = (from: Y.Doc, key: string, value: string): Y.Doc => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
    setField(doc, key, value)
    return doc
  }

  /** Bob has written since the backup; Alice has what he wrote, and has written too. */
  async function pages(): Promise<{ readonly bobs: TestClient; readonly alices: TestClient }> {
    const reader = await house.client(bob, document).connect()
    await house.quiet()
    reader.cut()
    const bobsDoc = copyOf(reader.doc, 'blind', 'no')
    const bobs = house.client(bob, document, { doc: bobsDoc })
    return { bobs, alices: house.client(alice, document, { doc: copyOf(bobsDoc, 'losses', 'no') }) }
  }

  /** What Alice's page sends arrives, and what is answered, while nothing of Bob's does. */
  async function hears(client: TestClient): Promise<void> {
    do await house.turn()
    while (client.deliverAll() > 0)
  }

  it('who brings what another wrote, who is there and has not answered yet, is told to try again, and nothing is lost', async () => {
    const { bobs, alices } = await pages()
    const before = await house.stored(document)
    await bobs.connect()
    await alices.connect()
    await hears(alices)
    expect([alices.closed?.code, alices.nack]).toEqual([CLOSE.tryAgain, null])
    expect(await house.stored(document)).toEqual(before)
    await house.quiet()
    expect((await house.stored(document)).fields).toMatchObject({ blind: 'no' })
    await alices.connect()
    await house.quiet()
    expect([alices.closed, alices.nack, alices.isSaved]).toEqual([null, null, true])
    expect((await house.stored(document)).fields).toMatchObject({ blind: 'no', losses: 'no' })
    expect(alices.plain()).toEqual(bobs.plain())
  })

  it('what its writer has not brought is refused for good, from whoever brings it under their id', async () => {
    const { bobs, alices } = await pages()
    const forged = copyOf(bobs.doc, 'losses', 'no')
    forged.clientID = bobs.doc.clientID
    setField(forged, 'sites', 'two')
    await bobs.connect()
    await house.quiet()
    const before = await house.stored(document)
    Y.applyUpdate(alices.doc, Y.encodeStateAsUpdate(forged))
    await alices.connect()
    await hears(alices)
    expect(alices.nack).toMatchObject({ rule: 'client-id-taken' })
    expect(await house.stored(document)).toEqual(before)
  })
})
