import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROUTE_IDS, ROUTES, type Route } from '@tandem/wire'
import { codeAt } from '../src/accounts/one-time-codes.ts'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import { accountOf, PASSWORD, startAccountServer, tokenIn, type AccountServer } from '../src/testing/account-server.ts'
import { Authenticator, type Claims } from '../src/testing/authenticator.ts'
import { saidIn, type Browser, type Told } from '../src/testing/browser.ts'
import { databaseHash } from '../src/testing/database-hash.ts'

let server: AccountServer
let alice: Browser
let here: Claims
beforeEach(async () => {
  server = await startAccountServer()
  await server.setUp()
  alice = await server.register('Alice')
  here = { origin: server.url.origin }
})
afterEach(() => server.stop())

const STEP = 30_000
const { email } = accountOf('Alice')
const rows = async (table: 'totp' | 'recovery_code' | 'passkey' | 'session' | 'pending') =>
  server.sessionDatabase.selectFrom(table).selectAll().execute()
const passkeysOfAlice = async () => {
  const { person } = (await server.accounts.people.byEmail(email)) ?? {}
  return (await rows('passkey')).filter((row) => 'name' in row && row.person === person)
}

/** @returns the key in base32. */
async function beginTotp(): Promise<string> {
  const { body } = await alice.post('/account/totp')
  return (body as { secret: string }).secret.replaceAll(' ', '')
}

async function switchTotpOn(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const secret = await beginTotp()
  const { body } = await alice.post('/account/totp/on', { code: codeAt(secret, server.time.now) })
  server.time.pass(STEP)
  return { secret, ...(body as { recoveryCodes: string[] }) }
}

async function withPassword(browser = server.browser()): Promise<Browser> {
  const { body } = await browser.post('/session/sign-in', { email, password: PASSWORD })
  expect(body).toEqual({ state: 'second-factor' })
  return browser
}

const withCode = (browser: Browser, code: string) => browser.post('/session/second-factor', { kind: 'code', code })
const withRecoveryCode = (browser: Browser, code: string) =>
  browser.post('/session/second-factor', { kind: 'recovery-code', code })

