/** One's inbox: what routes take and answer. */
import { z } from 'zod'
import type { Anchor, CommentId, Instant, Notice, ReviewId, ThreadId } from '@tandem/rules'
import type { Route } from './route.ts'

export type InboxAnswer = {
  readonly unread: number
  /** The newest first. */
  readonly notices: readonly ShownNotice[]
}

/** A notice, with what its person may read now of what it is about. */
export type ShownNotice = {
  readonly id: string
  readonly kind: Notice['kind']
  readonly at: Instant
  readonly isRead: boolean
  readonly review: { readonly id: ReviewId; readonly title: string }
  /** Who did it, as they are called now; null where it happened by itself. */
  readonly by: string | null
  /** The first study that it is about; null where it is no longer in the review. */
  readonly study: { readonly key: string; readonly label: string } | null
  /** The stage of that study, as the last part of its address; null: the study as such. */
  readonly instrument: string | null
  /** How many studies it is about. */
  readonly studies: number
  /** Null where it is about no comment, and where its person may no longer read it. */
  readonly comment: NoticedComment | null
}

export type NoticedComment = {
  readonly thread: ThreadId
  readonly id: CommentId
  readonly anchor: Anchor
  /** Null: taken back. */
  readonly text: string | null
}

/** Null: all of them. */
export const MarkReadSchema = z.strictObject({ notices: z.array(z.string().min(1).max(64)).max(500).nullable() })

/** How many are unread. */
export const UnreadSchema = z.object({ unread: z.number() })

/** Whether one gets a letter, once a day at most, where notices wait unread; null where this server sends no mail. */
export const DigestSchema = z.object({ digest: z.boolean().nullable() })
export const NewDigestSchema = z.strictObject({ digest: z.boolean() })

export const INBOX_ROUTES = {
  inbox: {
    method: 'GET',
    path: '/inbox',
    who: 'signed-in',
    token: 'read',
    pace: 'requests',
    says: 'Shows one’s newest notices, of all reviews, with what one may read now of what they are about.',
    body: null,
    answer: z.custom<InboxAnswer>(),
  },
  unread: {
    method: 'GET',
    path: '/inbox/unread',
    who: 'signed-in',
    token: 'read',
    pace: 'requests',
    says: 'Says how many of one’s notices are unread.',
    body: null,
    answer: UnreadSchema,
  },
  'mark-read': {
    method: 'POST',
    path: '/inbox/read',
    who: 'signed-in',
    token: 'write',
    pace: 'requests',
    size: 'ordinary',
    says: 'Marks notices as read, or all of them, and says how many are left.',
    body: MarkReadSchema,
    answer: UnreadSchema,
  },
  digest: {
    method: 'GET',
    path: '/inbox/digest',
    who: 'signed-in',
    token: 'never',
    pace: 'requests',
    says: 'Says whether one gets a letter about unread notices.',
    body: null,
    answer: DigestSchema,
  },
  'switch-digest': {
    method: 'PUT',
    path: '/inbox/digest',
    who: 'signed-in',
    token: 'never',
    pace: 'requests',
    size: 'small',
    says: 'Switches the letter about unread notices on or off.',
    body: NewDigestSchema,
    answer: null,
  },
} as const satisfies Record<string, Route>
