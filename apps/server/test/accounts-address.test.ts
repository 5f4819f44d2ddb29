import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId } from '@tandem/rules'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import {
  accountOf,
  meetingHashing,
  PASSWORD,
  ROOT,
  startAccountServer,
  tokenIn,
  type AccountServer,
} from '../src/testing/account-server.ts'
import { saidIn, type Browser } from '../src/testing/browser.ts'

const { email } = accountOf('Alice')
const DAY = 86_400_000

let server: AccountServer
let rosa: Browser
let hashing: ReturnType<typeof meetingHashing>
beforeEach(async () => {
  hashing = meetingHashing()
  server = await startAccountServer({ hashing })
  rosa = await server.setUp()
  await server.together([server.accounts.settings.settingRegistration('open')])
})
afterEach(() => server.stop())

const links = () => server.sessionDatabase.selectFrom('address_link').selectAll().execute()
const emails = async () => (await server.accounts.people.all()).map((one) => one.email)
const askToRegister = (asked: string, browser = server.browser()) =>
  browser.post('/registration/letter', { email: asked })

async function mailedToken(asked = email): Promise<string> {
  await askToRegister(asked)
  return tokenIn((await server.nextLetter()).text)
}

const registerBy = (token: string, browser = server.browser()) =>
  browser.post('/registration/link', { token, name: 'Alice', password: PASSWORD })

async function written(what: string): Promise<readonly (string | null)[]> {
  const rows = server.sessionDatabase.selectFrom('security_log').select(['what', 'detail']).where('what', '=', what)
  return (await rows.execute()).map(({ detail }) => detail)
}

