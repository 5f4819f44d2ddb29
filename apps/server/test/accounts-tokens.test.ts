import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROUTE_IDS, ROUTES, type Route } from '@tandem/wire'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import { startAccountServer, tokenIn, type AccountServer } from '../src/testing/account-server.ts'
import { saidIn, type Browser } from '../src/testing/browser.ts'
import type { Answered } from '../src/testing/test-server.ts'

const DAY = 86_400_000

let server: AccountServer
let rosa: Browser
let alice: Browser
beforeEach(async () => {
  server = await startAccountServer()
  rosa = await server.setUp()
  alice = await server.register('Alice')
})
afterEach(() => server.stop())

async function make(browser: Browser, scopes: readonly string[], days = 30): Promise<{ token: string; id: string }> {
  const { status, body } = await browser.post('/account/tokens', { name: 'Script', scopes, days })
  if (status !== 200) throw new Error(JSON.stringify(body))
  const { token, entry } = body as { token: string; entry: { id: string } }
  return { token, id: entry.id }
}

/** As a program asks: no Origin, no cookie. */
const ask = (token: string, path: string, method = 'GET', body?: unknown, headers = {}): Promise<Answered> =>
  server.send({
    path: `/api${path}`,
    method,
    ...(body === undefined ? {} : { body }),
    headers: { origin: null, authorization: `Bearer ${token}`, ...headers },
  })
const errorOf = ({ status, body }: Answered): string => `${status} ${(JSON.parse(body) as { error: string }).error}`

