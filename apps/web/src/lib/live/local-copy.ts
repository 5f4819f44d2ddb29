/**
 * The copy of one's own draft on this device, so that a closed tab or a flight loses nothing. Kept per person and
 * document, only for drafts of one's own, and cleared at sign-out.
 */
import { EMPTY_DOCUMENT, type DocumentId, type PersonId, type PlainDocument } from '@tandem/rules'
import { IndexeddbPersistence } from 'y-indexeddb'
import type { Doc } from 'yjs'

const PREFIX = 'tandem:draft:'
const WAITING = 'tandem:waiting:'

const nameOf = (person: PersonId, document: DocumentId): string => `${PREFIX}${person}:${document}`

export type LocalCopy = {
  /** What the server was known to hold when this device was last in touch with it. */
  readonly base: PlainDocument
  /** How many changes were waiting then. */
  readonly waiting: number
  readonly remember: (base: PlainDocument, waiting: number) => void
  readonly stop: () => Promise<void>
  readonly clear: () => Promise<void>
}

/** Reads the copy into `doc` and keeps it up to date. @returns null if this device cannot keep one. */
export async function openLocalCopy(person: PersonId, document: DocumentId, doc: Doc): Promise<LocalCopy | null> {
  const name = nameOf(person, document)
  if (!(await mayOpen(name))) return null
  const persistence = new IndexeddbPersistence(name, doc)
  await persistence.whenSynced
  const base = (await persistence.get('base')) as string | undefined
  let isStopped = false
  return {
    base: base ? (JSON.parse(base) as PlainDocument) : EMPTY_DOCUMENT,
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

/** How many changes on this device wait for the server, in all drafts of this person. */
export function waitingOnThisDevice(person: PersonId): number {
  return keysOf(`${WAITING}${person}:`).reduce((sum, key) => sum + Number(localStorage.getItem(key) ?? 0), 0)
}

/** Deletes every copy of this person. The documents must be closed. */
export async function forgetCopies(person: PersonId): Promise<void> {
  for (const key of keysOf(`${WAITING}${person}:`)) localStorage.removeItem(key)
  const databases = (await indexedDB.databases?.().catch(() => [])) ?? []
  const own = databases.flatMap(({ name }) => (name?.startsWith(`${PREFIX}${person}:`) ? [name] : []))
  await Promise.all(own.map(deleteDatabase))
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

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = request.onblocked = () => resolve()
  })
}

function readWaiting(person: PersonId, document: DocumentId): number {
  try {
    return Number(localStorage.getItem(`${WAITING}${person}:${document}`) ?? 0) || 0
  } catch {
    return 0
  }
}

function writeWaiting(person: PersonId, document: DocumentId, waiting: number): void {
  const key = `${WAITING}${person}:${document}`
  try {
    if (waiting > 0) localStorage.setItem(key, String(waiting))
    else localStorage.removeItem(key)
  } catch {
    // The count is a comfort: the copy itself lies in IndexedDB.
  }
}

function keysOf(prefix: string): readonly string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
  } catch {
    return []
  }
}

/** The database of a closed tab may close under a late note; the next visit compares anew. */
function ignoreClosing(error: unknown): void {
  if (!(error instanceof DOMException)) throw error
}
