import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { codeAt } from '../src/accounts/one-time-codes.ts'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import {
  accountOf,
  meetingHashing,
  PASSWORD,
  startAccountServer,
  tokenIn,
  type AccountServer,
} from '../src/testing/account-server.ts'
import { saidIn, type Browser } from '../src/testing/browser.ts'

const NEW = 'a quieter kind of thunder'
const { email } = accountOf('Alice')

let server: AccountServer
let rosa: Browser
let hashing: ReturnType<typeof meetingHashing>
let alice: Browser
beforeEach(async () => {
  hashing = meetingHashing()
  server = await startAccountServer({ hashing })
  rosa = await server.setUp()
  alice = await server.register('Alice')
})
afterEach(() => server.stop())

const resets = () => server.sessionDatabase.selectFrom('password_reset').selectAll().execute()
const signIn = async (password: string): Promise<string> =>
  saidIn(await server.browser().post('/session/sign-in', { email, password }))

async function mailedToken(): Promise<string> {
  await server.browser().post('/password/forgotten', { email })
  return tokenIn((await server.nextLetter()).text)
}

async function handedToken(): Promise<string> {
  const { body } = await rosa.get('/administration/accounts')
  const { accounts } = body as { accounts: { id: string; email: string }[] }
  const person = accounts.find((account) => account.email === email)?.id
  const made = await rosa.post(`/administration/accounts/${person}/reset-link`)
  return tokenIn((made.body as { link: string }).link)
}

