/**
 * The kill loop: SIGKILL to the real server at random moments while people work, and the question whether all that they
 * were told and shown is there afterwards.
 *
 * One cycle: the server starts on the folder; somebody who has nothing loads every document, before anybody who still
 * holds a copy is back (a survivor's step 2 would repair a loss); then all come back, ask their commands again and must
 * be level; then they work until the kill. The folder is audited before the next start.
 *
 * A kill cannot see a missing fsync, because the kernel keeps what was written: for that there is the power cut.
 */
import { seededRandom, type Random } from '@tandem/documents/testing'
import { faultsAfterReturn, faultsBeforeReturn, faultsOnDisk, layGround, withFolder, type Ground } from './ground.ts'
import type { WorldKind } from '../simulation/world.ts'
import { pass } from './pass.ts'
import { PRODUCT, ServerProcess, type Program } from './server-process.ts'

export type Phase = 'start' | 'work' | 'checkpoint' | 'command'

export type KillRun = {
  readonly work: WorldKind
  readonly seed: number
  readonly cycles: number
  /** Cycles on one folder: its documents fill up with the time. */
  readonly cyclesPerFolder: number
  readonly program?: Program
  readonly onCycle?: (cycle: KilledCycle) => void
}

export type KilledCycle = { readonly cycle: number; readonly phase: Phase; readonly faults: readonly string[] }

export type KillReport = {
  readonly cycles: number
  readonly phases: Readonly<Record<Phase, number>>
  readonly acknowledged: number
  readonly shown: number
  /** Commands asked, and those of them that were accepted. */
  readonly commands: number
  readonly accepted: number
  readonly faults: readonly string[]
}

/** Milliseconds within which a server that is just starting is killed: while it boots, recovers, begins to listen. */
const STARTING = 700

/** In turn, so that a few cycles meet each. */
const PHASES: readonly Phase[] = ['work', 'command', 'start', 'work', 'checkpoint']

export async function killLoop({
  seed,
  cycles,
  cyclesPerFolder,
  work,
  program = PRODUCT,
  onCycle,
}: KillRun): Promise<KillReport> {
  const report = { cycles: 0, phases: { start: 0, work: 0, checkpoint: 0, command: 0 }, faults: [] as string[] }
  const told = { acknowledged: 0, shown: 0, commands: 0, accepted: 0 }
  for (let first = 0; first < cycles; first += cyclesPerFolder) {
    await withFolder(async (folder) => {
      const ground = await layGround(folder, seed + first, work)
      for (let cycle = first; cycle < Math.min(first + cyclesPerFolder, cycles); cycle += 1) {
        const killed = await killOnce(ground, seed + cycle, program)
        report.cycles += 1
        report.phases[killed.phase] += 1
        report.faults.push(...killed.faults.map((fault) => `seed ${seed + cycle}, ${killed.phase}: ${fault}`))
        onCycle?.({ cycle: seed + cycle, ...killed })
      }
      report.faults.push(
        ...(await lastLook(ground, program)).map((fault) => `seed ${seed + first}, at the end: ${fault}`),
      )
      told.acknowledged += ground.testimony.acknowledged
      told.shown += ground.testimony.shown
      told.commands += ground.testimony.commands.size
      told.accepted += ground.testimony.accepted
    })
  }
  return { ...report, ...told }
}

async function killOnce(ground: Ground, seed: number, program: Program): Promise<Omit<KilledCycle, 'cycle'>> {
  const random = seededRandom(seed)
  const phase = PHASES[seed % PHASES.length] ?? 'work'
  const server = new ServerProcess(ground.folder, program)
  try {
    if (phase === 'start') {
      await pass(random.integer(STARTING))
      await server.kill()
      return { phase, faults: await faultsOnDisk(ground) }
    }
    const port = await server.port
    const before = await faultsBeforeReturn(ground, port)
    const after = await faultsAfterReturn(ground, port)
    await workUntil(ground, random, phase)
    await server.kill()
    return { phase, faults: [...before, ...after, ...(await faultsOnDisk(ground))] }
  } finally {
    await server.kill()
    await ground.crowd.rest()
    ground.crowd.leave()
  }
}

/** The last kill has been seen by nobody yet. */
async function lastLook(ground: Ground, program: Program): Promise<readonly string[]> {
  const server = new ServerProcess(ground.folder, program)
  try {
    const port = await server.port
    return [...(await faultsBeforeReturn(ground, port)), ...(await faultsAfterReturn(ground, port))]
  } finally {
    await server.kill()
    ground.crowd.leave()
  }
}

async function workUntil({ crowd }: Ground, random: Random, phase: Exclude<Phase, 'start'>): Promise<void> {
  crowd.work()
  await pass(50 + random.integer(350))
  switch (phase) {
    case 'work':
      return
    case 'checkpoint': {
      // A checkpoint is made every 200 updates: one falls into what is poured, and the kill somewhere around it.
      crowd.pour(220)
      return pass(random.integer(80))
    }
    case 'command': {
      crowd.freeze()
      return pass(random.integer(15))
    }
  }
}
