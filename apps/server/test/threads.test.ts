/**
 * Threads and the inbox over a real server: what is held, what a reveal gives, what changes with rights, who is told when,
 * and what a letter says.
 */
import { once } from 'node:events'
import { hashOf } from '@tandem/documents'
import {
  isComment,
  itemsOf,
  type Anchor,
  type Command,
  type DocumentId,
  type Instrument,
  type StudyId,
  type Thread,
} from '@tandem/rules'
import {
  CLOSE,
  TANDEM_PARAMETER,
  WIRE_VERSION,
  type InboxAnswer,
  type LiveMessage,
  type ReviewAnswer,
} from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { DIGEST_LIMITS } from '../src/limits.ts'
import { databaseHash } from '../src/testing/database-hash.ts'
import { SocketClient } from '../src/testing/socket-client.ts'
import type { Answered } from '../src/testing/test-server.ts'
import { FORM, startTwoReviews, type Name, type TwoReviews } from '../src/testing/two-reviews.ts'

let server: TwoReviews
beforeEach(async () => {
  server = await startTwoReviews(true)
})
afterEach(() => server.stop())

const SECRET = 'Item three is a no, says the secret.'

const aboutItem = (study: StudyId): Anchor => ({ study, form: 'downs-and-black-modified', item: 'db-3', part: null })
const opening = (study: StudyId, text: string, mentioned: readonly Name[] = []): Command => ({
  type: 'open-thread',
  anchor: aboutItem(study),
  text,
  mentions: mentioned.map((name) => server.ids[name]),
})
const does = (name: Name, command: Command): Promise<void> => server.does(server.first, server.ids[name], command)

async function lastThread(): Promise<Thread> {
  const thread = (await server.view(server.first)).threads.at(-1)
  if (!thread) throw new Error('no thread')
  return thread
}
const textsIn = (threads: readonly Thread[]): readonly (string | null)[] =>
  threads.flatMap(({ entries }) => entries.filter(isComment).map(({ text }) => text))

async function asked(name: Name, method: string, path: string, body?: unknown, cookie?: string): Promise<Answered> {
  const headers = { cookie: cookie ?? (await server.cookie(server.ids[name])) }
  return server.send({ path: `/api${path}`, method, headers, ...(body === undefined ? {} : { body }) })
}
async function read<Value>(name: Name, path: string): Promise<Value> {
  return JSON.parse((await asked(name, 'GET', path)).body) as Value
}
const threadsOf = async (name: Name): Promise<readonly Thread[]> =>
  (await read<ReviewAnswer>(name, `/reviews/${server.first}`)).view.threads
const inboxOf = (name: Name): Promise<InboxAnswer> => read(name, '/inbox')

/** Asks over HTTP. @returns the status, and the rule and sentence of a refusal. */
async function commanded(name: Name, command: Command, cookie?: string): Promise<Answered> {
  const id = `threads-${(count += 1)}`.padEnd(16, '-')
  return asked(name, 'POST', `/reviews/${server.first}/commands`, { id, command }, cookie)
}
let count = 0

type Feed = {
  readonly messages: readonly LiveMessage[]
  readonly closed: Promise<number>
  /** Resolves once such a message has come. */
  until(is: (message: LiveMessage) => boolean): Promise<LiveMessage>
  /** All that the server had to say by now has come. */
  level(): Promise<void>
  close(): Promise<void>
}

async function watches(name: Name): Promise<Feed> {
  const host = `localhost:${server.port}`
  const path = `/live/${server.first}?cursor=0&${TANDEM_PARAMETER}=${WIRE_VERSION}`
  const headers = { host, origin: `http://${host}`, cookie: await server.cookie(server.ids[name]) }
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
  const messages: LiveMessage[] = []
  let looks: (() => void)[] = []
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)) as LiveMessage)
    for (const look of looks.splice(0)) look()
  })
  const closed = once(socket, 'close').then(([code]) => code as number)
  const until = async (is: (message: LiveMessage) => boolean): Promise<LiveMessage> => {
    for (;;) {
      const found = messages.find(is)
      if (found) return found
      await new Promise<void>((resolve) => (looks = [...looks, resolve]))
    }
  }
  await until(({ type }) => type === 'inbox')
  return {
    messages,
    closed,
    until,
    async level() {
      const before = messages.filter(({ type }) => type === 'still-here').length
      server.live.core.stillHere()
      await until(() => messages.filter(({ type }) => type === 'still-here').length > before)
    },
    async close() {
      socket.close()
      await closed
    },
  }
}

