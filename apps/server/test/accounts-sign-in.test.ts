import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import {
  accountOf,
  meetingHashing,
  PASSWORD,
  ROOT,
  startAccountServer,
  type AccountServer,
} from '../src/testing/account-server.ts'
import { saidIn, type Browser, type Told } from '../src/testing/browser.ts'

let server: AccountServer
let rosa: Browser
beforeEach(async () => {
  server = await startAccountServer()
  rosa = await server.setUp()
})
afterEach(() => server.stop())

const signIn = (browser: Browser, email: string, password = PASSWORD): Promise<Told> =>
  browser.post('/session/sign-in', { email, password })

/** Waits as long as it is told to. */
async function failPatiently(email: string, count: number): Promise<void> {
  for (let failed = 0; failed < count;) {
    const told = await signIn(server.browser(), email, 'wrong')
    if (told.status === 429) server.time.pass(1_000 * Number(told.headers['retry-after']))
    else failed += 1
  }
}

describe('signing in', () => {
  it('takes the address without its case and the spaces around it', async () => {
    for (const email of ['rosa@example.org', ' ROSA@Example.ORG ', 'ｒosa@example.org']) {
      const browser = server.browser()
      const told = await signIn(browser, email)
      expect([told.status, told.body], email).toEqual([200, { state: 'signed-in' }])
      expect(await browser.person()).toMatchObject({ name: ROOT.name })
    }
  })

  it('says the same bytes for an unknown address, a wrong password, no password and a disabled account', async () => {
    await server.register('Bob')
    const bob = await server.accounts.people.byEmail('bob@example.org')
    await server.sessionDatabase
      .updateTable('profile')
      .set({ disabled_at: 1 })
      .where('person', '=', bob!.person)
      .execute()
    await server.register('Dave')
    const dave = await server.accounts.people.byEmail('dave@example.org')
    await server.sessionDatabase.deleteFrom('password').where('person', '=', dave!.person).execute()
    const told = [
      await signIn(server.browser(), 'nobody@example.org'),
      await signIn(server.browser(), 'rosa@example.org', 'wrong'),
      await signIn(server.browser(), 'bob@example.org'),
      await signIn(server.browser(), 'dave@example.org'),
      await signIn(server.browser(), ''),
    ]
    const seen = told.map(({ status, body, headers }) => ({ status, body, headers: { ...headers, date: '' } }))
    expect(saidIn(told[0]!)).toBe('403 wrong-credentials')
    for (const one of seen) expect(one).toEqual(seen[0])
    expect(JSON.stringify(seen)).not.toContain('set-cookie')
  })

  it('computes a hash whether there is an account or not', async () => {
    let verified = 0
    await server.stop()
    server = await startAccountServer({
      hashing: {
        hash: async () => '$',
        verify: async () => ((verified += 1), { fits: false, isOld: false }),
      },
    })
    await server.setUp()
    for (const email of ['rosa@example.org', 'nobody@example.org', '']) await signIn(server.browser(), email, 'x')
    expect(verified).toBe(3)
  })

  it('gives a new token each time, and the one that this browser had before is dead', async () => {
    const before = rosa.cookies.get('tandem')
    const thief = server.browser()
    thief.cookies.set('tandem', before ?? '')
    expect(await thief.person()).not.toBeNull()
    expect((await signIn(rosa, ROOT.email)).status).toBe(200)
    expect(rosa.cookies.get('tandem')).not.toBe(before)
    expect(await thief.person()).toBeNull()
  })

  it('with a token that somebody planted does not make it this person’s', async () => {
    const victim = server.browser()
    victim.cookies.set('tandem', 'planted-by-mallory')
    await signIn(victim, ROOT.email)
    expect(victim.cookies.get('tandem')).not.toBe('planted-by-mallory')
    const mallory = server.browser()
    mallory.cookies.set('tandem', 'planted-by-mallory')
    expect(await mallory.person()).toBeNull()
  })

  it('makes the hash anew when the parameters were raised, and signs in with it again', async () => {
    const hash = () => server.sessionDatabase.selectFrom('password').select('hash').executeTakeFirstOrThrow()
    const old = '$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQxMjM0NTY$'
    const { argon2Sync } = await import('node:crypto')
    const parameters = { message: PASSWORD, nonce: Buffer.from('somesalt123456'), tagLength: 32 }
    const raw = argon2Sync('argon2id', { ...parameters, memory: 16, passes: 1, parallelism: 1 })
    const stored = old + raw.toString('base64').replaceAll('=', '')
    await server.sessionDatabase.updateTable('password').set({ hash: stored }).execute()
    expect((await signIn(server.browser(), ROOT.email)).status).toBe(200)
    expect((await hash()).hash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    expect((await signIn(server.browser(), ROOT.email)).status).toBe(200)
  })

  it('takes a body of 16 kB and not a byte more', async () => {
    const { bodyBytes } = ACCOUNT_LIMITS
    const send = (bytes: number) => {
      const body = JSON.stringify({ email: ROOT.email, password: '' })
      return server.browser().post('/session/sign-in', body.replace('""', `"${'x'.repeat(bytes - body.length)}"`))
    }
    expect(saidIn(await send(bodyBytes))).toBe('400 bad-request')
    expect(saidIn(await send(bodyBytes + 1))).toBe('413 too-large')
  })

  it('that everybody wants at once is refused for a moment, and counts as no failure', async () => {
    await server.stop()
    server = await startAccountServer({ hashing: { hash: async () => '$', verify: async () => null } })
    await server.setUp()
    for (let count = 0; count < 20; count += 1) {
      const told = await signIn(server.browser(), ROOT.email)
      expect(saidIn(told)).toBe('503 busy')
      expect(told.headers['retry-after']).toBe('1')
    }
  })

  it('is in the security log, with the device in words; a failure too, without what was typed', async () => {
    await signIn(server.browser(), ROOT.email, 'a wrong password')
    await signIn(server.browser(), 'someone.else@example.org', 'a wrong password')
    const { body } = await rosa.get('/administration/log')
    const { entries } = body as { entries: Record<string, unknown>[] }
    expect(entries.map(({ what, by, about, detail, from }) => ({ what, by, about, detail, from }))).toMatchObject([
      {
        what: 'sign-in-failed',
        by: null,
        about: null,
        detail: expect.stringMatching(/^unknown address [0-9a-f]{16}$/),
      },
      { what: 'sign-in-failed', by: null, about: { name: ROOT.name }, detail: null, from: '127.0.0.1' },
      { what: 'signed-in', by: { name: ROOT.name }, detail: 'Firefox on Linux, set-up' },
      { what: 'address-link-sent', by: { name: ROOT.name } },
      { what: 'server-set-up', by: { name: ROOT.name } },
    ])
    expect(JSON.stringify(entries)).not.toContain('someone.else')
  })
})

describe('the cookies beside the session’s', () => {
  /** All that a browser is told to keep on the ways in. */
  async function told(publicUrl?: string): Promise<readonly string[]> {
    await server.stop()
    server = await startAccountServer(publicUrl === undefined ? {} : { publicUrl, isDemo: false })
    const url = server.url
    const headers = { host: url.host, origin: url.origin }
    const post = (path: string, body?: unknown) =>
      server.send({ method: 'POST', path: `/api${path}`, headers, ...(body === undefined ? {} : { body }) })
    const answers = [await post('/setup', { code: server.setupCode, ...ROOT }), await post('/session/passkey/options')]
    const { person } = (await server.accounts.people.byEmail(ROOT.email)) ?? { person: '' as never }
    await server.together([server.accounts.credentials.settingTotp(person, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 0)])
    answers.push(await post('/session/sign-in', { email: ROOT.email, password: PASSWORD }))
    return answers.flatMap(({ headers: { 'set-cookie': cookies = [] } }) => cookies)
  }

  it('are out of the reach of scripts and other sites', async () => {
    const cookies = await told()
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
      'tandem',
      'tandem-device',
      'tandem-passkey',
      'tandem-sign-in',
    ])
    for (const cookie of cookies)
      expect(cookie).toMatch(/^[\w-]+=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Strict$/)
  })

  it('over https are bound to the host as well', async () => {
    const cookies = await told('https://tandem.example.org')
    expect(cookies).toHaveLength(4)
    for (const cookie of cookies)
      expect(cookie).toMatch(/^__Host-tandem[\w-]*=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Strict; Secure$/)
  })

  it('are stored as hashes only', async () => {
    const cookies = await told()
    const tables = ['session', 'known_device', 'pending'] as const
    const rows = await Promise.all(
      tables.map((table) => server.sessionDatabase.selectFrom(table).selectAll().execute()),
    )
    expect(rows.map(({ length }) => length)).toEqual([1, 1, 2])
    for (const cookie of cookies) expect(JSON.stringify(rows)).not.toContain(/=([\w-]{43});/.exec(cookie)?.[1])
  })
})

