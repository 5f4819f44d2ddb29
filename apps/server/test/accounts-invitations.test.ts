import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InvitationId, PersonId, ReviewId } from '@tandem/rules'
import type { Joining } from '../src/accounts/ports.ts'
import { WITHOUT_REVIEWS } from '../src/accounts/ports.ts'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import {
  accountOf,
  meetingHashing,
  startAccountServer,
  tokenIn,
  type AccountServer,
} from '../src/testing/account-server.ts'
import { Authenticator } from '../src/testing/authenticator.ts'
import { smallReview } from '../src/testing/house.ts'
import { saidIn, type Browser } from '../src/testing/browser.ts'

let server: AccountServer
let rosa: Browser
let hashing: ReturnType<typeof meetingHashing>
let joined: Joining[]
let answer: 'joined' | 'already-member' | 'refused'
/** Of which the review says that nobody comes in by them any more. */
let closed: InvitationId[]
let title: string
const review = smallReview()
beforeEach(async () => {
  closed = []
  title = 'Sleep and shift work'
  joined = []
  answer = 'joined'
  hashing = meetingHashing()
  server = await startAccountServer({
    hashing,
    accountReviews: {
      ...WITHOUT_REVIEWS,
      isInvited: async (_, id) => !closed.includes(id),
      titleOf: async (id) => (id === review.review.id ? title : null),
      join: async (asked) => {
        joined.push(asked)
        if (answer === 'joined') closed.push(asked.invitation)
        return answer
      },
    },
  })
  await server.store.createReview(review)
  rosa = await server.setUp()
})
afterEach(() => server.stop())

const rows = () => server.sessionDatabase.selectFrom('invitation').selectAll().execute()

async function invite(email: string | null = null): Promise<{ token: string; id: string; isMailed: boolean }> {
  const { body } = await rosa.post('/administration/invitations', { email })
  const { link, invitation, isMailed } = body as { link: string; invitation: { id: string }; isMailed: boolean }
  return { token: tokenIn(link), id: invitation.id, isMailed }
}

async function inviteToReview(email: string | null = null): Promise<{ token: string; id: InvitationId }> {
  const by = ((await rosa.person())?.id ?? '') as PersonId
  const reserved = server.accounts.invitations.reserve()
  const asked = { id: review.review.id as ReviewId, roles: ['reviewer'] as const, reserved }
  const made = await server.accounts.invitations.make({ by, from: '', email, review: asked })
  if (!made.ok) throw new Error(made.reason.refusal)
  return { token: tokenIn(made.value.link), id: made.value.id }
}

const register = (browser: Browser, token: string, name = 'Alice', more = {}) =>
  browser.post('/invitations/register', { token, ...accountOf(name), ...more })