describe('a forgotten password', () => {
  it('is answered with the same bytes whether the address is known, and before anything is done about it', async () => {
    const told = []
    for (const asked of [email, 'nobody@example.org', '']) {
      const { status, body, headers } = await server.browser().post('/password/forgotten', { email: asked })
      told.push({ status, body, headers: { ...headers, date: '' } })
    }
    expect(told[0]).toMatchObject({ status: 204, body: null })
    expect(told[1]).toEqual(told[0])
    expect(told[2]).toEqual(told[0])
    expect([await resets(), server.letters]).toEqual([[], []])
  })

  it('brings a letter to the address that the account keeps, with a link behind #', async () => {
    await server.browser().post('/password/forgotten', { email: ' ALICE@example.org ' })
    const letter = await server.nextLetter()
    expect(letter).toMatchObject({ to: email, subject: expect.stringContaining('new password') })
    expect(letter.text).toMatch(/http:\/\/localhost:\d+\/password#token=[\w-]{43}\n/)
    expect(JSON.stringify(await resets())).not.toContain(tokenIn(letter.text))
  })

  it('brings so many letters in an hour and no more; nobody’s mailbox is flooded', async () => {
    const { resetsPerHour, reset } = ACCOUNT_LIMITS
    for (let count = 0; count < resetsPerHour; count += 1) await mailedToken()
    await server.browser().post('/password/forgotten', { email })
    server.time.pass(reset)
    await mailedToken()
    expect(server.letters).toHaveLength(resetsPerHour + 1)
  })

  it('is a matter for an administrator where the server sends no mail', async () => {
    await server.stop()
    server = await startAccountServer({}, false)
    await server.setUp()
    expect((await server.browser().get('/session')).body).toMatchObject({ mail: false })
    expect(saidIn(await server.browser().post('/password/forgotten', { email }))).toBe('409 no-mail')
  })

  it('of a disabled account brings nothing', async () => {
    await server.sessionDatabase.updateTable('profile').set({ disabled_at: 1 }).where('email', '=', email).execute()
    await server.browser().post('/password/forgotten', { email })
    await server.browser().post('/password/forgotten', { email: 'rosa@example.org' })
    expect(await server.nextLetter()).toMatchObject({ to: 'rosa@example.org' })
    expect(server.letters).toHaveLength(1)
  })

  it('brings nothing to an address that nobody has shown to be theirs', async () => {
    await server.sessionDatabase.updateTable('profile').set({ verified_at: null }).where('email', '=', email).execute()
    await server.browser().post('/password/forgotten', { email })
    await server.browser().post('/password/forgotten', { email: 'rosa@example.org' })
    expect(await server.nextLetter()).toMatchObject({ to: 'rosa@example.org' })
    expect([server.letters.length, (await resets()).length]).toEqual([1, 1])
  })

  it('is in the security log in any case, so that it costs one write in any case', async () => {
    const asked = [email, 'nobody@example.org']
    for (const one of asked) await server.browser().post('/password/forgotten', { email: one })
    await server.nextLetter()
    const log = () => rosa.get('/administration/log').then(({ body }) => body as { entries: { what: string }[] })
    const told = async () => (await log()).entries.filter(({ what }) => what === 'password-reset-asked')
    await vi.waitUntil(async () => (await told()).length === asked.length)
    const entries = await told()
    expect(entries).toContainEqual(
      expect.objectContaining({
        about: null,
        by: null,
        detail: expect.stringMatching(/^unknown address [0-9a-f]{16}$/),
      }),
    )
    expect(entries).toContainEqual(
      expect.objectContaining({ about: expect.objectContaining({ name: 'Alice' }), by: null, detail: null }),
    )
  })
})

describe('a link for a new password', () => {
  for (const [from, token] of [
    ['by mail', mailedToken],
    ['by an administrator', handedToken],
  ] as const) {
    it(`${from} sets it once, ends all sessions and signs nobody in`, async () => {
      const secret = await token()
      const phone = server.browser()
      const look = await phone.post('/password/look', { token: secret })
      expect(look.body).toEqual({ email, minimumPassword: 15 })
      expect((await phone.post('/password/reset', { token: secret, password: NEW })).status).toBe(204)
      expect([await phone.person(), await alice.person()]).toEqual([null, null])
      expect([await signIn(NEW), await signIn(PASSWORD)]).toEqual(['200', '403 wrong-credentials'])
      const again = { token: secret, password: 'yet another long password' }
      expect(saidIn(await phone.post('/password/reset', again))).toBe('409 link-over')
      expect(saidIn(await phone.post('/password/look', { token: secret }))).toBe('409 link-over')
      expect(await signIn(NEW)).toBe('200')
    })
  }

  it('holds an hour, to the millisecond', async () => {
    const token = await mailedToken()
    server.time.pass(ACCOUNT_LIMITS.reset - 1)
    expect((await server.browser().post('/password/look', { token })).status).toBe(200)
    server.time.pass(1)
    expect(saidIn(await server.browser().post('/password/look', { token }))).toBe('409 link-over')
    expect(saidIn(await server.browser().post('/password/reset', { token, password: NEW }))).toBe('409 link-over')
    expect(await signIn(PASSWORD)).toBe('200')
  })

  it('that was opened several times at once sets one password', async () => {
    const token = await mailedToken()
    const passwords = ['a quieter kind of thunder', 'a louder kind of silence', 'some other kind of weather']
    hashing.holdUntil(passwords.length)
    const told = await Promise.all(
      passwords.map((password) => server.browser().post('/password/reset', { token, password })),
    )
    expect(told.map(saidIn).toSorted()).toEqual(['204', '409 link-over', '409 link-over'])
    const worked = passwords[told.findIndex(({ status }) => status === 204)] ?? ''
    expect(await signIn(worked)).toBe('200')
  })

  it('ends what was begun with the old password', async () => {
    const { body } = await alice.post('/account/totp')
    const secret = (body as { secret: string }).secret.replaceAll(' ', '')
    await alice.post('/account/totp/on', { code: codeAt(secret, server.time.now) })
    await server.nextLetter()
    const thief = server.browser()
    await thief.post('/session/sign-in', { email, password: PASSWORD })
    await server.browser().post('/password/reset', { token: await mailedToken(), password: NEW })
    server.time.pass(30_000)
    const told = await thief.post('/session/second-factor', { kind: 'code', code: codeAt(secret, server.time.now) })
    expect(saidIn(told)).toBe('403 start-again')
  })

  it('stays good when the password that was wanted is weak', async () => {
    const token = await mailedToken()
    const weak = { token, password: 'alice@example.org' }
    expect(saidIn(await server.browser().post('/password/reset', weak))).toBe('409 weak-password')
    expect((await server.browser().post('/password/reset', { token, password: NEW })).status).toBe(204)
  })

  it('is dead once another one was used, the password was changed, or the address was', async () => {
    const first = await mailedToken()
    const second = await mailedToken()
    await server.browser().post('/password/reset', { token: second, password: NEW })
    expect(saidIn(await server.browser().post('/password/look', { token: first }))).toBe('409 link-over')
    await alice.post('/session/sign-in', { email, password: NEW })
    const third = await mailedToken()
    await alice.put('/account/password', { password: PASSWORD })
    await server.nextLetter()
    expect(saidIn(await server.browser().post('/password/look', { token: third }))).toBe('409 link-over')
    const fourth = await mailedToken()
    await alice.put('/account/email', { email: 'alice@elsewhere.example' })
    await alice.post('/account/email/verify', { token: tokenIn((await server.nextLetter()).text) })
    expect(saidIn(await server.browser().post('/password/look', { token: fourth }))).toBe('409 link-over')
  })

  it('that nobody made is none', async () => {
    for (const token of ['x'.repeat(43), (await resets())[0]?.id ?? 'y'.repeat(43)])
      expect(saidIn(await server.browser().post('/password/look', { token }))).toBe('409 link-over')
    await mailedToken()
    const stolen = (await resets())[0]?.id ?? ''
    expect(saidIn(await server.browser().post('/password/reset', { token: stolen, password: NEW }))).toBe(
      '409 link-over',
    )
  })

  it('is made by administrators only', async () => {
    const rosaId = (await rosa.person())?.id
    expect(saidIn(await alice.post(`/administration/accounts/${rosaId}/reset-link`))).toBe('404 not-found')
    expect(await resets()).toEqual([])
  })
})
