/**
 * Wrong passwords and codes, counted by what they were tried on.
 *
 * - Each try counts as a failure from the moment it begins, and is forgiven if it was right: so a hundred tries at the same
 *   moment are a hundred failures and not one.
 * - After the third failure on an account comes a pause of a second, then 2, 4, 8 …; after the tenth, until the first has
 *   become fifteen minutes old. An address has no pauses, only its number.
 * - Kept in memory: nobody outside can start the server anew. Only so many subjects are remembered; whoever makes up more
 *   of them pushes out the oldest, which costs them a try at each.
 */
import { ACCOUNT_LIMITS } from '../limits.ts'

/** What tries are counted by: an account as it was named, a known device, an address. */
export type Subject = { readonly kind: 'account' | 'device' | 'address'; readonly id: string }

export type Failures = {
  /**
   * Counts one more try, unless one has to wait.
   * @returns milliseconds to wait, 0 if it may be tried now.
   */
  begin(subjects: readonly Subject[]): number
  /** It was right: the account and the device start anew, and the address gets this one try back. */
  forgive(subjects: readonly Subject[]): void
  /** It was not looked at: every subject gets it back. */
  takeBack(subjects: readonly Subject[]): void
}

export function countFailures(clock: () => number): Failures {
  const { window, known } = ACCOUNT_LIMITS.failures
  /** Times of the failures that still count, oldest first. */
  const timesOf = new Map<string, readonly number[]>()

  const recent = (subject: Subject): readonly number[] => {
    const since = clock() - window
    return (timesOf.get(nameOf(subject)) ?? []).filter((time) => time > since)
  }
  const keep = (subject: Subject, times: readonly number[]): void => {
    const name = nameOf(subject)
    // Behind all others, so that the first is the one that was tried least recently.
    timesOf.delete(name)
    if (times.length > 0) timesOf.set(name, times)
    if (timesOf.size > known) for (const first of timesOf.keys()) return void timesOf.delete(first)
  }

  return {
    begin(subjects) {
      const wait = Math.max(0, ...subjects.map((subject) => waitAfter(subject, recent(subject), clock())))
      if (wait > 0) return wait
      for (const subject of subjects) keep(subject, [...recent(subject), clock()])
      return 0
    },
    forgive(subjects) {
      for (const subject of subjects) keep(subject, subject.kind === 'address' ? recent(subject).slice(0, -1) : [])
    },
    takeBack(subjects) {
      for (const subject of subjects) keep(subject, recent(subject).slice(0, -1))
    },
  }
}

function waitAfter({ kind }: Subject, times: readonly number[], now: number): number {
  const { window, ofAccount, ofAddress, withoutPause } = ACCOUNT_LIMITS.failures
  const allowed = kind === 'address' ? ofAddress : ofAccount
  const [first = 0, last = 0] = [times.at(-allowed), times.at(-1)]
  if (times.length >= allowed) return first + window - now
  if (kind === 'address' || times.length < withoutPause) return 0
  return Math.max(0, last + 1_000 * 2 ** (times.length - withoutPause) - now)
}

function nameOf({ kind, id }: Subject): string {
  return `${kind} ${id}`
}
