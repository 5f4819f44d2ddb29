/** The letters about accounts. Each says why it came and what to do if it should not have come. */
import type { SecurityEvent } from '@tandem/wire'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { nameInLetter, type Letter } from '../mail/letter.ts'

export function resetLetter(to: string, host: string, link: string, until: number): Letter {
  return {
    to,
    subject: `A new password for Tandem on ${host}`,
    text: lines(
      `Somebody, probably you, asked for a new password for your account on ${host}.`,
      `Open this link within an hour to set it:\n\n${link}`,
      'It works once. If you did not ask for it, do nothing: your password stays as it is.',
    ),
    usefulUntil: until,
  }
}

/** To whoever has the address that an account had. */
export function emailChangedLetter(to: string, host: string): Letter {
  return {
    to,
    subject: `Your address for Tandem on ${host} was changed`,
    text: lines(
      `The account on ${host} that had this address has another one now.`,
      'If it was not you who changed it, tell the administrator of the server at once.',
    ),
    usefulUntil: null,
  }
}

export function addressLinkLetter(to: string, host: string, link: string, until: number): Letter {
  return {
    to,
    subject: `Is this your address for Tandem on ${host}?`,
    text: lines(
      `Somebody, probably you, gave this address for their account on ${host}.`,
      `If it was you, open this link within a day, where you are signed in:\n\n${link}`,
      'It works once. If it was not you, do nothing: nobody gets into anything by it.',
    ),
    usefulUntil: until,
  }
}

/** To the owner of an address that somebody else wants for their account: the other one is told nothing. */
export function addressWantedLetter(to: string, host: string): Letter {
  return {
    to,
    subject: `Your address for Tandem on ${host} was given for another account`,
    text: lines(
      `Somebody wanted this address for another account on ${host}. It is the address of yours, so nothing was changed.`,
      'If it was you, you have two accounts there. If not, do nothing.',
    ),
    usefulUntil: null,
  }
}

export function registrationLetter(to: string, host: string, link: string, until: number): Letter {
  return {
    to,
    subject: `Your account for Tandem on ${host}`,
    text: lines(
      `Somebody, probably you, wants to make an account on ${host} with this address.`,
      `Open this link within a day to make it:\n\n${link}`,
      'It works once. If it was not you, do nothing: there is no account without it.',
    ),
    usefulUntil: until,
  }
}

/** In place of a link: whoever asked learns from the letter alone that there is an account. */
export function alreadyHereLetter(to: string, host: string, origin: string): Letter {
  return {
    to,
    subject: `You have an account for Tandem on ${host}`,
    text: lines(
      `Somebody, probably you, wants to make an account on ${host} with this address. There is one already.`,
      `Sign in with it, or ask for a new password there:\n\n${origin}/login`,
      'If it was not you, do nothing.',
    ),
    usefulUntil: null,
  }
}

/** What an administrator did that can open an account to somebody else. */
export type Intervention = 'reset-link-made' | 'second-factor-removed'

const INTERVENTIONS: Readonly<Record<Intervention, string>> = {
  'reset-link-made':
    'made a link that sets a new password for your account. Whoever opens it within an hour can set one.',
  'second-factor-removed':
    'switched the second factor of your account off. The password alone, or a new one by a link, signs in now.',
}

/** @param by the administrator's name; null: on the command line, where nobody is known by name. */
export function interventionLetter(to: string, host: string, what: Intervention, by: string | null): Letter {
  const who = by === null ? 'Somebody at the command line of the server' : `${nameInLetter(by)}, who administrates it,`
  return {
    to,
    subject: `An administrator of Tandem on ${host} has changed how your account is secured`,
    text: lines(
      `This is about your account on ${host}. ${who} ${INTERVENTIONS[what]}`,
      'If you asked for it, all is well. If not, ask them why, and look at the security log in your account: it says what was done and when, and every sign-in.',
    ),
    usefulUntil: null,
  }
}

/** What somebody signed in did to what the account is signed in with. */
export type FactorChange = Extract<
  SecurityEvent,
  'password-changed' | 'totp-on' | 'totp-off' | 'recovery-codes-made' | 'passkey-added' | 'passkey-removed'
>

const FACTOR_CHANGES: Readonly<Record<FactorChange, string>> = {
  'password-changed': 'The password was changed.',
  'totp-on': 'Codes of an authenticator app were switched on, and recovery codes were made.',
  'totp-off': 'Codes of an authenticator app were switched off, and the recovery codes with them.',
  'recovery-codes-made': 'New recovery codes were made. The old ones are dead.',
  'passkey-added': 'A passkey was added.',
  'passkey-removed': 'A passkey was removed.',
}

/** To the owner, who may not be the one who did it. */
export function factorLetter(to: string, host: string, what: FactorChange): Letter {
  return {
    to,
    subject: `How you sign in to Tandem on ${host} was changed`,
    text: lines(
      `This is about your account on ${host}. ${FACTOR_CHANGES[what]}`,
      'If it was you, all is well. If not, set a new password, sign out everywhere, and tell the administrator of the server at once.',
    ),
    usefulUntil: null,
  }
}

export type Invited = {
  readonly to: string
  readonly host: string
  /** Who invites. */
  readonly by: string
  /** The review's title; null: to the server. */
  readonly review: string | null
  readonly link: string
  readonly until: number
}

export function invitationLetter({ to, host, by, review, link, until }: Invited): Letter {
  const what = review === null ? `Tandem on ${host}` : `the review “${nameInLetter(review)}”`
  const days = Math.round(ACCOUNT_LIMITS.invitation / 86_400_000)
  return {
    to,
    subject: `${nameInLetter(by)} invites you to ${what}`,
    text: lines(
      `${nameInLetter(by)} invites you to ${what}.`,
      `Open this link within ${days} days to accept:\n\n${link}`,
      'It works once, and for this address only. If you do not know who this is, do nothing.',
    ),
    usefulUntil: until,
  }
}

export type Waiting = {
  readonly to: string
  readonly origin: string
  /** By review. */
  readonly counts: readonly { readonly title: string; readonly count: number }[]
}

/** Numbers and titles, nothing of what was said. */
export function digestLetter({ to, origin, counts }: Waiting): Letter {
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  const noticesOf = (count: number): string => (count === 1 ? '1 notice' : `${count} notices`)
  return {
    to,
    subject: `${noticesOf(all)} in Tandem on ${new URL(origin).host}`,
    text: lines(
      `${all === 1 ? 'This waits' : 'These wait'} unread for you:`,
      counts.map(({ title, count }) => `- ${nameInLetter(title)}: ${noticesOf(count)}`).join('\n'),
      `Read them here:\n\n${origin}/inbox`,
      `This letter comes once a day at most. Switch it off in your account: ${origin}/me`,
    ),
    usefulUntil: null,
  }
}

function lines(...paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`
}
