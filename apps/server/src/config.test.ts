import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

function read(environment: Record<string, string>) {
  return readConfig({ environment, defaultDataFolder: '/tandem/.data', workingFolder: '/home/alice' })
}

function sentences(environment: Record<string, string>): readonly string[] {
  const config = read(environment)
  return config.ok ? [] : config.reason
}

describe('the configuration', () => {
  it('needs nothing to be said', () => {
    expect(read({})).toEqual({
      ok: true,
      value: {
        port: 4321,
        host: '127.0.0.1',
        publicUrl: null,
        dataFolder: '/tandem/.data',
        isDemo: true,
        trustedProxies: [],
        mailServer: null,
        hasMetrics: false,
        logLevel: 'warn',
      },
    })
  })

  it('takes empty variables for absent ones', () => {
    expect(read({ PORT: '', HOST: ' ', PUBLIC_URL: '', TANDEM_DATA: '', TANDEM_DEMO: '' })).toEqual(read({}))
  })

  it('takes what is said', () => {
    const environment = {
      PORT: '8080',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://tandem.example.org',
      TANDEM_DATA: '/var/tandem',
    }
    expect(read(environment)).toEqual({
      ok: true,
      value: {
        port: 8080,
        host: '0.0.0.0',
        publicUrl: new URL('https://tandem.example.org'),
        dataFolder: '/var/tandem',
        isDemo: false,
        trustedProxies: [],
        mailServer: null,
        hasMetrics: false,
        logLevel: 'warn',
      },
    })
  })

  it('finds a relative data folder from where the person stands', () => {
    expect(read({ TANDEM_DATA: 'reviews' })).toMatchObject({ value: { dataFolder: '/home/alice/reviews' } })
  })

  for (const port of ['-1', '65536', '80a', '1e3', '0x50', '4321.5']) {
    it(`names PORT when it is ${port}`, () => {
      expect(sentences({ PORT: port })).toEqual([`PORT must be a number from 0 to 65535, not "${port}".`])
    })
  }

  for (const url of [
    'tandem.example.org',
    'ftp://tandem.example.org',
    'https://tandem.example.org/path',
    'https://a:b@tandem.example.org',
    'https://tandem.example.org?x',
    'http://',
  ]) {
    it(`names PUBLIC_URL when it is ${url}`, () => {
      expect(sentences({ PUBLIC_URL: url })).toEqual([expect.stringContaining(`PUBLIC_URL must be an address`)])
    })
  }

  it('says everything that is wrong at once', () => {
    expect(sentences({ PORT: 'x', PUBLIC_URL: 'x', TANDEM_DEMO: 'x' })).toHaveLength(3)
  })

  it('takes METRICS and LOG_LEVEL from the words for them', () => {
    for (const logLevel of ['error', 'warn', 'info', 'debug'] as const)
      expect(read({ LOG_LEVEL: logLevel.toUpperCase(), METRICS: 'On' })).toMatchObject({
        value: { logLevel, hasMetrics: true },
      })
    expect(read({ METRICS: 'off' })).toMatchObject({ value: { hasMetrics: false } })
    expect(sentences({ METRICS: 'yes', LOG_LEVEL: 'trace' })).toEqual([
      'METRICS must be on or off, not "yes".',
      'LOG_LEVEL must be one of error, warn, info, debug, not "trace".',
    ])
  })

  it('takes a mail server, and never repeats what may be its password', () => {
    const environment = { SMTP_URL: 'smtps://me:pass@mail.example.org', MAIL_FROM: 'Tandem <tandem@example.org>' }
    expect(read(environment)).toMatchObject({
      value: { mailServer: { url: 'smtps://me:pass@mail.example.org', from: 'Tandem <tandem@example.org>' } },
    })
    expect(sentences({ SMTP_URL: 'smtp://me:pass@mail.example.org' })).toEqual([
      'MAIL_FROM must say whom letters are from, like Tandem <tandem@example.org>, where SMTP_URL is set.',
    ])
    for (const url of ['mail.example.org:quokka', 'http://me:quokka@mail.example.org', 'smtp://']) {
      const [sentence, ...others] = sentences({ ...environment, SMTP_URL: url })
      expect([sentence, others]).toEqual([expect.stringContaining('SMTP_URL must be an address'), []])
      expect(sentence).not.toContain('quokka')
    }
    expect(sentences({ ...environment, MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' })).toHaveLength(1)
  })

  it('takes the addresses of proxies, and no names', () => {
    expect(read({ TRUSTED_PROXY: '127.0.0.1, ::1 10.0.0.1' })).toMatchObject({
      value: { trustedProxies: ['127.0.0.1', '::1', '10.0.0.1'] },
    })
    expect(sentences({ TRUSTED_PROXY: '10.0.0.0/8' })).toEqual([expect.stringContaining('TRUSTED_PROXY must be')])
  })

  describe('of the demo', () => {
    const isDemo = (environment: Record<string, string>) => read(environment).ok && read(environment)
    it('is on by default only where everything is loopback', () => {
      expect(isDemo({ PUBLIC_URL: 'http://127.0.0.1:4321' })).toMatchObject({ value: { isDemo: true } })
      expect(isDemo({ HOST: '0.0.0.0' })).toMatchObject({ value: { isDemo: false } })
      expect(isDemo({ PUBLIC_URL: 'http://tandem.lan' })).toMatchObject({ value: { isDemo: false } })
    })

    it('can be said', () => {
      expect(isDemo({ TANDEM_DEMO: 'off' })).toMatchObject({ value: { isDemo: false } })
      expect(isDemo({ TANDEM_DEMO: 'ON', HOST: '0.0.0.0' })).toMatchObject({ value: { isDemo: true } })
      expect(sentences({ TANDEM_DEMO: 'yes' })).toEqual(['TANDEM_DEMO must be on or off, not "yes".'])
    })

    it('cannot be on where others could reach it', () => {
      expect(sentences({ TANDEM_DEMO: 'on', PUBLIC_URL: 'https://tandem.example.org' })).toEqual([
        expect.stringContaining('TANDEM_DEMO cannot be on'),
      ])
    })
  })
})
