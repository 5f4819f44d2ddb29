/**
 * The protocol: what a review plans, from when on the plan is frozen, what was amended, and where the review departs from
 * the standards.
 */
import type { AskedPlan } from './commands.ts'
import type { Assessment, Mode, PlanChange, Protocol, Question, Review, ReviewView, SwitchableRule } from './review.ts'

/** All that the protocol fixes. */
export type Plan = Omit<Review, 'id' | 'invented'>

export const NO_QUESTION: Question = { population: '', intervention: '', comparator: '', outcomes: '' }

export const UNFROZEN: Protocol = { version: 0, frozen: null, amendments: [] }

/** Of reviews that were set up before Tandem kept protocols: their plan never changed. */
export const FROZEN_BEFORE: Protocol = { version: 1, frozen: 'before-protocols-were-kept', amendments: [] }

/** The most reviewers that one study can have in a stage. */
export const MAX_REVIEWERS = 5

/** One writes and another confirms; a team can be one person. */
export const fewestReviewers = (mode: Mode): number => (mode === 'verified' ? 2 : 1)

export function planOf(review: Review): Plan {
  const { id: _id, invented: _invented, ...plan } = review
  return plan
}

/** The plan as somebody would ask for it again. */
export function askedFrom({ stages, ...plan }: Plan): AskedPlan {
  return { ...plan, stages: stages.map(({ form, ...stage }) => ({ ...stage, instrument: form.id })) }
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
  {
    id: 'two-independent-extractors',
    rule: 'At least two people extract the results of each study, independently.',
    standard: 'MECIR C46 (mandatory): outcome data are extracted in duplicate.',
    deviation: 'Results were not extracted by two people independently.',
  },
]

export type Deviation = Pick<Switch, 'id' | 'standard' | 'deviation'>

/** What deviations follow from: the plan as it is, and what was done under earlier ones. */
export type Conduct = Pick<Review, 'switchedOff'> & {
  readonly assignedBeforeFreeze: boolean
  /** For each round that counts, how many people rated independently. */
  readonly raters: readonly number[]
  /** The same for extractions. */
  readonly extractors: readonly number[]
}

/** Where a review departs from a standard. A rule that is switched on again does not take back what was done without it. */
export function deviationsOf({ review, protocol, assessments }: DeviatingView): readonly Deviation[] {
  const counting = assessments.filter(
    ({ isCurrent, revealed, settlement }) => isCurrent && (revealed !== null || settlement !== null),
  )
  return deviationsFrom({
    switchedOff: review.switchedOff,
    assignedBeforeFreeze: protocol.assignedBeforeFreeze ?? false,
    raters: independentIn(counting.filter(({ form }) => form.kind === undefined)),
    extractors: independentIn(counting.filter(({ form }) => form.kind === 'extraction')),
  })
}

const independentIn = (assessments: readonly Assessment[]): readonly number[] =>
  assessments.map(({ mode, slots }) => (mode === 'independent' ? slots.length : 1))

type DeviatingView = Pick<ReviewView, 'protocol' | 'assessments'> & { readonly review: Pick<Review, 'switchedOff'> }

export function deviationsFrom({
  switchedOff,
  assignedBeforeFreeze,
  raters,
  extractors,
}: Conduct): readonly Deviation[] {
  const wasDepartedFrom: Readonly<Record<SwitchableRule, boolean>> = {
    'protocol-is-frozen': assignedBeforeFreeze,
    'two-independent-raters': raters.some((count) => count < 2),
    'two-independent-extractors': extractors.some((count) => count < 2),
  }
  return SWITCHES.filter(({ id }) => switchedOff.includes(id) || wasDepartedFrom[id]).map(
    ({ id, standard, deviation }) => ({ id, standard, deviation }),
  )
}

/** Field by field, in the words of the protocol page. */
export function changesBetween(old: Plan, next: Plan): readonly PlanChange[] {
  const [before, after] = [fieldsOf(old), fieldsOf(next)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, old: before.get(field) ?? '', new: after.get(field) ?? '' }))
    .filter((change) => change.old !== change.new)
}

/** What a protocol says of each way. */
export const MODE_WORDS: Readonly<Record<Mode, string>> = {
  independent: 'independently and blind, then one consensus',
  joint: 'together in one document, which counts as the work of one',
  verified: 'by one, confirmed item by item by another, which counts as the work of one',
}

/** In the words of a protocol, by what a stage is for. */
const KINDS = [
  {
    kind: undefined,
    forms: 'Risk of bias: instruments',
    stage: 'Risk of bias with',
    how: 'how it is assessed',
  },
  {
    kind: 'structure',
    forms: 'Structure of the studies: form',
    stage: 'Structure of the studies with',
    how: 'how it is agreed',
  },
  { kind: 'extraction', forms: 'Data extraction: forms', stage: 'Data extraction with', how: 'how it is done' },
] as const

/** Every field of the protocol with its words, in the order in which it is printed. */
function fieldsOf(plan: Plan): ReadonlyMap<string, string> {
  const { question, stages } = plan
  return new Map([
    ['Title', plan.title],
    ['Short title', plan.shortTitle],
    ['How it is cited', plan.reference],
    ['Registration', plan.registration ?? ''],
    ['Population', question.population],
    ['Intervention or exposure', question.intervention],
    ['Comparator', question.comparator],
    ['Outcomes', question.outcomes],
    ...KINDS.flatMap(({ kind, forms, stage, how }) => {
      const these = stages.filter(({ form }) => form.kind === kind)
      return [
        [forms, these.map(({ form }) => `${form.id}, version ${form.version}`).join('; ')] as const,
        ...these.flatMap(({ form, mode, reviewers }) => [
          [`${stage} ${form.id}: ${how}`, MODE_WORDS[mode]] as const,
          [`${stage} ${form.id}: people for each study`, String(reviewers)] as const,
        ]),
      ]
    }),
    [
      'Rules switched off',
      SWITCHES.filter(({ id }) => isSwitchedOff(plan, id))
        .map(({ deviation }) => deviation)
        .join(' '),
    ],
  ])
}
