/**
 * Makes a backup: a copy of the database as of one moment, looked at from end to end, its figures in a manifest, and all
 * of it in one archive. Asks nothing of the server and writes nothing into its folder.
 */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseFiles } from './database.ts'
import { bytesOf } from './durable.ts'
import { DATABASE, idOf, MANIFEST, manifestToBytes, newManifest, type BackedUpFile, type Manifest } from './manifest.ts'
import { readRestored } from './restored.ts'
import { writeArchive, type ArchivedFile } from './tar.ts'

export type Packing = {
  /** The data folder. */
  readonly folder: string
  /** An empty folder of our own, with room for the database; the caller removes it. */
  readonly work: string
  readonly database: DatabaseFiles
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export type Packed = {
  readonly id: string
  readonly manifest: Manifest
  /** The archive. To be read once. */
  readonly archive: AsyncIterable<Uint8Array>
}

/** @throws FolderUnreadable, StoreFailure, StoreDamaged */
export async function packBackup({ folder, work, database, clock }: Packing): Promise<Packed> {
  const copy = join(work, DATABASE)
  // Before the copy: everything that was saved until then is in it.
  const at = clock()
  database.copy(folder, copy)
  await database.examine(copy)
  const file = await describe(DATABASE, copy)
  const restores = (await readRestored(folder))?.restores ?? 0
  const manifest = newManifest({ at: new Date(at).toISOString(), restores, files: [file], ...database.facts(copy) })
  const bytes = manifestToBytes(manifest)
  const files = [inMemory(MANIFEST, bytes), { name: DATABASE, size: file.bytes, content: bytesOf(copy) }]
  return { id: idOf(bytes), manifest, archive: writeArchive(files, Math.floor(at / 1_000)) }
}

async function describe(name: string, path: string): Promise<BackedUpFile> {
  const hash = createHash('sha256')
  for await (const chunk of bytesOf(path)) hash.update(chunk)
  return { name, bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}

function inMemory(name: string, bytes: Uint8Array): ArchivedFile {
  async function* content(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  return { name, size: bytes.byteLength, content: content() }
}
