/** Bytes to JSON with the place of the first fault. Engines word and place their own errors differently, or not at all. */
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Json } from '@tandem/rules'

export type JsonText =
  | { readonly ok: true; readonly text: string; readonly value: Json }
  | { readonly ok: false; readonly fault: TextFault }

export type TextFault = {
  readonly kind: 'not-utf-8' | 'not-json'
  /** Counted from 0. */
  readonly byte: number
  /** Counted from 1; the column in characters. */
  readonly line: number
  readonly column: number
}

// In browsers and in Node alike; this package is compiled for neither.
declare const TextDecoder: new (label: 'utf-8', options: { ignoreBOM: true }) => { decode(bytes: Uint8Array): string }

/** @returns the text as it stands in the file, a byte order mark included (JSON allows none). */
export function readJson(bytes: Uint8Array): JsonText {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  // Malformed bytes were replaced, so writing the text again gives other bytes from there on.
  const broken = firstDifference(bytes, utf8ToBytes(text))
  if (broken !== null) return { ok: false, fault: { kind: 'not-utf-8', byte: broken, ...placeIn(text, bytesToLength(text, broken)) } }
  try {
    return { ok: true, text, value: JSON.parse(text) as Json }
  } catch {
    const at = syntaxFaultIn(text)
    return { ok: false, fault: { kind: 'not-json', byte: utf8ToBytes(text.slice(0, at)).length, ...placeIn(text, at) } }
  }
}

/** The first place where two byte strings differ, or null. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at += 1) if (a[at] !== b[at]) return at
  return a.length === b.length ? null : shorter
}

function bytesToLength(text: string, bytes: number): number {
  let length = 0
  let seen = 0
  for (const character of text) {
    seen += utf8ToBytes(character).length
    if (seen > bytes) break
    length += character.length
  }
  return length
}

function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at)
  const lines = before.split('\n')
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 }
}

const SPACE = /[ \t\n\r]*/y
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Where RFC 8259 is broken first. Without recursion: the nesting is the file's, not ours. */
function syntaxFaultIn(text: string): number {
  const open: ('[' | '{')[] = []
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? []
    at += found?.length ?? 0
    return found !== undefined
  }
  const takeName = (): boolean => take(STRING) && take(SPACE) && take(/:/y) && take(SPACE)
  for (;;) {
    take(SPACE)
    const bracket = text[at]
    if (bracket === '[' || bracket === '{') {
      at += 1
      take(SPACE)
      if (text[at] !== CLOSING[bracket]) {
        open.push(bracket)
        if (bracket === '{' && !takeName()) return at
        continue
      }
      at += 1
    } else if (!take(STRING) && !take(SCALAR)) return at
    // A value ended: close what ends here, then the next value or the end of the text.
    for (take(SPACE); open.length > 0 && text[at] === CLOSING[open.at(-1) ?? '[']; take(SPACE)) {
      open.pop()
      at += 1
    }
    const inside = open.at(-1)
    if (inside === undefined || text[at] !== ',') return at
    at += 1
    take(SPACE)
    if (inside === '{' && !takeName()) return at
  }
}

const CLOSING = { '[': ']', '{': '}' } as const
