/**
 * Documents and their stories as text for a terminal. Values are shown only where asked for: whoever runs a server has to
 * look at documents now and then, and need not learn what a blinded reviewer thinks by doing so. Sizes are rounded up
 * then: "yes" and "no" differ by one byte.
 */
import type { Json, PlainDocument } from '@tandem/rules'
import type { Change, Chapter, Story } from '../history/story.ts'
import { authorshipOf } from './authorship.ts'

export function printTree({ content, chapters, size }: Story, showsValues: boolean): string {
  const authors = authorshipOf(chapters)
  const rows = placesOf(content).map(([part, key, value]) => {
    const author = authors.get(`${part} ${key}`)
    const by = author ? `${author.actor}, ${author.at}, seq ${author.seq}, ${counted(author.changes, 'change')}` : ''
    return [indented(key), part, shown(value, showsValues), by]
  })
  const head = `${counted(rows.length, 'place')}, ${counted(chapters.length, 'update')}, ${sizeShown(size, showsValues)} bytes encoded`
  return [head, ...aligned(rows)].join('\n')
}

export function printStory(chapters: readonly Chapter[], showsValues: boolean): string {
  return chapters
    .map(({ seq, at, actor, size, changes }) =>
      [
        `seq ${seq}  ${at}  ${actor}  ${counted(sizeShown(size, showsValues), 'byte')}`,
        ...changes.map((change) => `  ${printChange(change, showsValues)}`),
      ].join('\n'),
    )
    .join('\n')
}

/** The tree, for programs. */
export function treeToJson({ content, chapters, size }: Story, showsValues: boolean): Json {
  const authors = authorshipOf(chapters)
  const places = placesOf(content).map(([part, key, value]) => ({
    part,
    key,
    ...valueToJson(value, showsValues),
    ...authors.get(`${part} ${key}`),
  }))
  return { updates: chapters.length, size: sizeShown(size, showsValues), places }
}

export function chaptersToJson(chapters: readonly Chapter[], showsValues: boolean): Json {
  return chapters.map(({ changes, size, ...chapter }) => ({
    ...chapter,
    size: sizeShown(size, showsValues),
    changes: changes.map(({ part, key, before, after }) => ({
      part,
      key,
      before: valueToJson(before, showsValues),
      after: valueToJson(after, showsValues),
    })),
  }))
}

function valueToJson(value: Json, showsValues: boolean): { readonly [key: string]: Json } {
  if (showsValues) return { value }
  return value === null ? { kind: 'empty' } : { kind: kindOf(value), bytes: sizeShown(sizeOf(value), false) }
}

function printChange({ part, key, before, after }: Change, showsValues: boolean): string {
  return `${part} ${key}: ${shown(before, showsValues)} -> ${shown(after, showsValues)}`
}

/** Below its item: "blind" stands before "blind/note", which is moved to the right. */
function placesOf({ fields, texts }: PlainDocument): readonly (readonly ['field' | 'text', string, Json])[] {
  return [
    ...Object.entries(fields).map(([key, value]) => ['field', key, value] as const),
    ...Object.entries(texts).map(([key, value]) => ['text', key, value] as const),
  ].sort(([, a], [, b]) => (a < b ? -1 : 1))
}

function indented(key: string): string {
  return '  '.repeat(key.split('/').length) + key
}

function shown(value: Json, showsValues: boolean): string {
  if (value === null) return 'empty'
  return showsValues ? JSON.stringify(value) : `${kindOf(value)}, ${sizeShown(sizeOf(value), false)} bytes`
}

const STEP = 32

export function sizeShown(bytes: number, isExact: boolean): number {
  return isExact ? bytes : Math.ceil(bytes / STEP) * STEP
}

const sizeOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value))

function kindOf(value: Json): string {
  if (Array.isArray(value)) return `list of ${value.length}`
  return typeof value
}

export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** Columns as wide as their widest cell; the last one is left as it is. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
