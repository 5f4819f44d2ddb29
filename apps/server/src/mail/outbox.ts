/**
 * Letters that wait to be sent. A letter is written in the same transaction as what it tells of, so a restart neither loses
 * nor repeats it, and it leaves the store once the mail server has taken it. A mail server that is away is asked again after
 * a minute, and after a pause that doubles; a letter whose use is over, or that is two days old, is given up.
 *
 * Sent twice is possible, when the process ends between the mail server's yes and the deletion; lost is not.
 */
import type { Kysely } from 'kysely'
import type { Later } from '../later.ts'
import { MAIL_LIMITS } from '../limits.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import type { Letter } from './letter.ts'
import type { SendLetter } from './transport.ts'

export type Mailbox = {
  /** To be carried out with what the letter tells of. */
  writing(letter: Letter): TogetherStatement
}

export type Outbox = Mailbox & {
  /** Sends what is due. One call at a time; a call during another one joins it. */
  send(): Promise<void>
}

export type OutboxPorts = {
  readonly tables: Kysely<SessionTables>
  readonly clock: () => number
  readonly later: Later
  readonly send: SendLetter
  /** Never gets an address or a text. */
  readonly onError: (doing: string, error: unknown) => void
}

/** Letters are only written down here, and leave when a server runs. */
export function mailboxOver({ tables, clock }: Pick<OutboxPorts, 'tables' | 'clock'>): Mailbox {
  return {
    writing: ({ to, subject, text, usefulUntil }) => ({
      statement: tables.insertInto('outbox').values({
        recipient: to,
        subject,
        body: text,
        tries: 0,
        next_try_at: clock(),
        expires_at: Math.min(usefulUntil ?? Infinity, clock() + MAIL_LIMITS.givenUpAfter),
      }),
    }),
  }
}

export function createOutbox({ tables, clock, later, send, onError }: OutboxPorts): Outbox {
  const { writing } = mailboxOver({ tables, clock })
  let sending: Promise<void> | null = null

  const sendDue = async (): Promise<void> => {
    await tables.deleteFrom('outbox').where('expires_at', '<=', clock()).execute()
    const due = tables.selectFrom('outbox').selectAll().where('next_try_at', '<=', clock())
    for (const letter of await due.orderBy('next_try_at').limit(MAIL_LIMITS.atOnce).execute()) await handOver(letter)
  }

  const handOver = async ({ id, recipient, subject, body, tries }: DueLetter): Promise<void> => {
    try {
      await send({ to: recipient, subject, text: body })
    } catch {
      // The error may quote the address or the mail server's words about it, so only the fact is told.
      onError('mail', new Error(`a letter was not taken at try ${tries + 1}`))
      const next = { tries: tries + 1, next_try_at: clock() + pauseAfter(tries) }
      return void (await tables.updateTable('outbox').set(next).where('id', '=', id).execute())
    }
    await tables.deleteFrom('outbox').where('id', '=', id).execute()
  }

  const sendOnce = (): Promise<void> => {
    sending ??= sendDue().finally(() => (sending = null))
    return sending
  }

  return {
    writing(letter) {
      later(MAIL_LIMITS.afterWriting, () => void sendOnce().catch((error: unknown) => onError('mail', error)))
      return writing(letter)
    },

    send: sendOnce,
  }
}

type DueLetter = {
  readonly id: number
  readonly recipient: string
  readonly subject: string
  readonly body: string
  readonly tries: number
}

function pauseAfter(tries: number): number {
  return Math.min(MAIL_LIMITS.firstPause * 2 ** tries, MAIL_LIMITS.longestPause)
}
