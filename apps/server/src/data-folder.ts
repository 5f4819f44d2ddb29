/** The folder that holds everything: made if it is not there, for this user's eyes only. */
import { accessSync, constants, mkdirSync } from 'node:fs'

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
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new FolderUnusable(folder, error)
  }
}
