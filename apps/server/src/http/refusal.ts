/** Refusals: a word for programs, a sentence for people. The same refusal has the same bytes wherever it comes from. */
import type { Context } from 'hono'
import type { ApiError } from '@tandem/wire'

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
} as const

const SENTENCES: Readonly<Record<Exclude<RefusalName, 'bad-request'>, string>> = {
  'not-signed-in': 'Sign in first.',
  'foreign-origin': 'This request did not come from a page of this Tandem server, so it was not carried out.',
  'not-found': 'There is nothing here, or you may not see it.',
  'too-large': 'The request is larger than this server accepts.',
  outdated: 'This page was made for another version of Tandem. Reload it; what you typed is kept on this device.',
  'too-many-requests': 'Too many requests at once. Wait a moment, then try again.',
  'server-fault': 'The server failed at this request. Nothing was changed; you may try again.',
  'store-unavailable': 'The server cannot write at the moment. Nothing was changed; try again in a minute.',
}

export type RefusalName = keyof typeof STATUS

export function refuse(context: Context, name: Exclude<RefusalName, 'bad-request'>): Response {
  return answer(context, name, SENTENCES[name])
}

export function refuseBody(context: Context, sentence: string): Response {
  return answer(context, 'bad-request', sentence)
}

function answer(context: Context, error: RefusalName, sentence: string): Response {
  return context.json({ error, sentence } satisfies ApiError, STATUS[error])
}
