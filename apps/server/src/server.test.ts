import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { text } from 'node:stream/consumers'
import { brotliCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { PersonId, ReviewId } from '@tandem/rules'
import {
  cookieOf,
  emptyReviews,
  startTestServer,
  type Answered,
  type Connected,
  type TestServer,
  type TestServerOptions,
} from './testing/test-server.ts'
import { PageRefused } from './http/page-policy.ts'
import type { LiveRequest, SyncRequest } from './http/upgrade.ts'
import { HTTP_LIMITS } from './limits.ts'
import { StoreFailure } from './store/contract.ts'

const client = {
  'index.html': '<!doctype html><title>Tandem</title><script>start()</script>',
  'index.html.br': brotliCompressSync('<!doctype html><title>Tandem</title><script>start()</script>').toString(
    'latin1',
  ),
  'robots.txt': 'User-agent: *',
  '_app/version.json': '{"version":"1"}',
  '_app/immutable/start.js': 'export {}',
}

let server: TestServer
afterEach(() => server.stop())

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  return (server = await startTestServer({ client, ...options }))
}

const SIGN_IN = { method: 'POST', path: '/api/demo/sign-in', body: { person: 'alice' } }

describe('every answer', () => {
  /** What Node answers by itself is among them. */
  const asked: readonly (readonly [
    name: string,
    status: number,
    ask: () => Promise<Pick<Answered, 'status' | 'headers'>>,
  ])[] = [
    ['the page', 200, () => server.send({ path: '/' })],
    ['the page for an address of its router', 200, () => server.send({ path: '/reviews/r1/bias' })],
    ['a file', 200, () => server.send({ path: '/robots.txt' })],
    ['a hashed file', 200, () => server.send({ path: '/_app/immutable/start.js' })],
    ['a piece of a former build', 404, () => server.send({ path: '/_app/immutable/old.js' })],
    ['HEAD of the page', 200, () => server.send({ method: 'HEAD', path: '/' })],
    ['an answer of the API', 200, () => server.send({ path: '/api/session' })],
    ['an answer without a body', 204, () => server.send({ method: 'POST', path: '/api/session/end' })],
    ['an unknown address of the API', 404, () => server.send({ path: '/api/nothing' })],
    ['a socket address asked without an upgrade', 404, () => server.send({ path: '/sync/d1' })],
    ['a request without a session', 401, () => server.send({ path: '/api/reviews' })],
    ['a body that does not fit', 400, () => server.send({ ...SIGN_IN, body: {} })],
    ['a body that is too large', 413, () => server.send({ ...SIGN_IN, body: 'x'.repeat(5_000) })],
    ['a foreign request', 403, () => server.send({ ...SIGN_IN, headers: { origin: 'http://evil.example' } })],
    [
      'OPTIONS, as before a request across origins',
      403,
      () => server.send({ method: 'OPTIONS', path: '/api/session', headers: { origin: 'http://evil.example' } }),
    ],
    ['a method that nothing answers', 404, () => server.send({ method: 'PUT', path: '/' })],
    [
      'a fault of the server',
      500,
      async () => server.send({ path: '/api/reviews', headers: { cookie: await server.signIn('alice') } }),
    ],
    ['a request without Host', 200, () => raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')],
    ['a Host that is none', 400, () => raw('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')],
    ['something that is not HTTP', 400, () => raw('hello\r\n\r\n')],
    ['headers that are too large', 431, () => raw(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)],
    [
      'an expectation that nobody meets',
      417,
      () => raw('GET / HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\nConnection: close\r\n\r\n'),
    ],
    ['a refused upgrade', 403, () => refusal(server.connect('/sync/d1', { origin: 'http://evil.example' }))],
    ['an upgrade that leads nowhere', 404, () => refusal(server.connect('/nowhere'))],
    ['a broken handshake', 400, () => raw(upgradeText('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short'))],
  ]

  const faulty = { ...emptyReviews, list: async () => Promise.reject(new Error('a fault')) }

  for (const [name, status, ask] of asked) {
    it(`has the security headers: ${name}`, async () => {
      await start({ reviews: faulty })
      const answered = await ask()
      expect(answered.status).toBe(status)
      expect(answered.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
      })
      const names = Object.keys(answered.headers)
      expect(
        names.filter((header) => /^(access-control-|server$|x-powered-by$|strict-transport)/.test(header)),
      ).toEqual([])
      const type = answered.headers['content-type']
      if (type?.startsWith('text/') || type?.startsWith('application/json')) expect(type).toMatch(/charset=utf-8|json$/)
    })
  }

  it('over https asks the browser to stay there', async () => {
    await start({ publicUrl: 'https://tandem.example.org' })
    const { headers } = await server.send({ path: '/' })
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
  })

  it('that fails says nothing of why, to the client', async () => {
    await start({ reviews: { ...emptyReviews, list: async () => Promise.reject(new Error('secret of line 7')) } })
    const { status, body } = await server.send({
      path: '/api/reviews',
      headers: { cookie: await server.signIn('alice') },
    })
    expect(status).toBe(500)
    expect(JSON.parse(body)).toEqual({ error: 'server-fault', sentence: expect.any(String) })
    expect(body).not.toContain('secret')
    expect(server.errors).toMatchObject([{ doing: 'http', error: { message: 'secret of line 7' } }])
  })

  it('says so where the store cannot write', async () => {
    const full = async () => Promise.reject(new StoreFailure('full', false, null))
    await start({ reviews: { ...emptyReviews, list: full } })
    const { status, body } = await server.send({
      path: '/api/reviews',
      headers: { cookie: await server.signIn('alice') },
    })
    expect(status).toBe(503)
    expect(JSON.parse(body)).toMatchObject({ error: 'store-unavailable' })
  })
})

