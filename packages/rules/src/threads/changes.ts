/** What somebody sees otherwise in the threads, once something has happened. */
import type { ReviewEvent } from '../events.ts'
import { isSameJson, type Json } from '../json.ts'
import type { PersonId, ReviewView, ThreadId } from '../review.ts'
import { changesSight } from '../visibility.ts'
import { threadSights } from './sight.ts'
import type { Thread } from './thread.ts'

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
    if (isSameJson(earlier as unknown as Json, threads as unknown as Json)) return null
    return { whole: touched === 'all', threads }
  }
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