describe('an API token', () => {
  it('has a known beginning and 256 bits, is shown once, and kept as a hash', async () => {
    const { token } = await make(alice, ['read'])
    expect(token).toMatch(/^tandem_[\w-]{43}$/)
    const rows = await server.sessionDatabase.selectFrom('api_token').selectAll().execute()
    expect(rows[0]?.token).toBe(createHash('sha256').update(token).digest('hex'))
    expect(JSON.stringify([rows, (await alice.get('/account/tokens')).body])).not.toContain(token)
    expect(errorOf(await ask(rows[0]?.token ?? '', '/reviews'))).toBe('401 not-signed-in')
  })

  it('asks the same routes as its person, without Origin and cookie', async () => {
    const { token } = await make(alice, ['read'])
    const told = await ask(token, '/session')
    expect(JSON.parse(told.body)).toMatchObject({ person: { name: 'Alice' } })
    expect(told.headers['set-cookie']).toBeUndefined()
    expect((await ask(token, '/reviews')).status).toBe(200)
  })

  it('counts alone: a cookie beside it is not looked at, and a wrong one is never nobody', async () => {
    const { token } = await make(alice, ['read'])
    const told = await ask(token, '/session', 'GET', undefined, { cookie: rosa.cookie })
    expect(JSON.parse(told.body)).toMatchObject({ person: { name: 'Alice' } })
    for (const wrong of ['', 'tandem_', `${token}x`, token.slice(7)]) {
      expect(errorOf(await ask(wrong, '/reviews', 'GET', undefined, { cookie: rosa.cookie }))).toBe('401 not-signed-in')
      expect(errorOf(await ask(wrong, '/session', 'GET', undefined, { cookie: rosa.cookie }))).toBe('401 not-signed-in')
      const signIn = { email: 'rosa@example.org', password: 'x' }
      expect(errorOf(await ask(wrong, '/session/sign-in', 'POST', signIn))).toBe('401 not-signed-in')
    }
  })

  it('may do what its scope says', async () => {
    const reading = await make(alice, ['read'])
    const writing = await make(alice, ['write'])
    const command = { id: 'command-of-a-script', command: { type: 'add-studies', studies: [] } }
    const write = (token: string) => ask(token, '/reviews/r/commands', 'POST', command)
    expect(errorOf(await write(reading.token))).toBe('403 token-not-allowed')
    expect(errorOf(await write(writing.token))).toBe('404 not-found')
    expect((await ask(writing.token, '/reviews')).status).toBe(200)
  })

  it('administrates with its own scope, as long as its person does', async () => {
    expect(saidIn(await alice.post('/account/tokens', { name: 'x', scopes: ['admin'], days: 1 }))).toBe(
      '403 token-not-allowed',
    )
    const { token } = await make(rosa, ['admin'])
    expect((await ask(token, '/administration/accounts')).status).toBe(200)
    expect(errorOf(await ask(token, '/reviews'))).toBe('403 token-not-allowed')
    const all = await make(rosa, ['read', 'write'])
    expect(errorOf(await ask(all.token, '/administration/accounts'))).toBe('403 token-not-allowed')
    await server.sessionDatabase.updateTable('profile').set({ administrator: 0 }).execute()
    expect(errorOf(await ask(token, '/administration/accounts'))).toBe('404 not-found')
  })

  it('of every scope may do nothing that the catalogue forbids to all', async () => {
    const { token } = await make(rosa, ['read', 'write', 'admin'])
    const before = await server.sessionDatabase.selectFrom('security_log').select('id').execute()
    for (const id of ROUTE_IDS) {
      const { token: needed, method, path, where }: Route = ROUTES[id]
      if (needed !== 'never' || where === 'demo') continue
      const told = await ask(token, path.replaceAll(/:\w+(\{[^/]*\})?/g, '1'.repeat(64)), method, undefined)
      expect([id, errorOf(told)]).toEqual([id, '403 token-not-allowed'])
    }
    expect(await server.sessionDatabase.selectFrom('security_log').select('id').execute()).toEqual(before)
  })

  it('ends with its day, to the millisecond', async () => {
    for (const days of [0, 366, 1.5])
      expect((await alice.post('/account/tokens', { name: 'x', scopes: ['read'], days })).status).toBe(400)
    await make(alice, ['read'], 365)
    const { token } = await make(alice, ['read'], 1)
    server.time.pass(DAY - 1)
    expect((await ask(token, '/reviews')).status).toBe(200)
    server.time.pass(1)
    expect(errorOf(await ask(token, '/reviews'))).toBe('401 not-signed-in')
  })

  it('is void at once when it is revoked, by its owner alone', async () => {
    const { token, id } = await make(alice, ['read'])
    expect(saidIn(await rosa.delete(`/account/tokens/${id}`))).toBe('404 not-found')
    expect((await ask(token, '/reviews')).status).toBe(200)
    expect((await alice.delete(`/account/tokens/${id}`)).status).toBe(204)
    expect(errorOf(await ask(token, '/reviews'))).toBe('401 not-signed-in')
    expect((await alice.get('/account/tokens')).body).toEqual({ tokens: [] })
  })

  const lost: Readonly<Record<string, () => Promise<unknown>>> = {
    'a new password': () => alice.put('/account/password', { password: 'a quieter kind of thunder' }),
    'signing out everywhere': () => alice.post('/account/sessions/end-all'),
    'a link of an administrator': async () => {
      const person = (await alice.person())?.id
      const { body } = await rosa.post(`/administration/accounts/${person}/reset-link`)
      const token = tokenIn((body as { link: string }).link)
      await server.browser().post('/password/reset', { token, password: 'a quieter kind of thunder' })
    },
    'a link by mail': async () => {
      await server.browser().post('/password/forgotten', { email: 'alice@example.org' })
      const token = tokenIn((await server.nextLetter()).text)
      await server.browser().post('/password/reset', { token, password: 'a quieter kind of thunder' })
    },
  }
  for (const [by, act] of Object.entries(lost)) {
    it(`does not outlive ${by}: whoever came in before may have made it for later`, async () => {
      const { token } = await make(alice, ['write'])
      const hers = await make(rosa, ['read'])
      await act()
      expect(errorOf(await ask(token, '/reviews'))).toBe('401 not-signed-in')
      expect((await ask(hers.token, '/reviews')).status).toBe(200)
      expect((await rosa.get('/administration/log')).body).toMatchObject({
        entries: expect.arrayContaining([
          expect.objectContaining({
            what: 'token-revoked',
            about: expect.objectContaining({ name: 'Alice' }),
            detail: 'all 1',
          }),
        ]),
      })
    })
  }

  it('outlives a password that was weak: nothing was changed', async () => {
    const { token } = await make(alice, ['read'])
    expect(saidIn(await alice.put('/account/password', { password: 'alice' }))).toBe('409 weak-password')
    expect((await ask(token, '/reviews')).status).toBe(200)
  })

  it('tells its owner on which day it was last used', async () => {
    const { token } = await make(alice, ['read'])
    expect((await alice.get('/account/tokens')).body).toMatchObject({ tokens: [{ lastUsedOn: null }] })
    await ask(token, '/reviews')
    expect((await alice.get('/account/tokens')).body).toMatchObject({ tokens: [{ lastUsedOn: '2026-01-01' }] })
  })

  it('may be one of fifty that hold', async () => {
    for (let count = 0; count < ACCOUNT_LIMITS.tokens; count += 1) await make(alice, ['read'], 1)
    const beyond = () => alice.post('/account/tokens', { name: 'x', scopes: ['read'], days: 1 })
    expect(saidIn(await beyond())).toBe('409 too-many')
  })

  it('needs a confirmation to be made', async () => {
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    const told = await alice.post('/account/tokens', { name: 'x', scopes: ['read'], days: 1 })
    expect(saidIn(told)).toBe('403 confirm-first')
    expect(await server.sessionDatabase.selectFrom('api_token').selectAll().execute()).toEqual([])
  })

  it('opens no socket', async () => {
    const { token } = await make(alice, ['read', 'write'])
    const connected = await server.connect('/live/review', { authorization: `Bearer ${token}` })
    expect(connected.kind === 'upgraded' && (await connected.closed)).toBe(4401)
  })
})
