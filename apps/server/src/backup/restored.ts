/**
 * The file `restored.json` in a data folder: that its data came out of a backup, and until when browsers may bring back
 * what others wrote since then. Whoever wants to end that earlier writes an earlier time and starts the server again.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RECOVERY_LIMITS } from '../limits.ts'
import { NEVER_RESTORED, type Recovery } from '../sync/recovery.ts'

export const RESTORED = 'restored.json'

export type Restored = {
  /** How often in all: a backup of restored data says so, too. */
  readonly restores: number
  /** The backup: its id, and its moment. */
  readonly backup: string
  readonly backupAt: string
  readonly restoredAt: string
  readonly acceptUntil: string
}

/** @param now milliseconds since 1970. */
export function restoredToText(restored: Omit<Restored, 'restoredAt' | 'acceptUntil'>, now: number): string {
  const restoredAt = new Date(now).toISOString()
  const acceptUntil = new Date(now + RECOVERY_LIMITS.acceptFor).toISOString()
  return `${JSON.stringify({ ...restored, restoredAt, acceptUntil }, null, 2)}\n`
}

/** Null where the data has never been restored. */
export async function readRestored(folder: string): Promise<Restored | null> {
  const path = join(folder, RESTORED)
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Restored) : null
}

export function recoveryOf(restored: Restored | null, clock: () => number): Recovery {
  if (restored === null) return NEVER_RESTORED
  const until = Date.parse(restored.acceptUntil)
  return { restores: restored.restores, isOpen: () => clock() < until }
}
