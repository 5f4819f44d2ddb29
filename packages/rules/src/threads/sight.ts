/**
 * Who reads what of the threads. An entry is read by whoever wrote it, and by whoever may read all rounds that it was
 * written in: from the reveal on those who may read the ratings, before it only a lead or a supervisor who is not one of the
 * n. So a reviewer learns nothing before the reveal: no word, no number, and not that somebody wrote, answered, resolved or
 * took something back. Where nobody was assigned yet, all members read.
 *
 * What is said in one stage is also held by the blind rounds of the same study in the others: two forms may ask the same
 * question, and a stage without people would else be the place to tell each other the answers. Once such a round is
 * revealed it holds nothing any more: the stage that the words are about says who reads them.
 */
import { isBlind, mayReadDiscussion, mayReadRevealed, memberOf, membersOf } from '../grants.ts'
import type { Assessment, AssessmentId, Person, PersonId, ReviewView, StudyId, ThreadId } from '../review.ts'
import { currentAssessments } from '../states.ts'
import type { Anchor, Comment, CommentsReaders, Revision, Thread, ThreadEntry } from './thread.ts'

/** All threads, as this person may see them: the whole of what exists for them. */
export function threadsFor(view: ReviewView, person: PersonId): readonly Thread[] {
  const see = threadSights(view)(person)
  return view.threads.flatMap((thread) => see(thread) ?? [])
}

/** Null for unknown and held, alike. */
export function threadFor(view: ReviewView, person: PersonId, id: ThreadId): Thread | null {
  const thread = view.threads.find((one) => one.id === id)
  return thread ? threadSights(view)(person)(thread) : null
}

type See = (thread: Thread) => Thread | null

/** The same for many people and threads: what it takes is looked up once. */
export function threadSights(view: ReviewView): (person: PersonId) => See {
  const assessments = new Map<AssessmentId, Assessment>(view.assessments.map((one) => [one.id, one]))
  const studies = new Set<StudyId>(view.studies.map(({ id }) => id))
  return (id) => {
    const person = memberOf(view, id)
    if (!person) return () => null
    const mayRead = roundReader(person, assessments)
    return (thread) => (studies.has(thread.anchor.study) ? shownTo(person, thread, mayRead) : null)
  }
}

type MayRead = (round: AssessmentId, anchor: Anchor) => boolean

function roundReader(person: Person, assessments: ReadonlyMap<AssessmentId, Assessment>): MayRead {
  return (id, anchor) => {
    const assessment = assessments.get(id)
    return assessment !== undefined && isNotHeldBy(assessment, anchor, person)
  }
}

function isNotHeldBy(round: Assessment, anchor: Pick<Anchor, 'form'>, person: Person): boolean {
  return mayReadDiscussion(person, round) || !(isBlind(round) || isAbout(anchor, round))
}

const isAbout = ({ form }: Pick<Anchor, 'form'>, round: Assessment): boolean => form === null || round.form.id === form

function shownTo(person: Person, thread: Thread, mayRead: MayRead): Thread | null {
  const isRead = (round: AssessmentId): boolean => mayRead(round, thread.anchor)
  const seen = thread.entries.filter(({ by, rounds }) => by === person.id || rounds.every(isRead))
  // Answers to what one may not read would tell of it.
  if (seen.length === 0 || seen[0] !== thread.entries[0]) return null
  const revisions = new Map(seen.flatMap((entry) => (entry.is === 'revision' ? [[entry.comment, entry] as const] : [])))
  return { ...thread, entries: seen.flatMap((entry) => asItStands(entry, revisions)) }
}

/** A comment with its newest text that may be read; earlier ones are sent to nobody. */
function asItStands(
  entry: ThreadEntry,
  revisions: ReadonlyMap<Comment['id'], Revision>,
): readonly Exclude<ThreadEntry, Revision>[] {
  if (entry.is === 'revision') return []
  if (entry.is !== 'comment') return [entry]
  const revision = revisions.get(entry.id)
  if (!revision) return [entry]
  return [{ ...entry, text: revision.text, mentions: revision.mentions, revisedAt: revision.at }]
}

/** The rounds that something written now about this belongs to. */
export function roundsOf(view: ReviewView, { study, form }: Pick<Anchor, 'study' | 'form'>): readonly AssessmentId[] {
  return currentOf(view, { study, form }).map(({ id }) => id)
}

function currentOf(view: ReviewView, anchor: Pick<Anchor, 'study' | 'form'>): readonly Assessment[] {
  return currentAssessments(view, anchor.study).filter((round) => isAbout(anchor, round) || isBlind(round))
}

/** Who reads what is written about this now, besides whoever writes it, and who once everything is revealed. */
export function readersOf(view: ReviewView, anchor: Pick<Anchor, 'study' | 'form'>): CommentsReaders {
  const rounds = currentOf(view, anchor)
  const members = membersOf(view)
  return {
    now: members.filter((person) => rounds.every((round) => isNotHeldBy(round, anchor, person))),
    afterReveal: members.filter((person) => rounds.every((round) => mayReadAfterReveal(person, round, anchor))),
  }
}

const mayReadAfterReveal = (person: Person, round: Assessment, anchor: Pick<Anchor, 'form'>): boolean =>
  !isAbout(anchor, round) || mayReadRevealed(person, round)

/** Whether this person reads an answer in the thread, now or once everything is revealed. */
export function mayBeMentioned(view: ReviewView, person: PersonId, about: Anchor | Thread): boolean {
  const anchor = 'anchor' in about ? about.anchor : about
  const member = memberOf(view, person)
  if (!member) return false
  const begun = 'anchor' in about ? (about.entries[0]?.rounds ?? []) : []
  const rounds = new Set([...begun, ...roundsOf(view, anchor)])
  return view.assessments.every((round) => !rounds.has(round.id) || mayReadAfterReveal(member, round, anchor))
}