describe('the web client', () => {
  it('has its page under a policy that allows its own inline script, and is asked for anew each time', async () => {
    await start()
    for (const path of ['/', '/reviews/r1', '/index.html']) {
      const { headers, body } = await server.send({ path })
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[\w+/]+=*';/)
      expect(headers['cache-control']).toBe('no-cache')
      expect(body).toBe(client['index.html'])
    }
  })

  it('has hashed files that a browser may keep for ever, and others that it may not', async () => {
    await start()
    const hashed = await server.send({ path: '/_app/immutable/start.js' })
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(hashed.headers['content-type']).toMatch(/^text\/javascript/)
    expect((await server.send({ path: '/_app/version.json' })).headers['cache-control']).toBe('no-cache')
  })

  it('comes compressed to those who can read it', async () => {
    await start()
    const { headers } = await server.send({ path: '/', headers: { 'accept-encoding': 'gzip, br' } })
    expect(headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' })
    expect(headers['content-security-policy']).toContain('sha256')
  })

  it('answers a piece of a former build with 404, never with the page', async () => {
    await start()
    const { status, headers } = await server.send({ path: '/_app/immutable/old.js' })
    expect(status).toBe(404)
    expect(headers['content-type']).toMatch(/json/)
  })

  it('gives no file outside its folder', async () => {
    await start()
    for (const path of [
      '/../tandem.sqlite',
      '/..%2ftandem.sqlite',
      '/%2e%2e/tandem.sqlite',
      '/_app/..%5c..%5ctandem.sqlite',
    ]) {
      const { body } = await server.send({ path })
      expect(body, path).not.toContain('SQLite format')
    }
  })

  it('may be missing: the API works, the page is not found', async () => {
    await start({ client: {} })
    expect((await server.send({ path: '/' })).status).toBe(404)
    expect((await server.send({ path: '/api/session' })).status).toBe(200)
  })

  it('whose page cannot run under its policy stops the server from starting', async () => {
    await start()
    const page = { 'index.html': '<body onload="start()">' }
    await expect(startTestServer({ client: page })).rejects.toThrow(PageRefused)
  })
})

describe('an answer of the API', () => {
  it('is never stored', async () => {
    await start()
    for (const path of ['/api/session', '/api/reviews', '/api/demo', '/api/nothing']) {
      expect((await server.send({ path })).headers['cache-control'], path).toBe('no-store')
    }
    expect((await server.send(SIGN_IN)).headers['cache-control']).toBe('no-store')
  })

  it('to an unknown address is a 404 in JSON for every method', async () => {
    await start()
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, body } = await server.send({ method, path: '/api/unknown' })
      expect([status, JSON.parse(body).error]).toEqual([404, 'not-found'])
    }
  })
})

