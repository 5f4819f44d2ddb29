/**
 * The layout of every document: one flat root map with plain JSON values, and root-level texts for what people type
 * together. No nested shared types, no subdocuments, no XML types.
 *
 * A stored document carries the version it was written in. Changing a root here, or the key of a field in `rules`, changes
 * the pinned hash in `layout.test.ts` and needs a new version with a migration.
 */
import type * as Y from 'yjs'
import { noteKey } from '@tandem/rules'

export const LAYOUT_VERSION = 1

/** The flat root map. */
export const ANSWERS = 'answers'
/** Prefix of root-level texts: `text:<item>/note`. */
export const TEXT = 'text:'

/**
 * The server's own writes (seeds, candidates). No connection may claim it. It is the lowest id on purpose: in Yjs the
 * higher client id wins a concurrent write, so people always win against the server.
 */
export const SYSTEM_CLIENT = 1

export function answersMap(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap(ANSWERS)
}

export function noteText(doc: Y.Doc, item: string): Y.Text {
  return doc.getText(TEXT + noteKey(item))
}

/** The name of a text without its prefix, or null if the root is no text. */
export function textNameOf(root: string): string | null {
  return root.startsWith(TEXT) ? root.slice(TEXT.length) : null
}
