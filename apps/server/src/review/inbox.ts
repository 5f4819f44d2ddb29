/**
 * One's inbox, of all reviews. Notices hold no text: what a comment says is looked up when the inbox is read, by what its
 * reader may see then.
 */
import {
  isComment,
  stageOf,
  threadFor,
  type Comment,
  type Instant,
  type PersonId,
  type ReviewId,
  type ReviewView,
} from '@tandem/rules'
import type { InboxAnswer, LiveMessage, NoticedComment, ShownNotice } from '@tandem/wire'
import { NOTICE_LIMITS } from '../limits.ts'
import type { NoticeId, Store, StoredNotice } from '../store/contract.ts'

export type InboxPorts = {
  readonly store: Pick<Store, 'noticesFor' | 'unreadOf' | 'markRead'>
  readonly now: () => Instant
  /** The full view; null if there is no such review. */
  readonly viewOf: (review: ReviewId) => Promise<ReviewView | null>
}

type Send = (message: LiveMessage) => void

export class Inbox {
  readonly #ports: InboxPorts
  readonly #watchers = new Map<PersonId, Set<Send>>()

  constructor(ports: InboxPorts) {
    this.#ports = ports
  }

  async list(person: PersonId): Promise<InboxAnswer> {
    const { store, viewOf } = this.#ports
    const notices: ShownNotice[] = []
    for (const notice of await store.noticesFor(person, NOTICE_LIMITS.shown)) {
      const view = await viewOf(notice.review)
      if (view) notices.push(shown(notice, view))
    }
    return { unread: await store.unreadOf(person), notices }
  }

  unread(person: PersonId): Promise<number> {
    return this.#ports.store.unreadOf(person)
  }

  /** @param ids null: all. @returns how many are left. */
  async markRead(person: PersonId, ids: readonly string[] | null): Promise<number> {
    await this.#ports.store.markRead(person, ids as readonly NoticeId[] | null, this.#ports.now())
    await this.tell([person])
    return this.unread(person)
  }

  /** Says at once how many are unread, and again whenever that has changed. @returns how to stop. */
  async watch(person: PersonId, send: Send): Promise<() => void> {
    const watchers = this.#watchers.get(person) ?? new Set()
    this.#watchers.set(person, watchers.add(send))
    send({ type: 'inbox', unread: await this.unread(person) })
    return () => {
      watchers.delete(send)
      if (watchers.size === 0 && this.#watchers.get(person) === watchers) this.#watchers.delete(person)
    }
  }

  /** Something was written for these people, or read by them. */
  async tell(people: readonly PersonId[]): Promise<void> {
    for (const person of new Set(people)) {
      const watchers = this.#watchers.get(person)
      if (!watchers) continue
      const unread = await this.unread(person)
      for (const send of watchers) send({ type: 'inbox', unread })
    }
  }
}

function shown(notice: StoredNotice, view: ReviewView): ShownNotice {
  const { id, kind, at, readAt, by, studies } = notice
  const study = view.studies.find((one) => one.id === notice.study)
  return {
    id,
    kind,
    at,
    isRead: readAt !== null,
    review: { id: view.review.id, title: view.review.title },
    by: view.people.find((person) => person.id === by)?.name ?? null,
    study: study ? { key: study.key, label: study.label } : null,
    instrument: notice.form !== null && stageOf(view.review, notice.form) ? notice.form : null,
    studies,
    comment: commentOf(notice, view),
  }
}

function commentOf({ person, thread: id, comment: of }: StoredNotice, view: ReviewView): NoticedComment | null {
  const thread = id && threadFor(view, person, id)
  const comment = thread?.entries.find((entry): entry is Comment => isComment(entry) && entry.id === of)
  return thread && comment ? { thread: thread.id, id: comment.id, anchor: thread.anchor, text: comment.text } : null
}