describe('a body', () => {
  it('may be as large as its limit, not a byte more, also when it does not say its length', async () => {
    await start()
    const cookie = await server.signIn('alice')
    const path = '/api/reviews/r1/commands'
    const post = (size: number, headers: Record<string, string> = {}) =>
      server.send({ method: 'POST', path, body: JSON.stringify('x'.repeat(size - 2)), headers: { cookie, ...headers } })
    expect((await post(HTTP_LIMITS.bodyBytes)).status).toBe(400)
    const { status, body } = await post(HTTP_LIMITS.bodyBytes + 1)
    expect([status, JSON.parse(body).error]).toEqual([413, 'too-large'])
    expect((await post(HTTP_LIMITS.bodyBytes + 1, { 'transfer-encoding': 'chunked' })).status).toBe(413)
  })

  it('that nobody reads does not cost the answer, nor the next one on the same connection', async () => {
    await start()
    const body = 'x'.repeat(5_000_000)
    for (const [path, status] of [
      ['/api/reviews/r1/commands', 401],
      ['/api/nothing', 404],
      ['/api/session/end', 204],
    ] as const) {
      expect((await server.send({ method: 'POST', path, body })).status).toBe(status)
      expect((await server.send({ method: 'POST', path, body, headers: { origin: null } })).status).toBe(403)
    }
  })

  it('that breaks off is nobody’s fault', async () => {
    await start()
    const tcp = connectTcp(server.port, '127.0.0.1')
    tcp.write(
      `POST /api/demo/sign-in HTTP/1.1\r\nHost: localhost:${server.port}\r\nOrigin: http://localhost:${server.port}\r\nContent-Length: 100\r\n\r\n{`,
    )
    tcp.destroySoon()
    await once(tcp, 'close')
    expect((await server.send({ path: '/api/session' })).status).toBe(200)
    expect(server.errors).toEqual([])
  })

  it('of a sign-in is smaller still, for anybody may send one', async () => {
    await start()
    const post = (size: number) => server.send({ ...SIGN_IN, body: JSON.stringify('x'.repeat(size - 2)) })
    expect((await post(HTTP_LIMITS.signInBytes)).status).toBe(400)
    expect((await post(HTTP_LIMITS.signInBytes + 1)).status).toBe(413)
  })

  const misfits: readonly (readonly [body: unknown, sentence: RegExp])[] = [
    [{}, /^The field "person" does not fit/],
    [{ person: 7 }, /^The field "person" does not fit/],
    [{ person: 'Alice!' }, /^The field "person" does not fit/],
    [{ person: 'alice', admin: true }, /^The field "admin" is not known here/],
    ['"alice"', /^The body does not fit/],
    ['{', /^The body is not JSON/],
    ['', /^The body is not JSON/],
  ]
  for (const [body, sentence] of misfits) {
    it(`that is ${JSON.stringify(body)} is refused with the name of what is wrong`, async () => {
      await start()
      const answered = await server.send({ ...SIGN_IN, body })
      expect(answered.status).toBe(400)
      expect(JSON.parse(answered.body)).toEqual({ error: 'bad-request', sentence: expect.stringMatching(sentence) })
    })
  }

  it('of a command is refused with the path of the field', async () => {
    await start()
    const command = { type: 'submit', assessment: 'a1', contentHash: 'short' }
    const answered = await server.send({
      method: 'POST',
      path: '/api/reviews/r1/commands',
      body: { id: 'c'.repeat(16), command },
      headers: { cookie: await server.signIn('alice') },
    })
    expect(JSON.parse(answered.body).sentence).toMatch(/^The field "command.contentHash" does not fit/)
  })
})