describe('codes of an app', () => {
  it('count from the first right one on, and not before', async () => {
    const secret = await beginTotp()
    expect(await rows('totp')).toEqual([])
    expect((await server.browser().post('/session/sign-in', { email, password: PASSWORD })).body).toEqual({
      state: 'signed-in',
    })
    const wrong = codeAt(secret, server.time.now + 10 * STEP)
    expect(saidIn(await alice.post('/account/totp/on', { code: wrong }))).toBe('403 wrong-code')
    expect(await rows('totp')).toEqual([])
    expect((await alice.post('/account/totp/on', { code: codeAt(secret, server.time.now) })).status).toBe(200)
    expect((await alice.get('/account')).body).toMatchObject({
      totpSince: new Date(server.time.now).toISOString(),
      recoveryCodesLeft: 10,
      minimumPassword: 8,
    })
  })

  it('are asked for after the password, and sign in', async () => {
    const { secret } = await switchTotpOn()
    const phone = await withPassword()
    expect(await phone.person()).toBeNull()
    const told = await withCode(phone, codeAt(secret, server.time.now))
    expect([told.status, told.body]).toEqual([200, { state: 'signed-in' }])
    expect(await phone.person()).toMatchObject({ name: 'Alice' })
  })

  it('wait for five minutes in this browser only', async () => {
    const { secret } = await switchTotpOn()
    const phone = await withPassword()
    const code = () => codeAt(secret, server.time.now)
    expect(saidIn(await withCode(server.browser(), code()))).toBe('403 start-again')
    server.time.pass(ACCOUNT_LIMITS.pending - 1)
    const late = await withPassword()
    expect((await withCode(phone, code())).status).toBe(200)
    server.time.pass(ACCOUNT_LIMITS.pending)
    expect(saidIn(await withCode(late, code()))).toBe('403 start-again')
    expect(await late.person()).toBeNull()
  })

  it('do not complete the sign-in of an account that was disabled meanwhile', async () => {
    const { secret } = await switchTotpOn()
    const phone = await withPassword()
    const before = (await rows('session')).length
    await server.sessionDatabase.updateTable('profile').set({ disabled_at: 1 }).where('email', '=', email).execute()
    expect(saidIn(await withCode(phone, codeAt(secret, server.time.now)))).toBe('403 start-again')
    expect(await rows('session')).toHaveLength(before)
  })

  it('complete a sign-in once: the next one starts with the password again', async () => {
    const { secret } = await switchTotpOn()
    const phone = await withPassword()
    const cookie = phone.cookies.get('tandem-sign-in') ?? ''
    await withCode(phone, codeAt(secret, server.time.now))
    const thief = server.browser()
    thief.cookies.set('tandem-sign-in', cookie)
    server.time.pass(STEP)
    expect(saidIn(await withCode(thief, codeAt(secret, server.time.now)))).toBe('403 start-again')
  })

  it('work once each, the one that switched them on included, and of two at once one works', async () => {
    const secret = await beginTotp()
    const first = codeAt(secret, server.time.now)
    await alice.post('/account/totp/on', { code: first })
    expect(saidIn(await withCode(await withPassword(), first))).toBe('403 wrong-code')
    server.time.pass(STEP)
    const code = codeAt(secret, server.time.now)
    const phones = [await withPassword(), await withPassword(), await withPassword()]
    const told = await Promise.all(phones.map((phone) => withCode(phone, code)))
    expect(told.map(saidIn).toSorted()).toEqual(['200', '403 wrong-code', '403 wrong-code'])
    server.time.pass(60_000)
    expect(saidIn(await withCode(await withPassword(), code))).toBe('403 wrong-code')
  })

  it('do not complete a sign-in whose password was changed meanwhile', async () => {
    const { secret } = await switchTotpOn()
    const thief = await withPassword()
    await alice.put('/account/password', { password: 'a quieter kind of thunder' })
    expect(saidIn(await withCode(thief, codeAt(secret, server.time.now)))).toBe('403 start-again')
    expect(await thief.person()).toBeNull()
  })

  it('may be wrong five times, then it starts again from the password', async () => {
    const { secret } = await switchTotpOn()
    const phone = await withPassword()
    for (let count = 0; count < ACCOUNT_LIMITS.codesPerSignIn;) {
      const told = await withCode(phone, codeAt(secret, server.time.now + 100 * STEP))
      if (told.status === 429) server.time.pass(1_000 * Number(told.headers['retry-after']))
      else count += 1
    }
    server.time.pass(10_000)
    expect(saidIn(await withCode(phone, codeAt(secret, server.time.now)))).toBe('403 start-again')
    expect(await phone.person()).toBeNull()
  })

  it('that are wrong are counted over all sign-ins of the account', async () => {
    const { secret } = await switchTotpOn()
    for (let count = 0; count < ACCOUNT_LIMITS.failures.withoutPause; count += 1)
      await withCode(await withPassword(), codeAt(secret, server.time.now + 100 * STEP))
    expect(saidIn(await withCode(await withPassword(), codeAt(secret, server.time.now)))).toBe('429 too-many-failures')
  })

  it('can be switched off by who has just confirmed, unless the password is too short to stand alone', async () => {
    await switchTotpOn()
    await alice.put('/account/password', { password: 'vmqzktbw' })
    const told = await alice.delete('/account/totp')
    expect([saidIn(told), (told.body as { sentence: string }).sentence]).toEqual([
      '409 weak-password',
      expect.stringContaining('at least 15 characters'),
    ])
    expect(await rows('totp')).toHaveLength(1)
    await alice.put('/account/password', { password: PASSWORD })
    expect((await alice.delete('/account/totp')).status).toBe(204)
    expect([await rows('totp'), await rows('recovery_code')]).toEqual([[], []])
    expect(saidIn(await alice.delete('/account/totp'))).toBe('409 no-change')
  })

  it('are no way around the second factor by a reset: the new password still asks for one', async () => {
    await switchTotpOn()
    await alice.post('/password/forgotten', { email })
    const token = tokenIn((await server.nextLetter()).text)
    const phone = server.browser()
    expect((await phone.post('/password/reset', { token, password: 'another velvet umbrella' })).status).toBe(204)
    expect(await phone.person()).toBeNull()
    const signedIn = await phone.post('/session/sign-in', { email, password: 'another velvet umbrella' })
    expect(signedIn.body).toEqual({ state: 'second-factor' })
  })
})

