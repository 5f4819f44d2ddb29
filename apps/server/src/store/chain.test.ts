import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Actor, DocumentId, Instant, ReviewId } from '@tandem/rules'
import { continuesChain, firstLink, isSameLink, nextLink, seal, type ChainedRow, type ChainHeader } from './chain.ts'

const review = 'r1' as ReviewId
const header: ChainHeader = {
  seq: 1,
  kind: 'edit',
  document: 'd1' as DocumentId,
  actor: 'alice' as Actor,
  at: '2026-01-02T12:00:00.000Z' as Instant,
}
const salt = Uint8Array.from({ length: 16 }, (_, index) => index)
const payload = Uint8Array.of(1, 2, 3)

function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
    .digest()
}

function row(changes: Partial<ChainedRow> = {}): ChainedRow {
  const link = nextLink(firstLink(review), header, seal(salt, payload))
  return { ...header, salt, payload, link, ...changes }
}

describe('the chain', () => {
  it('is what its specification says, computed by hand', () => {
    const first = sha256('tandem/chain/1\0r1')
    const sealed = sha256(salt, payload)
    const text = '{"actor":"alice","at":"2026-01-02T12:00:00.000Z","document":"d1","kind":"edit","seq":1}'
    expect(Buffer.from(row().link)).toEqual(sha256(first, sealed, text))
  })

  it('starts differently in each review', () => {
    expect(isSameLink(firstLink(review), firstLink('r2' as ReviewId))).toBe(false)
  })

  it('continues with the row that was written', () => {
    expect(continuesChain(firstLink(review), row())).toBe(true)
  })

  const changes: Record<string, Partial<ChainedRow>> = {
    'another number': { seq: 2 },
    'another kind': { kind: 'event' },
    'another document': { document: 'd2' as DocumentId },
    'no document': { document: null },
    'another actor': { actor: 'bob' as Actor },
    'another time': { at: '2026-01-02T12:00:00.001Z' as Instant },
    'another salt': { salt: new Uint8Array(16) },
    'another payload': { payload: Uint8Array.of(1, 2, 4) },
    'a byte moved from salt to payload': { salt: salt.subarray(0, 15), payload: Uint8Array.of(16, 1, 2, 3) },
    'another link': { link: new Uint8Array(32) },
  }
  for (const [name, change] of Object.entries(changes)) {
    it(`does not continue with ${name}`, () => {
      expect(continuesChain(firstLink(review), row(change))).toBe(false)
    })
  }

  it('does not continue after another link', () => {
    expect(continuesChain(firstLink('r2' as ReviewId), row())).toBe(false)
  })
})
