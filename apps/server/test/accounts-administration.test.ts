import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId } from '@tandem/rules'
import { ROUTES, type Route } from '@tandem/wire'
import { codeAt } from '../src/accounts/one-time-codes.ts'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import {
  accountOf,
  givePasskey,
  PASSWORD,
  ROOT,
  startAccountServer,
  type AccountServer,
} from '../src/testing/account-server.ts'
import { Authenticator } from '../src/testing/authenticator.ts'
import { saidIn, type Browser } from '../src/testing/browser.ts'

let server: AccountServer
let rosa: Browser
let alice: Browser
beforeEach(async () => {
  server = await startAccountServer()
  rosa = await server.setUp()
  alice = await server.register('Alice')
})
afterEach(() => server.stop())

type Listed = { id: string; name: string; disabled: boolean; administrator: boolean }
const list = async (): Promise<readonly Listed[]> =>
  ((await rosa.get('/administration/accounts')).body as { accounts: Listed[] }).accounts
const idOf = async (name: string): Promise<string> => (await list()).find((one) => one.name === name)?.id ?? ''
const signIn = async (name: string): Promise<string> => {
  const { email } = accountOf(name)
  return saidIn(await server.browser().post('/session/sign-in', { email, password: PASSWORD }))
}

describe('the list of accounts', () => {
  it('has who there is and how they are secured, with the day of their last visit, and nothing else', async () => {
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    await alice.get('/account')
    expect((await rosa.get('/administration/accounts')).body).toEqual({
      accounts: [
        expect.objectContaining({ name: 'Rosa Root', administrator: true, lastSeenOn: '2026-01-01' }),
        {
          id: expect.any(String),
          name: 'Alice',
          hue: expect.any(Number),
          email: 'alice@example.org',
          madeAt: '2026-01-01T00:00:00.000Z',
          lastSeenOn: '2026-01-01',
          administrator: false,
          disabled: false,
          hasTotp: false,
          passkeys: 0,
        },
      ],
    })
  })
})

describe('who has just signed in', () => {
  it('was here today, oneself too', async () => {
    expect(await list()).toMatchObject([{ lastSeenOn: '2026-01-01' }, { name: 'Alice', lastSeenOn: '2026-01-01' }])
    server.time.pass(86_400_000)
    await signIn('Alice')
    expect(await list()).toContainEqual(expect.objectContaining({ name: 'Alice', lastSeenOn: '2026-01-02' }))
  })
})

describe('disabling an account', () => {
  it('ends its sessions, sockets and tokens at once, and enabling it brings back the account without them', async () => {
    const made = await alice.post('/account/tokens', { name: 'Script', scopes: ['read'], days: 30 })
    const { token } = made.body as { token: string }
    const byToken = () => server.send({ path: '/api/reviews', headers: { authorization: `Bearer ${token}` } })
    expect((await byToken()).status).toBe(200)
    const connected = await server.connect('/live/review', { cookie: alice.cookie })
    const id = await idOf('Alice')
    expect((await rosa.put(`/administration/accounts/${id}/disabled`, { disabled: true })).status).toBe(204)
    expect(connected.kind === 'upgraded' && (await connected.closed)).toBe(4401)
    expect([(await alice.get('/account')).status, (await byToken()).status]).toEqual([401, 401])
    expect(await signIn('Alice')).toBe('403 wrong-credentials')
    expect(await list()).toContainEqual(expect.objectContaining({ name: 'Alice', disabled: true }))
    expect((await rosa.put(`/administration/accounts/${id}/disabled`, { disabled: false })).status).toBe(204)
    expect([await signIn('Alice'), (await byToken()).status]).toEqual(['200', 401])
    await alice.post('/session/sign-in', { email: 'alice@example.org', password: PASSWORD })
    expect((await alice.get('/account/tokens')).body).toEqual({ tokens: [] })
  })

  it('never disables the last administrator, and says so where nothing changes', async () => {
    const [mine, hers] = [await idOf('Rosa Root'), await idOf('Alice')]
    const disable = (id: string, disabled: boolean) => rosa.put(`/administration/accounts/${id}/disabled`, { disabled })
    expect(saidIn(await disable(mine, true))).toBe('409 last-administrator')
    expect(saidIn(await disable(hers, false))).toBe('409 no-change')
    expect(saidIn(await disable('nobody', true))).toBe('404 not-found')
    expect(await rosa.person()).toMatchObject({ administrator: true })
  })
})