describe('a request that changes something', () => {
  const foreign: readonly (readonly [name: string, headers: Record<string, string | null>])[] = [
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from another host of this machine', { 'sec-fetch-site': 'same-site' }],
    ['without Origin', { origin: null }],
    ['with Origin null', { origin: 'null' }],
    ['from a host that looks alike', { origin: 'http://localhost.evil.example' }],
    ['from another port', { origin: 'http://localhost:1' }],
    ['as a plain form from another site', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
    [
      'to a name that was made to point here',
      { host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['to that name, with our Origin', { host: 'evil.example', 'sec-fetch-site': 'same-origin' }],
  ]
  for (const [name, headers] of foreign) {
    it(`${name} is refused, and nothing happens`, async () => {
      await start()
      const answered = await server.send({ ...SIGN_IN, headers })
      expect(answered.status).toBe(403)
      expect(JSON.parse(answered.body).error).toBe('foreign-origin')
      expect(answered.headers['set-cookie']).toBeUndefined()
      expect(await server.sessionDatabase.selectFrom('session').selectAll().execute()).toEqual([])
    })
  }

  it('from our own page as plain text is not taken for JSON', async () => {
    await start()
    const answered = await server.send({ ...SIGN_IN, headers: { 'content-type': 'text/plain' } })
    expect(answered.status).toBe(400)
    expect(JSON.parse(answered.body).sentence).toContain('application/json')
  })

  it('does so by POST only: GET leaves the data as it was', async () => {
    await start()
    const cookie = await server.signIn('alice')
    const state = () => server.sessionDatabase.selectFrom('session').selectAll().execute()
    const before = await state()
    for (const path of [
      '/api/session',
      '/api/session/end',
      '/api/demo',
      '/api/demo/sign-in',
      '/api/reviews',
      '/api/reviews/r1/commands',
    ]) {
      await server.send({ path, headers: { cookie } })
    }
    expect(await state()).toEqual(before)
  })
})

describe('signing in and out', () => {
  const session = async (cookie: string) =>
    JSON.parse((await server.send({ path: '/api/session', headers: { cookie } })).body)

  it('tells a page who it belongs to', async () => {
    await start()
    const others = { demo: true, needsSetup: true, registration: 'invitation', mail: false, minimumPassword: 15 }
    expect(await session('')).toEqual({ person: null, ...others })
    const cookie = await server.signIn('alice')
    const alice = { id: 'alice', name: 'alice', hue: 1, administrator: false, demo: true, secondFactor: 'none' }
    expect(await session(cookie)).toEqual({ person: alice, ...others })
  })

  it('gives a cookie that only our own page can use', async () => {
    await start()
    const { status, headers } = await server.send(SIGN_IN)
    expect(status).toBe(204)
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^tandem=[\w-]{43}; HttpOnly; Max-Age=604800; Path=\/; SameSite=Strict$/),
    ])
  })

  it('sends the cookie again to a page that starts, so that it lives as long as the session', async () => {
    await start()
    const cookie = await server.signIn('alice')
    const answered = await server.send({ path: '/api/session', headers: { cookie } })
    expect(cookieOf(answered)).toBe(cookie)
  })

  it('never takes over a token that was there before', async () => {
    await start()
    const planted = `tandem=${'A'.repeat(43)}`
    const fresh = cookieOf(await server.send({ ...SIGN_IN, headers: { cookie: planted } }))
    expect(fresh).not.toBe(planted)
    expect((await session(planted)).person).toBeNull()
    expect((await session(fresh)).person.id).toBe('alice')
  })

  it('as somebody else ends the session before', async () => {
    await start()
    const first = await server.signIn('alice')
    const second = cookieOf(await server.send({ ...SIGN_IN, body: { person: 'bob' }, headers: { cookie: first } }))
    expect((await session(first)).person).toBeNull()
    expect((await session(second)).person.id).toBe('bob')
  })

  it('leaves nothing usable after signing out', async () => {
    await start()
    const cookie = await server.signIn('alice')
    const { status, headers } = await server.send({ method: 'POST', path: '/api/session/end', headers: { cookie } })
    expect(status).toBe(204)
    expect(headers['set-cookie']).toEqual(['tandem=; HttpOnly; Max-Age=0; Path=/; SameSite=Strict'])
    expect((await session(cookie)).person).toBeNull()
    expect((await server.send({ path: '/api/reviews', headers: { cookie } })).status).toBe(401)
    expect((await server.send({ method: 'POST', path: '/api/session/end', headers: { cookie } })).status).toBe(204)
  })

  it('does not work with what the database holds', async () => {
    await start()
    await server.signIn('alice')
    const [row] = await server.sessionDatabase.selectFrom('session').selectAll().execute()
    expect((await session(`tandem=${row?.id}`)).person).toBeNull()
  })

  it('survives cookies of other programs, malformed ones too', async () => {
    await start()
    const cookie = await server.signIn('alice')
    expect((await session(`x=%E0%A4%A; ${cookie}`)).person.id).toBe('alice')
  })
})

