/** Builds review views for tests from a few words: studies with the ratings of two reviewers and what became of them. */
import {
  agreedAnswers,
  differencesBetween,
  NO_QUESTION,
  type Answers,
  type Assessment,
  type AssessmentState,
  type Instrument,
  type PersonId,
  type PlainDocument,
  type Rating,
  type ReviewView,
  type Settlement,
  type Study,
} from '@tandem/rules'

export type StudyPlan = {
  readonly key: string
  readonly label?: string
  readonly design?: string
  /** Answers of Alice and Bob; null: their drafts are not in. Absent: nobody is assigned. */
  readonly ratings?: readonly Answers[] | null
  /** How many drafts are in while nothing is revealed. */
  readonly submitted?: number
  /** Answers that settle it. */
  readonly settled?: Answers
  readonly adjudication?: Settlement['adjudication']
}

export const ALICE = 'person-a' as PersonId
export const BOB = 'person-b' as PersonId
export const CAROL = 'person-c' as PersonId
export const DANA = 'person-d' as PersonId
const HASH = 'a'.repeat(64)

export function reviewView(
  instrument: Instrument,
  plans: readonly StudyPlan[],
  changes: Partial<ReviewView['review']> = {},
): ReviewView {
  const form = { id: instrument.id, version: instrument.version, hash: HASH }
  return {
    review: {
      id: 'review-1',
      title: 'Work participation after rehabilitation for back pain',
      shortTitle: 'Work participation',
      reference: 'Callens et al. 2025',
      registration: 'PROSPERO CRD42022346091',
      question: NO_QUESTION,
      stages: [{ form, mode: 'independent', reviewers: 2 }],
      switchedOff: [],
      invented: null,
      ...changes,
    },
    people: [
      [ALICE, 'Alice', 'reviewer'],
      [BOB, 'Bob', 'reviewer'],
      [CAROL, 'Carol', 'supervisor'],
      [DANA, 'Dana', 'adjudicator'],
    ].map(([id, name, role], place) => ({ id, name, roles: [role], conflictsOfInterest: [], hue: place + 1 })),
    studies: plans.map(studyOf),
    assessments: plans.flatMap((plan) => (plan.ratings === undefined ? [] : [assessmentOf(instrument, plan)])),
    protocol: { version: 1, frozen: 'before-protocols-were-kept', amendments: [] },
    invitations: [],
    snapshots: [],
    forms: { [HASH]: instrument },
  } as unknown as ReviewView
}

function studyOf({ key, label = key, design = 'cohort' }: StudyPlan): Study {
  return {
    id: `study-${key}`,
    key,
    label,
    design,
    citation: {
      authors: ['Burke SA'],
      truncatedAuthors: false,
      title: `The study ${label}`,
      journal: 'Spine',
      year: 1994,
      volume: '19',
      issue: '',
      pages: '1880-1885',
      doi: null,
      pmid: null,
    },
  } as unknown as Study
}

export function assessmentOf(instrument: Instrument, plan: StudyPlan): Assessment {
  const { key, ratings = null, submitted = 0, settled } = plan
  const reviewers = [ALICE, BOB]
  const isEqual = ratings !== null && differencesBetween(instrument, ratings).length === 0
  const answers = settled ?? (isEqual && ratings !== null ? agreedAnswers(instrument, ratings) : null)
  const how = plan.adjudication ? 'adjudication' : isEqual ? 'agreed' : 'consensus'
  return {
    id: `assessment-${key}`,
    study: `study-${key}`,
    form: { id: instrument.id, version: instrument.version, hash: HASH },
    round: 1,
    isCurrent: true,
    state: stateOf(ratings, submitted, answers, how),
    mode: 'independent',
    verifiers: [],
    vacancies: 0,
    joint: null,
    slots: reviewers.map((reviewer, place) => ({
      reviewer,
      draft: `draft-${key}-${reviewer}`,
      submittedAt: ratings !== null || place < submitted ? '2026-11-01T10:00:00.000Z' : null,
    })),
    revealed: ratings && {
      at: '2026-11-01T10:00:00.000Z',
      ratings: ratings.map(
        (given, place) => ({ reviewer: reviewers[place], contentHash: HASH, answers: given }) as Rating,
      ),
    },
    consensus: ratings && {
      document: `consensus-${key}`,
      attempt: 1,
      openedAt: '2026-11-01T10:00:00.000Z',
      signatures: [],
      reason: null,
    },
    settlement: answers && {
      how,
      at: '2026-11-02T10:00:00.000Z',
      contentHash: HASH,
      answers,
      adjudication: plan.adjudication ?? null,
    },
  } as unknown as Assessment
}

function stateOf(
  ratings: readonly Answers[] | null,
  submitted: number,
  answers: Answers | null,
  how: string,
): AssessmentState {
  if (ratings === null) return submitted === 0 ? 'pending' : 'partial'
  if (answers === null) return 'conflict'
  return how === 'agreed' ? 'agreed' : 'resolved'
}

/** A document with these answers and notes, one source each for the items named in `quotes`. */
export function documentOf(
  answers: Answers,
  notes: Readonly<Record<string, string>> = {},
  quotes: Readonly<Record<string, string>> = {},
): PlainDocument {
  return {
    fields: {
      ...answers,
      ...Object.fromEntries(Object.entries(notes).map(([item, note]) => [`${item}/note`, note])),
      ...Object.fromEntries(
        Object.entries(quotes).map(([item, quote]) => [
          `${item}/source`,
          [{ pdf: null, page: '1', quote, rectangles: [] }],
        ]),
      ),
    },
    texts: {},
  }
}
