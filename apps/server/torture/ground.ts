/** One populated data folder with its crowd and what the crowd can testify: where a loop does its cycles. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, type Random } from '@tandem/documents/testing'
import { EXTRACTED, reported, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import type { WorldKind } from '../simulation/world.ts'
import { populate, studiesInTurn, type Populated, type WantedExtraction } from '../src/testing/populate.ts'
import { faultsInFolder } from './audit.ts'
import { Crowd } from './crowd.ts'
import { loadAnew, lossesSeenAnew } from './newcomer.ts'
import { Testimony } from './testimony.ts'

export type Ground = {
  readonly folder: string
  readonly site: Populated
  readonly testimony: Testimony
  readonly crowd: Crowd
  readonly random: Random
}

const REVIEWERS = 4

const EXTRACTION: WantedExtraction = {
  form: tinyForm,
  structure: STRUCTURE,
  drafted: (turn) => ({ ...EXTRACTED, 'results/o1~t1~a1/events': reported(turn) }),
}

/** @param work what the crowd does there: rate with an instrument, or agree on structures and extract. */
export async function layGround(folder: string, seed: number, work: WorldKind): Promise<Ground> {
  const studies = [...studiesInTurn(REVIEWERS, { revealed: 3, drafting: 5 }), { state: 'unassigned' as const }]
  const extraction = work === 'extracting' ? { extraction: EXTRACTION } : {}
  const site = await populate({ folder, reviewers: REVIEWERS, studies, ...extraction })
  const testimony = new Testimony()
  const random = seededRandom(seed)
  return { folder, site, testimony, crowd: new Crowd(site, testimony, random), random }
}

export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const parent = await mkdtemp(join(tmpdir(), 'tandem-torture-'))
  try {
    return await use(join(parent, 'data'))
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
}

/** On disk, before anybody starts on it. */
export async function faultsOnDisk({ folder, site }: Ground): Promise<readonly string[]> {
  return faultsInFolder(folder, site.review)
}

/** Nobody is back yet: what is found here comes from the disk and from nowhere else. */
export async function faultsBeforeReturn({ site, testimony }: Ground, port: number): Promise<readonly string[]> {
  const losses = await lossesSeenAnew(port, site, testimony)
  return losses.map(({ document, what }) => `${document}: ${what}`)
}

/** Milliseconds after which copies that are not level will never be. */
export const LEVEL = 30_000

/** Everybody comes back with what they hold; then all copies and what a newcomer loads must be one. */
export async function faultsAfterReturn({ site, crowd, testimony }: Ground, port: number): Promise<readonly string[]> {
  await crowd.arrive(port)
  const isSaved = await crowd.settle(LEVEL)
  const again = await crowd.askAgain()
  const faults = [...(isSaved ? [] : ['what people hold is not saved']), ...again, ...testimony.setbacks.splice(0)]
  return [...faults, ...(await faultsOfCopies({ site, crowd }, port))]
}

/** Whether everybody who is connected holds what somebody new is given. */
export async function faultsOfCopies(
  { site, crowd }: Pick<Ground, 'site' | 'crowd'>,
  port: number,
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const client of crowd.clients) {
    if (!client.isConnected) continue
    const anew = await loadAnew(port, site, client.place.document, client.place.person)
    const isLevel = (): boolean => JSON.stringify(sorted(anew?.plain)) === JSON.stringify(sorted(client.plain()))
    const ends = AbortSignal.timeout(LEVEL)
    await client.until((each) => each.isOver || isLevel(), ends).catch(() => undefined)
    if (!client.isOver && client.isConnected && !isLevel())
      faults.push(`${client.place.document}: ${client.place.person} holds something else than the server`)
  }
  return faults
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
