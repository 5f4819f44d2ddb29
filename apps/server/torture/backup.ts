/**
 * Backups under load: people work on the real server, and at a moment that a seed has chosen a second process makes a
 * backup of it. The backup is restored beside it, and then:
 *
 * - Everything that was acknowledged or shown before the backup began is there, for somebody who has nothing.
 * - It is one moment: the chains hold, each command is there whole or not at all, what rows refer to exists.
 * - People come back with all that they wrote since then. Everybody ends with what the restored server holds.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '@tandem/documents/testing'
import type { WorldKind } from '../simulation/world.ts'
import { faultsInFolder } from './audit.ts'
import { tandem } from './backup-process.ts'
import { faultsOfCopies, layGround, LEVEL, withFolder, type Ground } from './ground.ts'
import { lossesSeenAnew } from './newcomer.ts'
import { pass } from './pass.ts'
import { ServerProcess } from './server-process.ts'
import type { Testimony } from './testimony.ts'

export type BackupRun = {
  readonly work: WorldKind
  readonly seed: number
  readonly rounds: number
  readonly onRound?: (round: { readonly round: number; readonly faults: readonly string[] }) => void
}

export type BackupReport = {
  readonly rounds: number
  /** Edits acknowledged before the backups began, and in all. */
  readonly before: number
  readonly acknowledged: number
  /** Commands accepted before the backups began. */
  readonly commands: number
  readonly faults: readonly string[]
}

type Begun = { readonly testimony: Testimony; readonly acknowledged: number; readonly commands: readonly string[] }

export async function backupLoop({ work, seed, rounds, onRound }: BackupRun): Promise<BackupReport> {
  const report = { before: 0, acknowledged: 0, commands: 0, faults: [] as string[] }
  for (let round = seed; round < seed + rounds; round += 1) {
    await withFolder(async (folder) => {
      const ground = await layGround(folder, round, work)
      const { begun, faults } = await backUpOnce(ground, round)
      report.before += begun.acknowledged
      report.commands += begun.commands.length
      report.acknowledged += ground.testimony.acknowledged
      report.faults.push(...faults.map((fault) => `seed ${round}: ${fault}`))
      onRound?.({ round, faults })
    })
  }
  return { rounds, ...report }
}

async function backUpOnce(ground: Ground, seed: number): Promise<{ begun: Begun; faults: readonly string[] }> {
  const file = `${ground.folder}.tar`
  const begun = await backUpUnderLoad(ground, file, seed)
  const folder = `${ground.folder}-restored`
  const restored = await tandem('restore', file, '--data', folder, '--keep-sessions')
  if (restored.code !== 0) return { begun, faults: [`the restore failed: ${restored.errors}`] }
  const faults = [
    ...missingCommands(folder, begun.commands),
    ...(await faultsInFolder(folder, ground.site.review)),
    ...(await faultsOnReturn(ground, folder, begun.testimony)),
  ]
  return { begun, faults }
}

async function backUpUnderLoad({ folder, crowd, testimony }: Ground, file: string, seed: number): Promise<Begun> {
  const random = seededRandom(seed)
  const server = new ServerProcess(folder)
  try {
    await crowd.arrive(await server.port)
    crowd.work()
    await until(() => testimony.acknowledged >= LEAST.before && testimony.accepted > 0)
    await pass(random.integer(800))
    const accepted = [...testimony.commands.values()].filter(({ outcome }) => outcome === 'accepted')
    const begun = {
      testimony: testimony.soFar,
      acknowledged: testimony.acknowledged,
      commands: accepted.map(({ id }) => id),
    }
    const { code, errors } = await tandem('backup', file, '--data', folder)
    if (code !== 0) throw new Error(`the backup failed: ${errors}`)
    await until(() => testimony.acknowledged >= begun.acknowledged + LEAST.meanwhile)
    await pass(random.integer(400))
    await crowd.rest()
    return begun
  } finally {
    await server.kill()
    await crowd.rest()
    crowd.leave()
  }
}

/** Edits acknowledged before a backup begins, and from then on. */
const LEAST = { before: 100, meanwhile: 20 }

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await pass(5)
}

/** First somebody who has nothing, then everybody with what they hold. */
async function faultsOnReturn(ground: Ground, folder: string, before: Testimony): Promise<readonly string[]> {
  const server = new ServerProcess(folder)
  try {
    const port = await server.port
    const losses = await lossesSeenAnew(port, ground.site, before)
    await ground.crowd.arrive(port)
    const isSaved = await ground.crowd.settle(LEVEL)
    return [
      ...losses.map(({ document, what }) => `${document}: ${what}`),
      ...(isSaved ? [] : ['what people brought back is not saved']),
      ...(await faultsOfCopies(ground, port)),
    ]
  } finally {
    await server.kill()
    ground.crowd.leave()
  }
}

function missingCommands(folder: string, commands: readonly string[]): readonly string[] {
  using database = new DatabaseSync(join(folder, 'tandem.sqlite'), { readOnly: true })
  const isThere = database.prepare('SELECT 1 FROM person_command WHERE id = ?')
  return commands.filter((id) => isThere.get(id) === undefined).map((id) => `the command ${id} is missing`)
}
