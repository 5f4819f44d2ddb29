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
  if (broken !== null)
    return { ok: false, fault: { kind: 'not-utf-8', byte: broken, ...placeIn(text, bytesToLength(text, broken)) } }
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
  let line = 1
  let column = 1
  // By character and not by split: the text may be one line of megabytes.
  for (let place = 0; place < at; place += 1) {
    const unit = text.charCodeAt(place)
    if (unit === 0x0a) {
      line += 1
      column = 1
    } else if (unit < 0xdc00 || unit > 0xdfff) column += 1
  }
  return { line, column }
}

/**
 * Where RFC 8259 is broken first. Without recursion, because the nesting is the file's and not ours, and without
 * regular expressions, whose stack a string of megabytes exhausts.
 */
function syntaxFaultIn(text: string): number {
  const open: ('[' | '{')[] = []
  let at = skipSpace(text, 0)
  for (;;) {
    const bracket = text[at]
    let isInside = false
    if (bracket === '[' || bracket === '{') {
      at = skipSpace(text, at + 1)
      isInside = text[at] !== CLOSING[bracket]
      if (isInside) open.push(bracket)
      else at += 1
    } else {
      const value = bracket === '"' ? stringAt(text, at) : scalarAt(text, at)
      at = value.end
      if (!value.ok) return at
    }
    if (!isInside) {
      // A value ended: close what ends here, then there is another one, or the text is at its end.
      at = skipSpace(text, at)
      for (let last = open.at(-1); last !== undefined && text[at] === CLOSING[last]; last = open.at(-1)) {
        open.pop()
        at = skipSpace(text, at + 1)
      }
      if (open.length === 0 || text[at] !== ',') return at
      at = skipSpace(text, at + 1)
    }
    if (open.at(-1) === '{') {
      const name = stringAt(text, at)
      at = name.ok ? skipSpace(text, name.end) : name.end
      if (!name.ok || text[at] !== ':') return at
      at = skipSpace(text, at + 1)
    }
  }
}

const CLOSING = { '[': ']', '{': '}' } as const

function skipSpace(text: string, from: number): number {
  let at = from
  while (' \t\n\r'.includes(text[at] ?? '.')) at += 1
  return at
}

/** Where a token ends, or where it is broken. */
type Token = { readonly ok: boolean; readonly end: number }

function stringAt(text: string, from: number): Token {
  if (text[from] !== '"') return { ok: false, end: from }
  for (let at = from + 1; ; at += 1) {
    const character = text[at]
    if (character === '"') return { ok: true, end: at + 1 }
    if (character === undefined || character < ' ') return { ok: false, end: at }
    if (character !== '\\') continue
    const escape = text[at + 1] ?? ''
    if (escape === 'u' && /^[0-9A-Fa-f]{4}$/.test(text.slice(at + 2, at + 6))) at += 5
    else if (escape !== '' && '"\\/bfnrt'.includes(escape)) at += 1
    else return { ok: false, end: at }
  }
}

function scalarAt(text: string, from: number): Token {
  const word = ['true', 'false', 'null'].find((known) => text.startsWith(known, from))
  if (word !== undefined) return { ok: true, end: from + word.length }
  let end = from
  while ('-+.0123456789eE'.includes(text[end] ?? ' ')) end += 1
  // Longer numbers than this are possible, and no review has one.
  const isNumber = end - from < 1_000 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text.slice(from, end))
  return isNumber ? { ok: true, end } : { ok: false, end: from }
}
