/** Whose writes may come back after a restore, and whose not. */
import { SYSTEM_CLIENT } from '@tandem/documents'
import { alice, bob } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
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

  it('what the server wrote before the restore comes back, and nothing under the id that it writes under now', () => {
    const ledger = ledgerOf(open)
    expect([SYSTEM_CLIENT, SYSTEM_CLIENT + 1].map((client) => ledger.mayBring(client, alice))).toEqual([true, true])
    expect(ledger.mayBring(systemClient(open), alice)).toBe(false)
  })
})
