/** Accounts beside real reviews: whoever deletes theirs is nowhere a member, and a link lets in whom it was used by. */
import { accepted, memberOf, type InvitationId, type Json, type PersonId } from '@tandem/rules'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountOf, tokenIn } from '../src/testing/account-server.ts'
import { saidIn, type Browser, type Told } from '../src/testing/browser.ts'
import { PLAN, startTwoReviews, type Name, type TwoReviews } from '../src/testing/two-reviews.ts'

let server: TwoReviews
beforeEach(async () => {
  server = await startTwoReviews()
})
afterEach(() => server.stop())

const signedIn = async (name: Name): Promise<Browser> => {
  const browser = server.browser()
  const { email, password } = accountOf(name)
  await browser.post('/session/sign-in', { email, password })
  return browser
}
const deleteOwn = (browser: Browser, name: Name): Promise<Told> =>
  browser.post('/account/delete', { email: accountOf(name).email })
const isMember = async (name: Name, review: 'first' | 'second'): Promise<boolean> =>
  memberOf(await server.view(server[review]), server.ids[name]) !== undefined
const leads = async (): Promise<readonly PersonId[]> =>
  (await server.view(server.second)).people.filter(({ roles }) => roles.includes('lead')).map(({ id }) => id)

describe('deleting an account', () => {
  it('leaves every review as a member does, so nobody counts as a lead who can never come again', async () => {
    const { second, ids } = server
    expect(saidIn(await deleteOwn(await signedIn('mallory'), 'mallory'))).toBe('204')
    expect(await isMember('mallory', 'second')).toBe(false)
    expect((await server.live.core.reviews.log(second, ids.olga))?.events).toContainEqual(
      expect.objectContaining({ type: 'left', person: ids.mallory, reason: 'The account was deleted.' }),
    )
    const answer = await server.live.core.reviews.command(second, ids.olga, {
      id: 'olga-leaves-the-second',
      command: { type: 'leave', reason: '' },
    })
    expect(answer).toMatchObject({ ok: false, denial: { rule: 'keeps-a-lead' } })
    expect(await leads()).toEqual([ids.olga])
  })

  it('of two leads at once is refused to one, who still leads and still has the account', async () => {
    const names = ['mallory', 'olga'] as const
    const browsers = await Promise.all(names.map(signedIn))
    const told = await Promise.all(names.map((name, nth) => deleteOwn(browsers[nth] as Browser, name)))
    expect(told.map(saidIn).toSorted()).toEqual(['204', '409 last-lead'])
    const left = names[told.findIndex(({ status }) => status === 409)] as Name
    expect(JSON.stringify(told)).toContain(PLAN.title)
    expect(await leads()).toEqual([server.ids[left]])
    expect(await server.accounts.people.find(server.ids[left])).not.toBeNull()
  })

  it('goes on where it ended, when it is asked for again', async () => {
    const { reviews } = server.live.core
    const command = reviews.command.bind(reviews)
    let asked = 0
    vi.spyOn(reviews, 'command').mockImplementation(async (...given) => {
      asked += 1
      if (asked === 2) throw new Error('the process ends here')
      return command(...given)
    })
    const olga = await signedIn('olga')
    expect((await deleteOwn(olga, 'olga')).status).toBe(500)
    expect([await isMember('olga', 'first'), await isMember('olga', 'second')].filter(Boolean)).toHaveLength(1)
    expect(await olga.person()).not.toBeNull()
    expect(saidIn(await deleteOwn(olga, 'olga'))).toBe('204')
    expect([await isMember('olga', 'first'), await isMember('olga', 'second')]).toEqual([false, false])
  })

  it('asked for twice at once is done, and both are told so', async () => {
    const olga = await signedIn('olga')
    const { session } = (await server.sessions.validate(olga.cookie)) ?? {}
    if (session === undefined) throw new Error('signed out')
    const { records } = server.accounts
    const once = () => records.delete(session, accountOf('olga').email, 'here')
    expect(await Promise.all([once(), once()])).toEqual([accepted(null), accepted(null)])
    expect(await server.accounts.people.find(server.ids.olga)).toBeNull()
  })

  it('that is refused to the last administrator leaves no review', async () => {
    const { administration } = server.accounts
    const { olga, rosa, vera, petra, paul } = server.ids
    for (const other of [rosa, vera, petra, paul])
      await administration.setAdministrator(other, false, { by: olga, from: 'here' })
    expect(saidIn(await deleteOwn(await signedIn('olga'), 'olga'))).toBe('409 last-administrator')
    expect([await isMember('olga', 'first'), await isMember('olga', 'second')]).toEqual([true, true])
  })
})

describe('an invitation to a review', () => {
  let token: string
  let id: InvitationId
  beforeEach(async () => {
    const mallory = await signedIn('mallory')
    const made = await mallory.post(`/reviews/${server.second}/invitations`, { roles: ['reviewer'], email: null })
    const { link, invitation } = made.body as { link: string; invitation: { id: InvitationId } }
    token = tokenIn(link)
    id = invitation.id
  })

  const accept = (browser: Browser): Promise<Told> => browser.post('/invitations/accept', { token })
  const row = () =>
    server.sessionDatabase.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const stateThere = async (): Promise<Json | undefined> =>
    (await server.view(server.second)).invitations.find((one) => one.id === id)?.state

  it('is not used up by a member who opens it', async () => {
    const bea = await signedIn('bea')
    expect((await accept(bea)).body).toEqual({ review: server.second })
    expect([await row(), await stateThere()]).toMatchObject([{ used_at: null, used_by: null }, 'open'])
    expect((await accept(await signedIn('sam'))).body).toEqual({ review: server.second })
    expect([await row(), await stateThere()]).toMatchObject([{ used_by: server.ids.sam }, 'accepted'])
  })

  it('answers a repeated click of whom it let in, and stays used', async () => {
    const sam = await signedIn('sam')
    await accept(sam)
    expect((await accept(sam)).body).toEqual({ review: server.second })
    expect(await row()).toMatchObject({ used_by: server.ids.sam })
    expect(saidIn(await accept(await signedIn('ben')))).toBe('409 link-over')
  })

  it('used, removed, accepted again, registered with: no account', async () => {
    const { second, ids } = server
    const sam = await signedIn('sam')
    await accept(sam)
    await server.does(second, ids.mallory, {
      type: 'remove-member',
      person: ids.sam,
      reason: 'Sam does something else.',
    })
    expect(saidIn(await accept(sam))).toBe('409 link-over')
    expect([await row(), await isMember('sam', 'second')]).toMatchObject([{ used_by: ids.sam }, false])
    const told = await server.browser().post('/invitations/register', { token, ...accountOf('Nora') })
    expect(saidIn(told)).toBe('409 link-over')
    expect(await server.accounts.people.byEmail(accountOf('Nora').email)).toBeNull()
  })
})
