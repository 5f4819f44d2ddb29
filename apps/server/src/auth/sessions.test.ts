import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId } from '@tandem/rules'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { SESSION_LIMITS } from '../limits.ts'
import { createSessions, type Sessions } from './sessions.ts'

const alice = 'alice' as PersonId
const day = 24 * 60 * 60 * 1_000

describe('sessions', () => {
  let folder: string
  let opened: SqliteStore
  let now: number
  let ended: string[]
  let sessions: Sessions

  const open = (isHttps: boolean) =>
    createSessions({
      database: opened.sessions,
      clock: () => now,
      random: randomBytes,
      isHttps,
      onEnd: (id) => void ended.push(id),
    })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-sessions-'))
    opened = openSqliteStore({ folder, random: randomBytes, quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 } })
    for (const id of ['alice', 'bob']) {
      await opened.store.createAccount({ id: id as PersonId, name: id.toUpperCase(), hue: 5, demo: true })
    }
    now = Date.parse('2026-01-02T12:00:00Z')
    ended = []
    sessions = open(false)
  })

  afterEach(async () => {
    await opened.store.close()
    await rm(folder, { recursive: true })
  })

  const stored = () => opened.sessions.selectFrom('session').selectAll().execute()
  /** What the browser sends back. */
  const sent = (setCookie: string) => setCookie.split(';')[0] ?? ''
  const tokenOf = (setCookie: string) => sent(setCookie).split('=')[1] ?? ''

  it('sign a person in by a cookie', async () => {
    const cookie = sent(await sessions.create(alice))
    const validated = await sessions.validate(`theme=dark; ${cookie}; other=1`)
    expect(validated?.session.person).toEqual({
      id: 'alice',
      name: 'ALICE',
      hue: 5,
      administrator: false,
      hasSecondFactor: false,
      demo: true,
    })
    expect(validated?.isProlonged).toBe(false)
  })

  it('have tokens of 256 random bits, and none alike', async () => {
    const tokens = [tokenOf(await sessions.create(alice)), tokenOf(await sessions.create(alice))]
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(tokens[0]).not.toBe(tokens[1])
  })

  it('have a cookie over http that scripts and other sites cannot use', async () => {
    expect(await sessions.create(alice)).toMatch(
      /^tandem=[\w-]{43}; HttpOnly; Max-Age=604800; Path=\/; SameSite=Strict$/,
    )
    expect(sessions.blankCookie).toBe('tandem=; HttpOnly; Max-Age=0; Path=/; SameSite=Strict')
  })

  it('have a cookie over https that is bound to the host as well', async () => {
    const secure = open(true)
    const cookie = await secure.create(alice)
    expect(cookie).toMatch(/^__Host-tandem=[\w-]{43}; HttpOnly; Max-Age=604800; Path=\/; SameSite=Strict; Secure$/)
    expect(await secure.validate(sent(cookie))).not.toBeNull()
    expect(await secure.validate(sent(cookie).replace('__Host-', ''))).toBeNull()
  })

  it('are stored as a hash only, and a stolen hash signs nobody in', async () => {
    const cookie = await sessions.create(alice)
    const [row] = await stored()
    expect(row?.id).toBe(createHash('sha256').update(tokenOf(cookie)).digest('hex'))
    expect(JSON.stringify(await stored())).not.toContain(tokenOf(cookie))
    expect(await sessions.validate(`tandem=${row?.id}`)).toBeNull()
  })

  it('are not found for cookies that nobody gave out, whatever they contain', async () => {
    await sessions.create(alice)
    for (const cookies of [
      undefined,
      '',
      'tandem',
      'tandem=',
      'tandem=x',
      'tandem=%',
      'x=%E0%A4%A; tandem=%zz',
      ';;;=;',
      "tandem=' OR 1=1 --",
    ]) {
      expect(await sessions.validate(cookies), String(cookies)).toBeNull()
    }
  })

  it('are found beside a foreign cookie that is malformed', async () => {
    const cookie = sent(await sessions.create(alice))
    expect(await sessions.validate(`broken=%E0%A4%A; ${cookie}`)).not.toBeNull()
  })

  it('end after seven days without use, to the millisecond', async () => {
    const cookie = sent(await sessions.create(alice))
    const [row] = await stored()
    now += 7 * day - 1
    expect(await sessions.check(row?.id ?? '')).toBe(true)
    now += 1
    expect(await sessions.validate(cookie)).toBeNull()
    expect(await stored()).toEqual([])
    expect(ended).toEqual([row?.id])
  })

  it('are prolonged by use in their second half, with the same token and not the hash', async () => {
    const cookie = await sessions.create(alice)
    now += 3.4 * day
    expect((await sessions.validate(sent(cookie)))?.isProlonged).toBe(false)
    now += 0.2 * day
    const renewed = await sessions.validate(sent(cookie))
    expect(renewed?.isProlonged).toBe(true)
    expect(renewed?.setCookie).toBe(cookie)
    now += 6.9 * day
    expect(await sessions.validate(sent(cookie))).not.toBeNull()
  })

  it('end thirty days after sign-in, however busy', async () => {
    const cookie = sent(await sessions.create(alice))
    for (let days = 3; days < 30; days += 3) {
      now += 3 * day
      expect(await sessions.validate(cookie), `day ${days}`).not.toBeNull()
    }
    now += 3 * day - 1
    expect(await sessions.validate(cookie)).not.toBeNull()
    now += 1
    expect(await sessions.validate(cookie)).toBeNull()
  })

  it('close to their absolute end are not written at every request', async () => {
    const cookie = sent(await sessions.create(alice))
    for (let days = 0; days < 27; days += 3) {
      now += 3 * day
      await sessions.validate(cookie)
    }
    const before = await stored()
    now += day
    await sessions.validate(cookie)
    expect((await stored()).map(({ expires_at }) => expires_at)).toEqual(before.map(({ expires_at }) => expires_at))
  })

  it('know their last use to five minutes, and are not written more often', async () => {
    now += 90_000
    const cookie = sent(await sessions.create(alice, 'Firefox on Linux'))
    const [made] = await stored()
    expect(made).toMatchObject({ device: 'Firefox on Linux', confirmed_at: now, last_used_at: now - 90_000 })
    now += SESSION_LIMITS.lastUse - 90_001
    await sessions.validate(cookie)
    expect(await stored()).toEqual([made])
    now += 1
    await sessions.validate(cookie)
    expect(await stored()).toEqual([{ ...made, last_used_at: now }])
  })

  it('know when the person last showed that it is them', async () => {
    const cookie = sent(await sessions.create(alice))
    const signedIn = now
    now += day
    const validated = await sessions.validate(cookie)
    expect(validated?.session.confirmedAt).toBe(signedIn)
    await sessions.confirm(validated?.session.id ?? '', 'one')
    expect((await sessions.validate(cookie))?.session).toMatchObject({ confirmedAt: now, shown: 'one' })
  })

  it('know whether the second factor was shown, which the password alone does not take back', async () => {
    const cookies = [sent(await sessions.create(alice)), sent(await sessions.create(alice, '', 'both'))]
    for (const cookie of cookies) {
      const { id } = (await sessions.validate(cookie))?.session ?? { id: '' }
      for (const shown of ['both', 'one'] as const) await sessions.confirm(id, shown)
      expect((await sessions.validate(cookie))?.session.shown).toBe('both')
    }
  })

  it('of a disabled account are none, and live again when it is enabled', async () => {
    const cookie = sent(await sessions.create(alice))
    const profile = { person: alice, email: 'a@example.org', email_key: 'a@example.org', administrator: 1 as const }
    const times = { made_at: now, last_seen_on: null, disabled_at: now }
    await opened.sessions
      .insertInto('profile')
      .values({ ...profile, ...times })
      .execute()
    expect(await sessions.validate(cookie)).toBeNull()
    await opened.sessions.updateTable('profile').set({ disabled_at: null }).execute()
    expect((await sessions.validate(cookie))?.session.person.administrator).toBe(true)
  })

  it('tell the account on which day it was last seen, and no hour', async () => {
    const cookie = sent(await sessions.create(alice))
    const profile = { person: alice, email: 'a@example.org', email_key: 'a@example.org', administrator: 0 as const }
    const times = { made_at: now, last_seen_on: null, disabled_at: null }
    await opened.sessions
      .insertInto('profile')
      .values({ ...profile, ...times })
      .execute()
    now += day
    await sessions.validate(cookie)
    expect(await opened.sessions.selectFrom('profile').select('last_seen_on').execute()).toEqual([
      { last_seen_on: '2026-01-03' },
    ])
  })

  it('end by themselves one at a time: the other sessions of the person go on', async () => {
    const [first, second] = [sent(await sessions.create(alice)), sent(await sessions.create(alice))]
    const id = (await sessions.validate(first))?.session.id ?? ''
    await sessions.end(id)
    expect(await sessions.validate(first)).toBeNull()
    expect(await sessions.validate(second)).not.toBeNull()
    expect(ended).toEqual([id])
  })

  it('end all at once for one person, and not for another', async () => {
    const cookies = [sent(await sessions.create(alice)), sent(await sessions.create(alice))]
    const bobs = sent(await sessions.create('bob' as PersonId))
    await sessions.endAll(alice)
    for (const cookie of cookies) expect(await sessions.validate(cookie)).toBeNull()
    expect(await sessions.validate(bobs)).not.toBeNull()
    expect(ended).toHaveLength(2)
  })

  it('that are over are cleared away', async () => {
    await sessions.create(alice)
    now += 4 * day
    const young = sent(await sessions.create(alice))
    now += 4 * day
    await sessions.endExpired()
    expect(await stored()).toHaveLength(1)
    expect(await sessions.validate(young)).not.toBeNull()
    expect(ended).toHaveLength(1)
  })

  it('that are unknown are over', async () => {
    expect(await sessions.check('0'.repeat(64))).toBe(false)
  })
})
