/** What the figures were taken on. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { quantile } from './statistics.ts'

export type Machine = {
  readonly processor: string
  readonly cores: number
  /** GB. */
  readonly memory: number
  readonly system: string
  readonly node: string
  /** Milliseconds that the disk needs for a small write that lasts: p50 and p99 of 200. */
  readonly sync: { readonly p50: number; readonly p99: number }
}

export function describeMachine(): Machine {
  const [first] = cpus()
  return {
    processor: first?.model ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 1e9),
    system: `Linux ${release()}`,
    node: process.version,
    sync: measureSync(),
  }
}

/** Over 1, 5 and 15 minutes: what else the machine was doing. */
export const load = (): readonly number[] => loadavg()

function measureSync(): Machine['sync'] {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-sync-'))
  const file = openSync(join(folder, 'file'), 'w')
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now()
    writeSync(file, Buffer.alloc(512, 1))
    fdatasyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  rmSync(folder, { recursive: true })
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}
