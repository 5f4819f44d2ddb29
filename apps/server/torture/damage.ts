/**
 * Damage to a small store, one piece at a time: a bit flipped, the end cut off. Each must be found at the start, with a
 * sentence, or be harmless: everything that is read is what was written.
 *
 * The file was closed in good order, so nothing is left beside it. What lies in the write-ahead log after a crash is
 * guarded by SQLite's checksums, and there a damaged frame ends the log: see docs/recovery.md, "Cut tail".
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentId, ReviewId } from '@tandem/rules'
import { populate, studiesInTurn, type Populated } from '../src/testing/populate.ts'
import { QUARANTINE_LIMITS } from '../src/limits.ts'
import { StoreFailure } from '../src/store/contract.ts'
import { StoreDamaged } from '../src/store/sqlite/damage.ts'
import { UnknownSchema } from '../src/store/sqlite/migrations.ts'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'

export type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly length: number }

export type DamageReport = {
  found: number
  harmless: number
  /** Opened, and gave something else than what was written. */
  readonly silent: Damage[]
  /** Refused, but as a bug would be, without a sentence for the administrator. */
  readonly wordless: (Damage & { readonly error: string })[]
}

export async function damagedStores(damages: (size: number) => Iterable<Damage>): Promise<DamageReport> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-damage-'))
  try {
    const site = await populate({
      folder,
      reviewers: 2,
      studies: studiesInTurn(2, { revealed: 1, drafting: 1 }),
    })
    const path = join(folder, 'tandem.sqlite')
    const written = await contentOf(folder, site)
    const whole = await readFile(path)
    const report: DamageReport = { found: 0, harmless: 0, silent: [], wordless: [] }
    for (const damage of damages(whole.byteLength)) {
      await writeFile(path, damaged(whole, damage))
      await judge(report, damage, written, () => contentOf(folder, site))
      for (const beside of ['-wal', '-shm']) await rm(path + beside, { force: true })
    }
    return report
  } finally {
    await rm(folder, { recursive: true })
  }
}

function damaged(whole: Buffer, damage: Damage): Buffer {
  if (damage.kind === 'cut') return whole.subarray(0, damage.length)
  const copy = Buffer.from(whole)
  copy[damage.at] = (copy[damage.at] ?? 0) ^ (1 << damage.bit)
  return copy
}

async function judge(
  report: DamageReport,
  damage: Damage,
  written: string,
  read: () => Promise<string>,
): Promise<void> {
  try {
    if ((await read()) === written) report.harmless += 1
    else report.silent.push(damage)
  } catch (error) {
    report.found += 1
    const hasWords = [StoreDamaged, StoreFailure, UnknownSchema].some((kind) => error instanceof kind)
    if (!hasWords) report.wordless.push({ ...damage, error: String(error) })
  }
}

/** All that a server reads after the examination at its start, as one text. */
async function contentOf(folder: string, site: Populated): Promise<string> {
  const opened = openSqliteStore({ folder, random: randomBytes, quarantine: QUARANTINE_LIMITS })
  const { store } = opened
  try {
    await opened.examine()
    const review = await store.loadReview(site.review)
    const ids = site.studies.flatMap(({ drafts, consensus }) => [
      ...drafts.map(({ document }) => document),
      ...(consensus === null ? [] : [consensus.document]),
    ])
    const documents = await Promise.all(ids.map((id) => documentIn(store, id)))
    return JSON.stringify([review, documents, await restOf(store, site.review)])
  } finally {
    await store.close()
  }
}

type OpenStore = ReturnType<typeof openSqliteStore>['store']

async function documentIn(store: OpenStore, id: DocumentId): Promise<unknown> {
  const { checkpoint, tail } = await store.loadDocument(id)
  const bytes = [checkpoint?.bytes ?? new Uint8Array(), ...tail].map((each) => Buffer.from(each).toString('base64'))
  return [await store.document(id), bytes, [...(await store.clientOwners(id))]]
}

async function restOf(store: OpenStore, review: ReviewId): Promise<unknown> {
  return [await store.accounts(), await store.summariesOf(review), await store.snapshot(review, 1)]
}