describe('the demo', () => {
  it('shows its people, each with a link on a host of their own', async () => {
    await start()
    const { people } = JSON.parse((await server.send({ path: '/api/demo' })).body)
    const [alice] = people
    expect(alice).toEqual({
      name: 'alice',
      duty: 'duty of alice',
      hue: 1,
      link: `http://alice.localhost:${server.port}/login#demo=alice`,
    })
    expect(people).toHaveLength(4)
    expect(server.signInLinks.map(({ link }) => link)).toEqual(people.map(({ link }: { link: string }) => link))
  })

  it('signs in on the person’s own host', async () => {
    await start()
    const host = `alice.localhost:${server.port}`
    expect((await server.send({ ...SIGN_IN, headers: { host, origin: `http://${host}` } })).status).toBe(204)
  })

  it('does not know people who are not part of it', async () => {
    await start()
    const { status, headers } = await server.send({ ...SIGN_IN, body: { person: 'mallory' } })
    expect(status).toBe(404)
    expect(headers['set-cookie']).toBeUndefined()
  })

  const absent: readonly (readonly [name: string, options: TestServerOptions, headers: Record<string, string>])[] = [
    ['it is switched off', { isDemo: false }, {}],
    [
      'the public address is not loopback',
      { publicUrl: 'http://tandem.lan' },
      { host: 'tandem.lan', origin: 'http://tandem.lan' },
    ],
    [
      'the public address is not loopback, although the request says localhost',
      { publicUrl: 'http://tandem.lan' },
      { host: 'localhost' },
    ],
    ['a proxy passed the request on', {}, { 'x-forwarded-for': '10.0.0.1' }],
    ['a proxy says only its name', {}, { via: '1.1 proxy' }],
    ['a proxy uses the standard header', {}, { forwarded: 'for=10.0.0.1' }],
    ['a foreign name points here', {}, { host: 'evil.example' }],
    ['a foreign name looks like localhost', {}, { host: 'localhost.evil.example' }],
  ]
  for (const [name, options, headers] of absent) {
    it(`does not exist where ${name}`, async () => {
      await start(options)
      const unknown = await server.send({ path: '/api/unknown', headers })
      const people = await server.send({ path: '/api/demo', headers })
      expect([people.status, people.body]).toEqual([404, unknown.body])
      const signIn = await server.send({ ...SIGN_IN, headers })
      expect([403, 404]).toContain(signIn.status)
      expect(signIn.headers['set-cookie']).toBeUndefined()
      expect(JSON.parse((await server.send({ path: '/api/session', headers })).body).demo).toBe(false)
    })
  }
})

