import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PersonId } from '@tandem/rules'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import { accountOf, PASSWORD, startAccountServer, tokenIn, type AccountServer } from '../src/testing/account-server.ts'
import { saidIn, type Browser } from '../src/testing/browser.ts'
import { WITHOUT_REVIEWS } from '../src/accounts/ports.ts'

const { email } = accountOf('Alice')

let server: AccountServer
let alice: Browser
let led: string[]
let renamed: (readonly [string, string])[]
beforeEach(async () => {
  led = []
  renamed = []
  server = await startAccountServer({
    accountReviews: {
      ...WITHOUT_REVIEWS,
      ledAloneBy: async () => led,
      membershipsOf: async () => [{ review: 'Sleep and shift work', roles: ['reviewer'] }],
      onRenamed: async (person, name) => void renamed.push([person, name]),
    },
  })
  await server.setUp()
  alice = await server.register('Alice')
})
afterEach(() => server.stop())

const signedIn = async (userAgent?: string): Promise<Browser> => {
  const browser = server.browser(userAgent)
  await browser.post('/session/sign-in', { email, password: PASSWORD })
  return browser
}
const idOf = async (browser: Browser): Promise<string> => (await browser.person())?.id ?? ''

/** An open socket of this browser's session, and with which code it closes. */
async function socketOf(browser: Browser): Promise<{ readonly closed: Promise<number> }> {
  const connected = await server.connect('/live/review', { cookie: browser.cookie })
  if (connected.kind !== 'upgraded') throw new Error('refused')
  return { closed: connected.closed }
}

describe('one’s own account', () => {
  it('is shown to its owner', async () => {
    expect((await alice.get('/account')).body).toEqual({
      id: await idOf(alice),
      name: 'Alice',
      hue: expect.any(Number),
      email,
      emailVerified: true,
      administrator: false,
      madeAt: new Date(server.time.now).toISOString(),
      hasPassword: true,
      minimumPassword: 15,
      totpSince: null,
      recoveryCodesLeft: 0,
      passkeys: [],
      confirmedUntil: new Date(server.time.now + ACCOUNT_LIMITS.confirmation).toISOString(),
    })
  })

  it('of a demo person has nothing to change', async () => {
    const demo = server.browser()
    await demo.post('/demo/sign-in', { person: 'alice' })
    expect((await demo.get('/account')).body).toMatchObject({ email: null, hasPassword: false, madeAt: null })
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    const password = 'velvet umbrellas again'
    for (const told of [
      await demo.put('/account/name', { name: 'Mallory' }),
      await demo.put('/account/email', { email: 'mallory@example.org' }),
      await demo.put('/account/password', { password }),
      await demo.post('/account/totp'),
      await demo.post('/account/passkeys/options'),
      await demo.post('/account/tokens', { name: 'x', scopes: ['read'], days: 1 }),
      await demo.post('/account/delete', { email: '' }),
      await demo.post('/session/confirm', { kind: 'password', password }),
    ])
      expect(saidIn(told)).toBe('409 demo-account')
    expect(await demo.person()).toMatchObject({ id: 'alice', name: 'alice' })
  })

  it('can be renamed; open reviews are told, and the row is sealed again', async () => {
    const id = (await idOf(alice)) as PersonId
    const rows = () => server.sessionDatabase.selectFrom('account').select('seal').where('id', '=', id).execute()
    const [before] = await rows()
    expect((await alice.put('/account/name', { name: '  Alice B. ' })).status).toBe(204)
    expect(await alice.person()).toMatchObject({ name: 'Alice B.' })
    expect(renamed).toEqual([[id, 'Alice B.']])
    const [after] = await rows()
    expect(after?.seal).toHaveLength(32)
    expect(after?.seal).not.toEqual(before?.seal)
  })
})

