/** Snapshots as a forger would change them: values put at JSON pointers, and everything sealed anew. */
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson, type Json } from '@tandem/rules'
import type { SnapshotFile } from '../src/index.ts'
import { contentIdOf, hashing, hashOfJson } from '../src/snapshot/hash.ts'
import { partsOf } from '../src/snapshot/parts.ts'
import { verifySnapshot } from '../src/snapshot/verify.ts'

/** Undefined takes the member out. */
export type Change = readonly [path: string, value: unknown]

export function forged(file: SnapshotFile, ...changes: readonly Change[]): SnapshotFile {
  const copy = JSON.parse(canonicalJson(file as unknown as Json)) as SnapshotFile
  for (const [path, value] of changes) put(copy, path, value)
  const contentHash = hashOfJson(copy.state)
  const { fileHash: _fileHash, ...unsealed } = { ...copy, contentHash, contentId: contentIdOf(contentHash) }
  const whole = { ...unsealed, parts: partsOf(unsealed, hashing()) }
  return { ...whole, fileHash: hashOfJson(whole) }
}

function put(target: unknown, path: string, value: unknown): void {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop() ?? ''
  const node = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, target as Record<string, unknown>)
  if (value === undefined) delete node[last]
  else node[last] = value
}

export const bytesOf = (file: unknown): Uint8Array => utf8ToBytes(canonicalJson(file as Json))

/** "where: sentence" */
export const problemsOf = (file: unknown): readonly string[] =>
  verifySnapshot(bytesOf(file)).problems.map(({ where, sentence }) => `${where}: ${sentence}`)