/** Answers every item with its first option and submits. */
async function submits(name: Name, study: StudyId): Promise<void> {
  const person = server.ids[name]
  const { id, slots, form } = await server.assessment(server.first, study)
  const draft = slots.find(({ reviewer }) => reviewer === person)?.draft as DocumentId
  const { forms } = await server.view(server.first)
  const client = await SocketClient.open(server.port, await server.cookie(person), draft)
  for (const item of itemsOf(forms[form.hash] as Instrument)) client.set(item.id, item.options[0]?.id ?? '')
  await client.saved()
  await does(name, { type: 'submit', assessment: id, contentHash: hashOf(client.plain()) })
  await client.close()
}

describe('a comment on a study that is rated blind', () => {
  it('reaches the lead and the supervisor at once, and no other reviewer by any door', async () => {
    const { blind } = server.studies
    const [bob, carol] = [await watches('bob'), await watches('carol')]
    await does('alice', opening(blind, SECRET, ['bob']))
    const told = await carol.until((message) => message.type === 'threads' && message.threads.length > 0)
    expect(told).toMatchObject({ whole: false, threads: [{ anchor: { item: 'db-3' } }] })
    const before = bob.messages.length
    await bob.level()
    expect(bob.messages.slice(before).map(({ type }) => type)).toEqual(['still-here'])
    expect(textsIn(await threadsOf('olga'))).toEqual([SECRET])
    for (const name of ['bob', 'erin', 'adam', 'gina'] as const) {
      const answers = [`/reviews/${server.first}`, `/reviews/${server.first}/log`, '/inbox']
      for (const path of answers) expect((await asked(name, 'GET', path)).body).not.toContain('secret')
      expect((await threadsOf(name)).length, name).toBe(0)
    }
    await bob.close()
    await carol.close()
  })

  it('is there at the reveal for all its raters, without an event that says so', async () => {
    const { blind } = server.studies
    await does('alice', opening(blind, SECRET, ['bob']))
    const bob = await watches('bob')
    await submits('alice', blind)
    await bob.level()
    expect(JSON.stringify(bob.messages)).not.toContain('secret')
    await submits('bob', blind)
    const shown = await bob.until((message) => message.type === 'threads' && message.threads.length > 0)
    expect(shown.type === 'threads' && textsIn(shown.threads)).toEqual([SECRET])
    const types = bob.messages.flatMap((message) => (message.type === 'event' ? [message.event.type] : []))
    expect(types).toContain('revealed')
    expect(types.filter((type) => /thread|comment|replied|nudged/.test(type))).toEqual([])
    // The cursor counts what was sent: who comes back with it misses nothing and gets nothing twice.
    const log = await read<{ events: readonly unknown[] }>('bob', `/reviews/${server.first}/log`)
    const { cursor } = await read<ReviewAnswer>('bob', `/reviews/${server.first}`)
    expect(Number(cursor)).toBe(log.events.length)
    await bob.close()
  })

  it('is answered for like one that does not exist, and nothing is written', async () => {
    await does('alice', opening(server.studies.blind, SECRET))
    const { id: thread, entries } = await lastThread()
    const comment = entries.find(isComment)?.id as never
    const hash = await databaseHash(server)
    const said = { text: 'I guess.', mentions: [] } as const
    const pairs: readonly (readonly [Command, Command])[] = [
      [
        { type: 'reply', thread, ...said },
        { type: 'reply', thread: 'none' as never, ...said },
      ],
      [
        { type: 'resolve-thread', thread },
        { type: 'resolve-thread', thread: 'none' as never },
      ],
      [
        { type: 'revise-comment', comment, ...said },
        { type: 'revise-comment', comment: 'none' as never, ...said },
      ],
    ]
    const cookie = await server.cookie(server.ids.bob)
    const before = await hash()
    for (const [held, absent] of pairs) {
      const [one, other] = [await commanded('bob', held, cookie), await commanded('bob', absent, cookie)]
      expect([one.status, one.body]).toEqual([409, other.body])
      expect(one.body).toMatch(/thread-exists|comment-exists/)
    }
    expect(await hash()).toBe(before)
  })
})

