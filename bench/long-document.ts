/**
 * A document of 1 MB as work makes it: notes typed word by word, now and then going back to what was there, so that it
 * consists of tens of thousands of small pieces. One large value of the same size would load in no time everywhere.
 */
import * as Y from 'yjs'
import type { Random } from './random.ts'
import { noteOf } from './rooms.ts'

export type LongDocument = {
  /** Each builds on those before it. */
  readonly updates: readonly Uint8Array[]
  /** Of the whole, encoded at once. */
  readonly bytes: number
}

const BYTES = 1_000_000
/** Few enough pieces for one update to be legal, and few enough updates for one connection. */
const WORDS_PER_UPDATE = 200

export function longDocument(items: readonly string[], random: Random): LongDocument {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  // Two people in turn, each of whose visits has a client id of its own.
  const visits = Array.from({ length: 8 }, () => random.clientId())
  while (!isLong(doc, updates.length)) {
    doc.clientID = visits[updates.length % visits.length] ?? 0
    const text = doc.getText(noteOf(items[updates.length % items.length] ?? ''))
    doc.transact(() => writeWords(text, random))
  }
  const bytes = Y.encodeStateAsUpdate(doc).byteLength
  doc.destroy()
  return { updates, bytes }
}

function isLong(doc: Y.Doc, updates: number): boolean {
  return updates % 8 === 0 && Y.encodeStateAsUpdate(doc).byteLength >= BYTES
}

function writeWords(text: Y.Text, random: Random): void {
  for (let words = 0; words < WORDS_PER_UPDATE; words += 1) {
    text.insert(random.below(text.length + 1), WORDS[random.below(WORDS.length)] ?? '')
  }
}

const WORDS = ['blinded ', 'assessors ', 'page 442 ', 'unclear ', 'losses ', 'as ', 'reported ', 'in ', 'table 2 ']