describe('the address in the security log', () => {
  it('is the client’s behind a proxy that is trusted, and counts are by it', async () => {
    await server.stop()
    const config = { port: 0, host: '127.0.0.1', publicUrl: null, dataFolder: '', isDemo: false, mailServer: null }
    server = await startAccountServer({ config: { ...config, trustedProxies: ['127.0.0.1'] } })
    rosa = await server.setUp()
    const body = { email: ROOT.email, password: 'wrong' }
    const headers = { 'x-forwarded-for': '203.0.113.66, 198.51.100.7' }
    await server.send({ method: 'POST', path: '/api/session/sign-in', body, headers })
    const { entries } = (await rosa.get('/administration/log')).body as { entries: { from: string }[] }
    expect(entries[0]?.from).toBe('198.51.100.7')
  })
})

describe('failures', () => {
  it('of one account may be ten in a quarter of an hour, with growing pauses; then the right password waits too', async () => {
    await failPatiently(ROOT.email, ACCOUNT_LIMITS.failures.ofAccount)
    const told = await signIn(server.browser(), ROOT.email)
    expect(saidIn(told)).toBe('429 too-many-failures')
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(60)
    server.time.pass(1_000 * Number(told.headers['retry-after']))
    expect((await signIn(server.browser(), ROOT.email)).status).toBe(200)
  })

  it('of an address that has no account wait alike', async () => {
    await failPatiently('nobody@example.org', ACCOUNT_LIMITS.failures.ofAccount)
    expect(saidIn(await signIn(server.browser(), 'nobody@example.org'))).toBe('429 too-many-failures')
    expect(saidIn(await signIn(server.browser(), 'somebody@example.org'))).toBe('403 wrong-credentials')
  })

  it('by others do not lock the owner out of a device that they have signed in on before', async () => {
    await rosa.post('/session/end')
    await failPatiently(ROOT.email, ACCOUNT_LIMITS.failures.ofAccount)
    expect(saidIn(await signIn(server.browser(), ROOT.email))).toBe('429 too-many-failures')
    expect((await signIn(rosa, ROOT.email)).status).toBe(200)
    // A device that is known for one account is a stranger to every other one.
    await server.register('Bob')
    await failPatiently('bob@example.org', ACCOUNT_LIMITS.failures.ofAccount)
    expect(saidIn(await signIn(rosa, 'bob@example.org'))).toBe('429 too-many-failures')
  })

  it('on a device that was known half a year ago are those of a stranger again', async () => {
    const isKnown = async () => (await server.accounts.entrance.isKnownDevice(person, rosa.cookie)) !== null
    const { person } = (await server.accounts.people.byEmail(ROOT.email)) ?? { person: '' as never }
    server.time.pass(ACCOUNT_LIMITS.knownDevice - 1)
    expect(await isKnown()).toBe(true)
    server.time.pass(1)
    expect(await isKnown()).toBe(false)
  })

  it('on a known device have a limit of their own', async () => {
    for (let count = 0; count < ACCOUNT_LIMITS.failures.withoutPause; count += 1)
      await signIn(rosa, ROOT.email, 'wrong')
    expect(saidIn(await signIn(rosa, ROOT.email))).toBe('429 too-many-failures')
  })

  it('from one address may be a hundred, over all accounts', async () => {
    const { ofAddress } = ACCOUNT_LIMITS.failures
    for (let count = 0; count < ofAddress; count += 1) {
      expect(saidIn(await signIn(server.browser(), `nobody-${count}@example.org`))).toBe('403 wrong-credentials')
    }
    expect(saidIn(await signIn(server.browser(), 'one-beyond@example.org'))).toBe('429 too-many-failures')
  })
})