describe('rights that change', () => {
  it('show to somebody who becomes a supervisor what is held, and take it away again', async () => {
    const { blind } = server.studies
    await does('alice', opening(blind, SECRET))
    const erin = await watches('erin')
    const roles = (given: readonly ['reviewer' | 'supervisor']): Command => ({
      type: 'change-roles',
      person: server.ids.erin,
      roles: given,
      reason: 'The team has changed.',
    })
    await does('olga', roles(['supervisor']))
    const shown = await erin.until((message) => message.type === 'threads' && message.threads.length > 0)
    expect(shown).toMatchObject({ whole: true })
    await does('olga', roles(['reviewer']))
    const seen = erin.messages.length
    await erin.until((message) => message.type === 'threads' && message.threads.length === 0 && message !== shown)
    await erin.level()
    expect(seen).toBeGreaterThan(0)
    expect(erin.messages.findLast(({ type }) => type === 'threads')).toMatchObject({ whole: true, threads: [] })
    expect(await threadsOf('erin')).toEqual([])
    // Who has read it never rates the study blind.
    const assign = {
      type: 'assign',
      study: blind,
      form: FORM,
      reviewers: [server.ids.alice, server.ids.erin],
      reason: 'Swap.',
    } as const
    expect((await commanded('olga', assign)).body).toContain('stays-blind')
    await erin.close()
  })

  it('end with the membership: who leaves is dismissed, and their comments stay', async () => {
    await does('carol', opening(server.studies.unassigned, 'A question.'))
    const carol = await watches('carol')
    await does('carol', { type: 'leave', reason: '' })
    expect(await carol.closed).toBe(CLOSE.notFound)
    expect((await asked('carol', 'GET', `/reviews/${server.first}`)).status).toBe(404)
    expect((await inboxOf('carol')).notices).toEqual([])
    expect(textsIn(await threadsOf('bob'))).toEqual(['A question.'])
  })
})