describe('recovery codes', () => {
  it('are ten, shown once, kept as hashes, and sign in once each', async () => {
    const { recoveryCodes } = await switchTotpOn()
    expect(recoveryCodes).toHaveLength(10)
    const kept = JSON.stringify(await rows('recovery_code'))
    for (const code of recoveryCodes) expect(kept).not.toContain(code)
    const [code = ''] = recoveryCodes
    expect((await withRecoveryCode(await withPassword(), code.toLowerCase())).status).toBe(200)
    expect(saidIn(await withRecoveryCode(await withPassword(), code))).toBe('403 wrong-code')
    expect((await alice.get('/account')).body).toMatchObject({ recoveryCodesLeft: 9 })
  })

  it('of somebody else sign nobody in, and stay good', async () => {
    const { recoveryCodes } = await switchTotpOn()
    const bob = await server.register('Bob')
    const { body } = await bob.post('/account/totp')
    const secret = (body as { secret: string }).secret.replaceAll(' ', '')
    await bob.post('/account/totp/on', { code: codeAt(secret, server.time.now) })
    const phone = server.browser()
    await phone.post('/session/sign-in', { email: accountOf('Bob').email, password: PASSWORD })
    expect(saidIn(await withRecoveryCode(phone, recoveryCodes[0] ?? ''))).toBe('403 wrong-code')
    expect((await withRecoveryCode(await withPassword(), recoveryCodes[0] ?? '')).status).toBe(200)
  })

  it('can be made anew; the old ones are dead', async () => {
    const { recoveryCodes: old } = await switchTotpOn()
    const { body } = await alice.post('/account/recovery-codes')
    const [fresh = ''] = (body as { recoveryCodes: string[] }).recoveryCodes
    expect(saidIn(await withRecoveryCode(await withPassword(), old[0] ?? ''))).toBe('403 wrong-code')
    expect((await withRecoveryCode(await withPassword(), fresh)).status).toBe(200)
  })

  it('are none without an app', async () => {
    expect(saidIn(await alice.post('/account/recovery-codes'))).toBe('409 no-change')
    expect(await rows('recovery_code')).toEqual([])
  })
})

