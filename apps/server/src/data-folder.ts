/** The folder that holds everything: made if it is not there, for this user's eyes only. */
import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

export class FolderUnusable extends Error {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    super(`Tandem cannot write to ${folder}${reason}. Give it a folder it may write to with TANDEM_DATA.`, { cause })
    this.name = 'FolderUnusable'
  }
}

/** @throws FolderUnusable */
export function prepareDataFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (first !== undefined) keepNames(folder, first)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new FolderUnusable(folder, error)
  }
}

/** A power cut leaves a new folder only where the folder that names it was written. */
function keepNames(folder: string, first: string): void {
  for (let named = folder; named.length >= first.length; named = dirname(named)) syncFolder(dirname(named))
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
