/** What a watcher of the server is told over HTTP: whether it is well, and its numbers. */
import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { isFromThisMachine } from '../src/http/requests.ts'
import { STORE_LIMITS } from '../src/limits.ts'
import { StoreFailure } from '../src/store/contract.ts'
import { House, alice, reviewId } from '../src/testing/house.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../src/testing/test-server.ts'
import { createMetrics, type Metrics } from '../src/watch/metrics.ts'

const PAGE = { 'index.html': '<!doctype html><title>Tandem</title>' }

describe('a server that is watched', () => {
  let server: TestServer
  afterEach(() => server.stop())

  async function start(options: TestServerOptions = {}): Promise<void> {
    server = await startTestServer({ client: PAGE, ...options })
  }

  const metrics = (): Metrics => createMetrics(() => ({ rooms: 1, connections: 2, watchers: 3, isStoreFull: false }))

  describe('says whether it is well', () => {
    it('to anybody, and nothing else', async () => {
      await start()
      const { status, body, headers } = await server.send({ path: '/healthz' })
      expect([status, body]).toEqual([200, '{"status":"ok"}'])
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['set-cookie']).toBeUndefined()
    })

    it('and says so while the store is full', async () => {
      let isStoreFull = false
      await start({ isStoreFull: () => isStoreFull })
      expect((await server.send({ path: '/healthz' })).status).toBe(200)
      isStoreFull = true
      const { status, body, headers } = await server.send({ path: '/healthz' })
      expect([status, body]).toEqual([503, '{"status":"store-full"}'])
      expect(headers['cache-control']).toBe('no-store')
      isStoreFull = false
      expect((await server.send({ path: '/healthz' })).status).toBe(200)
    })
  })

  describe('shows its metrics', () => {
    const hosts = ['localhost', '127.0.0.1', 'alice.localhost']

    for (const name of hosts) {
      it(`where they are on, to this machine at ${name}`, async () => {
        await start({ metrics: metrics() })
        const { status, body, headers } = await server.send({
          path: '/metrics',
          headers: { host: `${name}:${server.port}` },
        })
        expect(status).toBe(200)
        expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
        expect(headers['cache-control']).toBe('no-store')
        expect(body).toContain('\ntandem_connections 2\n')
      })
    }

    it('not where they are off: the answer is that of an address that does not exist', async () => {
      await start()
      expect(await refusal('/metrics')).toEqual(await refusal('/sync/unknown'))
    })

    for (const [header, value] of [
      ['x-forwarded-for', '127.0.0.1'],
      ['x-forwarded-proto', 'https'],
      ['forwarded', 'for=127.0.0.1'],
      ['via', '1.1 proxy'],
      ['x-real-ip', '127.0.0.1'],
      ['host', 'tandem.example.org'],
      ['host', 'localhost.example.org'],
    ] as const) {
      it(`not with ${header}: ${value}`, async () => {
        await start({ metrics: metrics() })
        expect(await refusal('/metrics', { [header]: value })).toEqual(await refusal('/sync/unknown'))
      })
    }
  })

  async function refusal(path: string, headers: Readonly<Record<string, string>> = {}) {
    const { status, body, headers: answered } = await server.send({ path, headers })
    const { date: _, 'cache-control': __, ...others } = answered
    expect(status).toBe(404)
    return { body, others }
  }
})

it('takes for this machine what comes from a loopback address, and nothing else', () => {
  const asking = (remoteAddress: string) =>
    isFromThisMachine({ socket: { remoteAddress }, headers: { host: 'localhost:4321' } } as IncomingMessage)
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map(asking)).toEqual([true, true, true])
  expect(['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::1', ''].map(asking)).toEqual([false, false, false, false])
})

describe('what stands in a server', () => {
  it('counts rooms, connections and feeds as they come and go', async () => {
    const house = await House.open()
    await house.assign()
    const counts = () => {
      const { rooms, connections, watchers } = house.core.standing
      return [rooms, connections, watchers]
    }
    const client = await house.client(alice, await house.draft(alice)).connect()
    const stop = await house.core.watch(reviewId, alice, '0', { send: () => undefined, close: () => undefined })
    expect(
      await house.core.watch(reviewId, 'mallory' as typeof alice, '0', {
        send: () => undefined,
        close: () => undefined,
      }),
    ).toBeNull()
    expect(counts()).toEqual([1, 1, 1])
    client.cut()
    stop?.()
    expect(counts()).toEqual([1, 0, 0])
    await house.close()
  })

  it('is a full store from the commit that found no room until a small write succeeds', async () => {
    const house = await House.open()
    await house.assign()
    const { store } = house
    const { commit, probe } = store
    const full = () => Promise.reject(new StoreFailure('no room', false, null))
    expect(house.core.isStoreFull).toBe(false)
    const client = await house.client(alice, await house.draft(alice)).connect()
    await house.quiet()
    store.commit = full
    store.probe = full
    client.set('sites', 'one')
    await house.quiet()
    expect(house.core.isStoreFull).toBe(true)
    await house.pass(STORE_LIMITS.probeEvery)
    expect(house.core.standing.isStoreFull).toBe(true)
    Object.assign(store, { commit, probe })
    await house.pass(STORE_LIMITS.probeEvery)
    expect(house.core.isStoreFull).toBe(false)
    await house.close()
  })
})
