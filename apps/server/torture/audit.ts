/**
 * What the folder says by itself after a crash, without any server: the chain holds, every command is there whole or
 * not at all, and what rows refer to exists.
 *
 * Looks at a copy. Opening the folder itself would recover it, and that is what the next start is to be tried at.
 */
import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { verifySnapshot } from '@tandem/reports'
import type { ReviewEvent, ReviewId } from '@tandem/rules'
import { QUARANTINE_LIMITS } from '../src/limits.ts'
import type { Store } from '../src/store/contract.ts'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'

/** @returns sentences, none where all is well. */
export async function faultsInFolder(folder: string, review: ReviewId): Promise<readonly string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'tandem-audit-'))
  try {
    // The lock and the socket belong to whoever holds them; a copy of them is nothing.
    const isKept = (source: string): boolean => !['lock', 'control'].includes(basename(source))
    await cp(folder, copy, { recursive: true, filter: isKept })
    const { store } = openSqliteStore({ folder: copy, random: randomBytes, quarantine: QUARANTINE_LIMITS })
    const faults = await faultsInStore(store, review).finally(() => store.close())
    return [...faults, ...faultsInTables(join(copy, 'tandem.sqlite'))]
  } finally {
    await rm(copy, { recursive: true })
  }
}

async function faultsInStore(store: Store, review: ReviewId): Promise<readonly string[]> {
  const broken = await store.verifyChain(review)
  const stored = await store.loadReview(review)
  if (stored === null) return ['the review is gone']
  const faults: string[] = broken === null ? [] : [`the chain breaks at ${broken.seq}: ${broken.why}`]
  for (const event of stored.events) faults.push(...(await faultsOfEvent(store, review, event)))
  return faults
}

/** What an event brought into being stands in the same commit. */
async function faultsOfEvent(store: Store, review: ReviewId, event: ReviewEvent): Promise<readonly string[]> {
  switch (event.type) {
    case 'assigned': {
      const begun = event.joint ? [event.joint] : event.drafts.map(({ draft }) => draft)
      const documents = await Promise.all(begun.map((document) => document && store.document(document)))
      return documents.every((document) => document !== null) ? [] : [`assessment ${event.assessment} lacks a document`]
    }
    case 'revealed':
    case 'reopened': {
      const { tail, checkpoint } = await store.loadDocument(event.consensus)
      return tail.length > 0 || checkpoint !== null ? [] : [`consensus ${event.consensus} has no content`]
    }
    case 'snapshot-made': {
      const text = await store.snapshot(review, event.number)
      if (text === null) return [`snapshot ${event.number} has no file`]
      const { ok, facts } = verifySnapshot(new TextEncoder().encode(text))
      return ok && facts?.contentId === event.contentId ? [] : [`snapshot ${event.number} does not verify`]
    }
    default:
      return []
  }
}

/** A command gives one event in the name of who asked; all else that follows from it is the system's. */
const ASKED = "SELECT count(*) AS count FROM event WHERE actor <> 'system'"

function faultsInTables(path: string): readonly string[] {
  using database = new DatabaseSync(path)
  const count = (sql: string): number => Number(database.prepare(sql).get()?.['count'])
  const asked = count(ASKED)
  const answered = count('SELECT count(*) AS count FROM person_command')
  const damage = database.prepare('PRAGMA integrity_check').get()?.['integrity_check']
  return [
    ...(asked === answered ? [] : [`${asked} commands stand in the log, ${answered} among the answers`]),
    ...(damage === 'ok' ? [] : [`SQLite: ${String(damage)}`]),
  ]
}
