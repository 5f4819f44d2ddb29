/**
 * What every server is loaded with: the same documents with the same content. They are those of a populated review, so
 * that everything written is legal there; the other servers create a document for whatever name they are asked.
 */
import * as Y from 'yjs'
import { cookieOf, type PopulatedReview } from './grounds.ts'
import type { Caret } from './typing.ts'

/** A document and who writes it. */
export type Room = { readonly document: string; readonly cookies: readonly string[] }

export type Rooms = {
  /** Consensus documents: their notes are texts, written by two people in several windows. */
  readonly shared: readonly Room[]
  /** Drafts: flat fields, one person each. */
  readonly drafts: readonly Room[]
  /** Item ids of the instrument. */
  readonly items: readonly string[]
}

export function roomsOf(review: PopulatedReview): Rooms {
  const { items, studies } = review
  const shared = studies.flatMap(({ consensus, drafts }): Room[] =>
    consensus === null
      ? []
      : [{ document: consensus.document, cookies: drafts.map(({ reviewer }) => cookieOf(review, reviewer)) }],
  )
  const drafts = studies
    .filter(({ consensus }) => consensus === null)
    .flatMap((study) =>
      study.drafts.map(({ document, reviewer }) => ({ document, cookies: [cookieOf(review, reviewer)] })),
    )
  return { shared, drafts, items: items.map(({ id }) => id) }
}

/** Characters of content: with its keys about 10 kB. */
const CONTENT = 9_700

const SENTENCE = 'Randomised by sealed envelopes, says page 442; who measured the outcome is not told. '

export const noteOf = (item: string): string => `text:${item}/note`

/** Notes on every item of a shared document, 10 kB in all, as one update. */
export function sharedContent(client: number, items: readonly string[]): Uint8Array {
  return contentOf(client, (doc) => {
    for (const item of items) doc.getText(noteOf(item)).insert(0, textOf(items.length))
  })
}

/** The same for a draft, whose notes are plain values. */
export function draftContent(client: number, items: readonly string[]): Uint8Array {
  return contentOf(client, (doc) => {
    for (const item of items) doc.getMap('answers').set(`${item}/note`, textOf(items.length))
  })
}

/** Behind the last letter of what `sharedContent` wrote about the item at this place. */
export function caretBehindContent(client: number, items: readonly string[], place: number): Caret {
  const index = place % items.length
  const length = textOf(items.length).length
  return { text: noteOf(items[index] ?? ''), behind: { client, clock: (index + 1) * length - 1 } }
}

function textOf(items: number): string {
  return SENTENCE.repeat(Math.ceil(CONTENT / SENTENCE.length)).slice(0, Math.floor(CONTENT / items))
}

function contentOf(client: number, write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.transact(() => write(doc))
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return update
}
