/** Pages of others, and names that were made to point here: what they can do with the cookie of somebody signed in. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { upgradeRequest } from '../src/testing/raw-socket.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../src/testing/test-server.ts'

let server: TestServer
afterEach(() => server.stop())

const reached: string[] = []

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  reached.length = 0
  const reach = (_: unknown, { person }: { readonly person: string }): void => void reached.push(person)
  return (server = await startTestServer({ sync: reach, live: reach, ...options }))
}

type Hostile = (port: number) => { readonly origin?: string; readonly host?: string }

const HOSTILE: readonly (readonly [name: string, headers: Hostile])[] = [
  ['another site', () => ({ origin: 'http://evil.example' })],
  ['another scheme', (port) => ({ origin: `https://localhost:${port}` })],
  ['the scheme of sockets', (port) => ({ origin: `ws://localhost:${port}` })],
  ['another port', (port) => ({ origin: `http://localhost:${port === 1 ? 2 : port - 1}` })],
  ['no port', () => ({ origin: 'http://localhost' })],
  ['a host below ours', (port) => ({ origin: `http://evil.localhost:${port}` })],
  ['a host that begins like ours', (port) => ({ origin: `http://localhost:${port}.evil.example` })],
  ['a host that begins like ours, on our port', (port) => ({ origin: `http://localhost.evil.example:${port}` })],
  ['a host that ends like ours', (port) => ({ origin: `http://evil-localhost:${port}` })],
  ['ours as a user name', (port) => ({ origin: `http://localhost:${port}@evil.example` })],
  ['ours with a path', (port) => ({ origin: `http://localhost:${port}/` })],
  ['ours in capitals', (port) => ({ origin: `http://LOCALHOST:${port}` })],
  ['ours, and another one behind it', (port) => ({ origin: `http://localhost:${port}, http://evil.example` })],
  ['an origin that hides', () => ({ origin: 'null' })],
  ['no origin', () => ({ origin: '' })],
  ['another of our own hosts', (port) => ({ origin: `http://127.0.0.1:${port}` })],
  ['a name that was made to point here', () => ({ origin: 'http://evil.example', host: 'evil.example' })],
  ['such a name with our port', (port) => ({ origin: `http://evil.example:${port}`, host: `evil.example:${port}` })],
  ['such a name and our origin', (port) => ({ origin: `http://localhost:${port}`, host: `evil.example:${port}` })],
  ['such a name below ours', (port) => ({ origin: `http://x.localhost:${port}`, host: `x.localhost:${port}` })],
  ['our address on all interfaces', (port) => ({ origin: `http://0.0.0.0:${port}`, host: `0.0.0.0:${port}` })],
  ['our host without its port', () => ({ origin: 'http://localhost', host: 'localhost' })],
]

describe.each(HOSTILE)('%s', (_name, headers) => {
  it('opens no socket, changes nothing, and leaves the session as it was', async () => {
    await start()
    const cookie = await server.signIn('alice')
    const { origin = '', host } = headers(server.port)
    const given = { cookie, origin, ...(host === undefined ? {} : { host }) }
    for (const path of ['/sync/d1', '/live/r1']) {
      expect(await server.connect(path, given)).toMatchObject({ kind: 'refused', status: 403 })
    }
    expect(reached).toEqual([])
    const asked = await server.send({
      method: 'POST',
      path: '/api/session/end',
      headers: { ...given, origin: origin === '' ? null : origin },
    })
    expect([asked.status, asked.headers['set-cookie']]).toEqual([403, undefined])
    const session = await server.send({ path: '/api/session', headers: { cookie } })
    expect(JSON.parse(session.body)).toMatchObject({ person: { id: 'alice' } })
  })
})

describe('behind TLS', () => {
  const publicUrl = 'https://tandem.example.org'
  const own = { host: 'tandem.example.org', origin: publicUrl }

  it.each([
    ['plain http', { ...own, origin: 'http://tandem.example.org' }],
    ['a host below', { host: 'www.tandem.example.org', origin: 'https://www.tandem.example.org' }],
    ['a sibling', { ...own, origin: 'https://other.example.org' }],
    ['a look-alike', { ...own, origin: 'https://tandem.example.org.evil.example' }],
    ['loopback, as a page on this machine has it', { host: 'localhost', origin: 'http://localhost' }],
  ])('%s is foreign too', async (_name, headers) => {
    await start({ publicUrl })
    expect(await server.connect('/sync/d1', headers)).toMatchObject({ kind: 'refused', status: 403 })
    const asked = await server.send({ method: 'POST', path: '/api/session/end', headers })
    expect(asked.status).toBe(403)
    // Our own page is not: without a session it is let in only to be told so.
    expect((await server.connect('/sync/d1', own)).kind).toBe('upgraded')
    expect(reached).toEqual([])
  })
})

describe('compression', () => {
  it.each([
    'permessage-deflate',
    'permessage-deflate; client_max_window_bits; server_no_context_takeover',
    'x-webkit-deflate-frame, permessage-deflate',
  ])('is never agreed on, whatever is offered: %s', async (offer) => {
    await start()
    const tcp = connect(server.port, '127.0.0.1')
    const headers = { Cookie: await server.signIn('alice'), 'Sec-WebSocket-Extensions': offer }
    tcp.write(upgradeRequest(server.port, '/sync/d1', headers))
    const [answer] = (await once(tcp, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 101/)
    expect(answer.toString().toLowerCase()).not.toContain('extensions')
    expect(reached).toEqual(['alice'])
    tcp.destroy()
  })
})