describe('changing the password', () => {
  const password = 'a quieter kind of thunder'

  it('renews this session, ends all others with their sockets, and forgets known devices', async () => {
    const phone = await signedIn()
    const [before, here, there] = [alice.cookie, await socketOf(alice), await socketOf(phone)]
    expect((await alice.put('/account/password', { password })).status).toBe(204)
    expect([await here.closed, await there.closed]).toEqual([4401, 4401])
    expect(await phone.person()).toBeNull()
    expect(await alice.person()).toMatchObject({ name: 'Alice' })
    expect(alice.cookie).not.toBe(before)
    const devices = await server.sessionDatabase.selectFrom('known_device').selectAll().execute()
    expect(devices.filter(({ person }) => person !== undefined)).toHaveLength(2)
    expect((await server.browser().post('/session/sign-in', { email, password })).status).toBe(200)
    const old = await server.browser().post('/session/sign-in', { email, password: PASSWORD })
    expect(saidIn(old)).toBe('403 wrong-credentials')
  })

  it('needs a confirmation and a good one', async () => {
    expect(saidIn(await alice.put('/account/password', { password: 'alice@example.org' }))).toBe('409 weak-password')
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    expect(saidIn(await alice.put('/account/password', { password }))).toBe('403 confirm-first')
    expect((await signedIn()).cookies.has('tandem')).toBe(true)
  })
})

describe('what ends all sessions', () => {
  it('takes them away with what it is for, not after it: a crash between the two leaves none', async () => {
    const phone = await signedIn()
    const { sessions, entrance, credentials } = server.accounts
    const id = (await idOf(alice)) as PersonId
    const end = vi.spyOn(sessions, 'end').mockRejectedValue(new Error('the process ends here'))
    await expect(entrance.endingSessions(id, [credentials.removingPassword(id)])).rejects.toThrow('ends here')
    end.mockRestore()
    expect([await alice.person(), await phone.person()]).toEqual([null, null])
    expect(await credentials.passwordOf(id)).toBeNull()
  })
})

describe('sessions', () => {
  const shown = async (browser: Browser) =>
    ((await browser.get('/account/sessions')).body as { sessions: { id: string; isThis: boolean; device: string }[] })
      .sessions

  it('are listed with their device in words, and this one is marked', async () => {
    await signedIn('Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604 <script>')
    expect((await shown(alice)).map(({ device, isThis }) => [device, isThis])).toEqual([
      ['Firefox on Linux', true],
      ['Safari on iPhone', false],
    ])
  })

  it('end one at a time, with their sockets; those of others cannot be ended', async () => {
    const phone = await signedIn()
    const socket = await socketOf(phone)
    const other = (await shown(alice)).find(({ isThis }) => !isThis)?.id
    const bob = await server.register('Bob')
    expect(saidIn(await bob.delete(`/account/sessions/${other}`))).toBe('404 not-found')
    expect(await phone.person()).not.toBeNull()
    expect((await alice.delete(`/account/sessions/${other}`)).status).toBe(204)
    expect(await socket.closed).toBe(4401)
    expect([await phone.person(), await alice.person()]).toMatchObject([null, { name: 'Alice' }])
  })

  it('end all but this one', async () => {
    const [phone, tablet] = [await signedIn(), await signedIn()]
    expect((await alice.post('/account/sessions/end-others')).status).toBe(204)
    expect([await phone.person(), await tablet.person()]).toEqual([null, null])
    expect(await alice.person()).toMatchObject({ name: 'Alice' })
  })

  it('end everywhere, here too, in the same turn as their sockets', async () => {
    const phone = await signedIn()
    const sockets = [await socketOf(phone), await socketOf(alice)]
    expect((await alice.post('/account/sessions/end-all')).status).toBe(204)
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4401, 4401])
    expect([await phone.person(), await alice.person()]).toEqual([null, null])
    expect(alice.cookies.has('tandem')).toBe(false)
  })
})

