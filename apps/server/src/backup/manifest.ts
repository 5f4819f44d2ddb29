/**
 * The first file of a backup, `manifest.json`: what is in the backup, in figures that a person can read and compare.
 *
 * Every other file stands in `files` with its size and hash, in the order of the archive: today the database alone,
 * later what is kept beside it. The hash of the manifest's own bytes is the backup's id: whoever notes it elsewhere can
 * tell afterwards that not a byte of the backup has changed.
 */
import { createHash } from 'node:crypto'
import { accepted, refused, type Result } from '@tandem/rules'
import type { DatabaseFacts, Head } from './database.ts'

export const MANIFEST = 'manifest.json'
export const DATABASE = 'tandem.sqlite'

/** Raised when an earlier program could no longer read what is in the archive. */
const FORMAT = 1

export type Manifest = DatabaseFacts & {
  readonly tandemBackup: typeof FORMAT
  /** Everything that was saved until then is in it. By the clock of that machine. */
  readonly at: string
  /** How often the data had been restored before. */
  readonly restores: number
  readonly files: readonly BackedUpFile[]
}

export type BackedUpFile = { readonly name: string; readonly bytes: number; readonly sha256: string }

export function newManifest(content: Omit<Manifest, 'tandemBackup'>): Manifest {
  return { tandemBackup: FORMAT, ...content }
}

export function manifestToBytes(manifest: Manifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, 'utf8')
}

export function idOf(manifestBytes: Uint8Array): string {
  return createHash('sha256').update(manifestBytes).digest('hex')
}

/** Judges shape and names: a name could lead out of the folder that it is unpacked in. */
export function bytesToManifest(bytes: Uint8Array): Result<Manifest, string> {
  const value = parsed(bytes)
  if (!isRecord(value) || typeof value['tandemBackup'] !== 'number') return refused('its manifest is none of Tandem')
  if (value['tandemBackup'] > FORMAT) return refused('it was made by a newer Tandem: use that one')
  return isManifest(value) ? accepted(value as unknown as Manifest) : refused('its manifest is damaged')
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    // Any throw means that it is no JSON, and the caller says so.
    return null
  }
}

function isManifest(value: Readonly<Record<string, unknown>>): boolean {
  const { at, schema, restores, files, counts, heads } = value
  return (
    typeof at === 'string' &&
    isCount(schema) &&
    isCount(restores) &&
    isRecord(counts) &&
    Object.values(counts).every(isCount) &&
    isListOf(files, isFile) &&
    files.filter(({ name }) => name === DATABASE).length === 1 &&
    isListOf(heads, isHead)
  )
}

function isFile(value: unknown): value is BackedUpFile {
  if (!isRecord(value)) return false
  const { name, bytes, sha256 } = value
  return typeof name === 'string' && SAFE_NAME.test(name) && isCount(bytes) && isHash(sha256)
}

/** The database, or a file below `files` that is named by the server. */
const SAFE_NAME = /^(tandem\.sqlite|files\/[0-9a-z][0-9a-z.-]*)$/

function isHead(value: unknown): value is Head {
  return isRecord(value) && typeof value['review'] === 'string' && isCount(value['seq']) && isHash(value['head'])
}

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isListOf<Entry>(value: unknown, isEntry: (entry: unknown) => entry is Entry): value is readonly Entry[] {
  return Array.isArray(value) && value.every(isEntry)
}