describe('the routes of reviews', () => {
  const asked: unknown[] = []
  const known = {
    ...emptyReviews,
    list: async (person: PersonId) => ({
      reviews: [{ id: 'r1' as ReviewId, title: `of ${person}`, reference: '', invented: null }],
    }),
    read: async (review: ReviewId, person: PersonId) => (review === 'r1' ? ({ me: { id: person } } as never) : null),
    command: async (review: ReviewId, person: PersonId, request: { id: string; command: { type: string } }) => {
      asked.push([review, person, request])
      if (review !== 'r1') return null
      if (request.command.type === 'lock') return { ok: true } as const
      return { ok: false, denial: { rule: 'lead-only', details: {} }, sentence: 'Only the lead may.' } as const
    },
    snapshot: async (review: ReviewId, _: PersonId, number: number) =>
      review === 'r1' && number === 2 ? { fileName: 'Überblick "2".json', text: '{"n":2}' } : null,
  }
  const as = async (person: string) => ({ cookie: await server.signIn(person) })

  it('need a session', async () => {
    await start({ reviews: known })
    for (const path of ['/api/reviews', '/api/reviews/r1', '/api/reviews/r1/snapshots/2']) {
      const { status, body } = await server.send({ path })
      expect([status, JSON.parse(body).error]).toEqual([401, 'not-signed-in'])
    }
    expect((await server.send({ method: 'POST', path: '/api/reviews/r1/commands', body: {} })).status).toBe(401)
  })

  it('answer with what the reviews answer to this person', async () => {
    await start({ reviews: known })
    const headers = await as('bob')
    expect(JSON.parse((await server.send({ path: '/api/reviews', headers })).body).reviews[0].title).toBe('of bob')
    expect(JSON.parse((await server.send({ path: '/api/reviews/r1', headers })).body)).toEqual({ me: { id: 'bob' } })
  })

  it('answer unknown and forbidden alike, to the byte, and like an address that does not exist', async () => {
    await start({ reviews: known })
    const headers = await as('bob')
    const unknown = await server.send({ path: '/api/nothing', headers })
    const command = { id: 'c'.repeat(16), command: { type: 'lock', form: 'tiny', reason: 'done' } }
    const answers = [
      await server.send({ path: '/api/reviews/r2', headers }),
      await server.send({ path: '/api/reviews/r2/snapshots/1', headers }),
      await server.send({ path: '/api/reviews/r1/snapshots/1', headers }),
      await server.send({ path: '/api/reviews/r1/snapshots/0', headers }),
      await server.send({ path: '/api/reviews/r1/snapshots/x', headers }),
      await server.send({ method: 'POST', path: '/api/reviews/r2/commands', body: command, headers }),
    ]
    for (const { status, body } of answers) expect([status, body]).toEqual([404, unknown.body])
  })

  it('pass a command on as it was parsed, and tell success from a refusal by the status', async () => {
    await start({ reviews: known })
    const headers = await as('bob')
    const post = (command: unknown) =>
      server.send({ method: 'POST', path: '/api/reviews/r1/commands', body: { id: 'c'.repeat(16), command }, headers })
    const done = await post({ type: 'lock', form: 'tiny', reason: '  done  ' })
    expect([done.status, JSON.parse(done.body)]).toEqual([200, { ok: true }])
    expect(asked.at(-1)).toEqual([
      'r1',
      'bob',
      { id: 'c'.repeat(16), command: { type: 'lock', form: 'tiny', reason: 'done' } },
    ])
    const denied = await post({ type: 'withdraw', assessment: 'a1' })
    expect(denied.status).toBe(409)
    expect(JSON.parse(denied.body)).toMatchObject({ ok: false, denial: { rule: 'lead-only' } })
  })

  it('give a snapshot as a file, with its name for old and new clients', async () => {
    await start({ reviews: known })
    const { status, headers, body } = await server.send({
      path: '/api/reviews/r1/snapshots/2',
      headers: await as('bob'),
    })
    expect([status, body]).toEqual([200, '{"n":2}'])
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(headers['content-disposition']).toBe(
      `attachment; filename="_berblick__2_.json"; filename*=UTF-8''%C3%9Cberblick%20%222%22.json`,
    )
  })
})

