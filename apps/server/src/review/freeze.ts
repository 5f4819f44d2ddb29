/** The file of a snapshot, and the content id that goes into its event: a function of the frozen state alone. */
import { buildSnapshot } from '@tandem/reports'
import type { DocumentId, PlainDocument, ReviewView } from '@tandem/rules'
import type { Documents } from './carry-out.ts'
import type { SnapshotMade } from './reviews.ts'

export function freeze(
  view: ReviewView,
  documents: Documents,
  { at, actor, label, reason, number }: SnapshotMade,
): { readonly contentId: string; readonly text: string } {
  if (actor === 'system') throw new Error('a snapshot is made by a person')
  const contents = new Map(Object.entries(documents) as [DocumentId, PlainDocument][])
  const made = { at, by: actor, label, reason, number }
  const { contentId, bytes } = buildSnapshot({ view, documents: contents, made })
  return { contentId, text: new TextDecoder().decode(bytes) }
}