describe('administrators', () => {
  const make = (browser: Browser, id: string, administrator: boolean) =>
    browser.put(`/administration/accounts/${id}/administrator`, { administrator })

  it('make others administrators, whose sessions start anew', async () => {
    const id = await idOf('Alice')
    expect((await make(rosa, id, true)).status).toBe(204)
    expect(await alice.person()).toBeNull()
    await alice.post('/session/sign-in', { email: 'alice@example.org', password: PASSWORD })
    await givePasskey(server, id as PersonId)
    expect((await alice.get('/administration/accounts')).status).toBe(200)
    expect(saidIn(await make(rosa, id, true))).toBe('409 no-change')
  })

  it('are never none: of two who unmake each other at once, one stays', async () => {
    const [mine, hers] = [await idOf('Rosa Root'), await idOf('Alice')]
    expect(saidIn(await make(rosa, mine, false))).toBe('409 last-administrator')
    await make(rosa, hers, true)
    await alice.post('/session/sign-in', { email: 'alice@example.org', password: PASSWORD })
    await givePasskey(server, hers as PersonId)
    const told = await Promise.all([make(rosa, hers, false), make(alice, mine, false)])
    expect(told.filter(({ status }) => status === 204)).toHaveLength(1)
    const left = (await server.accounts.people.all()).filter(({ administrator }) => administrator)
    expect(left).toHaveLength(1)
  })

  it('who are disabled do not count as another one', async () => {
    const [mine, hers] = [await idOf('Rosa Root'), await idOf('Alice')]
    await make(rosa, hers, true)
    await rosa.put(`/administration/accounts/${hers}/disabled`, { disabled: true })
    expect(saidIn(await make(rosa, mine, false))).toBe('409 last-administrator')
    expect(saidIn(await rosa.put(`/administration/accounts/${mine}/disabled`, { disabled: true }))).toBe(
      '409 last-administrator',
    )
  })

  it('confirm first what gives somebody a way in', async () => {
    const id = await idOf('Alice')
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    for (const told of [
      await make(rosa, id, true),
      await rosa.post(`/administration/accounts/${id}/reset-link`),
      await rosa.post(`/administration/accounts/${id}/second-factor-off`, { reason: 'Lost phone.' }),
    ])
      expect(saidIn(told)).toBe('403 confirm-first')
    expect(await list()).toContainEqual(expect.objectContaining({ name: 'Alice', administrator: false }))
  })
})

