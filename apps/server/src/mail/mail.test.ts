import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAIL_LIMITS } from '../limits.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite-store.ts'
import { HeldTime } from '../testing/held-time.ts'
import type { Letter } from './letter.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { sendBy, smtpOptions, type SendLetter } from './transport.ts'

const letter: Letter = { to: 'alice@example.org', subject: 'Hello', text: 'A line.\n', usefulUntil: null }

describe('the outbox', () => {
  const time = new HeldTime()
  let folder: string
  let opened: SqliteStore
  let sent: string[]
  let isAway: boolean
  let errors: unknown[]
  let outbox: Outbox

  const send: SendLetter = async ({ to, subject }) => {
    if (isAway) throw new Error(`the mail server does not take ${to}`)
    sent.push(`${to}: ${subject}`)
  }
  const open = (): void => {
    opened = openSqliteStore({ folder, random: randomBytes, quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 } })
    outbox = createOutbox({
      tables: opened.sessions,
      clock: time.clock,
      later: time.later,
      send,
      onError: (_, error) => void errors.push(error),
    })
  }
  const write = (changes: Partial<Letter> = {}) => opened.together([outbox.writing({ ...letter, ...changes })])
  const waiting = () => opened.sessions.selectFrom('outbox').selectAll().execute()

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-mail-'))
    sent = []
    errors = []
    isAway = false
    open()
  })
  afterEach(async () => {
    await opened.store.close()
    await rm(folder, { recursive: true })
  })

  it('hands a letter over once and keeps nothing of it', async () => {
    await write()
    await outbox.send()
    await outbox.send()
    expect(sent).toEqual(['alice@example.org: Hello'])
    expect(await waiting()).toEqual([])
  })

  it('looks by itself soon after a letter was written', async () => {
    const handed = new Promise<string>((resolve) => {
      const telling = createOutbox({
        tables: opened.sessions,
        clock: time.clock,
        later: time.later,
        send: async ({ to }) => resolve(to),
        onError: (_, error) => void errors.push(error),
      })
      void opened.together([telling.writing(letter)]).then(() => time.pass(MAIL_LIMITS.afterWriting))
    })
    expect(await handed).toBe('alice@example.org')
  })

  it('keeps a letter over a restart', async () => {
    await write()
    await opened.store.close()
    open()
    await outbox.send()
    expect(sent).toEqual(['alice@example.org: Hello'])
  })

  it('holds a letter back with what it belongs to', async () => {
    const nothing = opened.sessions.deleteFrom('outbox').where('id', '=', 77)
    expect(await opened.together([outbox.writing(letter), { statement: nothing, mustChange: true }])).toBe(false)
    await outbox.send()
    expect(sent).toEqual([])
  })

  it('asks a mail server that is away again after a minute, then after twice as long, up to six hours', async () => {
    isAway = true
    await write({ usefulUntil: time.now + 30 * 86_400_000 })
    const pauses: number[] = []
    for (let tries = 0; tries < 11; tries += 1) {
      await outbox.send()
      const [next] = await waiting()
      if (!next) break
      pauses.push((next.next_try_at - time.now) / 60_000)
      time.pass(next.next_try_at - time.now - 1)
      await outbox.send()
      expect((await waiting())[0]?.tries).toBe(tries + 1)
      time.pass(1)
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360])
    isAway = false
    await outbox.send()
    expect(sent).toHaveLength(1)
  })

  it('gives a letter up after two days, or when its link is over', async () => {
    isAway = true
    await write()
    await write({ subject: 'A link', usefulUntil: time.now + 1_000 })
    time.pass(999)
    await outbox.send()
    expect(await waiting()).toHaveLength(2)
    time.pass(1)
    await outbox.send()
    expect((await waiting()).map(({ subject }) => subject)).toEqual(['Hello'])
    time.pass(MAIL_LIMITS.givenUpAfter - 1_000)
    isAway = false
    await outbox.send()
    expect([await waiting(), sent]).toEqual([[], []])
  })

  it('sends the others when one is not taken, and says so without address and text', async () => {
    const picky: SendLetter = async (one) => {
      if (one.to.startsWith('bad')) throw new Error(`550 no such user ${one.to}`)
      return send(one)
    }
    const told: unknown[] = []
    const other = createOutbox({
      tables: opened.sessions,
      clock: time.clock,
      later: time.later,
      send: picky,
      onError: (doing, error) => void told.push([doing, String(error)]),
    })
    await write({ to: 'bad@example.org' })
    await write()
    await other.send()
    expect(sent).toEqual(['alice@example.org: Hello'])
    expect(told).toEqual([['mail', 'Error: a letter was not taken at try 1']])
  })

  it('hands over so many at one look, the rest at the next', async () => {
    for (let count = 0; count < MAIL_LIMITS.atOnce + 1; count += 1) await write()
    await outbox.send()
    expect(sent).toHaveLength(MAIL_LIMITS.atOnce)
    await outbox.send()
    expect(sent).toHaveLength(MAIL_LIMITS.atOnce + 1)
  })

  it('asked twice at once hands each letter over once', async () => {
    await write()
    await Promise.all([outbox.send(), outbox.send()])
    expect(sent).toHaveLength(1)
  })
})