describe('the inbox', () => {
  it('tells at once of what one may read, with its words, and counts what is unread', async () => {
    const carol = await watches('carol')
    expect(carol.messages.at(-1)).toEqual({ type: 'inbox', unread: 0 })
    await does('alice', opening(server.studies.blind, 'What is meant, @Carol?', ['carol']))
    await carol.until((message) => message.type === 'inbox' && message.unread === 1)
    const { unread, notices } = await inboxOf('carol')
    expect(unread).toBe(1)
    expect(notices).toMatchObject([
      {
        kind: 'mention',
        by: 'Member',
        isRead: false,
        comment: { text: 'What is meant, @Carol?', anchor: { item: 'db-3' } },
      },
    ])
    const marked = await asked('carol', 'POST', '/inbox/read', { notices: [notices[0]?.id] })
    expect(JSON.parse(marked.body)).toEqual({ unread: 0 })
    const counts = () => carol.messages.flatMap((message) => (message.type === 'inbox' ? [message.unread] : []))
    await carol.until(() => counts().length > 2)
    expect(counts()).toEqual([0, 1, 0])
    expect((await inboxOf('carol')).notices).toMatchObject([{ isRead: true }])
    await carol.close()
  })

  it('tells of a held mention at the reveal and not before', async () => {
    const { blind } = server.studies
    const before = (await inboxOf('bob')).notices.length
    await does('alice', opening(blind, SECRET, ['bob']))
    await submits('alice', blind)
    expect((await inboxOf('bob')).notices).toHaveLength(before)
    await submits('bob', blind)
    const { notices } = await inboxOf('bob')
    expect(notices.slice(0, notices.length - before).map(({ kind }) => kind)).toEqual(['mention', 'revealed'])
    expect(notices[0]?.comment?.text).toBe(SECRET)
  })

  it('shows no word of what its person may no longer read', async () => {
    await does('alice', opening(server.studies.blind, SECRET, ['carol']))
    expect((await inboxOf('carol')).notices[0]?.comment?.text).toBe(SECRET)
    const roles = { type: 'change-roles', person: server.ids.carol, roles: ['guest'], reason: 'On leave.' } as const
    await does('olga', roles)
    const told = await asked('carol', 'GET', '/inbox')
    expect(told.body).not.toContain('secret')
    expect((JSON.parse(told.body) as InboxAnswer).notices[0]?.comment).toBeNull()
  })

  it('is one’s own: nobody marks what is another’s', async () => {
    await does('alice', opening(server.studies.unassigned, '@Carol?', ['carol']))
    const [notice] = (await inboxOf('carol')).notices
    await asked('bob', 'POST', '/inbox/read', { notices: [notice?.id] })
    expect((await inboxOf('carol')).unread).toBe(1)
    await asked('bob', 'POST', '/inbox/read', { notices: null })
    expect([(await inboxOf('bob')).unread, (await inboxOf('carol')).unread]).toEqual([0, 1])
  })

  it('names people as they are called now, and gives its person’s notices with their data', async () => {
    await does('alice', opening(server.studies.unassigned, '@Carol?', ['carol']))
    await server.live.core.reviews.rename(server.ids.alice, 'Alice Roy')
    expect((await inboxOf('carol')).notices).toMatchObject([{ by: 'Alice Roy' }])
    const exported = await read<{ digest: boolean; notices: readonly object[] }>('carol', '/account/export')
    expect(exported).toMatchObject({ digest: true, notices: [{ kind: 'mention', readAt: null }] })
    expect(JSON.stringify(exported)).not.toContain('@Carol')
  })

  it('goes with the account', async () => {
    await does('alice', opening(server.studies.unassigned, '@Carol?', ['carol']))
    expect((await asked('carol', 'PUT', '/inbox/digest', { digest: false })).status).toBe(204)
    expect((await asked('carol', 'POST', '/account/delete', { email: 'carol@example.org' })).status).toBe(204)
    for (const table of ['notice', 'digest'] as const) {
      const rows = server.sessionDatabase.selectFrom(table).select('person').where('person', '=', server.ids.carol)
      expect(await rows.execute(), table).toEqual([])
    }
  })
})

describe('a nudge', () => {
  const nudge = (name: Name): Command => ({ type: 'nudge', person: server.ids[name], studies: [server.studies.blind] })

  it('tells whom it is for, and is known to those only who may nudge', async () => {
    const [bob, carol] = [await watches('bob'), await watches('carol')]
    await does('olga', nudge('bob'))
    await carol.until((message) => message.type === 'nudges' && server.ids.bob in message.nudges)
    await bob.level()
    expect((await inboxOf('bob')).notices[0]).toMatchObject({
      kind: 'nudge',
      studies: 1,
      by: 'Member',
      instrument: 'downs-and-black-modified',
    })
    const nudges = bob.messages.filter(({ type }) => type === 'nudges')
    expect(nudges).toEqual([{ type: 'nudges', nudges: {} }])
    expect((await read<ReviewAnswer>('carol', `/reviews/${server.first}`)).view.nudges).toHaveProperty(server.ids.bob)
    expect((await read<ReviewAnswer>('bob', `/reviews/${server.first}`)).view.nudges).toEqual({})
    await bob.close()
    await carol.close()
  })

  it('comes once a day at most, whoever nudges', async () => {
    await does('olga', nudge('bob'))
    const { unread } = await inboxOf('bob')
    server.time.pass(23 * 60 * 60 * 1_000)
    expect((await commanded('carol', nudge('bob'))).body).toContain('nudged-once-a-day')
    expect((await inboxOf('bob')).unread).toBe(unread)
    server.time.pass(60 * 60 * 1_000)
    expect((await commanded('carol', nudge('bob'))).status).toBe(200)
  })
})

