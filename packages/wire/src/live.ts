/**
 * The live feed: one WebSocket per open review at `/live/:review?cursor=…`. The server speaks first and only; anything
 * the client sends is malformed (4400). Messages are JSON texts.
 *
 * Durable events carry a cursor, opaque and counted per recipient; a client that reconnects with its last cursor gets
 * every event it missed, in order. Names, progress, answers, threads, nudges and the number of unread notices are latest
 * values, sent whole after `ready`, coalesced.
 */
import type { AssessmentId, PersonId, ReviewView, SentEvent, ThreadsChange } from '@tandem/rules'
import type { ConsensusAnswers, Progress } from './http.ts'

export type LiveMessage =
  /** All missed events have been sent. */
  | { readonly type: 'ready'; readonly cursor: string }
  | { readonly type: 'event'; readonly cursor: string; readonly event: SentEvent }
  | { readonly type: 'progress'; readonly progress: readonly Progress[] }
  | { readonly type: 'answers'; readonly answers: readonly ConsensusAnswers[] }
  /** What is extracted there together has changed: whoever shows it asks for it again. */
  | { readonly type: 'extracted'; readonly assessment: AssessmentId }
  | ({ readonly type: 'threads' } & ThreadsChange)
  /** Only to those who may nudge. */
  | { readonly type: 'nudges'; readonly nudges: ReviewView['nudges'] }
  /** Of all one's reviews. */
  | { readonly type: 'inbox'; readonly unread: number }
  /** What people are called now: events name them by their ids. */
  | { readonly type: 'names'; readonly names: readonly { readonly person: PersonId; readonly name: string }[] }
  /** Sent in silence so that a dead connection is noticed within 30 s. */
  | { readonly type: 'still-here' }
