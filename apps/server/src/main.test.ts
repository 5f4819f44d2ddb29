import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SURROUNDINGS } from './testing/surroundings.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

describe('the program', () => {
  let folder: string
  let running: { kill(): Promise<unknown> }[]
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-main-'))
    running = []
  })
  afterEach(async () => {
    for (const each of running) await each.kill()
    await rm(folder, { recursive: true })
  })

  /** Starts the program; `until` waits for a text on stdout. */
  function start(environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: { ...SURROUNDINGS, PORT: '0', TANDEM_DATA: 'data', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exit = once(child, 'exit').then(([code]) => code as number | null)
    const errors = text(child.stderr)
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (out += chunk))
    const program = {
      exit,
      errors,
      async until(expected: string): Promise<string> {
        const ended = exit.then(async () => Promise.reject(new Error(`ended: ${await errors}`)))
        while (!out.includes(expected)) await Promise.race([once(child.stdout, 'data'), ended])
        return out
      },
      signal: (name: NodeJS.Signals) => child.kill(name),
      kill: () => (child.kill('SIGKILL'), exit),
    }
    running.push(program)
    return program
  }

  it('says where it is and who can sign in, at every start', async () => {
    for (let time = 1; time <= 2; time += 1) {
      const program = start()
      const said = await program.until('Ctrl-C')
      const port = /http:\/\/localhost:(\d+)/.exec(said)?.[1]
      const links = ['alice', 'bob', 'dana', 'carol'].map(
        (name) => `http://${name}.localhost:${port}/login#demo=${name}`,
      )
      expect(said.match(/http:\/\/\S+#\S+/g)).toEqual([
        ...links,
        expect.stringMatching(new RegExp(`^http://localhost:${port}/setup#code=[\\w-]{22}$`)),
      ])
      expect(said).toContain(join(folder, 'data'))
      program.signal('SIGTERM')
      expect(await program.exit).toBe(0)
      expect(await program.errors).toBe('')
    }
  })

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`ends in good order at ${signal}`, async () => {
      const program = start()
      await program.until('Ctrl-C')
      program.signal(signal)
      expect(await program.exit).toBe(0)
    })
  }

  it('answers, and keeps its folder from other users', async () => {
    const program = start()
    const port = /localhost:(\d+)/.exec(await program.until('Ctrl-C'))?.[1]
    const answer = await fetch(`http://127.0.0.1:${port}/api/session`)
    expect(await answer.json()).toMatchObject({ person: null, demo: true, needsSetup: true })
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
  })

  it('keeps its files from other users where the folder does not', async () => {
    const data = join(folder, 'data')
    await mkdir(data)
    await chmod(data, 0o755)
    await start().until('Ctrl-C')
    for (const name of ['tandem.sqlite', 'tandem.sqlite-wal', 'tandem.sqlite-shm'])
      expect([name, ((await stat(join(data, name))).mode & 0o777).toString(8)]).toEqual([name, '600'])
  })

  it('says that it is well, and shows its metrics where that was asked for', async () => {
    for (const [METRICS, status] of [
      ['', 404],
      ['on', 200],
    ] as const) {
      const program = start({ METRICS, TANDEM_DATA: `data-${status}` })
      const port = /localhost:(\d+)/.exec(await program.until('Ctrl-C'))?.[1]
      expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()).toEqual({ status: 'ok' })
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(status)
    }
  })

  it('shows no links where there is no demo', async () => {
    const said = await start({ TANDEM_DEMO: 'off' }).until('Ctrl-C')
    expect(said).not.toContain('#demo')
  })

  describe('that cannot start says so in one sentence', () => {
    async function refusal(environment: Record<string, string>) {
      const program = start(environment)
      const code = await program.exit
      return { code, said: (await program.errors).trimEnd() }
    }

    it('for a wrong configuration, with exit code 2 and one line for each mistake', async () => {
      const { code, said } = await refusal({ PORT: 'many', PUBLIC_URL: 'here' })
      expect(code).toBe(2)
      expect(said.split('\n')).toEqual([expect.stringContaining('PORT'), expect.stringContaining('PUBLIC_URL')])
    })

    it('where the port is taken', async () => {
      const taken = createServer().listen(0, '127.0.0.1')
      await once(taken, 'listening')
      const { port } = taken.address() as { port: number }
      expect(await refusal({ PORT: String(port) })).toEqual({
        code: 1,
        said: `Port ${port} on 127.0.0.1 is already in use. Stop what uses it, or choose another port with PORT.`,
      })
      taken.close()
    })

    it('where another process has the folder', async () => {
      await start().until('Ctrl-C')
      expect(await refusal({})).toEqual({
        code: 1,
        said: `Another Tandem process already uses ${join(folder, 'data')}. Stop it first, or give this one its own folder with TANDEM_DATA.`,
      })
    })

    it('where the folder cannot be made', async () => {
      await writeFile(join(folder, 'file'), 'in the way')
      const { code, said } = await refusal({ TANDEM_DATA: 'file/data' })
      expect(code).toBe(1)
      expect(said).toBe(
        `Tandem cannot write to ${join(folder, 'file/data')} (ENOTDIR). Give it a folder it may write to with TANDEM_DATA.`,
      )
      expect(await readFile(join(folder, 'file'), 'utf8')).toBe('in the way')
    })

    it('where the address is not one of this machine', async () => {
      const { code, said } = await refusal({ HOST: '192.0.2.1' })
      expect(code).toBe(1)
      expect(said).toContain('HOST')
      expect(said.split('\n')).toHaveLength(1)
    })

    it('where the file is damaged', async () => {
      const program = start()
      await program.until('Ctrl-C')
      program.signal('SIGTERM')
      await program.exit
      await writeFile(join(folder, 'data', 'tandem.sqlite'), 'no database '.repeat(1_000))
      const { code, said } = await refusal({})
      expect(code).toBe(1)
      expect(said.split('\n')).toEqual([expect.stringContaining('the store failed')])
    })
  })
})
