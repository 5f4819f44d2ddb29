/** Typed writes: one transaction each, and no change at all where the value is already there. */
import { isSameJson, type Json, type PlainDocument } from '@tandem/rules'
import * as Y from 'yjs'
import { answersMap, SYSTEM_CLIENT, TEXT } from './layout.ts'

/** Sets a field; null clears it (an empty field is an absent key). `origin` marks whose undo this is. */
export function setField(doc: Y.Doc, key: string, value: Json | null, origin: unknown = null): void {
  const answers = answersMap(doc)
  if (value === null ? !answers.has(key) : answers.has(key) && isSameJson(answers.get(key) as Json, value)) return
  doc.transact(() => {
    if (value === null) answers.delete(key)
    else answers.set(key, value)
  }, origin)
}

/** The one update that gives a new document this content, written by the server. */
export function seedUpdate(content: PlainDocument): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = SYSTEM_CLIENT
  doc.transact(() => {
    // Sorted, so that equal content gives equal bytes.
    for (const key of Object.keys(content.fields).sort()) answersMap(doc).set(key, content.fields[key])
    for (const name of Object.keys(content.texts).sort()) doc.getText(TEXT + name).insert(0, content.texts[name] ?? '')
  })
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return update
}