describe('strangers', () => {
  it('may ask so often from one address, and again later; who is signed in goes on', async () => {
    const { burst } = ACCOUNT_LIMITS.strangers
    const look = () => server.browser().post('/invitations/look', { token: 'x'.repeat(43) })
    for (let count = 0; count < burst - 1; count += 1) expect((await look()).status).toBe(409)
    // The set-up was the first of the burst.
    const told = await look()
    expect(saidIn(told)).toBe('429 too-many-requests')
    expect(told.headers['retry-after']).toBe('1')
    expect((await rosa.get('/account')).status).toBe(200)
    server.time.pass(1_000)
    expect((await look()).status).toBe(409)
  })
})

describe('registration where no mail is sent', () => {
  beforeEach(async () => {
    await server.stop()
    server = await startAccountServer({}, false)
    rosa = await server.setUp()
  })

  it('is by invitation until an administrator opens it', async () => {
    expect(saidIn(await server.browser().post('/registration', accountOf('Alice')))).toBe('409 by-invitation')
    expect((await rosa.put('/administration/settings', { registration: 'open' })).status).toBe(204)
    const alice = server.browser()
    expect((await alice.get('/session')).body).toMatchObject({ registration: 'open' })
    expect((await alice.post('/registration', accountOf('Alice'))).status).toBe(200)
    expect(await alice.person()).toMatchObject({ name: 'Alice', administrator: false })
  })

  it('takes an address once, however it is written', async () => {
    await server.stop()
    const hashing = meetingHashing()
    server = await startAccountServer({ hashing }, false)
    await server.setUp()
    await server.register('Alice')
    const told = await server.browser().post('/registration', { ...accountOf('Other'), email: ' ALICE@example.org' })
    expect(saidIn(told)).toBe('409 email-taken')
    hashing.holdUntil(3)
    const asked = ['x', 'y', 'z'].map((name) =>
      server.browser().post('/registration', { ...accountOf(name), email: 'same@example.org' }),
    )
    expect((await Promise.all(asked)).map(saidIn).toSorted()).toEqual(['200', '409 email-taken', '409 email-taken'])
    const rows = await server.sessionDatabase.selectFrom('account').selectAll().where('demo', '=', 0).execute()
    expect(rows).toHaveLength(3)
  })

  it('refuses what no address, no name and no password is', async () => {
    await server.register('Alice')
    for (const wrong of [
      { email: 'alice' },
      { email: 'a b@example.org' },
      { email: 'a@b, c@d.example' },
      { email: 'a@example.org\r\nBcc: c@example.org' },
      { email: `${'a'.repeat(65)}@example.org` },
      { name: '' },
      { name: ' ' },
      { name: 'A\u202Ebob' },
      { name: 'A\nB' },
      { name: 'x'.repeat(101) },
      { password: 'x'.repeat(1_001) },
      { password: '' },
      { administrator: true },
    ]) {
      const told = await server.browser().post('/registration', { ...accountOf('Bob'), ...wrong })
      expect(saidIn(told), JSON.stringify(wrong)).toBe('400 bad-request')
    }
    expect((await server.accounts.people.all()).map(({ name }) => name)).toEqual([ROOT.name, 'Alice'])
  })

  it('takes a password of a thousand characters of any kind', async () => {
    await server.register('Alice')
    const password = `${'漢字 emoji 🦘 '.repeat(100)}`.slice(0, 1_000)
    const bob = server.browser()
    expect((await bob.post('/registration', { ...accountOf('Bob'), password })).status).toBe(200)
    expect((await signIn(server.browser(), 'bob@example.org', password)).status).toBe(200)
    expect(saidIn(await signIn(server.browser(), 'bob@example.org', password.slice(0, -1)))).toBe(
      '403 wrong-credentials',
    )
  })
})