describe('the export', () => {
  it('is a file with all that is kept, and no secret in it', async () => {
    await alice.post('/account/passkeys/options')
    const made = await alice.post('/account/tokens', { name: 'My script', scopes: ['read'], days: 30 })
    const { token } = made.body as { token: string }
    const told = await alice.get('/account/export')
    expect(told.headers['content-disposition']).toContain('attachment; filename="tandem-account.json"')
    expect(told.body).toMatchObject({
      account: { name: 'Alice', email },
      sessions: [{ device: 'Firefox on Linux' }],
      apiTokens: [{ name: 'My script', scopes: ['read'] }],
      reviews: [{ review: 'Sleep and shift work' }],
      securityLog: [{ what: 'registered' }, { what: 'signed-in' }, { what: 'token-made' }],
    })
    const text = JSON.stringify(told.body)
    const hashes = await server.sessionDatabase.selectFrom('password').select('hash').execute()
    for (const secret of [token, ...alice.cookies.values(), ...hashes.map(({ hash }) => hash), '$argon2'])
      expect(text).not.toContain(secret)
    for (const { id } of await server.sessionDatabase.selectFrom('session').select('id').execute())
      expect(text).not.toContain(id)
  })
})

describe('deleting the account', () => {
  it('takes away the name, the address and every way in, and keeps the id', async () => {
    const phone = await signedIn()
    const socket = await socketOf(phone)
    const id = await idOf(alice)
    await alice.post('/account/tokens', { name: 'My script', scopes: ['read'], days: 30 })
    await server.browser().post('/password/forgotten', { email })
    await alice.put('/account/email', { email: 'another@example.org' })
    server.time.pass(0)
    expect((await alice.post('/account/delete', { email: 'ALICE@example.org' })).status).toBe(204)
    expect(await socket.closed).toBe(4401)
    expect([await alice.person(), await phone.person()]).toEqual([null, null])
    expect(renamed).toEqual([[id, 'Former member']])
    for (const table of [
      'profile',
      'password',
      'session',
      'known_device',
      'api_token',
      'password_reset',
      'pending',
      'address_link',
    ] as const) {
      const rows = await server.sessionDatabase.selectFrom(table).selectAll().execute()
      expect(
        rows.filter(({ person }) => person === id),
        table,
      ).toEqual([])
    }
    const account = server.sessionDatabase
      .selectFrom('account')
      .selectAll()
      .where('id', '=', id as PersonId)
    expect(await account.execute()).toMatchObject([{ name: 'Former member' }])
    const told = await server.browser().post('/session/sign-in', { email, password: PASSWORD })
    expect(saidIn(told)).toBe('403 wrong-credentials')
  })

  it('leaves neither name nor address anywhere in the tables', async () => {
    await alice.put('/account/name', { name: 'Quokka' })
    await alice.put('/account/email', { email: 'quokka@example.org' })
    await alice.post('/account/email/verify', { token: tokenIn((await server.nextLetter()).text) })
    const rosa = server.browser()
    await rosa.post('/session/sign-in', { email: 'rosa@example.org', password: PASSWORD })
    await rosa.post('/administration/invitations', { email: 'Quokka@example.org' })
    await server.sendLetters()
    const times = { tries: 1, next_try_at: 2 ** 50, expires_at: 2 ** 50 }
    const letter = { recipient: 'quokka@example.org', subject: 'Not sent yet', body: '', ...times }
    await server.sessionDatabase.insertInto('outbox').values(letter).execute()
    await alice.post('/account/delete', { email: 'quokka@example.org' })
    const tables = await server.sessionDatabase.introspection.getTables()
    expect(tables.length).toBeGreaterThan(15)
    for (const { name } of tables) {
      const rows = await server.sessionDatabase
        .selectFrom(name as 'account')
        .selectAll()
        .execute()
      expect(JSON.stringify(rows).toLowerCase(), name).not.toContain('quokka')
    }
  })

  it('wants the address typed once more, and a confirmation', async () => {
    expect(saidIn(await alice.post('/account/delete', { email: 'alic@example.org' }))).toBe('403 wrong-credentials')
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    expect(saidIn(await alice.post('/account/delete', { email }))).toBe('403 confirm-first')
    expect(await alice.person()).toMatchObject({ name: 'Alice' })
  })

  it('is refused to the only lead of a review, with its title, and to the last administrator', async () => {
    led = ['Sleep and shift work']
    const told = await alice.post('/account/delete', { email })
    expect([saidIn(told), JSON.stringify(told.body)]).toEqual([
      '409 last-lead',
      expect.stringContaining('Sleep and shift work'),
    ])
    led = []
    const rosa = server.browser()
    await rosa.post('/session/sign-in', { email: 'rosa@example.org', password: PASSWORD })
    expect(saidIn(await rosa.post('/account/delete', { email: 'rosa@example.org' }))).toBe('409 last-administrator')
    expect([await alice.person(), await rosa.person()]).toMatchObject([{ name: 'Alice' }, { administrator: true }])
  })
})

