/**
 * Behind a proxy that speaks TLS. The proxy is built from the nginx sample of docs/running.md, line by line, so what is tried
 * here is what the page tells people to write. The certificate is a fixture for tests only, valid until 2120.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { createServer, request, type Server } from 'node:https'
import { connect as connectPlain, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect, type SecureVersion } from 'node:tls'
import { WebSocket } from 'ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SOCKET_LIMITS } from '../src/limits.ts'
import { givePasskey, PASSWORD, ROOT, startAccountServer, type AccountServer } from '../src/testing/account-server.ts'

const HOST = 'tandem.example.org'
const ORIGIN = `https://${HOST}`
/** Whom the proxy sees, in place of this machine, which is the proxy's too. */
const VISITOR = '198.51.100.7'

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const cert = file('fixtures/certificate-for-tests-only.pem')
const key = file('fixtures/key-for-tests-only.pem')
const page = file('../../../docs/running.md')
const nginx = /```nginx\n(?<sample>[^`]+)```/.exec(page)?.groups?.['sample'] ?? ''

/** The arguments of a directive of the sample, of each of its lines. */
const directive = (name: string): readonly string[] =>
  [...nginx.matchAll(new RegExp(`^\\s*${name}\\s+([^;]+);`, 'gm'))].map(([, value = '']) => value.trim())

let server: AccountServer
let proxy: Server
let port: number
const wires = new Set<Socket>()
beforeEach(async () => {
  const config = { port: 0, host: '127.0.0.1', dataFolder: '', isDemo: false, mailServer: null }
  server = await startAccountServer(
    {
      config: { ...config, publicUrl: new URL(ORIGIN), trustedProxies: ['127.0.0.1'] },
      client: { 'index.html': '<p>' },
    },
    false,
  )
  proxy = startProxy(server.port)
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  port = (proxy.address() as AddressInfo).port
})
afterEach(async () => {
  for (const wire of wires) wire.destroy()
  proxy.close()
  await server.stop()
})

function startProxy(to: number): Server {
  const [slowest = ''] = directive('ssl_protocols').flatMap((all) => all.split(' '))
  const made = createServer({ cert, key, minVersion: slowest as SecureVersion })
  const closed = [...nginx.matchAll(/location = (\S+) \{\s*return (\d+);/g)]
  made.on('connection', (wire: Socket) => wires.add(wire))
  made.on('request', (asked, answer) => {
    const shut = closed.find(([, path]) => path === asked.url)
    if (shut) return void answer.writeHead(Number(shut[2])).end()
    const onward = requestPlain({
      port: to,
      path: asked.url,
      method: asked.method,
      headers: passedOn(asked),
      setHost: false,
    })
    onward.on('response', (told) => told.pipe(answer.writeHead(told.statusCode ?? 0, told.headers)))
    asked.pipe(onward)
  })
  made.on('upgrade', (asked, wire) => {
    const inner = connectPlain(to, '127.0.0.1')
    const lines = Object.entries(passedOn(asked)).map(([name, value]) => `${name}: ${value}`)
    inner.write([`GET ${asked.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    for (const [one, other] of [
      [wire, inner],
      [inner, wire],
    ] as const)
      one.on('error', () => other.destroy()).pipe(other)
  })
  return made
}

/** As `proxy_set_header` of the sample says; whatever it does not name goes through. */
function passedOn({ headers }: IncomingMessage): IncomingHttpHeaders {
  const variables: Readonly<Record<string, string>> = {
    $http_host: headers.host ?? '',
    $remote_addr: VISITOR,
    $http_upgrade: headers.upgrade ?? '',
    // The sample's `map`.
    $connection_upgrade: headers.upgrade === undefined ? '' : 'upgrade',
  }
  const set = directive('proxy_set_header').map((line) => line.split(/\s+/))
  const named = set.map(([name = '', value = '']) => [name.toLowerCase(), variables[value] ?? value] as const)
  // nginx leaves out a header whose value is empty.
  return Object.fromEntries(
    Object.entries({ ...headers, ...Object.fromEntries(named) }).filter(([, value]) => value !== ''),
  )
}

const trust = { ca: cert, servername: HOST }

