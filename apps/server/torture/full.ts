/**
 * The full disk, on a tmpfs of 8 MiB: fill, edit, free, round after round on one running server.
 *
 * While there is no room the server must live, show what it has, answer commands with a sentence, and leave unread what
 * is written; when there is room again everything that people wrote meanwhile must be saved. At the end, as after every
 * other torture, somebody who has nothing looks at it all.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { faultsAfterReturn, faultsBeforeReturn, faultsOnDisk, layGround, type Ground } from './ground.ts'
import { askCommand, readReview } from './http-client.ts'
import { needs, needsRoot, withMounts } from './machine.ts'
import { pass } from './pass.ts'
import { ServerProcess } from './server-process.ts'
import type { WorldKind } from '../simulation/world.ts'
import type { Populated } from '../src/testing/populate.ts'
import type { AskedCommand, Testimony } from './testimony.ts'

export type FullRun = {
  readonly work: WorldKind
  readonly seed: number
  readonly rounds: number
  readonly onRound?: (round: { readonly round: number; readonly faults: readonly string[] }) => void
}

export type FullReport = {
  readonly rounds: number
  readonly acknowledged: number
  readonly shown: number
  /** Connections that were told to wait. */
  readonly waited: number
  /** Commands that were told that nothing can be written. Others found room in what the file has. */
  readonly refused: number
  readonly faults: readonly string[]
}

type Round = { readonly waited: number; readonly isRefused: boolean; readonly faults: readonly string[] }

/** Milliseconds within which people are told that the disk is full, and saved when it is not any more. */
const SOON = 20_000

/** Later what people wrote, and its write-ahead log, would fill the disk by themselves. */
const ROUNDS_PER_DISK = 10

export async function fullLoop({ work, seed, rounds, onRound }: FullRun): Promise<FullReport> {
  needsRoot()
  needs('mount', 'umount')
  const report = { rounds, acknowledged: 0, shown: 0, waited: 0, refused: 0, faults: [] as string[] }
  for (let first = 0; first < rounds; first += ROUNDS_PER_DISK) {
    const count = Math.min(ROUNDS_PER_DISK, rounds - first)
    const onOne = (found: Round, round: number): void => {
      report.waited += found.waited
      report.refused += found.isRefused ? 1 : 0
      onRound?.({ round: first + round, faults: found.faults })
    }
    const { testimony, faults } = await onSmallDisk(work, seed + first, count, onOne)
    report.acknowledged += testimony.acknowledged
    report.shown += testimony.shown
    report.faults.push(...faults.map((fault) => `from round ${first}: ${fault}`))
  }
  return report
}

async function onSmallDisk(
  work: WorldKind,
  seed: number,
  rounds: number,
  onOne: (found: Round, round: number) => void,
): Promise<{ readonly testimony: Testimony; readonly faults: readonly string[] }> {
  return withMounts(async (mounts) => {
    const disk = mounts.mount('small', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs')
    const ground = await layGround(join(disk, 'data'), seed, work)
    const server = new ServerProcess(ground.folder)
    const faults: string[] = []
    try {
      const port = await server.port
      await ground.crowd.arrive(port)
      for (let round = 0; round < rounds; round += 1) {
        const found = await fillEditFree(ground, port, join(disk, 'ballast'))
        faults.push(...found.faults)
        onOne(found, round)
      }
      faults.push(...(await faultsAfterReturn(ground, port)))
      faults.push(...(await faultsBeforeReturn(ground, port)))
    } finally {
      await server.kill()
      ground.crowd.leave()
    }
    faults.push(...(await faultsOnDisk(ground)))
    return { testimony: ground.testimony, faults }
  })
}

async function fillEditFree(ground: Ground, port: number, ballast: string): Promise<Round> {
  const { crowd, random } = ground
  const faults: string[] = []
  crowd.work()
  await pass(random.integer(200))
  fill(ballast)
  const waiting = (): number => crowd.clients.filter(({ isWaiting, isConnected }) => isWaiting && isConnected).length
  if (!(await within(SOON, () => waiting() > 2))) faults.push('nobody was told that the disk is full')
  const waited = waiting()
  if (!(await mayRead(ground, port))) faults.push('the review cannot be read')
  const answer = await answerToCommand(ground, port)
  if (answer === 'other') faults.push('a command was neither carried out nor refused with a sentence')
  await pass(random.integer(300))
  rmSync(ballast)
  await crowd.rest()
  if (!(await crowd.settle(SOON))) faults.push('what was written meanwhile is not saved')
  return { waited, isRefused: answer === 'refused', faults }
}

async function mayRead({ site }: Ground, port: number): Promise<boolean> {
  return (await readReview(port, site.review, leadOf(site)))?.status === 200
}

/** What would write says in a sentence that it cannot, unless it fits into what the file has. */
async function answerToCommand({ site, testimony }: Ground, port: number): Promise<'accepted' | 'refused' | 'other'> {
  const lead = leadOf(site)
  const command = { type: 'snapshot', label: 'On a full disk', reason: 'To try it.' } as const
  const asked: AskedCommand = { id: randomUUID(), person: lead.id, command, outcome: 'unknown' }
  const answer = await askCommand(port, site.review, lead, asked)
  if (answer?.status === 200) {
    // It must be there at the end, like all that was accepted.
    testimony.commands.set(asked.id, { ...asked, outcome: 'accepted' })
    return 'accepted'
  }
  const { sentence = '' } = (answer?.body ?? {}) as { readonly sentence?: string }
  return answer?.status === 503 && sentence.includes('cannot write') ? 'refused' : 'other'
}

function leadOf(site: Ground['site']): Populated['people'][number] {
  const lead = site.people.find(({ roles }) => roles.includes('lead'))
  if (!lead) throw new Error('nobody leads')
  return lead
}

/** Takes all the room there is. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (let block = 65_536; block >= 1; block /= 16) while (takes(file, block)) continue
  } finally {
    closeSync(file)
  }
}

function takes(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes)) === bytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}

async function within(milliseconds: number, isTrue: () => boolean): Promise<boolean> {
  const ends = AbortSignal.timeout(milliseconds)
  while (!isTrue() && !ends.aborted) await pass(10)
  return isTrue()
}
