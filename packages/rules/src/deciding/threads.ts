import type { ThreadCommand } from '../commands.ts'
import type { ReviewEvent, ReviewFact } from '../events.ts'
import type { CommentId, PersonId, ThreadId } from '../review.ts'
import { roundsOf } from '../threads/sight.ts'
import type { Thread } from '../threads/thread.ts'
import type { Deciding } from './deciding.ts'

export function onThreads({ view, context, by }: Deciding, command: ThreadCommand): readonly ReviewEvent[] {
  const roundsIn = ({ anchor }: Thread) => roundsOf(view, anchor)
  switch (command.type) {
    case 'open-thread': {
      const [thread, comment] = [context.newId() as ThreadId, context.newId() as CommentId]
      const { anchor } = command
      return [by({ type: 'thread-opened', thread, anchor, comment, ...said(command), rounds: roundsOf(view, anchor) })]
    }
    case 'reply': {
      const { thread } = command
      const rounds = roundsIn(named(view.threads, thread))
      return [by({ type: 'replied', thread, comment: context.newId() as CommentId, ...said(command), rounds })]
    }
    case 'resolve-thread':
    case 'reopen-thread': {
      const { thread } = command
      const type = command.type === 'resolve-thread' ? 'thread-resolved' : 'thread-reopened'
      return [by({ type, thread, rounds: roundsIn(named(view.threads, thread)) })]
    }
    case 'revise-comment':
      return [by(revised(view.threads, command, roundsIn))]
    case 'nudge':
      return [by({ type: 'nudged', person: command.person, studies: [...new Set(command.studies)] })]
  }
}

function revised(
  threads: readonly Thread[],
  { comment, text, mentions }: Extract<ThreadCommand, { type: 'revise-comment' }>,
  roundsIn: (thread: Thread) => Extract<ReviewFact, { type: 'comment-revised' }>['rounds'],
): ReviewFact {
  const of = threads.find(({ entries }) => entries.some((entry) => entry.is === 'comment' && entry.id === comment))
  if (!of) throw new Error(`there is no comment ${comment}`)
  const words = text === null ? { text, mentions: [] } : said({ text, mentions })
  return { type: 'comment-revised', thread: of.id, comment, ...words, rounds: roundsIn(of) }
}

function said({ text, mentions }: { readonly text: string; readonly mentions: readonly PersonId[] }) {
  return { text: text.trim(), mentions: [...new Set(mentions)] }
}

/** @throws Error if there is no such thread: a rule has refused that. */
function named(threads: readonly Thread[], id: ThreadId): Thread {
  const thread = threads.find((one) => one.id === id)
  if (!thread) throw new Error(`there is no thread ${id}`)
  return thread
}
