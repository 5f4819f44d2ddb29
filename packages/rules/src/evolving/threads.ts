import type { ReviewView } from '../review.ts'
import type { Thread, ThreadEntry } from '../threads/thread.ts'
import type { Of } from './of.ts'

export function onThreadOpened(view: ReviewView, event: Of<'thread-opened'>): ReviewView {
  const { thread, anchor } = event
  return { ...view, threads: [...view.threads, { id: thread, anchor, entries: commentOf(event) }] }
}

export function onReplied(view: ReviewView, event: Of<'replied'>): ReviewView {
  return withEntries(view, event.thread, commentOf(event))
}

export function onTurned(view: ReviewView, event: Of<'thread-resolved' | 'thread-reopened'>): ReviewView {
  const { thread, actor, at, rounds } = event
  const is = event.type === 'thread-resolved' ? 'resolved' : 'reopened'
  return actor === 'system' ? view : withEntries(view, thread, [{ is, by: actor, at, rounds }])
}

export function onCommentRevised(view: ReviewView, event: Of<'comment-revised'>): ReviewView {
  const { thread, comment, actor, at, rounds, text, mentions } = event
  if (actor === 'system') return view
  return withEntries(view, thread, [{ is: 'revision', by: actor, at, rounds, comment, text, mentions }])
}

export function onNudged(view: ReviewView, { person, at }: Of<'nudged'>): ReviewView {
  return { ...view, nudges: { ...view.nudges, [person]: at } }
}

function withEntries(view: ReviewView, id: Thread['id'], added: readonly ThreadEntry[]): ReviewView {
  const threads = view.threads.map((thread) =>
    thread.id === id ? { ...thread, entries: [...thread.entries, ...added] } : thread,
  )
  return { ...view, threads }
}

/** The system comments on nothing. */
function commentOf({ actor, at, comment, text, mentions, rounds }: Of<'thread-opened' | 'replied'>) {
  if (actor === 'system') return []
  return [{ is: 'comment', id: comment, by: actor, at, rounds, text, mentions, revisedAt: null } as const]
}
