/**
 * What the log and the metrics of a busy server give away: the real program, with everything on, through sign-in, answers
 * and notes with marked words, refusals and nonsense. No name, no answer and no cookie may be in what it prints.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isInstrument, type DocumentId } from '@tandem/rules'
import type { ReviewAnswer, ReviewListAnswer } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEMO } from '../src/demo/demo-data.ts'
import { House, alice } from '../src/testing/house.ts'
import { SocketClient } from '../src/testing/socket-client.ts'
import { SURROUNDINGS } from '../src/testing/surroundings.ts'
import { createLog, LOG_LEVELS } from '../src/watch/log.ts'

const MARKED = 'quokka'

describe('a busy server', () => {
  let folder: string
  let end: () => Promise<unknown>
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-silence-'))
  })
  afterEach(async () => {
    await end()
    await rm(folder, { recursive: true })
  })

  async function start(...options: readonly string[]) {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
    const child = spawn(process.execPath, [...options, main], {
      cwd: folder,
      env: { ...SURROUNDINGS, PORT: '0', TANDEM_DATA: 'data', METRICS: 'on', LOG_LEVEL: 'debug' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exit = once(child, 'exit')
    const errors = text(child.stderr)
    end = () => (child.kill('SIGKILL'), exit)
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (out += chunk))
    while (!out.includes('Ctrl-C')) await once(child.stdout, 'data')
    const port = Number(/localhost:(\d+)/.exec(out)?.[1])
    return {
      port,
      /** Stops in good order. @returns the lines of the log. */
      async stop(): Promise<readonly string[]> {
        child.kill('SIGTERM')
        await exit
        return (await errors).trimEnd().split('\n')
      },
      /** Makes it throw where nothing catches. @returns its exit code and the lines of the log. */
      async crash(): Promise<readonly [number, readonly string[]]> {
        child.kill('SIGUSR2')
        const [code] = await exit
        return [code, (await errors).trimEnd().split('\n')]
      },
    }
  }

  it('prints nothing of people, answers, studies or sessions', async () => {
    const { port, stop } = await start()
    const browser = await signIn(port, 'alice')
    const { reviews } = (await browser.get('/api/reviews')) as ReviewListAnswer
    const { view } = (await browser.get(`/api/reviews/${reviews[0]?.id}`)) as ReviewAnswer
    const mine = view.assessments.flatMap(({ slots }) =>
      slots.filter(({ reviewer, submittedAt }) => reviewer === 'alice' && submittedAt === null),
    )
    const draft = mine[0]?.draft as DocumentId
    const [item = ''] = Object.values(view.forms)
      .filter(isInstrument)
      .flatMap(({ domains }) => domains.flatMap(({ items }) => items[0]?.id ?? []))

    const writer = await SocketClient.open(port, browser.cookie, draft)
    writer.set(`${item}/note`, `${MARKED} in a note`)
    await writer.saved()
    writer.set(`${MARKED}/field`, `${MARKED} in a refused edit`)
    await writer.until(() => writer.nack !== null)
    writer.socket.close(4999, `${MARKED} in a close`)
    await writer.closed
    const hostile = await SocketClient.open(port, browser.cookie, draft)
    hostile.send(new TextEncoder().encode(`${MARKED} in a malformed frame`))
    expect(await hostile.closed).toBe(4400)
    const torn = await SocketClient.open(port, browser.cookie, draft)
    // Reserved bits are set: `ws` refuses it.
    torn.socket.once('error', () => undefined)
    ;(torn.socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(
      Buffer.from([0xf2, 0x80, 0, 0, 0, 0]),
    )
    await torn.closed
    const refused = await browser.post(`/api/reviews/${view.review.id}/commands`, {
      id: `${MARKED}-command`.padEnd(16, '-'),
      command: { type: 'lock', form: 'tiny', reason: `${MARKED} in a reason` },
    })
    expect(refused).toBe(409)
    expect(await browser.post('/api/demo/sign-in', `{"person":"${MARKED}`)).toBe(400)
    const metrics = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).split('\n')
    const lines = await stop()

    const told = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    const rules = told.map(({ doing, rule, code, reason }) => [doing, rule ?? reason ?? null, code ?? null])
    expect(rules).toEqual(
      expect.arrayContaining([
        ['start', null, null],
        ['update', 'field-exists', null],
        ['command', 'lead-only', null],
        ['socket', 'malformed', 4400],
        ['stop', null, null],
      ]),
    )
    for (const { time, level } of told) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(LOG_LEVELS).toContain(level)
    }
    expect(metrics).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^tandem_updates_accepted_total [1-9]/),
        expect.stringMatching(/^tandem_commit_seconds_count [1-9]/),
        'tandem_commands_total{command="lock",rule="lead-only"} 1',
        'tandem_updates_refused_total{rule="field-exists"} 1',
        'tandem_sockets_closed_total{code="4400",reason="malformed"} 1',
      ]),
    )

    const secrets = [
      MARKED,
      ...DEMO.people.flatMap(({ key, name }) => [key, name]),
      ...view.studies.flatMap(({ id, key, label }) => [id, key, label]),
      ...view.assessments.flatMap(({ id, slots }) => [id, ...slots.flatMap((slot) => slot.draft ?? [])]),
      view.review.id,
      view.review.title,
      browser.cookie.split('=')[1] ?? '',
    ].filter((secret) => secret.length > 3)
    expect(secrets.length).toBeGreaterThan(20)
    for (const printed of [...lines, ...metrics])
      for (const secret of secrets) expect(printed.toLowerCase()).not.toContain(secret.toLowerCase())
  })

  it('says where it broke before it ends, and nothing of what hangs on the error', async () => {
    const preload = join(folder, 'preload.mjs')
    const bug = `() => { throw Object.assign(new Error('a bug'), { bytes: '${MARKED}' }) }`
    await writeFile(preload, `process.on('SIGUSR2', ${bug})`)
    const { crash } = await start('--import', pathToFileURL(preload).href)
    const [code, lines] = await crash()
    expect(code).toBe(1)
    const told = JSON.parse(lines.at(-1) ?? '')
    expect(told).toMatchObject({ level: 'error', error: { type: 'Error', message: 'a bug' } })
    expect(told.error.stack).toContain('preload.mjs')
    expect(lines.join()).not.toContain(MARKED)
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
  })
})