describe('a socket', () => {
  const silent = () => undefined

  it('reaches the handler of its path with what was asked and who asks', async () => {
    const documents: SyncRequest[] = []
    const feeds: LiveRequest[] = []
    await start({
      sync: (socket, request) => void (documents.push(request), socket.close(1000)),
      live: (socket, request) => void (feeds.push(request), socket.close(1000)),
    })
    const headers = { cookie: await server.signIn('alice') }
    await closing(server.connect('/sync/doc-1?tandem=1&client=7', headers))
    await closing(server.connect('/live/review-1?cursor=5', headers))
    expect(documents).toMatchObject([{ document: 'doc-1', person: 'alice' }])
    expect(documents[0]?.query.get('client')).toBe('7')
    expect(feeds).toMatchObject([{ review: 'review-1', person: 'alice' }])
    expect(feeds[0]?.query.get('cursor')).toBe('5')
  })

  for (const path of [
    '/',
    '/sync',
    '/sync/',
    '/sync/a/b',
    '/sync/..%2fx',
    '/api/session',
    '/live/',
    `/sync/${'x'.repeat(65)}`,
  ]) {
    it(`at ${path} is answered with 404 and ended`, async () => {
      await start()
      const headers = { cookie: await server.signIn('alice') }
      expect(await server.connect(path, headers)).toMatchObject({ kind: 'refused', status: 404 })
    })
  }

  for (const [name, origin] of [
    ['a foreign page', 'http://evil.example'],
    ['no page', ''],
    ['a page without origin', 'null'],
    ['another port', 'http://localhost:1'],
  ] as const) {
    it(`from ${name} is refused before the upgrade, session or not`, async () => {
      let isReached = false
      await start({ sync: () => void (isReached = true) })
      const headers = { cookie: await server.signIn('alice'), origin }
      expect(await server.connect('/sync/d1', headers)).toMatchObject({ kind: 'refused', status: 403 })
      expect(isReached).toBe(false)
    })
  }

  it('to a name that was made to point here is refused before the upgrade', async () => {
    await start()
    const headers = { host: 'evil.example', origin: 'http://evil.example' }
    expect(await server.connect('/sync/d1', headers)).toMatchObject({ kind: 'refused', status: 403 })
  })

  it('from one demo host to another is refused', async () => {
    await start()
    const headers = { host: `bob.localhost:${server.port}`, origin: `http://alice.localhost:${server.port}` }
    expect(await server.connect('/sync/d1', headers)).toMatchObject({ kind: 'refused', status: 403 })
  })

  it('without a session is accepted and closed with 4401, so that clients stop trying', async () => {
    let isReached = false
    await start({ sync: () => void (isReached = true) })
    expect(await closing(server.connect('/sync/d1'))).toBe(4401)
    expect(await closing(server.connect('/sync/d1', { cookie: `tandem=${'A'.repeat(43)}` }))).toBe(4401)
    expect(isReached).toBe(false)
  })

  it('closes with 4401 when its session ends, the others of the person stay', async () => {
    await start({ sync: silent, live: silent })
    const [first, second] = [await server.signIn('alice'), await server.signIn('alice')]
    const document = await upgraded(server.connect('/sync/d1', { cookie: first }))
    const feed = await upgraded(server.connect('/live/r1', { cookie: first }))
    const other = await upgraded(server.connect('/sync/d1', { cookie: second }))
    await server.send({ method: 'POST', path: '/api/session/end', headers: { cookie: first } })
    expect([await document.closed, await feed.closed]).toEqual([4401, 4401])
    expect(other.socket.readyState).toBe(other.socket.OPEN)
  })

  it('closes with 4401 although its handler has paused it', async () => {
    await start({ sync: (socket) => socket.pause() })
    const cookie = await server.signIn('alice')
    const { closed } = await upgraded(server.connect('/sync/d1', { cookie }))
    await server.send({ method: 'POST', path: '/api/session/end', headers: { cookie } })
    expect(await closed).toBe(4401)
  })

  it('that is being opened while its session ends never opens', async () => {
    const reached: string[] = []
    await start({ sync: (_, { document }) => void reached.push(document) })
    const cookie = await server.signIn('alice')
    const opening = Array.from({ length: 20 }, (_, index) => server.connect(`/sync/d${index}`, { cookie }))
    const ending = server.send({ method: 'POST', path: '/api/session/end', headers: { cookie } })
    const codes = await Promise.all(opening.map(closing))
    expect((await ending).status).toBe(204)
    expect(new Set(codes)).toEqual(new Set([4401]))
  })

  it('does not outlive its session', async () => {
    let now = Date.now()
    await start({ sync: silent, clock: () => now })
    const { closed, socket } = await upgraded(server.connect('/sync/d1', { cookie: await server.signIn('alice') }))
    await server.checkSessions()
    expect(socket.readyState).toBe(socket.OPEN)
    now += 31 * 24 * 60 * 60 * 1_000
    await server.checkSessions()
    expect(await closed).toBe(4401)
  })

  it('beyond what one person may have open is closed with 1013, until another one has closed', async () => {
    await start({
      sync: silent,
      socketLimits: { perPerson: 2, acceptsPerSecond: 1_000, acceptsPerSecondAndPerson: 1_000 },
    })
    const [alice, bob] = [{ cookie: await server.signIn('alice') }, { cookie: await server.signIn('bob') }]
    const first = await upgraded(server.connect('/sync/d1', alice))
    await upgraded(server.connect('/sync/d2', alice))
    expect(await closing(server.connect('/sync/d3', alice))).toBe(1013)
    await upgraded(server.connect('/sync/d3', bob))
    first.socket.close()
    await first.closed
    await upgraded(server.connect('/sync/d3', alice))
  })

  it('beyond what the server takes in a second is closed with 1013, until the next second', async () => {
    let now = 1_000_000
    await start({
      sync: silent,
      clock: () => now,
      socketLimits: { perPerson: 60, acceptsPerSecond: 2, acceptsPerSecondAndPerson: 2 },
    })
    const headers = { cookie: await server.signIn('alice') }
    await upgraded(server.connect('/sync/d1', headers))
    await upgraded(server.connect('/sync/d2', headers))
    expect(await closing(server.connect('/sync/d3', headers))).toBe(1013)
    now += 1_000
    await upgraded(server.connect('/sync/d3', headers))
  })

  it('of one person beyond their share of a second takes nothing from the others', async () => {
    await start({
      sync: silent,
      clock: () => 1_000_000,
      socketLimits: { perPerson: 60, acceptsPerSecond: 3, acceptsPerSecondAndPerson: 2 },
    })
    const [alice, bob] = [{ cookie: await server.signIn('alice') }, { cookie: await server.signIn('bob') }]
    for (const document of ['d1', 'd2']) await upgraded(server.connect(`/sync/${document}`, alice))
    for (const document of ['d3', 'd4', 'd5'])
      expect(await closing(server.connect(`/sync/${document}`, alice))).toBe(1013)
    await upgraded(server.connect('/sync/d1', bob))
  })

  it('that sends a frame beyond the limit is closed, and the server lives on', async () => {
    await start({ sync: (socket) => void socket.on('message', silent) })
    const headers = { cookie: await server.signIn('alice') }
    const large = await upgraded(server.connect('/sync/d1', headers))
    large.socket.send(new Uint8Array(1_024 * 1_024 + 1))
    expect(await large.closed).toBe(1009)
    const { socket, closed } = await upgraded(server.connect('/sync/d1', headers))
    socket.send(new Uint8Array(1_024 * 1_024))
    socket.close(1000)
    expect(await closed).toBe(1000)
  })

  it('that breaks off, or speaks nonsense, does not end the server', async () => {
    await start({ sync: silent })
    const cookie = await server.signIn('alice')
    for (const bytes of [Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from([0x82, 0xff]), Buffer.alloc(0)]) {
      const tcp = connectTcp(server.port, '127.0.0.1')
      const key = `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\nCookie: ${cookie}`
      tcp.write(upgradeText(key, server.port))
      await once(tcp, 'data')
      tcp.write(bytes)
      tcp.resetAndDestroy()
      await once(tcp, 'close')
    }
    await upgraded(server.connect('/sync/d1', { cookie }))
  })

  it('offers no compression', async () => {
    await start({ sync: silent })
    const { socket } = await upgraded(server.connect('/sync/d1', { cookie: await server.signIn('alice') }))
    expect(socket.extensions).toBe('')
  })

  it('is offered, and the offer of another protocol is passed over', async () => {
    await start()
    const answered = await raw(
      'GET /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
    )
    expect(answered.status).toBe(200)
  })
})

