/**
 * What a server with accounts gives away: the real program, with everything on, through set-up, wrong and right passwords,
 * codes, links, tokens and letters, some of which the mail server refuses. No address, name, password, code, link or token may
 * be in what it prints, beside the one code that the console is for.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { codeAt } from '../src/accounts/one-time-codes.ts'
import { tokenIn } from '../src/testing/account-server.ts'
import { SURROUNDINGS } from '../src/testing/surroundings.ts'

/** In everything that people type. */
const MARKED = 'quokka'
const PASSWORD = `velvet ${MARKED} umbrellas`
const ALICE = { name: `Alice ${MARKED}`, email: `alice@${MARKED}.example`, password: PASSWORD }

let folder: string
let mail: MailServer
let end: () => Promise<unknown>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-silence-'))
  mail = await startMailServer()
})
afterEach(async () => {
  await end()
  mail.server.close()
  await rm(folder, { recursive: true })
})

it('a server with accounts prints nothing of people, passwords, codes, links and tokens', async () => {
  const { port, setupCode, out, until, stop } = await start()
  const alice = browserAt(port)
  expect(await alice.post('/setup', { code: `${MARKED}-is-not-the-code`, ...ALICE })).toMatchObject({ status: 409 })
  expect(await alice.post('/setup', { code: setupCode, ...ALICE })).toMatchObject({ status: 200 })
  expect(await alice.post('/session/sign-in', { email: `mallory@${MARKED}.example`, password: MARKED })).toMatchObject({
    status: 403,
  })
  expect(await alice.post('/session/sign-in', `{"email":"${MARKED}`)).toMatchObject({ status: 400 })
  const totp = (await alice.post('/account/totp', undefined)).body as { secret: string; uri: string }
  const secret = totp.secret.replaceAll(' ', '')
  const on = await alice.post('/account/totp/on', { code: codeAt(secret, Date.now()) })
  const { recoveryCodes } = on.body as { recoveryCodes: string[] }
  const made = await alice.post('/account/tokens', { name: MARKED, scopes: ['read', 'admin'], days: 1 })
  const { token } = made.body as { token: string }
  expect((await alice.bearer(token, '/administration/accounts')).status).toBe(200)
  expect((await alice.bearer(`${token}x`, '/administration/accounts')).status).toBe(401)

  const invited = await alice.post('/administration/invitations', { email: `refused@${MARKED}.example` })
  const { link } = invited.body as { link: string }
  await alice.post('/invitations/look', { token: `${MARKED}-never-given-to-anybody` })
  await alice.post('/password/forgotten', { email: ALICE.email })
  await mail.taken()
  const letter = mail.letters[0] ?? ''
  const reset = tokenIn(letter.replaceAll('=\r\n', '').replaceAll('=3D', '='))
  expect(reset).toMatch(/^[\w-]{43}$/)
  expect(await alice.post('/password/reset', { token: reset, password: 'quokka' })).toMatchObject({ status: 409 })
  await until('"doing":"mail"')
  const cookies = [...alice.cookies.values()]
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = await stop()

  // The refused letter was told of, and as a fact only.
  expect(lines.map((line) => (JSON.parse(line) as { doing: string }).doing)).toContain('mail')
  const secrets = [MARKED, secret, ...recoveryCodes, token, tokenIn(link), reset, ...cookies, mail.password, '$argon2']
  expect(secrets.every((one) => one.length > 5)).toBe(true)
  for (const printed of [...lines, metrics, out().replaceAll(setupCode, '')])
    for (const one of [...secrets, setupCode]) expect(printed.toLowerCase()).not.toContain(one.toLowerCase())
})

async function start() {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      ...SURROUNDINGS,
      PORT: '0',
      TANDEM_DATA: 'data',
      TANDEM_DEMO: 'off',
      METRICS: 'on',
      LOG_LEVEL: 'debug',
      SMTP_URL: `smtp://tandem:${mail.password}@127.0.0.1:${mail.port}`,
      MAIL_FROM: 'Tandem <tandem@example.org>',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => void (errors += chunk))
  end = () => (child.kill('SIGKILL'), exit)
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (out += chunk))
  while (!out.includes('Ctrl-C')) await once(child.stdout, 'data')
  return {
    port: Number(/localhost:(\d+)/.exec(out)?.[1]),
    setupCode: /#code=([\w-]+)/.exec(out)?.[1] ?? '',
    out: () => out,
    async until(line: string): Promise<void> {
      while (!errors.includes(line)) await once(child.stderr, 'data')
    },
    async stop(): Promise<readonly string[]> {
      const closed = once(child.stderr, 'close')
      child.kill('SIGTERM')
      await Promise.all([exit, closed])
      return errors.trimEnd().split('\n')
    },
  }
}

function browserAt(port: number) {
  const base = `http://127.0.0.1:${port}`
  const cookies = new Map<string, string>()
  return {
    cookies,
    async post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
      const headers = { origin: base, 'content-type': 'application/json', cookie }
      const answer = await fetch(`${base}/api${path}`, { method: 'POST', headers, body: sent })
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        cookies.set(name, value)
      }
      const answered = await answer.text()
      return { status: answer.status, body: answered === '' ? null : JSON.parse(answered) }
    },
    bearer: (token: string, path: string) =>
      fetch(`${base}/api${path}`, { headers: { authorization: `Bearer ${token}` } }),
  }
}

type MailServer = {
  readonly server: Server
  readonly port: number
  readonly password: string
  readonly letters: string[]
  /** A letter was taken. */
  taken(): Promise<void>
}

/** As much of SMTP (RFC 5321) as a client needs; recipients whose address begins with "refused" do not exist. */
async function startMailServer(): Promise<MailServer> {
  const letters: string[] = []
  const taken = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    serveMail(socket, (letter) => (letters.push(letter), taken.resolve()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const password = 'password-of-the-mail-server'
  return { server, port, password, letters, taken: () => taken.promise }
}

function serveMail(socket: Socket, onLetter: (letter: string) => void): void {
  let buffered = ''
  let isLetter = false
  const answers: readonly (readonly [RegExp, string])[] = [
    [/^EHLO/i, '250-localhost\r\n250 AUTH PLAIN'],
    [/^AUTH/i, '235 welcome'],
    [/^RCPT TO:<refused/i, `550 no such user, ${MARKED}`],
    [/^DATA/i, '354 go on'],
    [/^QUIT/i, '221 bye'],
    [/./, '250 fine'],
  ]
  socket.write('220 localhost\r\n')
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    buffered += chunk
    if (isLetter && buffered.endsWith('\r\n.\r\n')) {
      onLetter(buffered)
      ;[buffered, isLetter] = ['', false]
      return void socket.write('250 taken\r\n')
    }
    while (!isLetter && buffered.includes('\r\n')) {
      const [line = '', ...rest] = buffered.split('\r\n')
      buffered = rest.join('\r\n')
      const answer = answers.find(([shape]) => shape.test(line))?.[1] ?? '250 fine'
      isLetter = answer.startsWith('354')
      socket.write(`${answer}\r\n`)
    }
  })
}
