import { describe, expect, it } from 'vitest'
import { addressesOf, isLoopbackAddress, isLoopbackHost, mayChange, mayConnect } from './origin.ts'

const local = addressesOf(new URL('http://localhost:4321'), ['alice.localhost', 'bob.localhost'])
const behindTls = addressesOf(new URL('https://tandem.example.org'), [])

describe('our addresses', () => {
  it('are the public one, and on loopback its other names and the demo hosts, with the same port', () => {
    const names = ['localhost', '127.0.0.1', '[::1]', 'alice.localhost', 'bob.localhost']
    expect([...local.hosts]).toEqual(names.map((name) => `${name}:4321`))
    expect([...behindTls.hosts]).toEqual(['tandem.example.org'])
  })

  it('have no demo hosts where the public one is not loopback', () => {
    expect([...addressesOf(new URL('http://tandem.lan:4321'), ['alice.localhost']).hosts]).toEqual(['tandem.lan:4321'])
  })
})

describe('a request that changes something', () => {
  const own = { host: 'localhost:4321', origin: 'http://localhost:4321', secFetchSite: 'same-origin' }
  const cases: readonly (readonly [
    name: string,
    changes: Partial<Record<keyof typeof own, string | undefined>>,
    allowed: boolean,
  ])[] = [
    ['from our own page', {}, true],
    ['of an old browser, with our Origin', { secFetchSite: undefined }, true],
    [
      'on a demo host, from its own page',
      { host: 'alice.localhost:4321', origin: 'http://alice.localhost:4321' },
      true,
    ],
    ['without Origin, called same-origin by the browser', { origin: undefined }, true],
    ['from another site', { secFetchSite: 'cross-site', origin: 'https://evil.example' }, false],
    ['called cross-site, whatever the Origin', { secFetchSite: 'cross-site' }, false],
    ['from another host of the same site', { secFetchSite: 'same-site' }, false],
    ['typed into the address bar', { secFetchSite: 'none' }, false],
    ['without Origin and Sec-Fetch-Site', { secFetchSite: undefined, origin: undefined }, false],
    ['with Origin null', { secFetchSite: undefined, origin: 'null' }, false],
    ['with Origin null, called same-origin', { origin: 'null' }, false],
    ['from a host that looks alike', { secFetchSite: undefined, origin: 'http://localhost:4321.evil.example' }, false],
    ['from a host that ends alike', { secFetchSite: undefined, origin: 'http://evil-localhost:4321' }, false],
    ['from another port', { secFetchSite: undefined, origin: 'http://localhost:4322' }, false],
    ['from another scheme', { secFetchSite: undefined, origin: 'https://localhost:4321' }, false],
    ['from one demo host to another', { host: 'bob.localhost:4321', origin: 'http://alice.localhost:4321' }, false],
    ['to a name that was made to point here', { host: 'evil.example:4321', origin: 'http://evil.example:4321' }, false],
    ['to such a name, without Origin', { host: 'evil.example:4321', origin: undefined }, false],
    [
      'to an unknown host below localhost',
      { host: 'mallory.localhost:4321', origin: 'http://mallory.localhost:4321' },
      false,
    ],
    ['without Host', { host: undefined }, false],
  ]
  for (const [name, changes, allowed] of cases) {
    it(`${name} is ${allowed ? 'carried out' : 'refused'}`, () => {
      expect(mayChange(local, { ...own, ...changes })).toBe(allowed)
    })
  }

  it('behind TLS has the https Origin although it arrives over http', () => {
    const request = { host: 'tandem.example.org', secFetchSite: undefined }
    expect(mayChange(behindTls, { ...request, origin: 'https://tandem.example.org' })).toBe(true)
    expect(mayChange(behindTls, { ...request, origin: 'http://tandem.example.org' })).toBe(false)
  })
})

describe('a socket', () => {
  const host = 'localhost:4321'
  it('opens for our own page', () => {
    expect(mayConnect(local, { host, origin: 'http://localhost:4321' })).toBe(true)
  })
  for (const origin of [
    undefined,
    'null',
    '',
    'http://localhost',
    'http://localhost:4321/',
    'http://LOCALHOST:4321',
    'ws://localhost:4321',
  ]) {
    it(`does not open for the Origin ${origin}`, () => {
      expect(mayConnect(local, { host, origin })).toBe(false)
    })
  }
})

describe('loopback', () => {
  it('names are localhost, what is below it, and the loopback addresses', () => {
    for (const name of ['localhost', 'LOCALHOST', 'alice.localhost', '127.0.0.1', '127.1.2.3', '[::1]', '::1']) {
      expect(isLoopbackHost(name), name).toBe(true)
    }
    for (const name of [
      '',
      'localhost.example',
      'notlocalhost',
      '127.0.0.1.example',
      '10.0.0.1',
      '0.0.0.0',
      '[::]',
      '128.0.0.1',
    ]) {
      expect(isLoopbackHost(name), name).toBe(false)
    }
  })

  it('addresses of connections may be IPv4 in IPv6', () => {
    expect(isLoopbackAddress('::ffff:127.0.0.1')).toBe(true)
    expect(isLoopbackAddress('::ffff:10.0.0.1')).toBe(false)
    expect(isLoopbackAddress('localhost')).toBe(false)
  })
})