describe('stopping', () => {
  it('lets nobody in, settles what was accepted, then tells every client to come again', async () => {
    const order: string[] = []
    let during: Connected | null = null
    const started = await startTestServer({
      sync: (socket) => void socket.on('close', () => order.push('closed')),
      settle: async () => {
        during = await started
          .connect('/sync/d2', { cookie })
          .catch(() => ({ kind: 'refused', status: 0, headers: {} }) as const)
        order.push('settled')
      },
    })
    server = { ...started, stop: async () => undefined }
    const cookie = await started.signIn('alice')
    const { closed } = await upgraded(started.connect('/sync/d1', { cookie }))
    await started.stop()
    expect(await closed).toBe(4503)
    expect(order).toEqual(['settled', 'closed'])
    expect(during).toMatchObject({ kind: 'refused' })
  })
})

async function upgraded(connecting: Promise<Connected>) {
  const connected = await connecting
  if (connected.kind === 'refused') throw new Error(`refused with ${connected.status}`)
  return connected
}

async function closing(connecting: Promise<Connected>): Promise<number> {
  return (await upgraded(connecting)).closed
}

async function refusal(connecting: Promise<Connected>) {
  const connected = await connecting
  if (connected.kind === 'upgraded') throw new Error('was upgraded')
  return connected
}

/** Bytes as they stand, for what no client library would send. */
async function raw(request: string): Promise<Answered> {
  const tcp = connectTcp(server.port, '127.0.0.1')
  tcp.write(request)
  const answer = await text(tcp)
  const [head = '', ...body] = answer.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ])
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body: body.join('\r\n\r\n') }
}

function upgradeText(headers: string, port = server.port): string {
  const host = `localhost:${port}`
  return `GET /sync/d1 HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n\r\n`
}
