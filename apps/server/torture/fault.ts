/**
 * Faults of single system calls, by strace on the real process, and damage to the file byte by byte.
 *
 * - Failing syncs: from the N-th fsync on all fail with EIO. The server must say one sentence and end with 1; the next
 *   start has all that was acknowledged. A sync that is tried again and succeeds proves nothing, so it must not try.
 * - A kill between two system calls: SIGKILL at the N-th write or sync.
 * - Damage: each byte flipped at one bit, the file cut at every length of a page and between.
 */
import { seededRandom } from '@tandem/documents/testing'
import type { WorldKind } from '../simulation/world.ts'
import { damagedStores, type Damage, type DamageReport } from './damage.ts'
import { faultsAfterReturn, faultsBeforeReturn, faultsOnDisk, layGround, withFolder, type Ground } from './ground.ts'
import { needs } from './machine.ts'
import { PRODUCT, ServerProcess } from './server-process.ts'

export type CallRun = {
  readonly work: WorldKind
  readonly seed: number
  readonly times: number
  readonly onTime?: (time: { readonly time: number; readonly faults: readonly string[] }) => void
}

export type CallReport = { readonly times: number; readonly acknowledged: number; readonly faults: readonly string[] }

export const failingSyncs = (callRun: CallRun): Promise<CallReport> => faultyCalls(callRun, SYNC_FAILS)
export const killsAtCalls = (callRun: CallRun): Promise<CallReport> => faultyCalls(callRun, KILLED)

type Injection = {
  /** What strace does from, or at, the N-th such call. */
  readonly rule: (n: number) => string
  /** How the process must have ended. */
  readonly faultsOfEnd: (code: number | null, said: string) => readonly string[]
}

const SYNC_FAILS: Injection = {
  rule: (n) => `inject=fsync,fdatasync:error=EIO:when=${n}+`,
  faultsOfEnd: (code, said) => [
    ...(code === 1 ? [] : [`it ended with ${code}`]),
    ...(/^the store failed: disk I\/O error\..*docs\/recovery\.md.*\n$/.test(said) ? [] : [`it said: ${said}`]),
  ],
}

const KILLED: Injection = {
  rule: (n) => `inject=pwrite64,fsync,fdatasync,ftruncate,unlink:signal=SIGKILL:when=${n}`,
  faultsOfEnd: () => [],
}

/** How many such calls the crowd makes before the fault comes, at the most. */
const CALLS = 300

async function faultyCalls({ work, seed, times, onTime }: CallRun, injection: Injection): Promise<CallReport> {
  needs('strace')
  return withFolder(async (folder) => {
    const ground = await layGround(folder, seed, work)
    const faults: string[] = []
    for (let time = 0; time < times; time += 1) {
      // One after the other at first, where opening and recovery are, then anywhere.
      const call = time < times / 2 ? time + 1 : 1 + seededRandom(seed + time).integer(CALLS)
      const found = await faultOnce(ground, injection, call)
      faults.push(...found.map((fault) => `call ${call}: ${fault}`))
      onTime?.({ time, faults: found })
    }
    return { times, acknowledged: ground.testimony.acknowledged, faults }
  })
}

async function faultOnce(ground: Ground, { rule, faultsOfEnd }: Injection, call: number): Promise<readonly string[]> {
  const strace = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', rule(call)]
  const faulty = new ServerProcess(ground.folder, PRODUCT, strace)
  try {
    const port = await faulty.port.catch(() => null)
    if (port !== null) {
      await ground.crowd.arrive(port)
      ground.crowd.work()
    }
    const code = await faulty.exit
    await ground.crowd.rest()
    ground.crowd.leave()
    const found = [...faultsOfEnd(code, await faulty.errors), ...(await faultsOnDisk(ground))]
    return [...found, ...(await faultsOfNextStart(ground))]
  } finally {
    await faulty.kill()
    await ground.crowd.rest()
    ground.crowd.leave()
  }
}

async function faultsOfNextStart(ground: Ground): Promise<readonly string[]> {
  const server = new ServerProcess(ground.folder)
  try {
    const port = await server.port
    return [...(await faultsBeforeReturn(ground, port)), ...(await faultsAfterReturn(ground, port))]
  } finally {
    await server.kill()
    ground.crowd.leave()
  }
}

/** Every `step`-th byte from a start that the seed chooses, and as many lengths. */
export function damageEverywhere(seed: number, step: number): Promise<DamageReport> {
  const random = seededRandom(seed)
  const first = random.integer(step)
  return damagedStores(function* (size): Iterable<Damage> {
    for (let at = first; at < size; at += step) yield { kind: 'flip', at, bit: random.integer(8) }
    yield { kind: 'cut', length: 0 }
    for (let length = first; length < size; length += 8 * step) yield { kind: 'cut', length }
  })
}
