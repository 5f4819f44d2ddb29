/** Due dates: which studies are late, and which will be soon. Days are compared as text, "2026-12-24". */
import type { AssessmentState, Study } from '../review.ts'
import { isSettled } from '../states.ts'

export type Deadline = 'overdue' | 'due-soon' | 'later'

/** From today on. */
export const SOON_DAYS = 7

/**
 * Null where no day is set, or nothing is left to do. A study is overdue from the day after.
 *
 * @param today the reader's own day: a due date is a day, not a moment.
 */
export function deadlineOf({ due }: Pick<Study, 'due'>, state: AssessmentState, today: string): Deadline | null {
  if (due === undefined || isSettled(state)) return null
  if (due < today) return 'overdue'
  return due < dayAfter(today, SOON_DAYS) ? 'due-soon' : 'later'
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 3_600_000).toISOString().slice(0, 10)
}