describe('registration where mail is sent', () => {
  it('begins with a letter, and its link makes an account whose address is shown', async () => {
    expect((await askToRegister(` ${email} `)).status).toBe(204)
    const letter = await server.nextLetter()
    expect(letter).toMatchObject({ to: email, text: expect.stringMatching(/http:\S+\/address#token=[\w-]{43}\n/) })
    const token = tokenIn(letter.text)
    expect(JSON.stringify(await links())).not.toContain(token)
    const alice = server.browser()
    expect((await alice.post('/address/look', { token })).body).toMatchObject({ email, makesAccount: true })
    expect((await registerBy(token, alice)).body).toEqual({ state: 'signed-in' })
    expect(await alice.person()).toMatchObject({ name: 'Alice', administrator: false })
    expect((await alice.get('/account')).body).toMatchObject({ email, emailVerified: true })
  })

  it('makes nothing without the letter', async () => {
    expect(saidIn(await server.browser().post('/registration', accountOf('Alice')))).toBe('409 letter-first')
    expect(saidIn(await registerBy('x'.repeat(43)))).toBe('409 link-over')
    await askToRegister(email)
    expect(await emails()).toEqual([ROOT.email])
  })

  it('is answered with the same bytes whether the address is known, and before anything is done about it', async () => {
    const told = []
    for (const asked of [ROOT.email, 'nobody@example.org']) {
      const { status, body, headers } = await askToRegister(asked)
      told.push({ status, body, headers: { ...headers, date: '' } })
    }
    expect(told[0]).toMatchObject({ status: 204, body: null })
    expect(told[1]).toEqual(told[0])
    expect([await links(), server.letters]).toEqual([[], []])
  })

  it('tells who has an account by a letter, and gives no link with it', async () => {
    await askToRegister('ROSA@example.org')
    const letter = await server.nextLetter()
    expect(letter).toMatchObject({ to: ROOT.email, text: expect.stringContaining('There is one already') })
    expect(letter.text).not.toContain('token')
    // As many rows in the same tables in either case.
    await askToRegister(email)
    await server.nextLetter()
    expect([(await links()).length, await written('registration-asked')]).toEqual([
      2,
      [null, expect.stringMatching(/^unknown address [0-9a-f]{16}$/)],
    ])
  })

  it('sends one address so many letters and no more, also all at once, and the log says so', async () => {
    const { registrationLetters, addressLink } = ACCOUNT_LIMITS
    for (let count = 0; count < 10; count += 1) expect((await askToRegister(email.toUpperCase())).status).toBe(204)
    server.time.pass(0)
    await expect.poll(() => written('registration-asked')).toHaveLength(10)
    await server.sendLetters()
    expect(server.letters).toHaveLength(registrationLetters)
    expect((await written('registration-asked')).filter((detail) => detail === 'no letter was sent')).toHaveLength(7)
    server.time.pass(addressLink)
    await mailedToken()
  })

  it('has links that work once, for a day, and of two at once one works', async () => {
    const token = await mailedToken()
    hashing.holdUntil(2)
    const told = await Promise.all([registerBy(token), registerBy(token)])
    expect(told.map(saidIn).toSorted()).toEqual(['200', expect.stringMatching(/^409 (email-taken|link-over)$/)])
    expect(saidIn(await registerBy(token))).toBe('409 link-over')
    const other = await mailedToken('bob@example.org')
    server.time.pass(ACCOUNT_LIMITS.addressLink)
    expect(saidIn(await registerBy(other))).toBe('409 link-over')
    await server.accounts.clear()
    expect([await emails(), await links()]).toEqual([[ROOT.email, email], []])
  })

  it('is over when it was closed since the letter', async () => {
    const token = await mailedToken()
    await rosa.put('/administration/settings', { registration: 'invitation' })
    expect(saidIn(await registerBy(token))).toBe('409 by-invitation')
    expect(saidIn(await askToRegister(email))).toBe('409 by-invitation')
    expect(await emails()).toEqual([ROOT.email])
  })

  it('takes a good password only, and the link stays good until then', async () => {
    const token = await mailedToken()
    const weak = await server.browser().post('/registration/link', { token, name: 'Alice', password: email })
    expect(saidIn(weak)).toBe('409 weak-password')
    expect((await registerBy(token)).status).toBe(200)
  })
})

describe('the address of an account that was made without a letter', () => {
  const setUpAlone = async (): Promise<Browser> => {
    await server.stop()
    server = await startAccountServer()
    const browser = server.browser()
    await browser.post('/setup', { code: server.setupCode, ...ROOT })
    return browser
  }

  it('counts as nobody’s until the link in its letter was opened', async () => {
    const first = await setUpAlone()
    expect((await first.get('/account')).body).toMatchObject({ emailVerified: false })
    const letter = await server.nextLetter()
    expect(letter.to).toBe(ROOT.email)
    expect((await first.post('/account/email/verify', { token: tokenIn(letter.text) })).status).toBe(204)
    expect((await first.get('/account')).body).toMatchObject({ email: ROOT.email, emailVerified: true })
    expect(await written('email-verified')).toHaveLength(1)
  })

  it('gets the letter again, so many times a day, and not once it is shown', async () => {
    const first = await setUpAlone()
    const told = []
    for (let count = 0; count < 4; count += 1) told.push(saidIn(await first.post('/account/email/letter')))
    expect(told).toEqual(['204', '204', '409 too-many', '409 too-many'])
    await first.post('/account/email/verify', { token: tokenIn((await server.nextLetter()).text) })
    server.time.pass(DAY)
    expect(saidIn(await first.post('/account/email/letter'))).toBe('409 no-change')
  })

  it('of who was invited is asked for too', async () => {
    const { body } = await rosa.post('/administration/invitations', { email: null })
    const token = tokenIn((body as { link: string }).link)
    const alice = server.browser()
    await alice.post('/invitations/register', { token, ...accountOf('Alice') })
    expect(await server.nextLetter()).toMatchObject({ to: email, subject: expect.stringContaining('your address') })
    expect((await alice.get('/account')).body).toMatchObject({ emailVerified: false })
  })
})

describe('changing the address', () => {
  const NEW = 'Alice@Elsewhere.example'
  let alice: Browser
  beforeEach(async () => {
    alice = await server.register('Alice')
  })
  const change = (to: string, browser = alice) => browser.put('/account/email', { email: to })
  const verify = (token: string, browser = alice) => browser.post('/account/email/verify', { token })
  const signsIn = async (as: string) =>
    (await server.browser().post('/session/sign-in', { email: as, password: PASSWORD })).status

  it('waits for the link that goes to the new one; then it signs in, and the old one is told', async () => {
    expect((await change(NEW)).status).toBe(204)
    const letter = await server.nextLetter()
    expect(letter.to).toBe(NEW)
    expect([await signsIn(email), await signsIn(NEW)]).toEqual([200, 403])
    expect((await verify(tokenIn(letter.text))).status).toBe(204)
    expect([await signsIn(email), await signsIn(NEW)]).toEqual([403, 200])
    expect(await server.nextLetter()).toMatchObject({ to: email, text: expect.stringContaining('has another one now') })
    expect((await alice.get('/account')).body).toMatchObject({ email: NEW, emailVerified: true })
  })

  it('needs a confirmation', async () => {
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    expect(saidIn(await change(NEW))).toBe('403 confirm-first')
    expect(await links()).toEqual([expect.objectContaining({ person: null })])
  })

  it('to one that somebody has is answered like any other; its owner learns of it, and nothing changes', async () => {
    const told = [await change(ROOT.email), await change(NEW)].map(({ headers, ...answer }) => {
      return { ...answer, headers: { ...headers, date: '' } }
    })
    expect(told[1]).toEqual(told[0])
    const letter = await server.nextLetter()
    expect(letter).toMatchObject({ to: ROOT.email, text: expect.stringContaining('nothing was changed') })
    expect(letter.text).not.toContain('token')
    expect(await emails()).toEqual([ROOT.email, email])
  })

  it('is for who asked for it: who finds the letter, without a session or with another account, gets nothing', async () => {
    await change(NEW)
    const token = tokenIn((await server.nextLetter()).text)
    expect(saidIn(await verify(token, rosa))).toBe('409 link-over')
    expect(saidIn(await verify(token, server.browser()))).toBe('401 not-signed-in')
    expect(saidIn(await registerBy(token))).toBe('409 link-over')
    expect(await emails()).toEqual([ROOT.email, email])
  })

  it('happens once, and not when somebody has taken the address since', async () => {
    await change(NEW)
    const token = tokenIn((await server.nextLetter()).text)
    const { person } = (await server.accounts.people.byEmail(ROOT.email)) ?? { person: '' as PersonId }
    await server.together([server.accounts.people.verifiedEmail(person, NEW)])
    expect(saidIn(await verify(token))).toBe('409 link-over')
    expect(await emails()).toEqual([NEW, email])
    await server.together([server.accounts.people.verifiedEmail(person, ROOT.email)])
    const { session } = (await server.sessions.validate(alice.cookie)) ?? {}
    if (session === undefined) throw new Error('signed out')
    const { ownAddress } = server.accounts
    // In one turn, so that both find the link before either uses it.
    const told = await Promise.all([ownAddress.verify(session, token, ''), ownAddress.verify(session, token, '')])
    expect(told.map(({ ok }) => ok)).toEqual([true, false])
    expect(await emails()).toEqual([ROOT.email, NEW])
  })

  it('is for so many times in a day, also all at once: strangers get no letters by the dozen', async () => {
    const { emailChangesPerDay } = ACCOUNT_LIMITS
    const nth = (number: number) => change(`stranger${number}@example.org`)
    const told = (await Promise.all(Array.from({ length: 10 }, (_, number) => nth(number)))).map(saidIn)
    const allowed = told.filter((one) => one === '204')
    expect([allowed.length, new Set(told)]).toEqual([emailChangesPerDay, new Set(['204', '409 too-many'])])
    await server.sendLetters()
    expect(server.letters).toHaveLength(emailChangesPerDay)
    const bob = await server.register('Bob')
    expect((await change('robert@example.org', bob)).status).toBe(204)
    server.time.pass(DAY)
    await alice.post('/session/confirm', { kind: 'password', password: PASSWORD })
    expect((await nth(10)).status).toBe(204)
  })

  it('to one’s own in other letters is no theft', async () => {
    await change(email.toUpperCase())
    expect((await verify(tokenIn((await server.nextLetter()).text))).status).toBe(204)
    expect(await emails()).toEqual([ROOT.email, email.toUpperCase()])
  })
})

describe('where no mail is sent,', () => {
  let alice: Browser
  beforeEach(async () => {
    await server.stop()
    server = await startAccountServer({}, false)
    rosa = await server.setUp()
    alice = await server.register('Alice')
  })

  it('an address is what somebody says it is, a change holds at once, and neither counts as shown', async () => {
    expect((await alice.get('/account')).body).toMatchObject({ email, emailVerified: false })
    expect((await rosa.put('/account/email', { email: 'rosa@elsewhere.example' })).status).toBe(204)
    expect((await rosa.get('/account')).body).toMatchObject({ email: 'rosa@elsewhere.example', emailVerified: false })
  })

  it('no letter can be asked for', async () => {
    expect(saidIn(await askToRegister('bob@example.org'))).toBe('409 no-mail')
    expect(saidIn(await alice.post('/account/email/letter'))).toBe('409 no-mail')
    expect(await links()).toEqual([])
  })

  it('an address that somebody has is refused, and so many changes a day are allowed', async () => {
    expect(saidIn(await alice.put('/account/email', { email: 'ROSA@example.org' }))).toBe('409 email-taken')
    const nth = (number: number) => alice.put('/account/email', { email: `alice${number}@example.org` })
    const told = (await Promise.all([1, 2, 3, 4, 5].map(nth))).map(saidIn)
    expect(told.filter((one) => one === '204')).toHaveLength(ACCOUNT_LIMITS.emailChangesPerDay)
    expect(saidIn(await nth(6))).toBe('409 too-many')
  })
})