describe('the second factor of an administrator', () => {
  const routes = Object.values<Route>(ROUTES).filter(({ who }) => who === 'administrator')
  /** Everything of administration, as it answers to somebody. */
  const answersTo = async (browser: Browser): Promise<readonly string[]> => {
    const told: string[] = []
    for (const { method, path } of routes)
      told.push(
        saidIn(
          await browser.ask(
            method,
            path.replace(/:\w+/, 'somebody'),
            ['POST', 'PUT'].includes(method) ? {} : undefined,
          ),
        ),
      )
    return told
  }
  const closed = routes.map(() => '403 second-factor-first')
  const here = () => ({ origin: server.url.origin })

  async function addPasskey(browser: Browser): Promise<Authenticator> {
    const key = new Authenticator()
    const passkey = key.make((await browser.post('/account/passkeys/options')).body, here())
    expect((await browser.post('/account/passkeys', { name: 'Phone', passkey })).status).toBe(204)
    return key
  }

  async function signsInAlone(): Promise<Browser> {
    const browser = server.browser()
    await browser.post('/session/sign-in', { email: ROOT.email, password: PASSWORD })
    return browser
  }

  it('is missing after setting up: all of administration is closed, reviews and the own account are open', async () => {
    await server.stop()
    server = await startAccountServer()
    rosa = server.browser()
    await rosa.post('/setup', { code: server.setupCode, ...ROOT })
    expect(await rosa.person()).toMatchObject({ administrator: true, secondFactor: 'none' })
    const before = await server.sessionDatabase.selectFrom('security_log').selectAll().execute()
    expect(await answersTo(rosa)).toEqual(closed)
    expect(await server.sessionDatabase.selectFrom('security_log').selectAll().execute()).toEqual(before)
    expect([(await rosa.get('/reviews')).status, (await rosa.get('/account')).status]).toEqual([200, 200])
    await addPasskey(rosa)
    expect(await rosa.person()).toMatchObject({ secondFactor: 'shown' })
    expect((await rosa.get('/administration/accounts')).status).toBe(200)
  })

  it('may be codes of an app, which open administration in the session that switches them on', async () => {
    await rosa.delete(`/account/passkeys/passkey-of-${await idOf('Rosa Root')}`)
    expect(await answersTo(rosa)).toEqual(closed)
    const { body } = await rosa.post('/account/totp')
    const secret = (body as { secret: string }).secret.replaceAll(' ', '')
    await rosa.post('/account/totp/on', { code: codeAt(secret, server.time.now) })
    expect((await rosa.get('/administration/accounts')).status).toBe(200)
  })

  it('has to be shown: who came in by the password alone shows a passkey first', async () => {
    const key = await addPasskey(rosa)
    const browser = await signsInAlone()
    expect(await browser.person()).toMatchObject({ secondFactor: 'not-shown' })
    expect(await answersTo(browser)).toEqual(closed)
    await browser.post('/session/confirm', { kind: 'password', password: PASSWORD })
    expect(await answersTo(browser)).toEqual(closed)
    const passkey = key.answer((await browser.post('/session/confirm/passkey/options')).body, here())
    expect((await browser.post('/session/confirm', { kind: 'passkey', passkey })).status).toBe(204)
    expect((await browser.get('/administration/accounts')).status).toBe(200)
  })

  it('stays shown after a change of the password, and a password alone never becomes more by it', async () => {
    const key = await addPasskey(rosa)
    const browser = await signsInAlone()
    await browser.put('/account/password', { password: 'meadow copper eleven kites' })
    expect(await browser.person()).toMatchObject({ secondFactor: 'not-shown' })
    const passkey = key.answer((await browser.post('/session/confirm/passkey/options')).body, here())
    await browser.post('/session/confirm', { kind: 'passkey', passkey })
    await browser.put('/account/password', { password: PASSWORD })
    expect(await browser.person()).toMatchObject({ secondFactor: 'shown' })
    await browser.delete(`/account/passkeys/${key.id}`)
    expect(await browser.person()).toMatchObject({ secondFactor: 'shown' })
  })

  it('closes administration when it is taken away, to tokens too', async () => {
    const made = await rosa.post('/account/tokens', { name: 'Script', scopes: ['admin'], days: 30 })
    const { token } = made.body as { token: string }
    const byToken = async () =>
      (await server.send({ path: '/api/administration/accounts', headers: { authorization: `Bearer ${token}` } }))
        .status
    expect(await byToken()).toBe(200)
    await rosa.delete(`/account/passkeys/passkey-of-${await idOf('Rosa Root')}`)
    expect(await rosa.person()).toMatchObject({ administrator: true, secondFactor: 'none' })
    expect([await answersTo(rosa), await byToken()]).toEqual([closed, 403])
  })

  it('is needed for a token that administrates, and for no other', async () => {
    const browser = await signsInAlone()
    const make = (scope: string) => browser.post('/account/tokens', { name: 'Script', scopes: [scope], days: 30 })
    expect(saidIn(await make('admin'))).toBe('403 second-factor-first')
    expect((await browser.get('/account/tokens')).body).toEqual({ tokens: [] })
    expect((await make('write')).status).toBe(200)
  })
})

