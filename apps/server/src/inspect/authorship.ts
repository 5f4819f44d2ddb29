/** Who wrote what stands in a place now. */
import type { Actor, Instant } from '@tandem/rules'
import { placeOf, type Chapter } from '../history/story.ts'

export type Authorship = { readonly actor: Actor; readonly at: Instant; readonly seq: number; readonly changes: number }

/** By place. */
export function authorshipOf(chapters: readonly Chapter[]): ReadonlyMap<string, Authorship> {
  const authors = new Map<string, Authorship>()
  for (const { actor, at, seq, changes } of chapters)
    for (const { part, key } of changes) {
      const place = placeOf(part, key)
      authors.set(place, { actor, at, seq, changes: (authors.get(place)?.changes ?? 0) + 1 })
    }
  return authors
}