describe('the log', () => {
  const lines: string[] = []
  const log = createLog({ level: 'debug', clock: () => 0, write: (line) => lines.push(line) })
  beforeEach(() => void lines.splice(0))

  it('tells of a room that broke where it broke, and nothing of what it held', async () => {
    const house = await House.open()
    await house.assign()
    const writer = await house.client(alice, await house.draft(alice)).connect()
    await house.quiet()
    house.clock = () => {
      const cause = Object.assign(new Error('near "x"'), { parameters: [MARKED], errcode: 1 })
      throw Object.assign(new TypeError('no time', { cause }), { bytes: Buffer.from(MARKED), values: [MARKED] })
    }
    writer.set('sites/note', MARKED)
    await house.quiet()
    for (const [doing, error] of house.errors as [string, unknown][]) log.failed(doing, error)
    house.clock = () => 0
    await house.close()
    const told = JSON.parse(lines[0] ?? '')
    expect(told).toMatchObject({
      level: 'error',
      doing: 'room',
      error: { type: 'TypeError', message: 'no time', cause: { type: 'Error', message: 'near "x"' } },
    })
    expect(told.error.stack).toContain('watching-silence.test.ts')
    expect(Object.keys(told.error)).toEqual(['type', 'message', 'stack', 'cause'])
    expect(lines.join()).not.toContain(MARKED)
  })

  for (const [what, broken] of [
    ['text that could not be parsed', () => JSON.parse(`{"answer": ${MARKED}}`)],
    ['a value of a wrong type', () => Buffer.from({ toString: MARKED } as unknown as string)],
    ['a value that an option does not take', () => readFileSync('.', { flag: MARKED })],
    [
      'a word that was thrown',
      () => {
        throw MARKED
      },
    ],
  ] as const) {
    it(`does not quote ${what}`, () => {
      try {
        broken()
      } catch (error) {
        log.failed('commit', error)
      }
      expect(lines).toHaveLength(1)
      expect(lines[0]).not.toContain(MARKED)
    })
  }

  it('is one line of JSON whatever stands in a message, without characters that steer a terminal', () => {
    log.failed('http', new Error('a\nb\u001b[2J\u009b2J\u202Edrawkcab\u2028'))
    expect(lines).toHaveLength(1)
    // oxlint-disable-next-line no-control-regex -- these are the characters that must not be there
    expect(lines[0]).toMatch(/^[^\u0000-\u001F\u007F-\u009F\u2028-\u202E]*\n$/)
    expect(JSON.parse(lines[0] ?? '').error.message).toBe('a\nb\u001b[2J\u009b2J\u202Edrawkcab\u2028')
  })

  it('warns of a commit that people had to wait for, and of no other', () => {
    log.watch.committed(0.9, 3, true)
    expect(lines).toEqual([])
    log.watch.committed(1, 3, false)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      doing: 'commit',
      seconds: 1,
      entries: 3,
      isWritten: false,
    })
  })

  it('says nothing of what was accepted', () => {
    log.watch.updateAccepted(12)
    log.watch.commandAnswered('submit', null)
    expect(lines).toEqual([])
  })
})

/** Somebody of the demo, as their browser. */
async function signIn(port: number, person: string) {
  const base = `http://127.0.0.1:${port}`
  const headers = { origin: base, 'content-type': 'application/json' }
  const answer = await fetch(`${base}/api/demo/sign-in`, { method: 'POST', headers, body: JSON.stringify({ person }) })
  const cookie = (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  return {
    cookie,
    get: async (path: string): Promise<unknown> => (await fetch(base + path, { headers: { cookie } })).json(),
    async post(path: string, body: unknown): Promise<number> {
      const sent = typeof body === 'string' ? body : JSON.stringify(body)
      return (await fetch(base + path, { method: 'POST', headers: { ...headers, cookie }, body: sent })).status
    },
  }
}
