/** Child processes on a core of their own, and what Linux tells of them. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

export const SERVER_CORE = 0
export const GENERATOR_CORE = 1

export type Program = {
  /** What follows `node`. */
  readonly words: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  /** Printed when it accepts connections. */
  readonly ready: string
}

export type Running = {
  /** Seconds of processor time so far, all threads, kernel included. */
  readonly cpu: () => number
  /** Bytes of memory that are resident. */
  readonly memory: () => number
  /** At once: what is not on its way to the disk is lost. */
  readonly kill: () => Promise<void>
  /** In good order. */
  readonly stop: () => Promise<void>
}

export async function startPinned({ words, environment, folder, ready }: Program): Promise<Running> {
  const child = spawn('taskset', ['--cpu-list', String(SERVER_CORE), process.execPath, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit')
  // However the bench ends, no server stays behind.
  const killIt = (): void => void child.kill('SIGKILL')
  process.once('exit', killIt)
  child.once('exit', () => process.off('exit', killIt))
  await untilSaid(child, ready)
  // `taskset` has become the program itself: same process id.
  const id = child.pid ?? 0
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await exit
  }
  return { cpu: () => cpuOf(id), memory: () => memoryOf(id), kill: end('SIGKILL'), stop: end('SIGTERM') }
}

/** Everything that this process runs from now on, its threads included. */
export function pinGenerator(): void {
  const words = ['--all-tasks', '--pid', '--cpu-list', String(GENERATOR_CORE), String(process.pid)]
  execFileSync('taskset', words, { stdio: 'ignore' })
}

async function untilSaid(child: ChildProcess, ready: string): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-20_000)
      if (said.includes(ready)) resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`the server ended (${code ?? signal}): ${said}`)))
  })
}

/** proc(5): the 14th and 15th field are user and system time in ticks of 10 ms; the 2nd may hold spaces. */
function cpuOf(id: number): number {
  const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function memoryOf(id: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))
  return Number(line?.[1]) * 1_024
}