describe('a passkey', () => {
  async function add(key = new Authenticator(), claims = here): Promise<{ key: Authenticator; told: Told }> {
    const { body } = await alice.post('/account/passkeys/options')
    const told = await alice.post('/account/passkeys', { name: 'My phone', passkey: key.make(body, claims) })
    return { key, told }
  }
  async function signIn(key: Authenticator, claims: Claims = here, browser = server.browser()): Promise<Told> {
    const { body } = await browser.post('/session/passkey/options')
    return browser.post('/session/passkey', { passkey: key.answer(body, claims) })
  }

  it('is made for this host, with its user verified, and can be found without an address', async () => {
    const { body } = await alice.post('/account/passkeys/options')
    expect(body).toMatchObject({
      rp: { id: 'localhost', name: 'Tandem' },
      user: { name: email, displayName: 'Alice' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    expect((await server.browser().post('/session/passkey/options')).body).toMatchObject({
      rpId: 'localhost',
      userVerification: 'required',
    })
  })

  it('signs in by itself, past the codes of an app too: it is both factors', async () => {
    await switchTotpOn()
    const { key, told } = await add()
    expect(told.status).toBe(204)
    const phone = server.browser()
    expect((await signIn(key, here, phone)).body).toEqual({ state: 'signed-in' })
    expect(await phone.person()).toMatchObject({ name: 'Alice' })
    expect((await alice.get('/account')).body).toMatchObject({
      passkeys: [{ id: key.id, name: 'My phone', lastUsedOn: '2026-01-01' }],
    })
  })

  it('is not taken without its user verified, from another page or for another host', async () => {
    for (const claims of [
      { ...here, isVerified: false },
      { origin: 'https://localhost.evil.example' },
      { ...here, rpId: 'evil.example' },
    ])
      expect(saidIn((await add(undefined, claims)).told)).toBe('403 wrong-credentials')
    expect(await passkeysOfAlice()).toEqual([])
    const { key } = await add()
    const before = (await rows('session')).length
    for (const claims of [
      { ...here, isVerified: false },
      { origin: 'https://localhost.evil.example' },
      { ...here, rpId: 'evil.example' },
    ])
      expect(saidIn(await signIn(key, claims))).toBe('403 wrong-credentials')
    expect(await rows('session')).toHaveLength(before)
  })

  it('that nobody has registered signs nobody in', async () => {
    const stray = new Authenticator()
    const { body } = await alice.post('/account/passkeys/options')
    stray.make(body, here)
    expect(saidIn(await signIn(stray))).toBe('403 wrong-credentials')
  })

  it('answers a challenge once, within five minutes, in the browser that asked', async () => {
    const { key } = await add()
    const phone = server.browser()
    const { body } = await phone.post('/session/passkey/options')
    const answer = { passkey: key.answer(body, here) }
    expect(saidIn(await server.browser().post('/session/passkey', answer))).toBe('403 start-again')
    const cookie = phone.cookies.get('tandem-passkey') ?? ''
    expect((await phone.post('/session/passkey', answer)).status).toBe(200)
    phone.cookies.set('tandem-passkey', cookie)
    expect(saidIn(await phone.post('/session/passkey', answer))).toBe('403 start-again')
    const twice = await phone.post('/session/passkey/options')
    const again = { passkey: key.answer(twice.body, here) }
    const other = server.browser()
    other.cookies.set('tandem-passkey', phone.cookies.get('tandem-passkey') ?? '')
    const told = await Promise.all([phone.post('/session/passkey', again), other.post('/session/passkey', again)])
    expect(told.map(saidIn).toSorted()).toEqual(['200', '403 start-again'])
    const late = server.browser()
    const asked = await late.post('/session/passkey/options')
    server.time.pass(ACCOUNT_LIMITS.pending)
    const tooLate = await late.post('/session/passkey', { passkey: key.answer(asked.body, here) })
    expect(saidIn(tooLate)).toBe('403 start-again')
  })

  it('of two answers to one challenge that are looked at at once, one is too late', async () => {
    const { pending } = server.accounts
    const cookie = await pending.beginWithCookie('passkey-sign-in', null, 'challenge')
    const found = await Promise.all([1, 2].map(() => pending.find('passkey-sign-in', { cookie })))
    const used = await Promise.all(found.map((one) => one && server.together([pending.use(one)])))
    expect(used).toEqual([true, false])
  })

  it('with a challenge of another sign-in is not taken', async () => {
    const { key } = await add()
    const [mine, theirs] = [server.browser(), server.browser()]
    await mine.post('/session/passkey/options')
    const { body } = await theirs.post('/session/passkey/options')
    expect(saidIn(await mine.post('/session/passkey', { passkey: key.answer(body, here) }))).toBe(
      '403 wrong-credentials',
    )
  })

  it('whose counter goes backwards is a copy, and not taken', async () => {
    const { key } = await add(undefined, { ...here, counter: 1 })
    expect((await signIn(key, { ...here, counter: 5 })).status).toBe(200)
    expect(saidIn(await signIn(key, { ...here, counter: 5 }))).toBe('403 wrong-credentials')
    expect((await signIn(key, { ...here, counter: 6 })).status).toBe(200)
  })

  it('is registered once, and for one person', async () => {
    const { key } = await add()
    expect(saidIn((await add(key)).told)).toBe('409 no-change')
    expect(await passkeysOfAlice()).toHaveLength(1)
  })

  it('can be removed by its owner, and by nobody else', async () => {
    const { key } = await add()
    const bob = await server.register('Bob')
    expect(saidIn(await bob.delete(`/account/passkeys/${key.id}`))).toBe('409 no-change')
    expect((await signIn(key)).status).toBe(200)
    expect((await alice.delete(`/account/passkeys/${key.id}`)).status).toBe(204)
    expect(saidIn(await signIn(key))).toBe('403 wrong-credentials')
  })

  it('of a disabled account signs nobody in', async () => {
    const { key } = await add()
    await server.sessionDatabase.updateTable('profile').set({ disabled_at: 1 }).where('email', '=', email).execute()
    expect(saidIn(await signIn(key))).toBe('403 wrong-credentials')
  })

  it('may be one of twenty', async () => {
    for (let count = 0; count < ACCOUNT_LIMITS.passkeys; count += 1) expect((await add()).told.status).toBe(204)
    expect(saidIn(await alice.post('/account/passkeys/options'))).toBe('409 too-many')
  })
})

describe('who knows the password alone', () => {
  const changing = ROUTE_IDS.map((id): Route => ROUTES[id]).filter(({ confirmed }) => confirmed === 'with-factor')
  const bodies: Readonly<Record<string, object>> = {
    '/account/totp/on': { code: '123456' },
    '/account/passkeys': {
      name: 'Mine',
      passkey: new Authenticator().make({ challenge: '', user: { id: '' } }, { origin: '' }),
    },
  }

  async function addPasskey(browser = alice): Promise<Authenticator> {
    const key = new Authenticator()
    const { body } = await browser.post('/account/passkeys/options')
    expect((await browser.post('/account/passkeys', { name: 'Key', passkey: key.make(body, here) })).status).toBe(204)
    return key
  }

  async function thiefIn(password = PASSWORD): Promise<Browser> {
    const thief = server.browser()
    expect((await thief.post('/session/sign-in', { email, password })).body).toEqual({ state: 'signed-in' })
    await thief.post('/session/confirm', { kind: 'password', password })
    return thief
  }

  /** What they hear at every route that changes a factor. Nothing is changed. */
  async function expectsClosed(thief: Browser, path = (of: string) => of.replace(/:passkey.*/, 'none')): Promise<void> {
    await thief.get('/account')
    const hash = await databaseHash(server)
    const before = await hash()
    for (const { method, path: of } of changing)
      expect([of, saidIn(await thief.ask(method, path(of), bodies[of]))]).toEqual([of, '403 second-factor-first'])
    expect(await hash()).toBe(before)
    expect(await thief.person()).toMatchObject({ secondFactor: 'not-shown' })
  }

  it('changes no factor of an account that has a passkey, and makes no recovery codes', async () => {
    const key = await addPasskey()
    const thief = await thiefIn()
    await expectsClosed(thief, (of) => of.replace(/:passkey.*/, key.id))
    const options = await thief.post('/session/confirm/passkey/options')
    await thief.post('/session/confirm', { kind: 'passkey', passkey: key.answer(options.body, here) })
    expect((await thief.post('/account/totp')).status).toBe(200)
    expect((await thief.delete(`/account/passkeys/${key.id}`)).status).toBe(204)
  })

  it('changes none after a new password by a link that was mailed', async () => {
    await addPasskey()
    await server.nextLetter()
    await alice.post('/password/forgotten', { email })
    const token = tokenIn((await server.nextLetter()).text)
    await server.browser().post('/password/reset', { token, password: 'another velvet umbrella' })
    await expectsClosed(await thiefIn('another velvet umbrella'))
  })

  it('is signed out when the first factor comes, be it an app or a passkey', async () => {
    const thief = await thiefIn()
    await switchTotpOn()
    expect([await thief.person(), saidIn(await thief.post('/account/totp'))]).toEqual([null, '401 not-signed-in'])
    expect(await alice.person()).toMatchObject({ secondFactor: 'shown' })
    await alice.delete('/account/totp')
    const again = await thiefIn()
    await addPasskey()
    expect([await again.person(), await alice.person()]).toMatchObject([null, { secondFactor: 'shown' }])
  })

  it('is the only one: who has shown a factor stays signed in when another one comes', async () => {
    const key = await addPasskey()
    const phone = server.browser()
    const { body } = await phone.post('/session/passkey/options')
    await phone.post('/session/passkey', { passkey: key.answer(body, here) })
    await switchTotpOn()
    expect(await phone.person()).toMatchObject({ secondFactor: 'shown' })
  })

  it('is not who came in by a recovery code: a lost app can be replaced', async () => {
    const { recoveryCodes } = await switchTotpOn()
    const browser = await withPassword()
    await withRecoveryCode(browser, recoveryCodes[0] ?? '')
    expect(await browser.person()).toMatchObject({ secondFactor: 'shown' })
    expect((await browser.post('/account/recovery-codes')).status).toBe(200)
    expect((await browser.delete('/account/totp')).status).toBe(204)
  })
})

describe('a change of what one signs in with', () => {
  const subject = /^How you sign in to Tandem on .* was changed$/

  async function change(): Promise<readonly RegExp[]> {
    await switchTotpOn()
    await alice.post('/account/recovery-codes')
    const key = new Authenticator()
    const { body } = await alice.post('/account/passkeys/options')
    await alice.post('/account/passkeys', { name: 'Key', passkey: key.make(body, here) })
    await alice.delete(`/account/passkeys/${key.id}`)
    await alice.delete('/account/totp')
    await alice.put('/account/password', { password: 'another velvet umbrella' })
    return [
      /switched on/,
      /New recovery codes/,
      /passkey was added/,
      /passkey was removed/,
      /switched off/,
      /password was/,
    ]
  }

  it('is told to the owner by a letter, each of them', async () => {
    const words = await change()
    while (server.letters.length < words.length) await server.nextLetter()
    for (const said of words)
      expect(server.letters.filter(({ text }) => said.test(text))).toMatchObject([
        { to: email, subject: expect.stringMatching(subject) },
      ])
    expect(server.letters).toHaveLength(words.length)
    expect(await server.sessionDatabase.selectFrom('outbox').selectAll().execute()).toEqual([])
  })

  it('brings no letter to an address that nobody has shown to be theirs', async () => {
    await server.sessionDatabase.updateTable('profile').set({ verified_at: null }).execute()
    await change()
    expect(await server.sessionDatabase.selectFrom('outbox').selectAll().execute()).toEqual([])
  })

  it('that is refused brings none', async () => {
    expect(saidIn(await alice.delete('/account/totp'))).toBe('409 no-change')
    expect(saidIn(await alice.delete('/account/passkeys/none'))).toBe('409 no-change')
    expect(await server.sessionDatabase.selectFrom('outbox').selectAll().execute()).toEqual([])
    expect(await alice.person()).not.toBeNull()
  })
})

describe('a confirmation', () => {
  const wait = () => server.time.pass(ACCOUNT_LIMITS.confirmation)
  const tryIt = () => alice.post('/account/totp')

  it('is given by signing in, and asked for again after ten minutes', async () => {
    server.time.pass(ACCOUNT_LIMITS.confirmation - 1)
    expect((await tryIt()).status).toBe(200)
    server.time.pass(1)
    expect(saidIn(await tryIt())).toBe('403 confirm-first')
    expect((await alice.get('/account')).body).toMatchObject({ confirmedUntil: null })
    expect((await alice.post('/session/confirm', { kind: 'password', password: PASSWORD })).status).toBe(204)
    expect((await tryIt()).status).toBe(200)
  })

  it('is for this session alone', async () => {
    const phone = server.browser()
    await phone.post('/session/sign-in', { email, password: PASSWORD })
    wait()
    await phone.post('/session/confirm', { kind: 'password', password: PASSWORD })
    expect(saidIn(await tryIt())).toBe('403 confirm-first')
  })

  it('may be a password, a code or a passkey; each of them one’s own', async () => {
    const { secret } = await switchTotpOn()
    const key = new Authenticator()
    const options = await alice.post('/account/passkeys/options')
    await alice.post('/account/passkeys', { name: 'Key', passkey: key.make(options.body, here) })
    wait()
    expect(saidIn(await alice.post('/session/confirm', { kind: 'password', password: 'wrong' }))).toBe(
      '403 wrong-credentials',
    )
    expect(saidIn(await alice.post('/session/confirm', { kind: 'code', code: codeAt(secret, 0) }))).toBe(
      '403 wrong-code',
    )
    expect(saidIn(await tryIt())).toBe('403 confirm-first')
    const code = { kind: 'code', code: codeAt(secret, server.time.now) }
    expect((await alice.post('/session/confirm', code)).status).toBe(204)
    server.time.pass(1_000)
    expect(saidIn(await alice.post('/session/confirm', code))).toBe('403 wrong-code')
    wait()
    const challenge = await alice.post('/session/confirm/passkey/options')
    expect(challenge.body).toMatchObject({ allowCredentials: [{ id: key.id }] })
    const answer = { kind: 'passkey', passkey: key.answer(challenge.body, here) }
    expect((await alice.post('/session/confirm', answer)).status).toBe(204)
    expect((await tryIt()).status).toBe(200)
  })

  it('by somebody else’s passkey is none', async () => {
    const bob = await server.register('Bob')
    const key = new Authenticator()
    const options = await bob.post('/account/passkeys/options')
    await bob.post('/account/passkeys', { name: 'Key', passkey: key.make(options.body, here) })
    wait()
    const challenge = await alice.post('/session/confirm/passkey/options')
    const answer = { kind: 'passkey', passkey: key.answer(challenge.body, here) }
    expect(saidIn(await alice.post('/session/confirm', answer))).toBe('403 wrong-credentials')
  })

  it('that fails too often waits', async () => {
    for (let count = 0; count < ACCOUNT_LIMITS.failures.withoutPause; count += 1)
      await alice.post('/session/confirm', { kind: 'password', password: 'wrong' })
    const told = await alice.post('/session/confirm', { kind: 'password', password: PASSWORD })
    expect(saidIn(told)).toBe('429 too-many-failures')
  })
})
