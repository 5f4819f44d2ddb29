/**
 * The protocol: what a review plans, from when on the plan is frozen, what was amended, and where the review departs from
 * the standards.
 */
import type {
  FormVersion,
  Mode,
  PlanChange,
  Protocol,
  Question,
  Review,
  ReviewView,
  StageProgress,
  SwitchableRule,
} from './review.ts'
import { currentAssessment, isSettled } from './states.ts'

/** All that the protocol fixes. */
export type Plan = Omit<Review, 'id' | 'invented'>

export const NO_QUESTION: Question = { population: '', intervention: '', comparator: '', outcomes: '' }

export const UNFROZEN: Protocol = { version: 0, frozen: null, amendments: [] }

/** Of reviews that were set up before Tandem kept protocols: their plan never changed. */
export const FROZEN_BEFORE: Protocol = { version: 1, frozen: 'before-protocols-were-kept', amendments: [] }

/** The most reviewers that one study can have. */
export const MAX_REVIEWERS = 5

export function planOf(review: Review): Plan {
  const { id: _id, invented: _invented, ...plan } = review
  return plan
}

export function isSwitchedOff(review: Pick<Review, 'switchedOff'>, rule: SwitchableRule): boolean {
  return review.switchedOff.includes(rule)
}

type Switch = {
  readonly id: SwitchableRule
  /** What the rule asks, as a protocol says it. */
  readonly rule: string
  readonly standard: string
  /** What is printed where it is switched off. */
  readonly deviation: string
}

/** Rules that standards make mandatory: on unless the protocol says otherwise. */
export const SWITCHES: readonly Switch[] = [
  {
    id: 'protocol-is-frozen',
    rule: 'The protocol is frozen before the first study is rated.',
    standard: 'MECIR C20 (mandatory): the assessment of risk of bias is planned in advance.',
    deviation: 'Studies could be rated before the protocol was frozen.',
  },
  {
    id: 'two-independent-raters',
    rule: 'At least two people rate each study, independently.',
    standard: 'MECIR C53 (mandatory): risk of bias is assessed in duplicate, independently.',
    deviation: 'Risk of bias was not assessed by two people independently.',
  },
]

export type Deviation = Pick<Switch, 'id' | 'standard' | 'deviation'>

/** What a review does not do that a standard asks for. */
export function deviationsOf(review: Pick<Review, 'switchedOff'>): readonly Deviation[] {
  return SWITCHES.filter(({ id }) => isSwitchedOff(review, id)).map(({ id, standard, deviation }) => ({
    id,
    standard,
    deviation,
  }))
}

/** Field by field, in the words of the protocol page. */
export function changesBetween(old: Plan, next: Plan): readonly PlanChange[] {
  return FIELDS.map(({ field, words }) => ({ field, old: words(old), new: words(next) })).filter(
    (change) => change.old !== change.new,
  )
}

type Field = { readonly field: string; readonly words: (plan: Plan) => string }

/** What a protocol says of each way. */
export const MODE_WORDS: Readonly<Record<Mode, string>> = {
  independent: 'independently and blind, then one consensus',
  joint: 'together in one document, which counts as one rating',
  verified: 'by one, confirmed item by item by another, which counts as one rating',
}

const FIELDS: readonly Field[] = [
  { field: 'Title', words: ({ title }) => title },
  { field: 'Short title', words: ({ shortTitle }) => shortTitle },
  { field: 'How it is cited', words: ({ reference }) => reference },
  { field: 'Registration', words: ({ registration }) => registration ?? '' },
  { field: 'Population', words: ({ question }) => question.population },
  { field: 'Intervention or exposure', words: ({ question }) => question.intervention },
  { field: 'Comparator', words: ({ question }) => question.comparator },
  { field: 'Outcomes', words: ({ question }) => question.outcomes },
  { field: 'Risk of bias: instrument', words: ({ form }) => formWords(form) },
  { field: 'Risk of bias: how it is assessed', words: ({ mode }) => MODE_WORDS[mode] },
  { field: 'Risk of bias: reviewers per study', words: ({ reviewersPerStudy }) => String(reviewersPerStudy) },
  {
    field: 'Rules switched off',
    words: (plan) =>
      deviationsOf(plan)
        .map(({ deviation }) => deviation)
        .join(' '),
  },
]

const formWords = ({ id, version }: FormVersion): string => `${id}, version ${version}`

export function stageProgress(view: ReviewView): StageProgress {
  const assessments = view.studies.flatMap(({ id }) => currentAssessment(view, id) ?? [])
  return {
    studies: view.studies.length,
    assigned: assessments.length,
    revealed: assessments.filter(({ revealed }) => revealed !== null).length,
    settled: assessments.filter(({ state }) => isSettled(state)).length,
  }
}
