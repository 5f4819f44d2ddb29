/**
 * Pace: what has been submitted and settled, week by week.
 *
 * Weeks are counted back from now, so that the last one is whole: with weeks that begin on a Monday, pace would seem to
 * collapse every Monday.
 *
 * Looks at submissions, settlements and their times alone. Everybody may know these (`PERMITTED_FACTS`), so reviews that
 * differ in what somebody answered have the same pace.
 */
import type { Assessment, Instant, PersonId } from '../review.ts'

export type Pace = {
  /** The first submission. */
  readonly since: Instant
  /** The end of each week, the oldest first; the last one is now. At most `MOST_WEEKS` weeks. */
  readonly ends: readonly Instant[]
  /** Studies. */
  readonly settled: Tally
  /** Drafts, by person; who has submitted most comes first. */
  readonly people: readonly (Tally & { readonly person: PersonId })[]
}

export type Tally = {
  readonly total: number
  /** Before the first of the weeks. */
  readonly before: number
  /** How many by each of the ends, everything before included. */
  readonly by: readonly number[]
  /** Each week, over the weeks of `ends`; null until the first one has passed. */
  readonly perWeek: number | null
}

export const WEEK = 7 * 24 * 3_600_000

/** A quarter: what was done before says little about now. */
export const MOST_WEEKS = 12

/**
 * @param assessments of one stage, all rounds.
 * @returns null before the first submission.
 */
export function paceOf(assessments: readonly Assessment[], now: Instant): Pace | null {
  const submissions = submissionsIn(assessments)
  const [since] = submissions.map(({ at }) => at).sort()
  if (since === undefined) return null
  const weeks = Math.min(MOST_WEEKS, Math.max(0, Date.parse(now) - Date.parse(since)) / WEEK)
  const ends = endsOf(Math.max(1, Math.ceil(weeks)), now)
  const tally = (times: readonly Instant[]): Tally => tallyOf(times, ends, weeks)
  const people = [...new Set(submissions.map(({ person }) => person))].map((person) => ({
    person,
    ...tally(submissions.filter((one) => one.person === person).map(({ at }) => at)),
  }))
  return {
    since,
    ends,
    settled: tally(settledAt(assessments)),
    people: people.sort((one, other) => other.total - one.total),
  }
}

/** When each study was settled that is settled now. */
export function settledAt(assessments: readonly Assessment[]): readonly Instant[] {
  return assessments.flatMap(({ isCurrent, settlement }) => (isCurrent && settlement ? [settlement.at] : []))
}

function submissionsIn(assessments: readonly Assessment[]) {
  return assessments.flatMap(({ slots }) =>
    slots.flatMap(({ reviewer: person, submittedAt: at }) => (at === null ? [] : [{ person, at }])),
  )
}

function endsOf(weeks: number, now: Instant): readonly Instant[] {
  return Array.from({ length: weeks }, (_, place) => {
    return new Date(Date.parse(now) - (weeks - 1 - place) * WEEK).toISOString() as Instant
  })
}

/** What the clock of a browser that is behind calls the future counts as done now. */
function tallyOf(times: readonly Instant[], ends: readonly Instant[], weeks: number): Tally {
  const total = times.length
  const by = ends.map((end, place) => (place === ends.length - 1 ? total : times.filter((at) => at <= end).length))
  const start = Date.parse(ends[0] ?? '') - WEEK
  const before = times.filter((at) => Date.parse(at) < start).length
  return { total, before, by, perWeek: weeks < 1 ? null : (total - before) / weeks }
}
