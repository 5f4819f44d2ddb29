/** A document as plain data: what is hashed, signed, compared and frozen. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson, type Hash, type Json, type PlainDocument } from '@tandem/rules'
import type * as Y from 'yjs'
import { answersMap, textNameOf } from './layout.ts'

/** Independent of the history that led to it: two converged copies give equal plain documents. */
export function plainDocument(doc: Y.Doc): PlainDocument {
  const fields: Record<string, Json> = {}
  answersMap(doc).forEach((value, key) => {
    fields[key] = value as Json
  })
  const texts: Record<string, string> = {}
  for (const root of doc.share.keys()) {
    const name = textNameOf(root)
    if (name === null) continue
    const text = doc.getText(root).toString()
    if (text !== '') texts[name] = text
  }
  return { fields, texts }
}

/** SHA-256 of the canonical JSON, synchronous and pure so that it also runs on plain http, where WebCrypto is absent. */
export function hashOf(document: PlainDocument): Hash {
  return sha256Hex(canonicalJson({ fields: document.fields, texts: document.texts }))
}

export function sha256Hex(text: string): Hash {
  return bytesToHex(sha256(utf8ToBytes(text))) as Hash
}