type Asked = { readonly method?: string; readonly body?: object; readonly headers?: Readonly<Record<string, string>> }
async function ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}) {
  const own = { host: HOST, ...(method === 'GET' ? {} : { origin: ORIGIN, 'content-type': 'application/json' }) }
  const asked = request({ ...trust, port, path, method, headers: { ...own, ...headers }, setHost: false, agent: false })
  asked.end(body === undefined ? undefined : JSON.stringify(body))
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

const signIn = (password = PASSWORD, headers: Readonly<Record<string, string>> = {}) =>
  ask('/api/session/sign-in', { method: 'POST', body: { email: ROOT.email, password }, headers })

const cookieIn = ({ headers }: { headers: IncomingHttpHeaders }): string =>
  (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ')

async function setUp(): Promise<string> {
  const told = await ask('/api/setup', { method: 'POST', body: { code: server.setupCode, ...ROOT } })
  expect(told.status).toBe(200)
  const { person } = JSON.parse((await ask('/api/session', { headers: { cookie: cookieIn(told) } })).body)
  await givePasskey(server, person.id)
  return cookieIn(told)
}

/** @returns 'open', or the status that refused it. */
async function opens(headers: Readonly<Record<string, string>>) {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/live/review`, { ...trust, headers: { host: HOST, ...headers } })
  const closed = once(socket, 'close').then(([code]) => code as number)
  closed.catch(() => undefined)
  const state = await new Promise<string>((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_, { statusCode }) => resolve(String(statusCode)))
    socket.on('error', () => undefined)
  })
  return { state, closed }
}

describe('behind the proxy of the sample', () => {
  it('every answer asks the browser to stay with https, pages and refusals too', async () => {
    for (const path of ['/', '/reviews', '/api/session', '/api/nothing', '/_app/nothing.js'])
      expect((await ask(path)).headers['strict-transport-security'], path).toBe('max-age=31536000; includeSubDomains')
  })

  it('cookies are for https and for this host alone', async () => {
    await setUp()
    const { headers } = await signIn()
    const cookies = headers['set-cookie'] ?? []
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['__Host-tandem', '__Host-tandem-device'])
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Strict; Secure$/)
      expect(cookie).not.toContain('Domain')
    }
  })

  it('a change is taken from our own https page, and from none over plain http, elsewhere or without an origin', async () => {
    await setUp()
    const before = await server.sessionDatabase.selectFrom('session').selectAll().execute()
    for (const origin of [`http://${HOST}`, 'https://evil.example', `${ORIGIN}:8443`, 'null'])
      expect([origin, (await signIn(PASSWORD, { origin })).status]).toEqual([origin, 403])
    expect((await signIn(PASSWORD, { host: 'evil.example' })).status).toBe(403)
    expect(await server.sessionDatabase.selectFrom('session').selectAll().execute()).toEqual(before)
    expect((await signIn()).status).toBe(200)
  })

  it('sockets are encrypted, open for our own page, and end with the session', async () => {
    const cookie = await setUp()
    expect((await opens({ cookie, origin: `http://${HOST}` })).state).toBe('403')
    expect((await opens({ cookie, origin: 'https://evil.example' })).state).toBe('403')
    const socket = await opens({ cookie, origin: ORIGIN })
    expect(socket.state).toBe('open')
    await ask('/api/session/end', { method: 'POST', headers: { cookie } })
    expect(await socket.closed).toBe(4401)
    expect((await ask('/', {})).headers['content-security-policy']).toContain(`wss://${HOST}`)
  })

  it('visitors have the address that the proxy saw, whatever they say themselves', async () => {
    const cookie = await setUp()
    await signIn('not the password', { 'x-forwarded-for': '203.0.113.9' })
    const { entries } = JSON.parse((await ask('/api/administration/log', { headers: { cookie } })).body)
    expect(entries[0]).toMatchObject({ what: 'sign-in-failed', from: VISITOR })
  })

  it('links begin with https and the name of the server', async () => {
    expect(server.setupLink).toMatch(new RegExp(`^${ORIGIN}/setup#code=`))
    const cookie = await setUp()
    const asked = { method: 'POST', body: { email: null }, headers: { cookie } }
    const { link } = JSON.parse((await ask('/api/administration/invitations', asked)).body)
    expect(link).toMatch(new RegExp(`^${ORIGIN}/invitation#token=`))
  })

  it('metrics are for nobody outside', async () => {
    expect((await ask('/metrics')).status).toBe(404)
  })

  it('TLS 1.2 and 1.3 are spoken, and nothing older', async () => {
    const speaks = async (version: SecureVersion): Promise<string | null> => {
      // The client would refuse the old ones by itself unless it is told to be careless.
      const wire = connect({ ...trust, port, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })
      return new Promise((resolve) => {
        wire.on('secureConnect', () => (resolve(wire.getProtocol()), wire.destroy()))
        wire.on('error', () => resolve(null))
      })
    }
    expect([await speaks('TLSv1.3'), await speaks('TLSv1.2'), await speaks('TLSv1.1'), await speaks('TLSv1')]).toEqual([
      'TLSv1.3',
      'TLSv1.2',
      null,
      null,
    ])
  })
})

describe('the samples of docs/running.md', () => {
  it('redirect plain http, keep a socket that is silent for as long as ours may be, and send all to the server’s port', () => {
    expect(nginx).toMatch(/listen 80;[^}]+return 301 https:\/\/\$host\$request_uri;/)
    const [seconds = 0] = directive('proxy_read_timeout').map((value) => Number.parseInt(value, 10))
    expect(seconds * 1_000).toBeGreaterThan(2 * SOCKET_LIMITS.silence)
    expect(directive('proxy_pass')).toEqual(['http://127.0.0.1:4321'])
    expect(directive('proxy_http_version')).toEqual(['1.1'])
    expect(nginx).toMatch(/map \$http_upgrade \$connection_upgrade \{\s+default upgrade;\s+'' {6}'';/)
  })

  it('are of one mind: Caddy closes the same addresses and asks the same port', () => {
    const caddy = /```\n(?<sample>tandem[^`]+)```/.exec(page)?.groups?.['sample'] ?? ''
    expect(caddy).toContain('respond /metrics 404')
    expect(caddy).toContain('reverse_proxy 127.0.0.1:4321')
  })
})
