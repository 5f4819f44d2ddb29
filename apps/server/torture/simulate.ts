/** Many seeds of the simulation and many pairs of worlds, on all cores: see `simulation/`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { difference, KINDS, record, scriptFor, type Kind } from '../simulation/two-worlds.ts'
import { WORLD_KINDS } from '../simulation/world.ts'

const SIMULATION = fileURLToPath(new URL('../simulation/main.ts', import.meta.url))

export type Simulated = { readonly seeds: number; readonly from: number; readonly faults: readonly string[] }

/** Each core gets a share of the seeds from `from` on, once with people who rate and once with people who extract. */
export async function simulateMany(from: number, seeds: number, tell: (line: string) => void): Promise<Simulated> {
  const cores = availableParallelism()
  const share = Math.ceil(seeds / cores)
  const parts = Array.from({ length: cores }, (_, core) => {
    const first = from + core * share
    const last = Math.min(first + share, from + seeds) - 1
    return Promise.all([simulatePart(first, last, [], tell), simulatePart(first, last, ['--extracting'], tell)])
  })
  return { seeds, from, faults: (await Promise.all(parts)).flat(2) }
}

async function simulatePart(
  first: number,
  last: number,
  flags: readonly string[],
  tell: (line: string) => void,
): Promise<readonly string[]> {
  if (last < first) return []
  const child = spawn(process.execPath, [SIMULATION, '--seeds', `${first}..${last}`, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const faults: string[] = []
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('seed ')) faults.push(line)
    tell(line)
  }
  if (child.exitCode === null) await once(child, 'exit')
  return child.exitCode === 0 || faults.length > 0 ? faults : [`the seeds ${first} to ${last} did not end`]
}

/** As many pairs of each kind of work. */
export async function compareMany(from: number, pairs: number): Promise<Simulated> {
  const faults: string[] = []
  for (let seed = from; seed < from + pairs; seed += 1)
    for (const work of WORLD_KINDS) {
      const kind = KINDS[seed % KINDS.length] as Kind
      const script = scriptFor(seed, kind, work)
      const found = difference(kind, await record(script, 0), await record(script, 1))
      if (found !== null) faults.push(`pair ${seed} (${kind}, ${work}): ${found}`)
    }
  return { seeds: pairs, from, faults }
}
