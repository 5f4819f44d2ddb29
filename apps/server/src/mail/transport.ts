/**
 * Letters leave by SMTP, with nodemailer. Plain text only: no markup that could carry somebody's name as code, no picture that
 * tells when it was opened.
 *
 * Nobody can add a header or a recipient by what they call themselves: the recipient is handed over as one address, never as a
 * text to be parsed as a list, and nodemailer writes no line break into a header. The tests hold it to that.
 */
import { createTransport } from 'nodemailer'
import { isLoopbackHost } from '../auth/origin.ts'
import { MAIL_LIMITS } from '../limits.ts'
import type { Letter } from './letter.ts'

/** @throws if the letter was not taken; it may be tried again. */
export type SendLetter = (letter: Pick<Letter, 'to' | 'subject' | 'text'>) => Promise<void>

export type MailServer = {
  /** smtp://… or smtps://…, with user and password in it where they are needed. */
  readonly url: string
  /** E.g. "Tandem <tandem@example.org>". */
  readonly from: string
}

export function sendBySmtp({ url, from }: MailServer): SendLetter {
  return sendBy(createTransport(smtpOptions(url)), from)
}

/** A password goes to another machine over TLS or not at all: whoever sits between could else take STARTTLS off the offer. */
export function smtpOptions(url: string) {
  const { hostname, password } = new URL(url)
  const time = MAIL_LIMITS.handingOver
  const times = { connectionTimeout: time, greetingTimeout: time, socketTimeout: time }
  return { url, requireTLS: password !== '' && !isLoopbackHost(hostname), ...times }
}

/** @param transport of nodemailer; tests hand in one that keeps what it is given. */
export function sendBy(transport: Pick<ReturnType<typeof createTransport>, 'sendMail'>, from: string): SendLetter {
  return async ({ to, subject, text }) => {
    // "auto-generated" keeps out-of-office answers away (RFC 3834).
    const headers = { 'Auto-Submitted': 'auto-generated' }
    const recipient = { name: '', address: to }
    await transport.sendMail({
      from,
      to: recipient,
      subject,
      text,
      headers,
      disableUrlAccess: true,
      disableFileAccess: true,
    })
  }
}
