/**
 * Which notices follow from what has happened. A notice tells one person of something to act on, and is made no earlier than
 * that person may read what it is about: one about a comment follows from what the person sees now and did not see before,
 * so for a held comment it is made at the reveal. Of a reveal all raters get the same one, whatever came out.
 */
import type { ReviewEvent } from '../events.ts'
import { assessorsOf, membersOf } from '../grants.ts'
import type { CommentId, Person, PersonId, ReviewView, StudyId, ThreadId } from '../review.ts'
import { touchedThreads } from './changes.ts'
import { toSubmit } from './nudges.ts'
import { threadSights } from './sight.ts'
import { isComment, type Comment, type Thread } from './thread.ts'

export type Notice = {
  readonly person: PersonId
  readonly kind: 'mention' | 'reply' | 'revealed' | 'assigned' | 'nudge'
  /** Who did it; null where it happened by itself. */
  readonly by: PersonId | null
  /** The first of those that it is about. */
  readonly study: StudyId
  /** The stage of that study, by the id of its form; null: the study as such. */
  readonly form: string | null
  /** How many studies it is about. */
  readonly studies: number
  readonly thread: ThreadId | null
  readonly comment: CommentId | null
}

/** @param before the full view before these events. @param after the full view after them. */
export function noticesOf(before: ReviewView, events: readonly ReviewEvent[], after: ReviewView): readonly Notice[] {
  return [
    ...assignments(before, events),
    ...events.flatMap((event) => reveals(event, after)),
    ...events.flatMap((event) => nudges(event, after)),
    ...membersOf(after).flatMap(commentsSeenBy(before, events, after)),
  ].filter(({ person, by }) => person !== by)
}

const NO_COMMENT = { thread: null, comment: null } as const

/** One for each person, however many studies they were given at once. */
function assignments(before: ReviewView, events: readonly ReviewEvent[]): readonly Notice[] {
  const rounds = new Map(before.assessments.map((assessment) => [assessment.id, assessment]))
  const given = new Map<PersonId, Place[]>()
  let by: PersonId | null = null
  for (const event of events) {
    if (event.type !== 'assigned') continue
    by = event.actor === 'system' ? null : event.actor
    const round = rounds.get(event.assessment)
    const had = new Set<PersonId>(round ? assessorsOf(round) : [])
    for (const person of placedBy(event))
      if (!had.has(person))
        given.set(person, [...(given.get(person) ?? []), { study: event.study, form: event.form.id }])
  }
  return [...given].flatMap(([person, places]) => about({ person, kind: 'assigned', by }, places))
}

function placedBy({ drafts, verifiers = [] }: Extract<ReviewEvent, { type: 'assigned' }>): readonly PersonId[] {
  return [...drafts.map(({ reviewer }) => reviewer), ...verifiers]
}

type Place = Pick<Notice, 'study' | 'form'>

function about(told: Pick<Notice, 'person' | 'kind' | 'by'>, places: readonly Place[]): readonly Notice[] {
  const [first] = places
  const studies = new Set(places.map(({ study }) => study)).size
  return first === undefined ? [] : [{ ...told, ...first, studies, ...NO_COMMENT }]
}

function reveals(event: ReviewEvent, after: ReviewView): readonly Notice[] {
  if (event.type !== 'revealed') return []
  const assessment = after.assessments.find(({ id }) => id === event.assessment)
  if (!assessment) return []
  const place = { study: assessment.study, form: assessment.form.id }
  return assessment.slots.flatMap(({ reviewer: person }) => about({ person, kind: 'revealed', by: null }, [place]))
}

function nudges(event: ReviewEvent, after: ReviewView): readonly Notice[] {
  if (event.type !== 'nudged' || event.actor === 'system') return []
  const { person, actor, studies } = event
  const places = studies.map((study) => ({ study, form: toSubmit(after, person, study)?.form.id ?? null }))
  return about({ person, kind: 'nudge', by: actor }, places)
}

/** Rights that change show a lot at once to somebody: that is for reading, and nobody is called to it. */
function commentsSeenBy(before: ReviewView, events: readonly ReviewEvent[], after: ReviewView) {
  const touched = touchedThreads(before, after, events)
  if (touched === 'all' || touched.size === 0) return () => []
  const [then, now] = [threadSights(before), threadSights(after)]
  const earlier = new Map(before.threads.map((thread) => [thread.id, thread]))
  const concerned = after.threads.filter(({ id }) => touched.has(id))
  return ({ id }: Person): readonly Notice[] =>
    concerned.flatMap((thread) => {
      const was = earlier.get(thread.id)
      const sees = now(id)(thread)
      return sees === null ? [] : callsFor(id, was ? then(id)(was) : null, sees)
    })
}

/** At most one for a thread: the last comment that calls this person, those that name them first. */
function callsFor(person: PersonId, saw: Thread | null, sees: Thread): readonly Notice[] {
  const known = new Map(saw?.entries.filter(isComment).map((comment) => [comment.id, comment]))
  const comments = sees.entries.filter(isComment)
  const news = comments.filter(({ by, text }) => by !== person && text !== null)
  const isNamed = (comment: Comment | undefined): boolean => comment?.mentions.includes(person) ?? false
  const naming = news.findLast((comment) => isNamed(comment) && !isNamed(known.get(comment.id)))
  const takesPart = comments.some(({ by }) => by === person)
  const answer = takesPart ? news.findLast(({ id }) => !known.has(id)) : undefined
  const comment = naming ?? answer
  if (!comment) return []
  const { study, form } = sees.anchor
  const kind = naming ? 'mention' : 'reply'
  return [{ person, kind, by: comment.by, study, form, studies: 1, thread: sees.id, comment: comment.id }]
}
