/**
 * Makes a data folder from a backup.
 *
 * Only into an empty folder: what stands there may be the only copy of what was saved since the backup. The folder is
 * locked against a server, and marked as used, before anything is unpacked: a server that finds an unfinished restore
 * takes it for damage and does not start on it. The database gets its name last.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { refused, type Result } from '@tandem/rules'
import type { DatabaseFiles } from './database.ts'
import { syncPath, writeDurably } from './durable.ts'
import { DATABASE } from './manifest.ts'
import { RESTORED, restoredToText } from './restored.ts'
import { hasHeadsOf, unpackBackup, type Unpacked } from './unpack.ts'

export type Restoring = {
  readonly archive: AsyncIterable<Uint8Array>
  readonly folder: string
  readonly database: DatabaseFiles
  readonly places: DataFolders
  readonly keepsSessions: boolean
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** What a restore needs to know of data folders. */
export type DataFolders = {
  readonly prepare: (folder: string) => void
  /** @throws FolderInUse */
  readonly lock: (folder: string) => { release(): void }
  readonly mark: (folder: string) => void
}

const UNPACKED = 'restoring'
const LOCK = 'lock'

/** The reason says why not; the folder is then as it was. @throws FolderInUse, FolderUnusable, StoreDamaged, StoreFailure */
export async function restoreBackup(restoring: Restoring): Promise<Result<Unpacked, string>> {
  const { folder, places } = restoring
  places.prepare(folder)
  const taken = await occupantOf(folder, places)
  if (taken !== null) return refused(taken)
  const lock = places.lock(folder)
  let result: Result<Unpacked, string> = refused('The restore was interrupted.')
  try {
    places.mark(folder)
    result = await unpackAndTakeOver(restoring)
    return result
  } finally {
    if (!result.ok) await empty(folder)
    lock.release()
  }
}

/** A sentence about what is in the folder, or null. */
async function occupantOf(folder: string, places: DataFolders): Promise<string | null> {
  const found = await readdir(folder)
  if (found.length === 0) return null
  if (found.includes(LOCK)) places.lock(folder).release()
  return found.includes(UNPACKED) && !found.includes(DATABASE)
    ? `${folder} holds a restore that was interrupted. Remove it first: rm -r ${folder}`
    : `${folder} is not empty, and nothing is ever replaced. Move it away first: mv ${folder} ${folder}.before`
}

async function unpackAndTakeOver({
  archive,
  folder,
  database,
  keepsSessions,
  clock,
}: Restoring): Promise<Result<Unpacked, string>> {
  const into = join(folder, UNPACKED)
  await mkdir(into)
  const unpacked = await unpackBackup({ archive, into, database })
  if (!unpacked.ok) return unpacked
  database.takeOver(join(into, DATABASE), { now: clock(), keepsSessions })
  await writeMark(folder, unpacked.value, clock())
  await moveOut(into, folder)
  const path = join(folder, DATABASE)
  await database.examine(path)
  return hasHeadsOf(unpacked.value.manifest, database.facts(path))
    ? unpacked
    : refused('The restored logs do not end where the manifest says, so nothing was restored.')
}

async function writeMark(folder: string, { id, manifest }: Unpacked, now: number): Promise<void> {
  const { restores, at } = manifest
  const text = restoredToText({ restores: restores + 1, backup: id, backupAt: at }, now)
  await writeDurably(join(folder, RESTORED), oneChunk(text), 'half')
}

/** The database last: with it a server starts. */
async function moveOut(from: string, folder: string): Promise<void> {
  if (existsSync(join(from, 'files'))) await rename(join(from, 'files'), join(folder, 'files'))
  await syncPath(join(from, DATABASE))
  await rename(join(from, DATABASE), join(folder, DATABASE))
  await rm(from, { recursive: true })
  await syncPath(folder)
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, 'utf8')
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true })
}