describe('an invitation to the server', () => {
  it('is made by an administrator, as a link behind #, kept as a hash', async () => {
    const told = await rosa.post('/administration/invitations', { email: null })
    expect(told.body).toMatchObject({
      link: expect.stringMatching(/^http:\/\/localhost:\d+\/invitation#token=[\w-]{43}$/),
      isMailed: false,
      invitation: { kind: 'server', state: 'open', email: null, madeBy: { name: 'Rosa Root' }, usedBy: null },
    })
    const { link } = told.body as { link: string }
    expect(JSON.stringify(await rows())).not.toContain(tokenIn(link))
  })

  it('goes by mail to the address it is for, in one line each, whatever people call themselves', async () => {
    await rosa.put('/account/name', { name: 'Rosa, Bcc: all@example.org' })
    const { token, isMailed } = await invite('alice@example.org')
    expect(isMailed).toBe(true)
    const letter = await server.nextLetter()
    expect(letter).toMatchObject({ to: 'alice@example.org', subject: expect.not.stringContaining('\n') })
    expect(tokenIn(letter.text)).toBe(token)
  })

  it('says who invites to what, as often as one looks, and is not used up by it', async () => {
    const { token } = await invite()
    for (let count = 0; count < 3; count += 1) {
      const { status, body } = await server.browser().post('/invitations/look', { token })
      expect([status, body]).toEqual([
        200,
        {
          kind: 'server',
          invitedBy: 'Rosa Root',
          review: null,
          roles: null,
          email: null,
          expiresAt: new Date(server.time.now + ACCOUNT_LIMITS.invitation).toISOString(),
        },
      ])
    }
    expect(await rows()).toMatchObject([{ used_at: null }])
  })

  it('lets somebody register although registration is by invitation, once', async () => {
    const { token } = await invite()
    const alice = server.browser()
    const told = await register(alice, token)
    expect([told.status, told.body]).toEqual([200, { review: null }])
    expect(await alice.person()).toMatchObject({ name: 'Alice', administrator: false })
    expect(saidIn(await register(server.browser(), token, 'Mallory'))).toBe('409 link-over')
    expect(saidIn(await server.browser().post('/invitations/look', { token }))).toBe('409 link-over')
    expect((await server.accounts.people.all()).map(({ name }) => name)).toEqual(['Rosa Root', 'Alice'])
    expect((await rosa.get('/administration/invitations')).body).toMatchObject({
      invitations: [{ state: 'used', usedBy: { name: 'Alice' } }],
    })
  })

  it('that fifty people open at once lets one in', async () => {
    const { token } = await invite()
    hashing.holdUntil(50)
    const asked = Array.from({ length: 50 }, (_, number) => register(server.browser(), token, `Alice${number}`))
    const told = (await Promise.all(asked)).map(saidIn)
    expect(told.toSorted()).toEqual(['200', ...Array.from({ length: 49 }, () => '409 link-over')])
    expect(await server.accounts.people.all()).toHaveLength(2)
    expect(await server.sessionDatabase.selectFrom('account').selectAll().where('demo', '=', 0).execute()).toHaveLength(
      2,
    )
  })

  it('for an address is for nobody else', async () => {
    const { token } = await invite('alice@example.org')
    expect(saidIn(await register(server.browser(), token, 'Mallory'))).toBe('409 for-another-address')
    expect((await register(server.browser(), token, 'Alice', { email: 'ALICE@Example.org' })).status).toBe(200)
  })

  it('holds seven days, to the millisecond', async () => {
    const { token } = await invite()
    server.time.pass(ACCOUNT_LIMITS.invitation - 1)
    expect((await server.browser().post('/invitations/look', { token })).status).toBe(200)
    server.time.pass(1)
    expect(saidIn(await server.browser().post('/invitations/look', { token }))).toBe('409 link-over')
    expect(saidIn(await register(server.browser(), token))).toBe('409 link-over')
    expect(await server.accounts.people.all()).toHaveLength(1)
  })

  it('can be taken back until it is used', async () => {
    const { token, id } = await invite()
    expect((await rosa.delete(`/administration/invitations/${id}`)).status).toBe(204)
    expect(saidIn(await register(server.browser(), token))).toBe('409 link-over')
    expect(saidIn(await rosa.delete(`/administration/invitations/${id}`))).toBe('404 not-found')
    expect((await rosa.get('/administration/invitations')).body).toMatchObject({ invitations: [{ state: 'revoked' }] })
  })

  it('holds while the account of whoever made it is not disabled', async () => {
    const by = (await (await server.register('Alice')).person())?.id ?? ''
    const made = await server.accounts.invitations.make({ by: by as PersonId, from: '', email: null, review: null })
    if (!made.ok) throw new Error(made.reason.refusal)
    const token = tokenIn(made.value.link)
    const disable = (disabled: boolean) => rosa.put(`/administration/accounts/${by}/disabled`, { disabled })
    expect((await disable(true)).status).toBe(204)
    expect(saidIn(await server.browser().post('/invitations/look', { token }))).toBe('409 link-over')
    expect(saidIn(await register(server.browser(), token, 'Bob'))).toBe('409 link-over')
    expect((await disable(false)).status).toBe(204)
    expect((await register(server.browser(), token, 'Bob')).status).toBe(200)
  })

  it('is for whoever registers with a free address and a good password; else it stays good', async () => {
    const { token } = await invite()
    expect(saidIn(await register(server.browser(), token, 'Rosa'))).toBe('409 email-taken')
    expect(saidIn(await register(server.browser(), token, 'Alice', { password: 'alice@example.org' }))).toBe(
      '409 weak-password',
    )
    expect((await register(server.browser(), token)).status).toBe(200)
  })

  it('may be one of twenty a day, also all at once', async () => {
    const { id: by } = (await rosa.person()) ?? {}
    if (by === undefined) throw new Error('signed out')
    const { invitationsPerDay } = ACCOUNT_LIMITS
    const asked = Array.from({ length: invitationsPerDay + 5 }, () =>
      server.accounts.invitations.make({ by, from: '', email: 'x@example.org', review: null }),
    )
    const made = (await Promise.all(asked)).filter(({ ok }) => ok)
    await server.sendLetters()
    expect([made.length, (await rows()).length, server.letters.length]).toEqual(Array(3).fill(invitationsPerDay))
  })

  it('may be one of twenty a day', async () => {
    for (let count = 0; count < ACCOUNT_LIMITS.invitationsPerDay; count += 1) await invite()
    expect(saidIn(await rosa.post('/administration/invitations', { email: null }))).toBe('409 too-many')
    expect(await rows()).toHaveLength(ACCOUNT_LIMITS.invitationsPerDay)
    server.time.pass(86_400_000)
    expect((await rosa.post('/administration/invitations', { email: null })).status).toBe(200)
  })
})

describe('an address that somebody has taken whose it is not', () => {
  const victim = { ...accountOf('Vera'), password: 'a quieter kind of thunder' }

  async function squat(): Promise<Browser> {
    const squatter = server.browser()
    const { token } = await invite()
    const account = { ...accountOf('Squatter'), email: victim.email }
    expect((await squatter.post('/invitations/register', { token, ...account })).status).toBe(200)
    const key = new Authenticator()
    const { body } = await squatter.post('/account/passkeys/options')
    const passkey = key.make(body, { origin: server.url.origin })
    expect((await squatter.post('/account/passkeys', { name: 'Key', passkey })).status).toBe(204)
    return squatter
  }

  it('keeps its owner out by an invitation, which is no proof: whoever invites has seen the link', async () => {
    await squat()
    const { token, isMailed } = await invite(victim.email)
    expect(isMailed).toBe(true)
    expect(saidIn(await server.browser().post('/invitations/register', { token, ...victim }))).toBe('409 email-taken')
  })

  it('is given to its owner by an administrator, and nothing of the other one opens it any more', async () => {
    const squatter = await squat()
    const made = await squatter.post('/account/tokens', { name: 'Script', scopes: ['read'], days: 30 })
    const { id } = (await squatter.person()) ?? {}
    const { token } = await invite(victim.email)
    expect(
      (await rosa.post(`/administration/accounts/${id}/second-factor-off`, { reason: 'Not theirs.' })).status,
    ).toBe(204)
    const { body } = await rosa.post(`/administration/accounts/${id}/reset-link`)
    const reset = { token: tokenIn((body as { link: string }).link), password: victim.password }
    expect((await server.browser().post('/password/reset', reset)).status).toBe(204)
    const vera = server.browser()
    await vera.post('/session/sign-in', { email: victim.email, password: victim.password })
    expect((await vera.post('/invitations/accept', { token })).status).toBe(200)
    const headers = { authorization: `Bearer ${(made.body as { token: string }).token}` }
    expect([await squatter.person(), (await server.send({ path: '/api/reviews', headers })).status]).toEqual([
      null,
      401,
    ])
    expect((await vera.get('/account')).body).toMatchObject({ passkeys: [], totpSince: null })
  })
})

describe('an invitation to a review', () => {
  it('tells the title and the roles, and lets in who is signed in with one click', async () => {
    const { token, id } = await inviteToReview()
    const alice = await server.register('Alice')
    expect((await alice.post('/invitations/look', { token })).body).toMatchObject({
      kind: 'review',
      review: 'Sleep and shift work',
      roles: ['reviewer'],
    })
    const told = await alice.post('/invitations/accept', { token })
    expect([told.status, told.body]).toEqual([200, { review: review.review.id }])
    const person = (await alice.person())?.id
    expect(joined).toEqual([{ review: review.review.id, invitation: id, roles: ['reviewer'], person, name: 'Alice' }])
    const bob = await server.register('Bob')
    expect(saidIn(await bob.post('/invitations/accept', { token }))).toBe('409 link-over')
    expect(joined).toHaveLength(1)
  })

  it('lets in who registers with it', async () => {
    const { token } = await inviteToReview('alice@example.org')
    const told = await register(server.browser(), token)
    expect([told.status, told.body]).toEqual([200, { review: review.review.id }])
    expect(joined).toMatchObject([{ name: 'Alice' }])
  })

  it('asks the review again when the same person does: a click whose answer was lost can be repeated', async () => {
    const { token } = await inviteToReview()
    const alice = await server.register('Alice')
    await alice.post('/invitations/accept', { token })
    answer = 'already-member'
    expect((await alice.post('/invitations/accept', { token })).body).toEqual({ review: review.review.id })
    expect(await rows()).toMatchObject([{ used_by: (await alice.person())?.id }])
  })

  it('that the review does not take is not used up', async () => {
    const { token } = await inviteToReview()
    const alice = await server.register('Alice')
    answer = 'refused'
    expect(saidIn(await alice.post('/invitations/accept', { token }))).toBe('409 link-over')
    expect(await rows()).toMatchObject([{ used_at: null, used_by: null }])
    answer = 'joined'
    const bob = await server.register('Bob')
    expect((await bob.post('/invitations/accept', { token })).status).toBe(200)
  })

  it('that the review took back is over for everybody: nothing is told of it, and no account made with it', async () => {
    const { token, id } = await inviteToReview()
    closed = [id]
    expect((await server.browser().post('/invitations/look', { token })).status).toBe(409)
    expect((await register(server.browser(), token)).status).toBe(409)
    expect(await server.accounts.people.byEmail(accountOf('Alice').email)).toBeNull()
  })

  it('goes by mail under names that cannot be taken for a message, a link or a second line', async () => {
    await rosa.put('/account/name', { name: 'https://evil.example' })
    title = `Your account\r\nis blocked \u202E\u200B https://evil.example/${'x'.repeat(200)}`
    await inviteToReview('alice@example.org')
    const { subject, text } = await server.nextLetter()
    expect(subject).toMatch(
      /^https evil\.example invites you to the review “Your account is blocked https evil[^”]{1,60}…”$/,
    )
    expect(text.match(/:\/\/\S+/g)).toEqual([expect.stringMatching(/^:\/\/localhost:\d+\/invitation#token=/)])
    expect(text).not.toMatch(/[\p{Cf}\r]/u)
  })

  it('for an address shows of it what its owner knows, to whoever finds the link', async () => {
    const { token } = await inviteToReview('Carol.Smith@example.org')
    const { body } = await server.browser().post('/invitations/look', { token })
    expect(body).toMatchObject({ email: 'C…@example.org' })
    expect(JSON.stringify(body)).not.toContain('arol')
  })

  it('for another address than that of the account is refused', async () => {
    const { token } = await inviteToReview('bob@example.org')
    const alice = await server.register('Alice')
    expect(saidIn(await alice.post('/invitations/accept', { token }))).toBe('409 for-another-address')
    expect([joined, await rows()]).toMatchObject([[], [{ used_at: null }]])
  })

  it('is not accepted by a demo person, whom everybody can be', async () => {
    const { token } = await inviteToReview()
    const demo = server.browser()
    await demo.post('/demo/sign-in', { person: 'alice' })
    expect(saidIn(await demo.post('/invitations/accept', { token }))).toBe('409 demo-account')
    expect(joined).toEqual([])
  })

  it('is not listed among those to the server, nor revoked as one', async () => {
    const { id } = await inviteToReview()
    expect((await rosa.get('/administration/invitations')).body).toEqual({ invitations: [] })
    expect(saidIn(await rosa.delete(`/administration/invitations/${id}`))).toBe('404 not-found')
    expect(await server.accounts.invitations.list(review.review.id)).toMatchObject([{ id, state: 'open' }])
  })
})
