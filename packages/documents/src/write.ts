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

/** Makes `text` equal to `next` with the smallest single replacement, so that others' carets and edits survive. */
export function editText(text: Y.Text, next: string, origin: unknown = null): void {
  const current = text.toString()
  if (current === next) return
  const start = commonStart(current, next)
  const end = commonEnd(current, next, start)
  const removed = current.length - start - end
  text.doc?.transact(() => {
    if (removed > 0) text.delete(start, removed)
    if (next.length - end > start) text.insert(start, next.slice(start, next.length - end))
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

function commonStart(a: string, b: string): number {
  const limit = Math.min(a.length, b.length)
  let length = 0
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return splitsSurrogates(a, length) || splitsSurrogates(b, length) ? length - 1 : length
}

function commonEnd(a: string, b: string, start: number): number {
  const limit = Math.min(a.length, b.length) - start
  let length = 0
  while (length < limit && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length += 1
  return splitsSurrogates(a, a.length - length) || splitsSurrogates(b, b.length - length) ? length - 1 : length
}

/** A cut inside a surrogate pair would leave a lone surrogate, which canonical JSON does not carry. */
function splitsSurrogates(text: string, index: number): boolean {
  const code = text.charCodeAt(index - 1)
  return index > 0 && index < text.length && code >= 0xd800 && code <= 0xdbff
}
