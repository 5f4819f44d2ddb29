/**
 * The story of a document, told by its log: update by update, who changed which place and when. From the first update on
 * and without checkpoints, so that what a checkpoint claims can be held against it.
 */
import { answersMap, changedPlaces, plainDocument } from '@tandem/documents'
import type { Json, PlainDocument } from '@tandem/rules'
import * as Y from 'yjs'
import type { LoggedUpdate } from '../store/contract.ts'

export type Chapter = Omit<LoggedUpdate, 'bytes'> & {
  /** Bytes of the update. */
  readonly size: number
  readonly changes: readonly Change[]
}

export type Change = {
  readonly part: 'field' | 'text'
  readonly key: string
  /** Null where the place was, or is, empty. */
  readonly before: Json
  readonly after: Json
}

export type Story = {
  readonly chapters: readonly Chapter[]
  readonly content: PlainDocument
  /** Bytes of the encoded document. */
  readonly size: number
}

/** @param until the last seq to tell; all by default. */
export function storyOf(updates: readonly LoggedUpdate[], until = Infinity): Story {
  const doc = new Y.Doc()
  // Before the first update: until somebody asks for it by its type, a root has none, and its changes have no place.
  answersMap(doc)
  const known = new Map<string, Json>()
  const chapters = updates.filter(({ seq }) => seq <= until).map((update) => chapterOf(doc, known, update))
  const story = { chapters, content: plainDocument(doc), size: Y.encodeStateAsUpdate(doc).byteLength }
  doc.destroy()
  return story
}

/** @param known what stood in each place before, brought up to date: the document is not read whole for each update. */
function chapterOf(doc: Y.Doc, known: Map<string, Json>, { seq, actor, at, bytes }: LoggedUpdate): Chapter {
  let changes: readonly Change[] = []
  const note = (transaction: Y.Transaction): void => {
    changes = changedPlaces(doc, transaction)
      .map(({ part, key, value }) => ({ part, key, before: known.get(placeOf(part, key)) ?? null, after: value() }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }
  doc.once('afterTransaction', note)
  Y.applyUpdate(doc, bytes)
  doc.off('afterTransaction', note)
  for (const { part, key, after } of changes) known.set(placeOf(part, key), after)
  return { seq, actor, at, size: bytes.byteLength, changes }
}

/** One place of a document. */
export const placeOf = (part: Change['part'], key: string): string => `${part} ${key}`
