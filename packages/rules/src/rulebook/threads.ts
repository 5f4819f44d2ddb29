/** Threads and nudges: who says what about which place, and what may be asked of somebody. */
import { WATCHING, watches } from '../grants.ts'
import { hasItem } from '../forms/items.ts'
import type { ReviewView } from '../review.ts'
import { stageOf } from '../stages.ts'
import { toSubmit } from '../threads/nudges.ts'
import { mayBeMentioned, threadFor } from '../threads/sight.ts'
import {
  isComment,
  isResolved,
  MAX_ENTRIES_BY_PERSON,
  type Anchor,
  type Comment,
  type Thread,
} from '../threads/thread.ts'
import { NOTHING, type CommandRule, type Situation } from './rule.ts'

export const guestsRead = {
  id: 'guests-read',
  allows: { roles: ['lead', 'reviewer', 'adjudicator', 'supervisor'] },
  sentence: 'A guest reads what is said and writes nothing: the lead gives roles.',
  source: 'Method D14: whoever has a duty in the review takes part in its threads.',
  check: ({ actor }) => (actor?.roles.some((role) => role !== 'guest') ? null : NOTHING),
} as const satisfies CommandRule

export const placeExists = {
  id: 'place-exists',
  sentence: 'There is no such place in this review to comment on: a study, or a stage of the protocol and its items.',
  source: 'Method D14: a thread is about a study, an item of a form, or one of its fields.',
  check: ({ view, command }) => (command.type !== 'open-thread' || isPlace(view, command.anchor) ? null : NOTHING),
} as const satisfies CommandRule

function isPlace(view: ReviewView, { study, form, item, part }: Anchor): boolean {
  if (!view.studies.some(({ id }) => id === study)) return false
  if (form === null) return item === null && part === null
  if (stageOf(view.review, form) === undefined) return false
  if (item === null) return part === null
  const versions = Object.values(view.forms).filter(({ id }) => id === form)
  return versions.some((definition) => hasItem(definition, item))
}

export const threadExists = {
  id: 'thread-exists',
  sentence: 'There is no such thread in this review.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: (situation) => (shownThread(situation) === null ? NOTHING : null),
} as const satisfies CommandRule

export const commentExists = {
  id: 'comment-exists',
  sentence: 'There is no such comment in this review.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: (situation) => (shownComment(situation) === null ? NOTHING : null),
} as const satisfies CommandRule

export const ownCommentOnly = {
  id: 'own-comment-only',
  sentence: 'A comment is changed, or taken back, by whoever wrote it.',
  source: 'Method D14: nobody puts words into somebody else’s mouth.',
  check: (situation) => (shownComment(situation)?.comment.by === situation.actor?.id ? null : NOTHING),
} as const satisfies CommandRule

export const threadIsOpen = {
  id: 'thread-is-open',
  sentence: 'This thread has been resolved already.',
  source: 'Method D14: a thread is open or resolved.',
  check: (situation) => (isResolvedFor(situation) ? NOTHING : null),
} as const satisfies CommandRule

export const threadIsResolved = {
  id: 'thread-is-resolved',
  sentence: 'Only a resolved thread is opened again.',
  source: 'Method D14: a thread is open or resolved.',
  check: (situation) => (isResolvedFor(situation) ? null : NOTHING),
} as const satisfies CommandRule

/** As the actor sees it: what is held from them has not happened. */
function isResolvedFor(situation: Situation): boolean {
  const thread = shownThread(situation)
  return thread !== null && isResolved(thread)
}

export const somethingIsSaid = {
  id: 'something-is-said',
  sentence: 'A comment says something.',
  source: 'Method D14: what is said is kept in the log.',
  check: ({ command }) => ('text' in command && command.text !== null && command.text.trim() === '' ? NOTHING : null),
} as const satisfies CommandRule

export const mentionedMayRead = {
  id: 'mentioned-may-read',
  sentence: 'Only members who can read this now, or after the reveal, can be mentioned here.',
  source: 'Method D14: whoever is mentioned can see what is said of them.',
  check: (situation) => {
    const { view, command } = situation
    if (!('mentions' in command)) return null
    const about = command.type === 'open-thread' ? command.anchor : shownThread(situation)
    const barred = command.mentions.filter((person) => about === null || !mayBeMentioned(view, person, about))
    return barred.length > 0 ? { people: barred } : null
  },
} as const satisfies CommandRule

export const roomForWords = {
  id: 'room-for-words',
  sentence: `One person writes at most ${MAX_ENTRIES_BY_PERSON.toLocaleString('en')} times in the threads of a review.`,
  source: 'Method D13: a review stays small enough to be opened at once.',
  check: ({ view, actor }) => {
    const written = view.threads.reduce(
      (count, { entries }) => count + entries.filter(({ by }) => by === actor?.id).length,
      0,
    )
    return written >= MAX_ENTRIES_BY_PERSON ? { most: MAX_ENTRIES_BY_PERSON } : null
  },
} as const satisfies CommandRule

export const leadOrSupervisor = {
  id: 'lead-or-supervisor',
  allows: { roles: WATCHING },
  sentence: 'Somebody is nudged by the lead or a supervisor.',
  source: 'Method D15: somebody is nudged by a lead or a supervisor.',
  check: ({ actor }) => (actor && watches(actor) ? null : NOTHING),
} as const satisfies CommandRule

export const waitsForThem = {
  id: 'waits-for-them',
  sentence: 'Somebody is nudged about studies that they have still to submit.',
  source: 'Method D15: a nudge is about work that waits for somebody.',
  check: ({ view, command }) => {
    if (command.type !== 'nudge') return null
    const done = command.studies.filter((study) => !toSubmit(view, command.person, study))
    return done.length > 0 || command.studies.length === 0 ? { studies: done } : null
  },
} as const satisfies CommandRule

export const nudgedOnceADay = {
  id: 'nudged-once-a-day',
  sentence: 'Somebody is nudged at most once a day.',
  source: 'Method D15: a reminder more often than daily is noise.',
  check: ({ view, command, context }) => {
    const last = command.type === 'nudge' ? view.nudges[command.person] : undefined
    return last !== undefined && Date.parse(context.at) - Date.parse(last) < DAY ? { last } : null
  },
} as const satisfies CommandRule

const DAY = 24 * 60 * 60 * 1_000

/** The thread that the command is about, as the actor sees it. */
function shownThread(situation: Situation): Thread | null {
  const { view, actor, command } = situation
  if (command.type === 'revise-comment') return shownComment(situation)?.thread ?? null
  return actor && 'thread' in command ? threadFor(view, actor.id, command.thread) : null
}

function shownComment({ view, actor, command }: Situation): { thread: Thread; comment: Comment } | null {
  if (!actor || command.type !== 'revise-comment') return null
  const holds = (thread: Thread) => thread.entries.filter(isComment).find(({ id }) => id === command.comment) ?? null
  const held = view.threads.find((thread) => holds(thread) !== null)
  const thread = held ? threadFor(view, actor.id, held.id) : null
  const comment = thread && holds(thread)
  return thread && comment ? { thread, comment } : null
}
