/**
 * Unsaved work in copies of drafts that can no longer be written: typed offline, and meanwhile the assignment was
 * withdrawn, the draft submitted from another device, the study rated again. No page opens such a draft any more, so
 * nobody would ever see what was typed: it is taken from the copy and laid on the rescue shelf.
 */
import { plainDocument, UnsavedFields, type UnsavedField } from '@tandem/documents'
import type { DocumentId, PersonId, ReviewId } from '@tandem/rules'
import { Doc } from 'yjs'
import { waitingDocuments } from './device.ts'
import { openLocalCopy } from './local-copy.ts'
import type { RescueShelf } from './rescue-shelf.svelte.ts'

type Seeking = {
  readonly review: ReviewId
  readonly person: PersonId
  readonly shelf: RescueShelf
  /** Whether an open page, or one that will be opened, still brings it to the server. */
  readonly hasWay: (document: DocumentId) => boolean
  /** Fetches what says a field and its value in words; null where it cannot be fetched. */
  readonly words: () => Promise<((field: UnsavedField) => { readonly label: string; readonly text: string }) | null>
}

export async function rescueStranded({ review, person, shelf, hasWay, words }: Seeking): Promise<void> {
  for (const document of waitingDocuments(person)) {
    if (hasWay(document)) continue
    const describe = await words()
    // Everything stays in its copy until the next time.
    if (describe === null) return
    const left = await takeFromCopy(review, person, document)
    if (left === null || left.unsaved.length === 0) continue
    const { title, unsaved } = left
    const rows = unsaved.map((field) => ({ ...field, ...describe(field) }))
    shelf.keep({ document, title, rule: 'document-is-writable', at: new Date().toISOString(), rows })
  }
}

/** Null if the copy belongs to another review, or if there is none; else it is gone afterwards. */
async function takeFromCopy(
  review: ReviewId,
  person: PersonId,
  document: DocumentId,
): Promise<{ readonly title: string; readonly unsaved: readonly UnsavedField[] } | null> {
  const doc = new Doc()
  const copy = await openLocalCopy(person, document, doc)
  const now = plainDocument(doc)
  const isOurs = copy?.review === review
  if (isOurs) await copy.clear()
  else await copy?.stop()
  doc.destroy()
  if (!isOurs) return null
  const unsaved = new UnsavedFields(copy.base)
  unsaved.compare(now, 1)
  return { title: copy.title, unsaved: unsaved.listed(now) }
}
