/**
 * `pnpm fuzz --seed N`: one run of the simulation, step by step.
 * `pnpm fuzz --seeds 1..500`: many, with the seeds that fail.
 * With `--extracting` its people agree on structures and extract, instead of rating with an instrument.
 */
import { parseArgs } from 'node:util'
import { simulate } from './run.ts'
import type { WorldKind } from './world.ts'

const USAGE = `Usage: pnpm fuzz --seed N          one run, every step told
       pnpm fuzz --seeds A..B      many runs; tells the seeds that fail
       … --extracting              its people extract, instead of rating`

const { values } = parseArgs({
  options: { seed: { type: 'string' }, seeds: { type: 'string' }, extracting: { type: 'boolean' } },
})
const kind: WorldKind = values.extracting ? 'extracting' : 'rating'
const [first, last] =
  /^(\d+)\.\.(\d+)$/
    .exec(values.seeds ?? '')
    ?.slice(1)
    .map(Number) ?? []
if (values.seed !== undefined && /^\d+$/.test(values.seed)) process.exitCode = await one(Number(values.seed))
else if (first !== undefined && last !== undefined && first <= last) process.exitCode = await many(first, last)
else {
  write(USAGE)
  process.exitCode = 2
}

async function one(seed: number): Promise<number> {
  try {
    await simulate(seed, write, undefined, kind)
    write(`Seed ${seed} keeps every promise.`)
    return 0
  } catch (error) {
    write(`Seed ${seed} fails: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return 1
  }
}

async function many(from: number, to: number): Promise<number> {
  const start = performance.now()
  let failed = 0
  for (let seed = from; seed <= to; seed += 1) {
    try {
      await simulate(seed, undefined, undefined, kind)
    } catch (error) {
      failed += 1
      write(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
    }
    if ((seed - from + 1) % 1_000 === 0) write(`${seed - from + 1} of ${to - from + 1} seeds, ${failed} failed`)
  }
  const seconds = Math.round((performance.now() - start) / 100) / 10
  write(`Seeds ${from} to ${to}: ${to - from + 1 - failed} kept every promise, ${failed} failed, ${seconds} s.`)
  return failed === 0 ? 0 : 1
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}
