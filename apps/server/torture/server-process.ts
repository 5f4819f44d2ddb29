/** The real server as a child process that can be killed, stopped and asked what it said. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { SURROUNDINGS } from '../src/testing/surroundings.ts'

/** What is started: a program of Node with its arguments. */
export type Program = readonly string[]

export const PRODUCT: Program = [fileURLToPath(new URL('../src/main.ts', import.meta.url))]

export class ServerProcess {
  readonly #child: ChildProcess
  readonly #exit: Promise<number | null>
  /** All of stderr, once the process has ended. */
  readonly errors: Promise<string>
  readonly #port: Promise<number>

  /** @param wrapper a program that starts Node for us, e.g. strace with its arguments. */
  constructor(folder: string, program: Program = PRODUCT, wrapper: readonly string[] = []) {
    const [command = '', ...words] = [...wrapper, process.execPath, ...program]
    const env = { ...SURROUNDINGS, PORT: '0', TANDEM_DATA: folder, TANDEM_DEMO: 'off' }
    this.#child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    // Nobody else would end it if we were ended.
    const end = (): void => void this.#child.kill('SIGKILL')
    process.once('exit', end)
    this.#exit = once(this.#child, 'exit').then(([code]) => {
      process.off('exit', end)
      return code as number | null
    })
    this.errors = this.#child.stderr ? text(this.#child.stderr) : Promise.resolve('')
    this.#port = this.#readPort()
    // Whoever kills it before it listens does not wait for it to listen.
    this.#port.catch(() => undefined)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Resolves when it listens. @throws Error with what it said, if it ends before. */
  get port(): Promise<number> {
    return this.#port
  }

  /** The exit code; null where a signal ended it. */
  get exit(): Promise<number | null> {
    return this.#exit
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
  }

  signal(name: 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name)
  }

  async #readPort(): Promise<number> {
    let said = ''
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => void (said += chunk))
    const ended = this.#exit.then(async () => Promise.reject(new Error(`the server ended: ${await this.errors}`)))
    while (!said.includes('Ctrl-C')) {
      await Promise.race([once(this.#child.stdout as NodeJS.ReadableStream & NodeJS.EventEmitter, 'data'), ended])
    }
    return Number(/:(\d+)\n/.exec(said)?.[1])
  }
}
