import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refused, type PersonId } from '@tandem/rules'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { people } from '../accounts/people.ts'
import type { MailServer } from '../mail/transport.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { PeopleAsked } from './command-line.ts'
import { answerWithoutServer } from './without-server.ts'

const NOW = Date.parse('2026-03-01T10:00:00Z')
const clock = (): number => NOW

let folder = ''
let opened: SqliteStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-people-'))
  opened = openSqliteStore({ folder, random: randomBytes, quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 } })
})
afterEach(async () => {
  await opened.store.close()
  await rm(folder, { recursive: true })
})

describe('the command line about accounts', () => {
  it('does nothing in the name of nobody: before the server is set up it says so', async () => {
    await add('bob', false)
    expect(await ask({ what: 'invite', email: null })).toEqual(refused(expect.stringContaining('Nobody administrates')))
    expect(await rows('invitation')).toEqual([])
  })

  it('lists accounts with how they are secured', async () => {
    await add('alice', true)
    const listed = await ask({ what: 'list-users' })
    expect(listed).toMatchObject({
      ok: true,
      value: [{ email: 'alice@example.org', administrator: true, disabled: false, hasTotp: false, passkeys: 0 }],
    })
  })

  it('makes an invitation whose secret is in the link alone', async () => {
    await add('alice', true)
    const made = await ask({ what: 'invite', email: 'carol@example.org' })
    expect(made).toMatchObject({ ok: true, value: { isMailed: false } })
    const { link = '' } = made.ok ? (made.value as { readonly link?: string }) : {}
    expect(link).toMatch(/^https:\/\/tandem\.example\.org\/invitation#token=[\w-]{43}$/)
    expect(JSON.stringify(await rows('invitation'))).not.toContain(link.split('=')[1])
    expect(await rows('invitation')).toMatchObject([{ email: 'carol@example.org', made_by: 'alice', kind: 'server' }])
  })

  it('makes a link for a new password, and says so in the security log', async () => {
    await add('alice', true)
    await add('bob', false)
    expect(await ask({ what: 'reset-link', email: 'BOB@example.org' })).toMatchObject({
      ok: true,
      value: { link: expect.stringContaining('https://tandem.example.org/password#token=') },
    })
    expect(await rows('security_log')).toMatchObject([{ actor: null, person: 'bob', address: 'command line' }])
  })

  it('has a letter leave, where mail is set, that tells the owner of such a link without showing it', async () => {
    await add('bob', false)
    const mailServer = { url: 'smtp://localhost', from: 'tandem@example.org' }
    const made = await ask({ what: 'reset-link', email: 'bob@example.org' }, mailServer)
    const letters = await opened.sessions.selectFrom('outbox').selectAll().execute()
    expect(letters).toMatchObject([
      {
        recipient: 'bob@example.org',
        body: expect.stringContaining('Somebody at the command line of the server made'),
      },
    ])
    const { link = '' } = made.ok ? (made.value as { readonly link?: string }) : {}
    expect(letters[0]?.body).not.toContain(link.split('=')[1])
  })

  it('disables an account, ends its sessions, and takes that back', async () => {
    await add('alice', true)
    await add('bob', false)
    await opened.sessions
      .insertInto('session')
      .values({ ...SESSION, id: 's', person: 'bob' as PersonId })
      .execute()
    const disable = { what: 'set-disabled', email: 'bob@example.org', disabled: true } as const
    expect(await ask(disable)).toEqual({ ok: true, value: { email: 'bob@example.org' } })
    expect(await rows('session')).toEqual([])
    expect(await ask(disable)).toEqual(refused('It is so already.'))
    expect(await ask({ ...disable, disabled: false })).toMatchObject({ ok: true })
    expect(await rows('profile')).toMatchObject([{}, { disabled_at: null }])
  })

  it('takes the second factor of who has lost it away, the only administrator’s too', async () => {
    await add('alice', true)
    const off = { what: 'second-factor-off', email: 'alice@example.org' } as const
    expect(await ask(off)).toEqual(refused('It is so already.'))
    await opened.sessions
      .insertInto('totp')
      .values({ person: 'alice' as PersonId, secret: 'A', last_step: 0, made_at: NOW })
      .execute()
    expect(await ask(off)).toMatchObject({ ok: true })
    expect(await opened.sessions.selectFrom('totp').selectAll().execute()).toEqual([])
    expect(await rows('security_log')).toMatchObject([
      { what: 'second-factor-removed', actor: null, person: 'alice', detail: 'by whoever runs the machine' },
    ])
  })

  it('never takes the last administrator away', async () => {
    await add('alice', true)
    await add('bob', false)
    const unmake = { what: 'set-administrator', email: 'alice@example.org', administrator: false } as const
    expect(await ask(unmake)).toEqual(refused(expect.stringContaining('Nobody else administrates')))
    const disable = { what: 'set-disabled', email: 'alice@example.org', disabled: true } as const
    expect(await ask(disable)).toEqual(refused(expect.stringContaining('Nobody else administrates')))
    expect(await rows('security_log')).toEqual([])
    expect(await ask({ ...unmake, email: 'bob@example.org', administrator: true })).toMatchObject({ ok: true })
    expect(await ask(unmake)).toMatchObject({ ok: true })
  })

  it('says that nobody has an address', async () => {
    await add('alice', true)
    const asked: PeopleAsked = { what: 'reset-link', email: 'mallory@example.org' }
    expect(await ask(asked)).toEqual(refused('Nobody has an account with the address mallory@example.org.'))
    expect(await rows('password_reset')).toEqual([])
  })
})

const SESSION = { created_at: NOW, expires_at: NOW + 1_000, last_used_at: NOW, confirmed_at: NOW, device: '' }

function ask(asked: PeopleAsked, mailServer: MailServer | null = null) {
  const config = { publicUrl: new URL('https://tandem.example.org'), port: 0, mailServer }
  return answerWithoutServer({ tables: opened.sessions, together: opened.together, config, clock }, asked)
}

async function add(name: string, administrator: boolean): Promise<void> {
  const person = {
    person: name as PersonId,
    name,
    hue: 1,
    email: `${name}@example.org`,
    administrator,
    isVerified: true,
  }
  await opened.together(people(opened.sessions, clock).insertion(person))
}

function rows(table: 'invitation' | 'security_log' | 'session' | 'profile' | 'password_reset') {
  return opened.sessions.selectFrom(table).selectAll().execute()
}
