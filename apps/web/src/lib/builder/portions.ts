/** A document in portions, each of which is one transaction, and one update that the server's gate takes. */
import type { Json, PlainDocument } from '@tandem/rules'

type Portion = {
  readonly changes: readonly (readonly [key: string, value: Json])[]
  readonly texts: readonly (readonly [name: string, text: string])[]
}

/** The gate looks at 2,000 parts and 256 kB of an update. */
const MOST_KEYS = 1_000
const MOST_CHARACTERS = 60_000

/** In the order of the document, texts last. Most forms are one portion. */
export function portionsOf({ fields, texts }: PlainDocument): readonly Portion[] {
  const pieces: readonly Piece[] = [
    ...Object.entries(fields).map((change): Piece => ({ is: 'field', change, size: JSON.stringify(change).length })),
    ...Object.entries(texts).map((text): Piece => ({ is: 'text', text, size: text[0].length + text[1].length })),
  ]
  return groupsOf(pieces).map((group) => ({
    changes: group.flatMap((piece) => (piece.is === 'field' ? [piece.change] : [])),
    texts: group.flatMap((piece) => (piece.is === 'text' ? [piece.text] : [])),
  }))
}

type Piece =
  | { readonly is: 'field'; readonly change: readonly [string, Json]; readonly size: number }
  | { readonly is: 'text'; readonly text: readonly [string, string]; readonly size: number }

function groupsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const groups: Piece[][] = []
  let size = Infinity
  for (const piece of pieces) {
    const last = groups.at(-1)
    if (last && last.length < MOST_KEYS && size + piece.size <= MOST_CHARACTERS) last.push(piece)
    else groups.push([piece])
    size = last === groups.at(-1) ? size + piece.size : piece.size
  }
  return groups
}
