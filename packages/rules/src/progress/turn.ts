/**
 * Whose turn it is in an assessment that is not settled: who has done their share, whom that waits for, and since when.
 * Before the reveal a share is one's draft, and a verifier's that everything is confirmed; after it, one's signature.
 */
import type { Assessment, Instant, PersonId } from '../review.ts'

export type Turn = {
  readonly what: 'draft' | 'signature'
  readonly done: readonly PersonId[]
  readonly waitsFor: readonly PersonId[]
  /** Places that nobody has. Whoever is done waits for them as well: nothing is revealed before they are filled. */
  readonly vacancies: number
  /** When the first share was done, or the consensus opened for all to sign; null where nobody waits yet. */
  readonly since: Instant | null
}

/** @returns null where the assessment is settled. */
export function turnOf(assessment: Assessment): Turn | null {
  if (assessment.settlement !== null) return null
  return assessment.revealed === null ? turnToSubmit(assessment) : turnToSign(assessment)
}

/** Slots and the places that nobody has: how many people rate, as it was planned. */
export function placesOf({ slots, vacancies }: Pick<Assessment, 'slots' | 'vacancies'>): number {
  return slots.length + vacancies
}

function turnToSubmit({ slots, verifiers, vacancies }: Assessment): Turn {
  const done = slots.filter(({ submittedAt }) => submittedAt !== null)
  const writers = slots.filter(({ submittedAt }) => submittedAt === null).map(({ reviewer }) => reviewer)
  return {
    what: 'draft',
    done: done.map(({ reviewer }) => reviewer),
    waitsFor: [...writers, ...verifiers],
    vacancies,
    since: firstOf(done.flatMap(({ submittedAt }) => submittedAt ?? [])),
  }
}

function turnToSign({ slots, consensus }: Assessment): Turn {
  const signatures = consensus?.signatures ?? []
  const done = signatures.map(({ person }) => person)
  return {
    what: 'signature',
    done,
    waitsFor: slots.map(({ reviewer }) => reviewer).filter((person) => !done.includes(person)),
    vacancies: 0,
    since: firstOf(signatures.map(({ at }) => at)) ?? consensus?.openedAt ?? null,
  }
}

const firstOf = (times: readonly Instant[]): Instant | null => times.toSorted()[0] ?? null