describe('the digest', () => {
  beforeEach(async () => {
    // What making the reviews has told people is read.
    for (const person of Object.values(server.ids)) await server.live.core.inbox.markRead(person, null)
  })

  const letters = async (): Promise<readonly string[]> => {
    const before = server.letters.length
    await server.writeDigests()
    await server.sendLetters()
    return server.letters.slice(before).map(({ to, subject, text }) => `${to} ${subject}\n${text}`)
  }

  it('is a letter with numbers, titles and links, and no word of what was said or about which study', async () => {
    await does('alice', opening(server.studies.blind, SECRET, ['carol']))
    await does('bob', opening(server.studies.blind, 'Another secret.', ['carol']))
    expect(await letters()).toEqual([])
    server.time.pass(DIGEST_LIMITS.waits)
    const [letter, ...others] = await letters()
    expect(others).toEqual([])
    expect(letter).toContain('carol@example.org 2 notices in Tandem')
    expect(letter).toContain('- Work after injury: 2 notices')
    expect(letter).toMatch(/http:\/\/\S+\/inbox/)
    expect(letter).not.toMatch(/secret|Treadmill|Burke|Member/)
  })

  it('comes once a day at most, and counts no notice twice', async () => {
    await does('alice', opening(server.studies.blind, 'One.', ['carol']))
    server.time.pass(DIGEST_LIMITS.waits)
    expect(await letters()).toHaveLength(1)
    await does('alice', opening(server.studies.blind, 'Two.', ['carol']))
    server.time.pass(DIGEST_LIMITS.waits)
    expect(await letters()).toEqual([])
    server.time.pass(DIGEST_LIMITS.every - DIGEST_LIMITS.waits)
    const [letter] = await letters()
    expect(letter).toContain('1 notice in Tandem')
    server.time.pass(2 * DIGEST_LIMITS.every)
    expect(await letters()).toEqual([])
  })

  it('does not come about what was read, nor to whom it is switched off, nor to a disabled account', async () => {
    for (const name of ['bob', 'carol', 'adam'] as const)
      await does('alice', opening(server.studies.unassigned, `@${name}`, [name]))
    await asked('bob', 'POST', '/inbox/read', { notices: null })
    await asked('carol', 'PUT', '/inbox/digest', { digest: false })
    expect(await read('carol', '/inbox/digest')).toEqual({ digest: false })
    await server.accounts.administration.setDisabled(server.ids.adam, true, { by: server.ids.rosa, from: 'here' })
    server.time.pass(DIGEST_LIMITS.waits)
    expect(await letters()).toEqual([])
    await asked('carol', 'PUT', '/inbox/digest', { digest: true })
    expect(await letters()).toHaveLength(1)
  })

  it('does not come to an address that nobody has shown to be theirs', async () => {
    await server.sessionDatabase
      .updateTable('profile')
      .set({ verified_at: null })
      .where('person', '=', server.ids.carol)
      .execute()
    await does('alice', opening(server.studies.blind, 'One.', ['carol']))
    server.time.pass(DIGEST_LIMITS.waits)
    expect(await letters()).toEqual([])
    await server.sessionDatabase
      .updateTable('profile')
      .set({ verified_at: 1 })
      .where('person', '=', server.ids.carol)
      .execute()
    expect(await letters()).toHaveLength(1)
  })

  it('leaves to what is new its time, also where something older was read', async () => {
    await does('alice', opening(server.studies.blind, 'One.', ['carol']))
    await asked('carol', 'POST', '/inbox/read', { notices: null })
    server.time.pass(DIGEST_LIMITS.waits)
    await does('alice', opening(server.studies.blind, 'Two.', ['carol']))
    expect(await letters()).toEqual([])
  })

  it('does not come about a review that one has left', async () => {
    await does('alice', opening(server.studies.unassigned, '@Carol', ['carol']))
    await does('carol', { type: 'leave', reason: '' })
    server.time.pass(DIGEST_LIMITS.waits)
    expect(await letters()).toEqual([])
  })
})
