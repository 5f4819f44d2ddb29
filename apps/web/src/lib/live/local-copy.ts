/**
 * The copy of one's own draft on this device, so that a closed tab or a flight loses nothing. Kept per person and
 * document, only for drafts of one's own, and cleared at sign-out.
 */
import { EMPTY_DOCUMENT, type DocumentId, type PersonId, type PlainDocument, type ReviewId } from '@tandem/rules'
import { IndexeddbPersistence } from 'y-indexeddb'
import type { Doc } from 'yjs'
import { copyName, readWaiting, writeWaiting } from './device.ts'

export type LocalCopy = {
  /** What the server was known to hold when this device was last in touch with it. */
  readonly base: PlainDocument
  /** What the document is about, in words, for a time when nobody else can say it any more. */
  readonly title: string
  readonly review: string
  readonly nameIt: (title: string, review: ReviewId) => void
  /** How many changes were waiting then. */
  readonly waiting: number
  readonly remember: (base: PlainDocument, waiting: number) => void
  readonly stop: () => Promise<void>
  readonly clear: () => Promise<void>
}

/** Reads the copy into `doc` and keeps it up to date. @returns null if this device cannot keep one. */
export async function openLocalCopy(person: PersonId, document: DocumentId, doc: Doc): Promise<LocalCopy | null> {
  const name = copyName(person, document)
  if (!(await mayOpen(name))) return null
  const persistence = new IndexeddbPersistence(name, doc)
  await persistence.whenSynced
  const base = (await persistence.get('base')) as string | undefined
  const title = (await persistence.get('title')) as string | undefined
  const review = (await persistence.get('review')) as string | undefined
  let isStopped = false
  return {
    base: base ? (JSON.parse(base) as PlainDocument) : EMPTY_DOCUMENT,
    title: title ?? '',
    review: review ?? '',
    nameIt: (newTitle, newReview) => {
      persistence.set('title', newTitle).catch(ignoreClosing)
      persistence.set('review', newReview).catch(ignoreClosing)
    },
    waiting: readWaiting(person, document),
    remember: (newBase, waiting) => {
      writeWaiting(person, document, waiting)
      if (!isStopped) persistence.set('base', JSON.stringify(newBase)).catch(ignoreClosing)
    },
    stop: async () => {
      isStopped = true
      await persistence.destroy()
    },
    clear: async () => {
      isStopped = true
      writeWaiting(person, document, 0)
      await persistence.clearData()
    },
  }
}

/**
 * y-indexeddb has no way to say that it failed, so this asks first: private windows and full disks refuse.
 */
function mayOpen(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(`${name}:probe`)
      request.onsuccess = () => {
        request.result.close()
        indexedDB.deleteDatabase(`${name}:probe`)
        resolve(true)
      }
      request.onerror = (event) => {
        event.preventDefault()
        resolve(false)
      }
      request.onblocked = () => resolve(false)
    } catch {
      resolve(false)
    }
  })
}

/** The database of a closed tab may close under a late note; the next visit compares anew. */
function ignoreClosing(error: unknown): void {
  if (!(error instanceof DOMException)) throw error
}