describe('switching somebody’s second factor off', () => {
  async function withTotp(): Promise<void> {
    const { body } = await alice.post('/account/totp')
    const secret = (body as { secret: string }).secret.replaceAll(' ', '')
    await alice.post('/account/totp/on', { code: codeAt(secret, server.time.now) })
  }
  const off = async () =>
    rosa.post(`/administration/accounts/${await idOf('Alice')}/second-factor-off`, { reason: 'Showed her passport.' })

  it('ends their sessions, and stands in the log with its reason, for both', async () => {
    await withTotp()
    expect((await off()).status).toBe(204)
    expect(await alice.person()).toBeNull()
    expect(await signIn('Alice')).toBe('200')
    await alice.post('/session/sign-in', { email: 'alice@example.org', password: PASSWORD })
    for (const path of ['/account/log', `/administration/log?person=${await idOf('Alice')}`]) {
      const { body } = await (path.startsWith('/account') ? alice : rosa).get(path)
      expect((body as { entries: unknown[] }).entries).toContainEqual(
        expect.objectContaining({
          what: 'second-factor-removed',
          by: expect.objectContaining({ name: 'Rosa Root' }),
          about: expect.objectContaining({ name: 'Alice' }),
          detail: 'Showed her passport.',
        }),
      )
    }
  })

  it('takes a password with it that is too short to stand alone', async () => {
    await withTotp()
    await alice.put('/account/password', { password: 'vmqzktbw' })
    await off()
    const told = await server.browser().post('/session/sign-in', { email: 'alice@example.org', password: 'vmqzktbw' })
    expect(saidIn(told)).toBe('403 wrong-credentials')
  })

  it('is nothing where there is none', async () => {
    expect(saidIn(await off())).toBe('409 no-change')
    await server.sendLetters()
    expect([await alice.person(), server.letters]).toEqual([expect.anything(), []])
  })

  it('is told to its owner by a letter, with who did it', async () => {
    await withTotp()
    await server.nextLetter()
    await off()
    const letter = await server.nextLetter()
    expect(letter.to).toBe('alice@example.org')
    expect(letter.text).toMatch(/Rosa Root, who administrates it, switched the second factor/)
  })
})

describe('a link for a new password, made by an administrator', () => {
  it('is told to the owner by a letter, with who made it and without the link', async () => {
    await rosa.put('/account/name', { name: 'Rosa https://evil.example' })
    const made = await rosa.post(`/administration/accounts/${await idOf('Alice')}/reset-link`)
    const letter = await server.nextLetter()
    expect(letter.to).toBe('alice@example.org')
    expect(letter.text).toMatch(/Rosa https evil.example, who administrates it, made a link/)
    expect(letter.text).not.toContain('://')
    expect(letter.text).not.toContain((made.body as { link: string }).link.split('=')[1])
  })
})

describe('everybody else', () => {
  it('finds no trace of administration, and changes nothing by trying', async () => {
    const id = await idOf('Rosa Root')
    const absent = await alice.get('/administration/nothing')
    for (const told of [
      await alice.get('/administration/accounts'),
      await alice.get('/administration/settings'),
      await alice.get('/administration/log'),
      await alice.put('/administration/settings', { registration: 'open' }),
      await alice.put(`/administration/accounts/${id}/disabled`, { disabled: true }),
      await alice.put(`/administration/accounts/${id}/disabled`, 'nonsense'),
      await alice.post('/administration/invitations', { email: null }),
    ])
      expect([told.status, told.body]).toEqual([404, absent.body])
    expect(await rosa.person()).not.toBeNull()
  })
})