describe('the security log', () => {
  it('shows what happened to one’s own account and nothing of others, newest first, in pages', async () => {
    const bob = await server.register('Bob')
    for (let count = 0; count < ACCOUNT_LIMITS.logPage; count += 1)
      await alice.put('/account/name', { name: `Alice ${count}` })
    type Page = { entries: { number: number; what: string; about: { name: string } }[]; next: number | null }
    const first = (await alice.get('/account/log')).body as Page
    expect(first.entries).toHaveLength(ACCOUNT_LIMITS.logPage)
    expect(first.entries[0]?.what).toBe('name-changed')
    const second = (await alice.get(`/account/log?before=${first.next}`)).body as Page
    expect([second.entries.map(({ what }) => what), second.next]).toEqual([['signed-in', 'registered'], null])
    expect([...first.entries, ...second.entries].map(({ number }) => number)).toEqual(
      Array.from({ length: ACCOUNT_LIMITS.logPage + 2 }, (_, nth) => ACCOUNT_LIMITS.logPage + 2 - nth),
    )
    const bobs = (await bob.get('/account/log')).body as Page
    expect(bobs.entries.map(({ what }) => what)).toEqual(['signed-in', 'registered'])
  })

  it('does not tell when others do something: two runs that differ in that alone give equal answers', async () => {
    const others = async (name: string): Promise<void> => {
      const somebody = await server.register(name)
      await somebody.put('/account/name', { name: `${name} the second` })
      await server.browser().post('/session/sign-in', { email: accountOf(name).email, password: 'wrong' })
      await somebody.post('/session/end')
    }
    const run = async (name: string, between: (nth: number) => Promise<void>): Promise<unknown> => {
      const carol = await server.register(name)
      for (let nth = 0; nth < ACCOUNT_LIMITS.logPage; nth += 1) {
        if (nth % 20 === 0) await between(nth)
        await carol.put('/account/name', { name: 'Carol' })
      }
      const first = (await carol.get('/account/log')).body as { next: number }
      const second = await carol.get(`/account/log?before=${first.next}`)
      const { securityLog } = (await carol.get('/account/export')).body as { securityLog: unknown[] }
      const id = await idOf(carol)
      expect(securityLog).toHaveLength(ACCOUNT_LIMITS.logPage + 2)
      return JSON.parse(JSON.stringify([first, second.body, securityLog]).replaceAll(id, 'carol'))
    }
    const alone = await run('Carol-alone', async () => {})
    expect(await run('Carol-among-others', (nth) => others(`Bob${nth}`))).toEqual(alone)
  })

  it('is never changed, and only what is 400 days older than the newest may go', async () => {
    const log = () => server.sessionDatabase.selectFrom('security_log').select('id').execute()
    const all = (await log()).length
    await expect(server.sessionDatabase.updateTable('security_log').set({ what: 'x' }).execute()).rejects.toThrow(
      'append-only',
    )
    await expect(server.sessionDatabase.deleteFrom('security_log').execute()).rejects.toThrow('append-only')
    const day = 86_400_000
    server.time.pass(ACCOUNT_LIMITS.logDays * day)
    await server.checkSessions()
    expect(await log()).toHaveLength(all)
    await signedIn()
    await server.checkSessions()
    expect(await log()).toHaveLength(all + 1)
    server.time.pass(1)
    await signedIn()
    await server.checkSessions()
    expect(await log()).toHaveLength(2)
  })
})
