import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EmailSchema, RegistrationSchema } from './accounts.ts'
import type { Route } from './route.ts'
import { ROUTE_IDS, ROUTES } from './routes.ts'

const all = ROUTE_IDS.map((id): readonly [string, Route] => [id, ROUTES[id]])

describe('the catalogue', () => {
  it('says of each route in one sentence what it does', () => {
    for (const [id, { says }] of all) expect(says, id).toMatch(/^[A-Z].+\.$/)
  })

  it('has bodies that can be written down as JSON schemas, and objects that take nothing unknown', () => {
    for (const [id, { body }] of all) {
      if (body === null) continue
      const schema = z.toJSONSchema(body, { unrepresentable: 'any', io: 'input' })
      const objects = schema.anyOf ?? schema.oneOf ?? [schema]
      for (const one of objects) expect([id, one]).toMatchObject([id, { type: 'object', additionalProperties: false }])
    }
  })

  it('has paths of small words and named places', () => {
    for (const [id, { path }] of all)
      expect(path.replaceAll(/:\w+(\{(?:[^{}]|\{[^{}]*\})*\})?/g, ':'), id).toMatch(/^(\/(:|[a-z-]+))+$/)
  })
})

describe('an address', () => {
  const isTaken = (email: string): boolean => EmailSchema.safeParse(email).success
  it('is what a letter can be sent to, in any script, and one only', () => {
    for (const email of [
      'a@b.example',
      ' Alice.Liddell+x@sub.example.org ',
      'ålice@örebro.example',
      "o'hara@example.org",
    ])
      expect(isTaken(email), email).toBe(true)
    for (const email of [
      '',
      'alice',
      'alice@',
      '@example.org',
      'a@b@c.example',
      'a b@example.org',
      'a@example.org, b@example.org',
      'a@example.org;b@example.org',
      'Alice <a@example.org>',
      'a@example.org\r\nBcc: b@example.org',
      'a@exam\u2028ple.org',
      'a@example.org\u0000',
      'a@\u202Eexample.org',
      'a@example\ud800.org',
      `${'a'.repeat(65)}@example.org`,
      `a@${'b'.repeat(254)}`,
    ])
      expect(isTaken(email), JSON.stringify(email)).toBe(false)
  })
})

describe('a name and a password', () => {
  const fits = (changes: object): boolean =>
    RegistrationSchema.safeParse({ name: 'Alice', email: 'a@b.example', password: 'x', ...changes }).success
  it('are taken as people write them, without what steers a screen or a letter', () => {
    for (const name of ['Zoë Ångström', '山田 花子', 'O’Hara, Jr.', 'عائشة']) expect(fits({ name }), name).toBe(true)
    for (const name of ['', '  ', 'a\nb', 'a\u202Eb', 'a\u0007', 'a\ud800', 'x'.repeat(101)])
      expect(fits({ name }), JSON.stringify(name)).toBe(false)
    expect(fits({ password: ' tabs\tand\u0000 all ' })).toBe(true)
    expect(fits({ password: 'x'.repeat(1_000) })).toBe(true)
    expect(fits({ password: 'x'.repeat(1_001) })).toBe(false)
  })
})
