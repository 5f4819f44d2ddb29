import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  accountOf,
  meetingHashing,
  startAccountServer,
  PASSWORD,
  ROOT,
  type AccountServer,
} from '../src/testing/account-server.ts'
import { saidIn } from '../src/testing/browser.ts'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { WITHOUT_REVIEWS } from '../src/accounts/ports.ts'
import { startServer } from '../src/server.ts'
import { emptyInbox, emptyReviews } from '../src/testing/test-server.ts'
import { UNWATCHED } from '../src/watch/watch.ts'

let server: AccountServer
let hashing: ReturnType<typeof meetingHashing>
beforeEach(async () => {
  hashing = meetingHashing()
  server = await startAccountServer({ hashing })
})
afterEach(() => server.stop())

const accounts = () => server.sessionDatabase.selectFrom('profile').selectAll().execute()

describe('a server without an account', () => {
  it('says so, demo or not, and prints a link with a code of 128 bits behind #', async () => {
    const { body } = await server.browser().get('/session')
    const others = { demo: true, registration: 'invitation', mail: true, minimumPassword: 15 }
    expect(body).toEqual({ person: null, needsSetup: true, ...others })
    expect(server.setupLink).toMatch(/^http:\/\/localhost:\d+\/setup#code=[\w-]{22}$/)
  })

  it('keeps the code as a hash only', async () => {
    const rows = await server.sessionDatabase.selectFrom('setting').selectAll().execute()
    expect(rows).toEqual([
      { name: 'setup-code', value: JSON.stringify(createHash('sha256').update(server.setupCode).digest('hex')) },
    ])
  })

  it('has no account that anybody could sign in to', async () => {
    for (const email of ['admin', 'root@localhost', 'alice', 'admin@example.org']) {
      const told = await server.browser().post('/session/sign-in', { email, password: 'admin' })
      expect(saidIn(told)).toBe('403 wrong-credentials')
    }
    expect(await accounts()).toEqual([])
  })

  it('lets nobody register, with registration open or not', async () => {
    await server.together([server.accounts.settings.settingRegistration('open')])
    expect(saidIn(await server.browser().post('/registration', accountOf('Mallory')))).toBe('409 by-invitation')
    expect(await accounts()).toEqual([])
  })
})

describe('setting up', () => {
  it('makes the first account, which administrates the server, and signs it in', async () => {
    const rosa = server.browser()
    const told = await rosa.post('/setup', { code: server.setupCode, ...ROOT })
    expect([told.status, told.body]).toEqual([200, { state: 'signed-in' }])
    expect(await rosa.person()).toMatchObject({ name: 'Rosa Root', administrator: true, demo: false })
    expect((await server.browser().get('/session')).body).toMatchObject({ needsSetup: false })
    expect(await accounts()).toMatchObject([{ email: 'rosa@example.org', administrator: 1, disabled_at: null }])
  })

  it('refuses another code, and makes nothing', async () => {
    const code = randomBytes(16).toString('base64url')
    expect(saidIn(await server.browser().post('/setup', { code, ...ROOT }))).toBe('409 link-over')
    expect(await accounts()).toEqual([])
    expect(await server.sessionDatabase.selectFrom('session').selectAll().execute()).toEqual([])
  })

  it('refuses a weak password, and the code stays good', async () => {
    const weak = { ...ROOT, password: 'Rosa Root 2026!' }
    const told = await server.browser().post('/setup', { code: server.setupCode, ...weak })
    expect(saidIn(told)).toBe('409 weak-password')
    expect(told.body).toMatchObject({ sentence: expect.stringContaining('your name') })
    await server.setUp()
  })

  it('works once', async () => {
    await server.setUp()
    const again = { code: server.setupCode, ...accountOf('Mallory') }
    expect(saidIn(await server.browser().post('/setup', again))).toBe('409 already-set-up')
    expect(await accounts()).toHaveLength(1)
  })

  it('of several at once with the same code makes one administrator', async () => {
    const names = ['Rosa', 'Mallory', 'Trudy', 'Oscar', 'Eve']
    hashing.holdUntil(names.length)
    const asked = names.map((name) => server.browser().post('/setup', { code: server.setupCode, ...accountOf(name) }))
    const told = (await Promise.all(asked)).map(saidIn).toSorted()
    expect(told).toEqual(['200', ...Array.from({ length: 4 }, () => '409 link-over')])
    expect(await accounts()).toHaveLength(1)
    expect(await server.sessionDatabase.selectFrom('password').selectAll().execute()).toHaveLength(1)
  })
})

describe('the setup code', () => {
  it('is a new one at each start, the old one is dead, and there is none once there is an account', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tandem-setup-'))
    const start = async () => {
      const { store, sessions, together } = openSqliteStore({
        folder,
        random: randomBytes,
        quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 },
      })
      const running = await startServer({
        config: {
          port: 0,
          host: '127.0.0.1',
          publicUrl: null,
          dataFolder: folder,
          isDemo: false,
          trustedProxies: [],
          mailServer: null,
        },
        sessionDatabase: sessions,
        together,
        reviews: emptyReviews,
        inbox: emptyInbox,
        accountReviews: WITHOUT_REVIEWS,
        sync: (socket) => socket.close(1000),
        live: (socket) => socket.close(1000),
        settle: async () => undefined,
        watch: UNWATCHED,
        isStoreFull: () => false,
        demoPeople: [],
        clientFolder: folder,
        clock: Date.now,
        random: randomBytes,
        onError: (_, error) => {
          throw error
        },
      })
      const stop = async () => (await running.close(), store.close())
      return { running, stop, code: running.setupLink?.split('#code=')[1] ?? '' }
    }
    const visit = { cookies: undefined, address: '', device: '' }
    const first = await start()
    await first.stop()
    const second = await start()
    expect(second.code).not.toBe(first.code)
    const { joining } = second.running.accounts
    expect(await joining.setUp(first.code, { ...ROOT, password: PASSWORD }, visit)).toMatchObject({
      ok: false,
      reason: { refusal: 'link-over' },
    })
    expect(await joining.setUp(second.code, { ...ROOT, password: PASSWORD }, visit)).toMatchObject({ ok: true })
    await second.stop()
    const third = await start()
    expect(third.running.setupLink).toBeNull()
    await third.stop()
    await rm(folder, { recursive: true })
  })
})
