/** Every route of the catalogue, over a real server: what it is guarded by, whatever its handler does. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROUTE_IDS, ROUTES, type Route, type RouteId } from '@tandem/wire'
import { HTTP_LIMITS } from '../src/limits.ts'
import { startAccountServer, type AccountServer } from '../src/testing/account-server.ts'
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

/** With something in each place of the path that fits its shape and names nothing. */
const pathOf = ({ path }: Route): string =>
  path.replaceAll(/:\w+(\{(?:[^{}]|\{[^{}]*\})*\})?/g, (_, shape?: string) =>
    shape?.includes('[1-9]') ? '1' : '0'.repeat(64),
  )

const each = (wanted: (route: Route) => boolean): readonly (readonly [RouteId, Route])[] =>
  ROUTE_IDS.map((id): [RouteId, Route] => [id, ROUTES[id]]).filter(([, route]) => wanted(route))

/** A body where the method has one: Node's client writes one after DELETE without saying its length. */
const bodyFor = ({ method }: Route, body: unknown = {}) => (method === 'POST' || method === 'PUT' ? { body } : {})

/** The hash of every row of every table. */
async function hashOfDatabase(): Promise<string> {
  const hash = createHash('sha256')
  for (const { name } of await server.sessionDatabase.introspection.getTables()) {
    const rows = await server.sessionDatabase
      .selectFrom(name as 'account')
      .selectAll()
      .execute()
    hash.update(JSON.stringify([name, rows]))
  }
  return hash.digest('hex')
}

describe('without a session', () => {
  it('every route that is not for anybody answers 401, all with the same bytes, and does nothing', async () => {
    const before = await hashOfDatabase()
    const bodies = new Set<string>()
    const guarded = each(({ who }) => who !== 'anybody')
    expect(guarded.length).toBeGreaterThan(30)
    for (const [id, route] of guarded) {
      const told = await server.send({ path: `/api${pathOf(route)}`, method: route.method, ...bodyFor(route) })
      expect([id, told.status]).toEqual([id, 401])
      bodies.add(told.body)
    }
    expect(bodies.size).toBe(1)
    expect(await hashOfDatabase()).toBe(before)
  })
})

describe('to somebody who is not an administrator', () => {
  it('every route of administrators is a 404 with the bytes of a route that does not exist', async () => {
    const absent = await alice.get('/nothing')
    const before = await hashOfDatabase()
    const routes = each(({ who }) => who === 'administrator')
    expect(routes.length).toBeGreaterThan(5)
    for (const [id, route] of routes) {
      const told = await alice.ask(route.method, pathOf(route), bodyFor(route).body)
      expect([id, told.status, told.body]).toEqual([id, 404, absent.body])
    }
    expect(await hashOfDatabase()).toBe(before)
  })
})

describe('a GET', () => {
  // The last use of a session and of an account is written once in five minutes, and the held clock stands still.
  it('called twice leaves every row of the database as it was, for each who may ask', async () => {
    for (const browser of [rosa, alice, server.browser()]) {
      for (const [id, route] of each(({ method }) => method === 'GET')) {
        const before = await hashOfDatabase()
        const [first, second] = [await browser.get(pathOf(route)), await browser.get(pathOf(route))]
        expect([id, second.status, second.body]).toEqual([id, first.status, first.body])
        expect([id, await hashOfDatabase()]).toEqual([id, before])
      }
    }
  })
})

describe('what changes something', () => {
  const changing = each(({ method }) => method !== 'GET')

  it('is refused from a foreign page on every route, and nothing happens', async () => {
    const before = await hashOfDatabase()
    for (const [id, route] of changing) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: null },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const asked = { path: `/api${pathOf(route)}`, method: route.method, ...bodyFor(route) }
        const told = await server.send({ ...asked, headers: { cookie: rosa.cookie, ...headers } })
        expect([id, told.status]).toEqual([id, 403])
        expect(told.body).toContain('foreign-origin')
      }
    }
    expect(await hashOfDatabase()).toBe(before)
  })

  it('takes no body but the one it is made for, and none beyond its size', async () => {
    const before = await hashOfDatabase()
    const taking = changing.filter(([, { body }]) => body !== null)
    for (const [id, route] of taking) {
      for (const body of [{}, [], 'null', { __proto__: null, constructor: 1 }, 'not JSON'])
        expect([id, saidIn(await rosa.ask(route.method, pathOf(route), body))]).toEqual([id, '400 bad-request'])
      const large = JSON.stringify({ x: 'x'.repeat(HTTP_LIMITS.bodyBytes) })
      const told = await rosa.ask(route.method, pathOf(route), large)
      // What anybody may send is bounded more closely; nothing of ours takes this much.
      expect([id, told.status]).toEqual([id, 413])
      server.time.pass(1_000)
    }
    expect(await hashOfDatabase()).toBe(before)
  })
})

describe('a route that wants a confirmation', () => {
  it('asks for one before it looks at the body, and does nothing', async () => {
    server.time.pass(15 * 60_000)
    await rosa.get('/account')
    const before = await hashOfDatabase()
    const routes = each(({ confirmed }) => confirmed !== undefined)
    expect(routes.length).toBeGreaterThan(10)
    for (const [id, route] of routes) {
      const told = await rosa.ask(route.method, pathOf(route), bodyFor(route, 'not JSON').body)
      expect([id, saidIn(told)]).toEqual([id, '403 confirm-first'])
    }
    expect(await hashOfDatabase()).toBe(before)
  })
})
