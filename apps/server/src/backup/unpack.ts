/**
 * Reads a backup into a folder and looks whether it is what it says it is: every byte by its hash, the database by what
 * stands in it, and both by the figures of the manifest.
 */
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { accepted, refused, type Result } from '@tandem/rules'
import type { DatabaseFacts, DatabaseFiles } from './database.ts'
import { writeSynced } from './durable.ts'
import { bytesToManifest, DATABASE, idOf, MANIFEST, type BackedUpFile, type Manifest } from './manifest.ts'
import { ArchiveBroken, readArchive, type ArchivedFile } from './tar.ts'

export type Unpacking = {
  readonly archive: AsyncIterable<Uint8Array>
  /** Exists and is empty. */
  readonly into: string
  readonly database: DatabaseFiles
}

export type Unpacked = { readonly id: string; readonly manifest: Manifest }

/** The reason says what is wrong with the backup. @throws StoreDamaged, StoreFailure, UnknownSchema */
export async function unpackBackup({ archive, into, database }: Unpacking): Promise<Result<Unpacked, string>> {
  const unpacked = await unpackFiles(archive, into)
  if (!unpacked.ok) return unusable(unpacked.reason)
  const path = join(into, DATABASE)
  const difference = differenceTo(unpacked.value.manifest, database.facts(path))
  if (difference !== null) return unusable(difference)
  database.bringForward(path)
  await database.examine(path)
  return unpacked
}

const unusable = (why: string): Result<never, string> => refused(`This is no backup that can be used: ${why}.`)

export function hasHeadsOf({ heads }: Manifest, found: DatabaseFacts): boolean {
  return JSON.stringify(heads) === JSON.stringify(found.heads)
}

/** A sentence about the first figure that is not as the manifest has it, or null. */
function differenceTo(manifest: Manifest, found: DatabaseFacts): string | null {
  if (!hasHeadsOf(manifest, found)) return 'its logs do not end where its manifest says'
  const { counts } = manifest
  const table = Object.keys(counts).find((name) => counts[name] !== found.counts[name])
  return table === undefined ? null : `the table ${table} does not have as many rows as its manifest says`
}

async function unpackFiles(archive: Unpacking['archive'], into: string): Promise<Result<Unpacked, string>> {
  const entries = readArchive(archive)
  try {
    return await readFiles(entries, into)
  } catch (error) {
    if (error instanceof ArchiveBroken) return refused(error.message)
    throw error
  } finally {
    await entries.return(undefined)
  }
}

async function readFiles(entries: AsyncGenerator<ArchivedFile>, into: string): Promise<Result<Unpacked, string>> {
  const first = await entries.next()
  if (first.done || first.value.name !== MANIFEST || first.value.size > LARGEST_MANIFEST)
    return refused('it does not begin with a manifest')
  const bytes = await inMemory(first.value)
  const manifest = bytesToManifest(bytes)
  if (!manifest.ok) return manifest
  for (const file of manifest.value.files) {
    const fault = await readOne((await entries.next()).value, file, into)
    if (fault !== null) return refused(fault)
  }
  if (!(await entries.next()).done) return refused('it holds more than its manifest says')
  return accepted({ id: idOf(bytes), manifest: manifest.value })
}

/** Bytes. A line for each review and each file. */
const LARGEST_MANIFEST = 256 * 1_024 * 1_024

async function inMemory({ content }: ArchivedFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function readOne(found: ArchivedFile | undefined, file: BackedUpFile, into: string): Promise<string | null> {
  if (found?.name !== file.name || found.size !== file.bytes) return `${file.name} is missing or has another size`
  const path = join(into, file.name)
  await mkdir(dirname(path), { recursive: true })
  const hash = createHash('sha256')
  await writeSynced(path, hashed(found.content, hash))
  return hash.digest('hex') === file.sha256 ? null : `${file.name} is damaged: its hash is another one`
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}
