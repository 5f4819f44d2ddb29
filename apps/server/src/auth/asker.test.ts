import { describe, expect, it } from 'vitest'
import type { PersonId } from '@tandem/rules'
import { ROUTE_IDS, ROUTES, type Route, type TokenScope } from '@tandem/wire'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { objectionTo, type Asker } from './asker.ts'
import type { Factors } from './session-rows.ts'

const noon = Date.parse('2026-01-02T12:00:00Z')
const alice = {
  id: 'alice' as PersonId,
  name: 'Alice',
  hue: 1,
  administrator: false,
  hasSecondFactor: false,
  demo: false,
}
const root = { ...alice, administrator: true, hasSecondFactor: true }

const inBrowser = (person: typeof alice, confirmedAt = noon, shown: Factors = 'both'): Asker => ({
  person,
  by: { kind: 'session', session: { id: 's', person, confirmedAt, shown }, cookie: '' },
})
const withToken = (person: typeof alice, ...scopes: TokenScope[]): Asker => ({ person, by: { kind: 'token', scopes } })

const route = (changes: Partial<Route>): Route => ({
  method: 'GET',
  path: '/x',
  who: 'signed-in',
  token: 'read',
  pace: 'free',
  says: '',
  body: null,
  answer: null,
  ...changes,
})

describe('a route', () => {
  it('for anybody is open without a session, but not to a token that is none', () => {
    expect(objectionTo(route({ who: 'anybody' }), null, false, noon)).toBeNull()
    expect(objectionTo(route({ who: 'anybody' }), null, true, noon)).toBe('not-signed-in')
  })

  it('for others needs a session or a token', () => {
    for (const who of ['signed-in', 'member', 'administrator'] as const)
      expect(objectionTo(route({ who }), null, false, noon)).toBe('not-signed-in')
    expect(objectionTo(route({}), inBrowser(alice), false, noon)).toBeNull()
  })

  it('for administrators does not exist for others, with a token of any scope or without', () => {
    const admin = route({ who: 'administrator', token: 'admin', confirmed: true })
    for (const asker of [inBrowser(alice), inBrowser(alice, 0), withToken(alice, 'admin', 'read', 'write')])
      expect(objectionTo(admin, asker, false, noon)).toBe('not-found')
    expect(objectionTo(admin, inBrowser(root), false, noon)).toBeNull()
  })

  it('for administrators is closed until the second factor is set up and was shown', () => {
    const admin = route({ who: 'administrator', token: 'admin', confirmed: true })
    const without = { ...root, hasSecondFactor: false }
    // What was shown once counts no more when it was taken away.
    for (const asker of [
      inBrowser(root, noon, 'one'),
      inBrowser(without),
      inBrowser(without, 0),
      withToken(without, 'admin'),
    ])
      expect(objectionTo(admin, asker, false, noon)).toBe('second-factor-first')
    expect(objectionTo(admin, inBrowser(root), false, noon)).toBeNull()
    const byToken = route({ who: 'administrator', token: 'admin' })
    expect(objectionTo(byToken, withToken(root, 'admin'), false, noon)).toBeNull()
    expect(objectionTo(byToken, withToken(without, 'admin'), false, noon)).toBe('second-factor-first')
    expect(objectionTo(route({}), inBrowser(without, noon, 'one'), false, noon)).toBeNull()
  })

  it('opens to a token with its scope; writing includes reading, administrating includes nothing', () => {
    const allowed = (token: Route['token'], scope: TokenScope) =>
      objectionTo(route({ token }), withToken(root, scope), true, noon) === null
    const scopes = ['read', 'write', 'admin'] as const
    expect(scopes.filter((scope) => allowed('read', scope))).toEqual(['read', 'write'])
    expect(scopes.filter((scope) => allowed('write', scope))).toEqual(['write'])
    expect(scopes.filter((scope) => allowed('admin', scope))).toEqual(['admin'])
    expect(scopes.filter((scope) => allowed('never', scope))).toEqual([])
  })

  it('that wants a confirmation takes one of the last ten minutes', () => {
    const confirmed = route({ token: 'never', confirmed: true })
    const late = noon - ACCOUNT_LIMITS.confirmation
    expect(objectionTo(confirmed, inBrowser(alice, late + 1), false, noon)).toBeNull()
    expect(objectionTo(confirmed, inBrowser(alice, late), false, noon)).toBe('confirm-first')
    // Who has nothing to confirm with is asked for nothing: the demo exists on one's own machine only.
    expect(objectionTo(confirmed, inBrowser({ ...alice, demo: true }, late), false, noon)).toBeNull()
  })
})

describe('a route that changes factors', () => {
  const changing = route({ token: 'never', confirmed: 'with-factor' })
  const withFactor = { ...alice, hasSecondFactor: true }

  it('is closed to a password alone while there is a second factor, however lately it was confirmed', () => {
    expect(objectionTo(changing, inBrowser(withFactor, noon, 'one'), false, noon)).toBe('second-factor-first')
    expect(objectionTo(changing, inBrowser(withFactor), false, noon)).toBeNull()
    expect(objectionTo(route({ confirmed: true }), inBrowser(withFactor, noon, 'one'), false, noon)).toBeNull()
  })

  it('is open to a password where there is none yet, and asks for a confirmation in any case', () => {
    expect(objectionTo(changing, inBrowser(alice, noon, 'one'), false, noon)).toBeNull()
    expect(objectionTo(changing, inBrowser(alice, 0, 'one'), false, noon)).toBe('confirm-first')
    expect(objectionTo(changing, inBrowser(withFactor, 0), false, noon)).toBe('confirm-first')
  })
})

describe('the catalogue', () => {
  it('asks for the second factor at whatever is confirmed in the own account, but for what changes no factor', () => {
    const own = ROUTE_IDS.filter((id) => ROUTES[id].path.startsWith('/account'))
    const confirmed = own.filter((id) => (ROUTES[id] as Route).confirmed === true)
    expect(confirmed).toEqual(['change-email', 'change-password', 'delete-account', 'make-api-token'])
    const factors = own.filter((id) => /totp|passkey|recovery/.test(ROUTES[id].path))
    expect(factors).toHaveLength(7)
    for (const id of factors) expect([id, (ROUTES[id] as Route).confirmed]).toEqual([id, 'with-factor'])
  })

  it('has each method and path once', () => {
    const all = ROUTE_IDS.map((id) => `${ROUTES[id].method} ${ROUTES[id].path.replaceAll(/:[^/{]+/g, ':')}`)
    expect(new Set(all).size).toBe(all.length)
  })

  it('lets no token do what wants a confirmation, and reads no body with GET', () => {
    for (const id of ROUTE_IDS) {
      const entry: Route = ROUTES[id]
      if (entry.confirmed) expect(entry.token, id).toBe('never')
      if (entry.method === 'GET') expect(entry.body, id).toBeNull()
    }
  })

  it('has a pace for everybody who could ask too often, and none for strangers on what needs a session', () => {
    for (const id of ROUTE_IDS) {
      const entry: Route = ROUTES[id]
      if (entry.who === 'anybody') expect(['strangers', 'free'], id).toContain(entry.pace)
      else expect(['requests', 'commands'], id).toContain(entry.pace)
    }
  })
})
