/** What the board says of each study: how far each draft is, whom it waits for and since when, and whether it is late. */
import {
  deadlineOf,
  type Assessment,
  type AssessmentId,
  type Deadline,
  turnOf,
  type PersonId,
  type Turn,
} from '@tandem/rules'
import type { Progress } from '@tandem/wire'
import type { StudyRow } from '#lib/review/situation.ts'

export type BoardRow = StudyRow & {
  /** In the order of the review, from 1. */
  readonly place: number
  readonly drafts: readonly Draft[]
  /** Null where nobody is assigned, and where it is settled. */
  readonly turn: Turn | null
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
    return {
      ...row,
      place: index + 1,
      drafts: assessment ? draftsIn(assessment, counts) : [],
      turn: assessment && turnOf(assessment),
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
  return rows.filter(({ turn }) => turn?.what === 'draft' && turn.waitsFor.includes(person))
}

function draftsIn({ id, slots, revealed }: Assessment, counts: Counts): readonly Draft[] {
  return slots.map(({ reviewer: person, submittedAt }): Draft => {
    if (submittedAt !== null || revealed) return { person, fill: { is: 'submitted' } }
    const count = counts.get(keyOf(id, person))
    return { person, fill: count ? { is: 'counted', answered: count.answered, total: count.total } : { is: 'open' } }
  })
}
