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
  #process: ChildProcess | null = null

  private constructor(port: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'tandem-e2e-'))
    this.port = port
  }

  static async start(): Promise<Tandem> {
    const tandem = new Tandem(await freePort())
    await tandem.start()
    return tandem
  }

  /** Resolves when the sign-in links have been printed: from then on it answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: String(this.port), TANDEM_DATA: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    let printed = ''
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer): void => {
        printed += String(text)
        if (printed.includes('Ctrl-C')) resolve()
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)))
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
