/** What somebody sees otherwise in the threads, once something has happened. */
import type { ReviewEvent } from '../events.ts'
import type { PersonId, ReviewView, ThreadId } from '../review.ts'
import { changesSight } from '../visibility.ts'
import { threadSights } from './sight.ts'
import { isComment, type Thread, type ThreadEntry } from './thread.ts'

/** `whole`: these are all that exist for this person; else they replace or join those of before. */
export type ThreadsChange = { readonly whole: boolean; readonly threads: readonly Thread[] }

/**
 * @param before the full view before these events. @param after the full view after them.
 * @returns for a person what they see otherwise; null where that is nothing.
 */
export function threadChanges(
  before: ReviewView,
  after: ReviewView,
  events: readonly ReviewEvent[],
): (person: PersonId) => ThreadsChange | null {
  const touched = touchedThreads(before, after, events)
  if (touched !== 'all' && touched.size === 0) return () => null
  const [then, now] = [threadSights(before), threadSights(after)]
  const isTouched = ({ id }: Thread): boolean => touched === 'all' || touched.has(id)
  const [old, current] = [before.threads.filter(isTouched), after.threads.filter(isTouched)]
  return (person) => {
    const [saw, sees] = [then(person), now(person)]
    const earlier = old.flatMap((thread) => saw(thread) ?? [])
    const threads = current.flatMap((thread) => sees(thread) ?? [])
    if (isSame(earlier, threads)) return null
    return { whole: touched === 'all', threads }
  }
}

function isSame(earlier: readonly Thread[], threads: readonly Thread[]): boolean {
  if (earlier.length !== threads.length) return false
  return threads.every(({ id, entries }, index) => {
    const before = earlier[index]
    if (before?.id !== id || before.entries.length !== entries.length) return false
    return entries.every((entry, place) => isSameEntry(before.entries[place], entry))
  })
}

/**
 * By identity, since this is asked of all threads for everybody who watches: the fold keeps each entry as it is. Only a
 * comment with other words is put together anew for each reader; each wording has a list of mentions of its own.
 */
function isSameEntry(before: ThreadEntry | undefined, entry: ThreadEntry): boolean {
  if (before === entry) return true
  return before?.is === 'comment' && isComment(entry) && before.id === entry.id && before.mentions === entry.mentions
}

/** A superset: the threads outside of which nobody sees anything otherwise. */
export function touchedThreads(
  before: ReviewView,
  after: ReviewView,
  events: readonly ReviewEvent[],
): ReadonlySet<ThreadId> | 'all' {
  if (events.some((event) => event.type === 'study-removed' || changesSight(before, event))) return 'all'
  const revealed = new Set(events.flatMap((event) => (event.type === 'revealed' ? [event.assessment] : [])))
  const studies = new Set(after.assessments.flatMap(({ id, study }) => (revealed.has(id) ? [study] : [])))
  return new Set([
    ...events.flatMap((event) => ('thread' in event ? [event.thread] : [])),
    ...after.threads.flatMap(({ id, anchor }) => (studies.has(anchor.study) ? [id] : [])),
  ])
}
