/** What the board says of each study: how far each draft is, whom it waits for and since when, and whether it is late. */
import {
  deadlineOf,
  isSettled,
  type Assessment,
  type AssessmentId,
  type Deadline,
  type Instant,
  type PersonId,
} from '@tandem/rules'
import type { Progress } from '@tandem/wire'
import type { StudyRow } from '#lib/review/situation.ts'

export type BoardRow = StudyRow & {
  /** In the order of the review, from 1. */
  readonly place: number
  readonly drafts: readonly Draft[]
  /** Whose turn it is: who has a draft to submit, or the consensus to sign. */
  readonly waitsFor: readonly PersonId[]
  /** Since when somebody else has done their share; null where nobody has. */
  readonly since: Instant | null
  readonly deadline: Deadline | null
}

export type Draft = {
  readonly person: PersonId
  /** `open` is a draft of which the reader may not know how far it is. */
  readonly fill:
    | { readonly is: 'submitted' }
    | { readonly is: 'counted'; readonly answered: number; readonly total: number }
    | { readonly is: 'open' }
}

export type Counts = ReadonlyMap<string, Progress>

const keyOf = (assessment: AssessmentId, person: PersonId): string => `${assessment} ${person}`

export function countsBySlot(progress: readonly Progress[]): Counts {
  return new Map(progress.map((one) => [keyOf(one.assessment, one.reviewer), one]))
}

/** @param today the reader's own day, "2026-12-24". */
export function boardRows(rows: readonly StudyRow[], counts: Counts, today: string): readonly BoardRow[] {
  return rows.map((row, index) => {
    const { study, assessment, state } = row
    const open = isSettled(state) ? null : assessment
    return {
      ...row,
      place: index + 1,
      drafts: assessment ? draftsIn(assessment, counts) : [],
      waitsFor: open ? waitedForIn(open) : [],
      since: open ? waitingSince(open) : null,
      deadline: deadlineOf(study, state, today),
    }
  })
}

/** Whether somebody has begun a draft, as far as the reader may know it. */
export function isBegun({ state, drafts }: BoardRow): boolean {
  return state === 'pending' && drafts.some(({ fill }) => fill.is === 'counted' && fill.answered > 0)
}

/** Studies of which this person has a draft to submit, or a document to confirm. */
export function toSubmit(rows: readonly BoardRow[], person: PersonId): readonly BoardRow[] {
  return rows.filter(
    ({ assessment, waitsFor }) => assessment !== null && assessment.revealed === null && waitsFor.includes(person),
  )
}

function draftsIn({ id, slots, revealed }: Assessment, counts: Counts): readonly Draft[] {
  return slots.map(({ reviewer: person, submittedAt }): Draft => {
    if (submittedAt !== null || revealed) return { person, fill: { is: 'submitted' } }
    const count = counts.get(keyOf(id, person))
    return { person, fill: count ? { is: 'counted', answered: count.answered, total: count.total } : { is: 'open' } }
  })
}

function waitedForIn({ slots, verifiers, consensus, revealed }: Assessment): readonly PersonId[] {
  if (revealed === null) {
    const writers = slots.filter(({ submittedAt }) => submittedAt === null).map(({ reviewer }) => reviewer)
    return [...writers, ...verifiers]
  }
  const signed = new Set(consensus?.signatures.map(({ person }) => person))
  return slots.map(({ reviewer }) => reviewer).filter((person) => !signed.has(person))
}

function waitingSince({ slots, consensus, revealed }: Assessment): Instant | null {
  const done = revealed
    ? [...(consensus?.signatures.map(({ at }) => at) ?? []), ...(consensus ? [consensus.openedAt] : [])]
    : slots.flatMap(({ submittedAt }) => submittedAt ?? [])
  return done.sort()[0] ?? null
}
