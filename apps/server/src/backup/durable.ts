/**
 * Files that are there whole or not at all, also after a power cut: written under another name, synced, renamed, and the
 * folder that names them synced. Without the last step a power cut can take the name away again.
 */
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** For this user's eyes only: a backup holds everything. */
const MODE = 0o600

/** Replaces what has that name. */
export async function writeDurably(path: string, chunks: AsyncIterable<Uint8Array>, suffix: string): Promise<void> {
  const half = `${path}.${suffix}`
  try {
    await writeSynced(half, chunks)
    await rename(half, path)
  } catch (error) {
    await rm(half, { force: true })
    throw error
  }
  await syncPath(dirname(path))
}

/** @throws what the disk says; what was written so far stays. */
export async function writeSynced(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'wx', MODE)
  for await (const chunk of chunks) await file.writeFile(chunk)
  await file.sync()
}

/** A file or a folder. */
export async function syncPath(path: string): Promise<void> {
  await using opened = await open(path, 'r')
  await opened.sync()
}

/** Opened when it is read: a stream that nobody reads yet would throw its error at nobody. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: 1_024 * 1_024 })
}