describe('the mail server', () => {
  it('of another machine gets the password over TLS only', () => {
    const needsTls = (url: string): boolean => smtpOptions(url).requireTLS
    expect(needsTls('smtp://me:secret@mail.example.org:587')).toBe(true)
    for (const url of ['smtp://me:secret@127.0.0.1:25', 'smtp://me:secret@localhost', 'smtp://relay.example.org'])
      expect(needsTls(url), url).toBe(false)
  })
})

describe('a letter on its way', () => {
  /** What the mail server would be told, and the lines of the head. */
  async function composed(changes: Partial<Letter>) {
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
    const sent: { message: Buffer; envelope: { to: string[] } }[] = []
    const keeping = {
      sendMail: async (mail: Parameters<typeof transport.sendMail>[0]) =>
        void sent.push((await transport.sendMail(mail)) as unknown as (typeof sent)[number]),
    } as unknown as Parameters<typeof sendBy>[0]
    await sendBy(keeping, 'Tandem <tandem@example.org>')({ ...letter, ...changes })
    const [{ message, envelope } = { message: Buffer.alloc(0), envelope: { to: [] } }] = sent
    const [head = '', body = ''] = message.toString('utf8').split(/\n\n(.*)/s)
    // A line that begins with a space goes on with the one before (RFC 5322, 2.2.3).
    return { recipients: envelope.to, head: head.replaceAll(/\n(?=[ \t])/g, '').split('\n'), body }
  }

  it('is plain text from the address that is configured, and says that nobody typed it', async () => {
    const { recipients, head, body } = await composed({})
    expect(recipients).toEqual(['alice@example.org'])
    expect(head).toEqual(
      expect.arrayContaining([
        'From: Tandem <tandem@example.org>',
        'To: alice@example.org',
        'Subject: Hello',
        'Auto-Submitted: auto-generated',
        'Content-Type: text/plain; charset=utf-8',
      ]),
    )
    expect(body).toBe('A line.\n')
  })

  for (const [what, changes] of [
    ['a subject', { subject: 'Hello\r\nBcc: mallory@example.org' }],
    ['a subject with another line break', { subject: 'Hello\u2028Bcc: mallory@example.org' }],
    ['an address', { to: 'alice@example.org\r\nBcc: mallory@example.org' }],
    ['a list of addresses', { to: 'alice@example.org, mallory@example.org' }],
    ['an address with a name', { to: '"x" <mallory@example.org>, alice@example.org' }],
    ['a text', { text: 'Hello\r\nBcc: mallory@example.org\r\n.\r\nMAIL FROM:<mallory@example.org>' }],
  ] as const) {
    it(`gets no header and no further recipient from ${what}`, async () => {
      const { recipients, head } = await composed(changes)
      expect(recipients.length).toBeLessThanOrEqual(1)
      expect(recipients).not.toContain('mallory@example.org')
      expect(head.map((line) => line.split(':')[0]).toSorted()).toEqual([
        'Auto-Submitted',
        'Content-Transfer-Encoding',
        'Content-Type',
        'Date',
        'From',
        'MIME-Version',
        'Message-ID',
        'Subject',
        'To',
      ])
    })
  }
})
