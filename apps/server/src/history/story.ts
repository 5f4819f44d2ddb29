/**
 * The story of a document, told by its log: update by update, who changed which place and when. From the first update on
 * and without checkpoints, so that what a checkpoint claims can be held against it.
 */
import { answersMap, changedPlaces, plainDocument, type ChangedPlace } from '@tandem/documents'
import { toMinute, type Json, type PlainDocument } from '@tandem/rules'
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
export const storyOf = (updates: readonly LoggedUpdate[], until = Infinity): Story =>
  told(
    updates.filter(({ seq }) => seq <= until),
    () => true,
  )

/**
 * The same for `moments.ts`: what stands in a text is read at the end of each moment. People type letter by letter; read after
 * each one, ten pages would be copied twenty thousand times, more than there is memory.
 */
export const storyByMoments = (updates: readonly LoggedUpdate[]): Story =>
  told(updates, (at) => endsMoment(updates[at], updates[at + 1]))

/** What one person changes within one minute is one moment. */
const endsMoment = (update: LoggedUpdate | undefined, next: LoggedUpdate | undefined): boolean =>
  !update || !next || update.actor !== next.actor || toMinute(update.at) !== toMinute(next.at)

/** @param readsTexts whether texts are read after this update; each change of one is told by the next that does. */
function told(updates: readonly LoggedUpdate[], readsTexts: (at: number) => boolean): Story {
  const doc = new Y.Doc()
  // Before the first update: until somebody asks for it by its type, a root has none, and its changes have no place.
  answersMap(doc)
  const known = new Map<string, Json>()
  const unread = new Map<string, ChangedPlace>()
  const chapters = updates.map((update, at) => chapterOf(doc, known, unread, update, readsTexts(at)))
  const story = { chapters, content: plainDocument(doc), size: Y.encodeStateAsUpdate(doc).byteLength }
  doc.destroy()
  return story
}

/**
 * @param known what stood in each place before, brought up to date: the document is not read whole for each update.
 * @param unread texts that were changed since texts were read, brought up to date.
 */
function chapterOf(
  doc: Y.Doc,
  known: Map<string, Json>,
  unread: Map<string, ChangedPlace>,
  { seq, actor, at, bytes }: LoggedUpdate,
  readsTexts: boolean,
): Chapter {
  let changes: readonly Change[] = []
  const note = (transaction: Y.Transaction): void => {
    const places = changedPlaces(doc, transaction).toSorted((a, b) => (a.key < b.key ? -1 : 1))
    const texts = places.filter(({ part }) => part === 'text')
    for (const { key } of texts) unread.delete(key)
    // What was typed before comes before.
    const read = readsTexts ? [...unread.values(), ...places] : places.filter(({ part }) => part === 'field')
    if (readsTexts) unread.clear()
    else for (const place of texts) unread.set(place.key, place)
    changes = read.map(({ part, key, value }) => ({
      part,
      key,
      before: known.get(placeOf(part, key)) ?? null,
      after: value(),
    }))
  }
  doc.once('afterTransaction', note)
  Y.applyUpdate(doc, bytes)
  doc.off('afterTransaction', note)
  for (const { part, key, after } of changes) known.set(placeOf(part, key), after)
  return { seq, actor, at, size: bytes.byteLength, changes }
}

/** One place of a document. */
export const placeOf = (part: Change['part'], key: string): string => `${part} ${key}`
