/** What lies on this device for a person: names, how much waits or was not accepted, and how to remove it. Knows no Yjs. */
import type { DocumentId, PersonId } from '@tandem/rules'

const DRAFT = 'tandem:draft:'
const WAITING = 'tandem:waiting:'
const RESCUE = 'tandem:rescue:'
const VIEWS = 'tandem:views:'

/** What keys of the rescue shelf begin with. */
export const rescuePrefix = (person: PersonId): string => `${RESCUE}${person}:`

/** Where somebody's saved views of a table lie: their filters may hold words of a review. */
export const viewsKey = (person: PersonId, table: string): string => `${VIEWS}${person}:${table}`

export const copyName = (person: PersonId, document: DocumentId): string => `${DRAFT}${person}:${document}`

/** How many changes on this device wait for the server, in all drafts of this person. */
export function waitingOnThisDevice(person: PersonId): number {
  return keysOf(`${WAITING}${person}:`).reduce((sum, key) => sum + Number(localStorage.getItem(key) ?? 0), 0)
}

/** Drafts of which something on this device waits for the server. */
export function waitingDocuments(person: PersonId): readonly DocumentId[] {
  const prefix = `${WAITING}${person}:`
  return keysOf(prefix).map((key) => key.slice(prefix.length) as DocumentId)
}

/** Documents of which the rescue shelf still holds what the server did not accept. */
export function rescuesOnThisDevice(person: PersonId): number {
  return keysOf(rescuePrefix(person)).length
}

/** Deletes every copy of this person, and what the rescue shelf holds. The documents must be closed. */
export async function forgetCopies(person: PersonId): Promise<void> {
  for (const prefix of [`${WAITING}${person}:`, rescuePrefix(person), viewsKey(person, '')])
    for (const key of keysOf(prefix)) localStorage.removeItem(key)
  const databases = (await indexedDB.databases?.().catch(() => [])) ?? []
  const own = databases.flatMap(({ name }) => (name?.startsWith(`${DRAFT}${person}:`) ? [name] : []))
  await Promise.all(own.map(deleteDatabase))
}

export function readWaiting(person: PersonId, document: DocumentId): number {
  try {
    return Number(localStorage.getItem(`${WAITING}${person}:${document}`) ?? 0) || 0
  } catch {
    return 0
  }
}

export function writeWaiting(person: PersonId, document: DocumentId, waiting: number): void {
  const key = `${WAITING}${person}:${document}`
  try {
    if (waiting > 0) localStorage.setItem(key, String(waiting))
    else localStorage.removeItem(key)
  } catch {
    // The count is a comfort: the copy itself lies in IndexedDB.
  }
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = request.onblocked = () => resolve()
  })
}

function keysOf(prefix: string): readonly string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
  } catch {
    return []
  }
}
