/** What follows from the view: where each study and each stage stands. */
import {
  currentAssessment,
  isSettled,
  itemsOf,
  placesOf,
  type Assessment,
  type AssessmentState,
  type Instrument,
  type PersonId,
  type ReviewView,
  type Study,
} from '@tandem/rules'

/** A study in one stage. */
export type StudyRow = {
  readonly study: Study
  /** The id of the stage's form. */
  readonly form: string
  readonly assessment: Assessment | null
  readonly state: AssessmentState
}

/** @param form the id of the stage's form. */
export function studyRows(view: ReviewView, form: string): readonly StudyRow[] {
  return view.studies.map((study) => {
    const assessment = currentAssessment(view, study.id, form)
    return { study, form, assessment, state: assessment?.state ?? 'unassigned' }
  })
}

export const STATE_WORDS: Readonly<Record<AssessmentState, string>> = {
  unassigned: 'not assigned',
  pending: 'pending',
  partial: 'partly submitted',
  compare: 'being compared',
  agreed: 'agreed',
  conflict: 'in conflict',
  resolved: 'resolved',
  locked: 'locked',
}

/** The state of a row in words, with its numbers. */
export function stateWords({ assessment, state }: StudyRow): string {
  if (state === 'partial' && assessment) {
    const submitted = assessment.slots.filter((slot) => slot.submittedAt !== null).length
    return `${submitted} of ${placesOf(assessment)} submitted`
  }
  return STATE_WORDS[state]
}

type Counts = {
  readonly studies: number
  readonly settled: number
  readonly conflicts: number
  readonly mine: number
  readonly theirs: number
}

/** `mine` and `theirs`: studies that I, and all others, have submitted or that are past that. */
export function countsOf(view: ReviewView, form: string, me: PersonId): Counts {
  const rows = studyRows(view, form)
  const isIn = (row: StudyRow, mine: boolean): boolean => {
    const slots = row.assessment?.slots.filter((slot) => (slot.reviewer === me) === mine) ?? []
    return slots.length > 0 && slots.every((slot) => slot.submittedAt !== null)
  }
  return {
    studies: rows.length,
    settled: rows.filter((row) => isSettled(row.state)).length,
    conflicts: rows.filter((row) => row.state === 'conflict').length,
    mine: rows.filter((row) => isIn(row, true)).length,
    theirs: rows.filter((row) => isIn(row, false)).length,
  }
}

/** Where a whole stage stands: what needs people first. */
export function stageStateOf(rows: readonly StudyRow[]): AssessmentState {
  if (rows.some(({ state }) => state === 'conflict')) return 'conflict'
  if (rows.length === 0 || !rows.every(({ state }) => isSettled(state))) return 'pending'
  return rows.every(({ state }) => state === 'locked') ? 'locked' : 'agreed'
}

/** Item ids to the numbers printed in the instrument. */
export function numbersOf(instrument: Instrument, ids: readonly string[]): readonly string[] {
  return itemsOf(instrument)
    .filter((item) => ids.includes(item.id))
    .map((item) => item.number)
}
