/**
 * What an error of SQLite means for the process (https://www.sqlite.org/rescode.html).
 *
 * Final are errors after which the state of the file is not known: a failed write or fsync (the kernel may have dropped
 * the dirty pages, so a second fsync that succeeds proves nothing) and a damaged file. A full disk, a read-only mount
 * or a lock held by a foreign tool refused before anything was accepted: they may pass. A broken constraint is neither;
 * it is a bug of the caller and stays the error it is.
 */
import { StoreFailure } from '../contract.ts'

const ERROR = 1
const BUSY = 5
const LOCKED = 6
const NO_MEMORY = 7
const READ_ONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

const FINAL: readonly number[] = [IO_ERROR, CORRUPT, NOT_A_DATABASE]
const PASSING: readonly number[] = [BUSY, LOCKED, NO_MEMORY, READ_ONLY, FULL, CANNOT_OPEN]

/** The error as the contract names it: a StoreFailure, or the error itself if it is none of the disk's. */
export function storeErrorOf(error: unknown): unknown {
  const code = primaryCode(error)
  if (code === null || error instanceof StoreFailure) return error
  if (FINAL.includes(code)) {
    return new StoreFailure(
      `the store failed: ${sentenceOf(error)}. See docs/recovery.md before you start again.`,
      true,
      error,
    )
  }
  if (PASSING.includes(code)) {
    return new StoreFailure(`the store cannot write: ${sentenceOf(error)}. See docs/recovery.md.`, false, error)
  }
  return error
}

/** SQLITE_ERROR: an unknown column, a format that this SQLite does not read, and the like. */
export function isIncomprehension(error: unknown): error is Error {
  return primaryCode(error) === ERROR
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** The low byte of the extended result code; null for an error that is not SQLite's. */
function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
