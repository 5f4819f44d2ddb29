/** A real Tandem process on a folder of its own, for tests that stop and start it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url))

export type DemoPerson = 'alice' | 'bob' | 'carol' | 'dana'

export class Tandem {
  readonly folder: string
  readonly port: number
  readonly #settings: Readonly<Record<string, string>>
  #process: ChildProcess | null = null
  #printed = ''

  private constructor(port: number, settings: Readonly<Record<string, string>>) {
    this.folder = mkdtempSync(join(tmpdir(), 'tandem-e2e-'))
    this.port = port
    this.#settings = settings
  }

  /** @param settings environment variables, e.g. `TANDEM_DEMO: 'off'`. @param prepare fills the data folder. */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    prepare: (folder: string) => void = () => {},
  ): Promise<Tandem> {
    const tandem = new Tandem(await freePort(), settings)
    prepare(tandem.folder)
    await tandem.start()
    return tandem
  }

  /** Resolves when the sign-in links have been printed: from then on it answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: String(this.port), TANDEM_DATA: this.folder, ...this.#settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    this.#printed = ''
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer): void => {
        this.#printed += String(text)
        if (this.#printed.includes('Ctrl-C')) resolve()
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${this.#printed}`)))
    })
  }

  /** As a crash does: no time to say goodbye. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  host(person: DemoPerson): string {
    return `http://${person}.localhost:${this.port}`
  }

  /** On its console and in its log since the last start. */
  get printed(): string {
    return this.#printed
  }

  /** From the console, where nobody has an account yet. */
  get setupLink(): string {
    const link = /http\S+\/setup#code=\S+/.exec(this.#printed)?.[0]
    if (link === undefined) throw new Error(`no link for setting up was printed: ${this.#printed}`)
    return link
  }

  signInLink(person: DemoPerson): string {
    return `${this.host(person)}/login#demo=${person}`
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
