/**
 * How a document of an earlier layout becomes one of the present: a list of steps, each from one layout to the next, over
 * the plain form. See docs/decisions/0012-layouts-carry-forward.md.
 *
 * The law of a step: it changes no meaning. Whatever is read from the content before it (answers, notes, sources,
 * candidates) is read from the content after it. So what may not be rewritten any more, because its hash was signed, is
 * read as it stands, and nobody who reads needs to know a document's layout.
 */
import { isSameJson, type PlainDocument } from '@tandem/rules'
import type * as Y from 'yjs'
import { answersMap, LAYOUT_VERSION, SYSTEM_CLIENT, TEXT } from './layout.ts'
import { plainDocument } from './plain.ts'
import { updateBy } from './written-by-server.ts'

export type LayoutStep = (content: PlainDocument) => PlainDocument

export type Layout = {
  readonly version: number
  /** The first one leads from layout 1 to layout 2. */
  readonly steps: readonly LayoutStep[]
}

/** There has been no other layout yet. */
export const PRESENT_LAYOUT: Layout = { version: LAYOUT_VERSION, steps: [] }

/**
 * The update, by the server, that carries a document forward; null if its content is the same in both layouts. The
 * document itself is not touched.
 *
 * @param from the layout that the document was written in.
 * @param client the id that the server writes under.
 */
export function carryForward(doc: Y.Doc, from: number, { steps }: Layout, client = SYSTEM_CLIENT): Uint8Array | null {
  return updateBy(client, doc, (copy) => {
    const before = plainDocument(copy)
    rewrite(
      copy,
      before,
      steps.slice(from - 1).reduce((content, step) => step(content), before),
    )
  })
}

function rewrite(doc: Y.Doc, before: PlainDocument, after: PlainDocument): void {
  const answers = answersMap(doc)
  for (const key of Object.keys(before.fields)) if (!(key in after.fields)) answers.delete(key)
  for (const [key, value] of Object.entries(after.fields)) {
    const known = before.fields[key]
    if (known === undefined || !isSameJson(known, value)) answers.set(key, value)
  }
  const names = new Set([...Object.keys(before.texts), ...Object.keys(after.texts)])
  for (const name of names) {
    const text = doc.getText(TEXT + name)
    const wanted = after.texts[name] ?? ''
    if (text.toString() === wanted) continue
    text.delete(0, text.length)
    text.insert(0, wanted)
  }
}
