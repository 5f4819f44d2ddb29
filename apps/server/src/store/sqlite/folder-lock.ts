/**
 * One process per data folder.
 *
 * The lock is an empty SQLite file on which this process holds an exclusive transaction for as long as it lives. That
 * is a lock of the kernel, so it goes when the process goes, also by SIGKILL; a file with a process id in it would stay.
 *
 * Trap: POSIX file locks belong to the process. Opening and closing this file by other means in the same process would
 * drop the lock silently; nothing else may touch it.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy, storeErrorOf } from './failure.ts'

export class FolderInUse extends Error {
  constructor(folder: string) {
    super(
      `Another Tandem process already uses ${folder}. Stop it first, or give this one its own folder with TANDEM_DATA.`,
    )
    this.name = 'FolderInUse'
  }
}

export type FolderLock = { release(): void }

/** @throws FolderInUse, StoreFailure */
export function lockFolder(folder: string): FolderLock {
  let lock: DatabaseSync | null = null
  try {
    lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    throw isBusy(error) ? new FolderInUse(folder) : storeErrorOf(error)
  }
  const held = lock
  return { release: () => held.close() }
}
