/** Refusals: a word for programs, a sentence for people. The same refusal has the same bytes wherever it comes from. */
import type { Context } from 'hono'
import type { AccountRefusal, ApiError } from '@tandem/wire'
import type { Refused } from '../accounts/ports.ts'

const STATUS = {
  'bad-request': 400,
  'not-signed-in': 401,
  'foreign-origin': 403,
  'not-found': 404,
  'too-large': 413,
  outdated: 426,
  'too-many-requests': 429,
  'server-fault': 500,
  'store-unavailable': 503,
  // Of accounts: `AccountRefusal` in `wire` says when.
  'wrong-credentials': 403,
  'wrong-code': 403,
  'start-again': 403,
  'confirm-first': 403,
  'second-factor-first': 403,
  'token-not-allowed': 403,
  'weak-password': 409,
  'email-taken': 409,
  'link-over': 409,
  'for-another-address': 409,
  'already-set-up': 409,
  'by-invitation': 409,
  'letter-first': 409,
  'no-mail': 409,
  'last-administrator': 409,
  'last-lead': 409,
  'demo-account': 409,
  'no-change': 409,
  'too-many': 409,
  'too-many-failures': 429,
  busy: 503,
} as const satisfies Readonly<Record<AccountRefusal, number>> & Readonly<Record<string, number>>

const SENTENCES: Readonly<Record<Exclude<RefusalName, 'bad-request'>, string>> = {
  'not-signed-in': 'Sign in first.',
  'foreign-origin': 'This request did not come from a page of this Tandem server, so it was not carried out.',
  'not-found': 'There is nothing here, or you may not see it.',
  'too-large': 'The request is larger than this server accepts.',
  outdated: 'This page was made for another version of Tandem. Reload it; what you typed is kept on this device.',
  'too-many-requests': 'Too many requests at once. Wait a moment, then try again.',
  'server-fault': 'The server failed at this request. Nothing was changed; you may try again.',
  'store-unavailable': 'The server cannot write at the moment. Nothing was changed; try again in a minute.',
  'wrong-credentials': 'That did not match. Check what you typed, and try again.',
  'wrong-code': 'This code is not right, or it has been used. Wait for the next one, and try again.',
  'start-again': 'This took too long, or was begun in another browser. Start again.',
  'confirm-first': 'Show once more that it is you, then try again.',
  'second-factor-first':
    'This asks for your second factor: show it first. If you have none, set one up in your account.',
  'token-not-allowed': 'An API token may not do this.',
  'weak-password': 'This password is too easy to find. Choose another.',
  'email-taken': 'Somebody has an account with this address already.',
  'link-over': 'This link has been used, has run out or was taken back. Ask for a new one.',
  'for-another-address': 'This invitation is for another address.',
  'already-set-up': 'This server has been set up already. Sign in.',
  'by-invitation': 'One joins this server by invitation. Ask somebody who uses it.',
  'letter-first': 'This server sends a letter to your address first. Ask for it.',
  'no-mail': 'This server sends no mail. Ask its administrator for a link.',
  'last-administrator': 'Nobody else administrates this server. Make somebody else an administrator first.',
  'last-lead': 'Nobody else leads one of the reviews. Hand over the lead first.',
  'demo-account': 'People of the demo have no account of their own.',
  'no-change': 'It is so already. Load the page again.',
  'too-many': 'There are as many of these as there may be. Remove one first, or try again tomorrow.',
  'too-many-failures': 'Too many tries that failed. Wait a little, then try again.',
  busy: 'Too many people are signing in at this moment. Try again in a few seconds.',
}

export type RefusalName = keyof typeof STATUS

export function refuse(context: Context, name: Exclude<RefusalName, 'bad-request'>): Response {
  return answer(context, name, SENTENCES[name])
}

/** @param wait milliseconds after which it may be tried again. */
export function refuseForNow(context: Context, name: Exclude<RefusalName, 'bad-request'>, wait: number): Response {
  context.header('Retry-After', String(Math.max(1, Math.ceil(wait / 1_000))))
  return refuse(context, name)
}

/** With what a rule of accounts had to say. */
export function refuseAccount(context: Context, { refusal, sentence, wait }: Refused): Response {
  if (wait !== undefined) return refuseForNow(context, refusal, wait)
  return answer(context, refusal, sentence ?? SENTENCES[refusal])
}

export function refuseBody(context: Context, sentence: string): Response {
  return answer(context, 'bad-request', sentence)
}

function answer(context: Context, error: RefusalName, sentence: string): Response {
  return context.json({ error, sentence } satisfies ApiError, STATUS[error])
}
