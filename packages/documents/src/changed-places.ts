/** Which fields and texts a transaction has changed, in the words of the layout. */
import type { Json } from '@tandem/rules'
import type * as Y from 'yjs'
import { answersMap, TEXT, textNameOf } from './layout.ts'

export type ChangedPlace = {
  readonly part: 'field' | 'text'
  /** The field's key, or the text's name without its prefix. */
  readonly key: string
  /** What stands there now; null if the field is empty. */
  readonly value: () => Json
}

export function changedPlaces(doc: Y.Doc, transaction: Y.Transaction): readonly ChangedPlace[] {
  return [...transaction.changed].flatMap(([type, keys]) => {
    const answers = answersMap(doc)
    if (type === (answers as unknown)) return [...keys].flatMap((key) => (key === null ? [] : [field(answers, key)]))
    const name = textNameIn(doc, type)
    // By its name: a root that nobody has asked for yet is no text, and would print itself as an object.
    return name === null ? [] : [{ part: 'text', key: name, value: () => doc.getText(TEXT + name).toString() }]
  })
}

function field(answers: Y.Map<unknown>, key: string): ChangedPlace {
  return { part: 'field', key, value: () => (answers.get(key) as Json | undefined) ?? null }
}

function textNameIn(doc: Y.Doc, type: unknown): string | null {
  for (const [root, shared] of doc.share) if ((shared as unknown) === type) return textNameOf(root)
  return null
}
