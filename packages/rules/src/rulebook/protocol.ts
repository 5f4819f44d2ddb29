/** The protocol: what a plan must say, and what it may no longer say once work has begun. */
import type { AskedPlan } from '../commands.ts'
import {
  formNamed,
  namesKnownForms,
  type ChoosableForm,
  type DecisionContext,
  type DenialDetails,
} from '../decision.ts'
import { needsStructure } from '../forms/structure.ts'
import type { FormKind } from '../forms/form.ts'
import { changesBetween, fewestReviewers, isSwitchedOff, MAX_REVIEWERS, planOf } from '../protocol.ts'
import { planFrom } from '../deciding/protocol.ts'
import type { Stage } from '../review.ts'
import { stageOf } from '../stages.ts'
import { nextOf } from './forms.ts'
import { NOTHING, type CommandRule, type Situation } from './rule.ts'

export const planIsWhole = {
  id: 'plan-is-whole',
  sentence: `A review has a title, a short title and at least one stage, each with a form of its own and one to ${MAX_REVIEWERS} people for each study; two at least where one confirms what others write.`,
  source: 'Method D10: a protocol can be read by itself.',
  check: ({ command }) => {
    if (command.type !== 'plan') return null
    const { title, shortTitle, stages } = command.plan
    const isNamed = title.trim() !== '' && shortTitle.trim() !== ''
    const differ = new Set(stages.map(({ instrument }) => instrument)).size === stages.length
    return isNamed && stages.length > 0 && differ && stages.every(hasEnoughPlaces) ? null : NOTHING
  },
} as const satisfies CommandRule

function hasEnoughPlaces({ mode, reviewers }: Pick<Stage, 'mode' | 'reviewers'>): boolean {
  return Number.isInteger(reviewers) && reviewers >= fewestReviewers(mode) && reviewers <= MAX_REVIEWERS
}

export const instrumentIsKnown = {
  id: 'instrument-is-known',
  sentence: 'There is no such instrument, and no such form.',
  source: 'MECIR C20: the instrument is named in advance.',
  check: ({ command, context }) =>
    command.type === 'plan' && !namesKnownForms(command.plan, context) ? NOTHING : null,
} as const satisfies CommandRule

export const twoIndependentRaters = {
  id: 'two-independent-raters',
  sentence:
    'At least two people rate each study independently in each stage, unless the protocol switches this rule off.',
  source: 'MECIR C53: risk of bias is assessed in duplicate, with the deviation printed where it is not.',
  check: ({ command, context }) => {
    if (command.type !== 'plan' || isSwitchedOff(command.plan, 'two-independent-raters')) return null
    return inDuplicate(plannedStages(command.plan, context, undefined))
  },
} as const satisfies CommandRule

export const twoIndependentExtractors = {
  id: 'two-independent-extractors',
  sentence:
    'At least two people extract the results of each study independently, unless the protocol switches this rule off.',
  source: 'MECIR C46: outcome data are extracted in duplicate, with the deviation printed where they are not.',
  check: ({ command, context }) => {
    if (command.type !== 'plan' || isSwitchedOff(command.plan, 'two-independent-extractors')) return null
    return inDuplicate(plannedStages(command.plan, context, 'extraction'))
  },
} as const satisfies CommandRule

export const structureComesFirst = {
  id: 'structure-comes-first',
  sentence:
    'Where results are extracted, the structure of each study is agreed in an earlier stage, together: two people who name its arms differently cannot be compared.',
  source: 'Method D17: arms, outcomes and timepoints are agreed before results are extracted.',
  check: (situation) => {
    const stages = stagesAsked(situation)
    const structure = stages.findIndex(({ kind }) => kind === 'structure')
    if (structure >= 0 && stages[structure]?.mode === 'independent') return NOTHING
    const isLate = stages.some(({ hangsOnStructure }, at) => hangsOnStructure && (structure < 0 || at < structure))
    return isLate ? NOTHING : null
  },
} as const satisfies CommandRule

type StageAsked = Pick<Stage, 'mode'> & Pick<ChoosableForm, 'kind' | 'hangsOnStructure'>

/** As they would be after the command: a plan names them, a new version of a form may begin to ask of the structure. */
function stagesAsked(situation: Situation): readonly StageAsked[] {
  const { view, command, context } = situation
  if (command.type === 'plan')
    return command.plan.stages.map(({ instrument, mode }) => ({ ...formNamed(context, instrument), mode }))
  const published = nextOf(situation)?.form
  if (!published) return []
  return view.review.stages.map(({ form, mode }) => {
    const isHanging =
      form.id === published.id ? needsStructure(published) : formNamed(context, form.id)?.hangsOnStructure
    return { mode, ...(form.kind && { kind: form.kind }), ...(isHanging && { hangsOnStructure: true as const }) }
  })
}

const plannedStages = ({ stages }: AskedPlan, context: Pick<DecisionContext, 'forms'>, kind: FormKind | undefined) =>
  stages.filter(({ instrument }) => formNamed(context, instrument)?.kind === kind)

function inDuplicate(stages: readonly Pick<Stage, 'mode' | 'reviewers'>[]): DenialDetails | null {
  const given = Math.min(...stages.map(({ mode, reviewers }) => (mode === 'independent' ? reviewers : 1)))
  return given >= 2 ? null : { needed: 2, given }
}

export const instrumentStays = {
  id: 'instrument-stays',
  sentence:
    'An instrument stays once the first study has been assigned with it: what was rated with one is not read with another.',
  source: 'Method D10: ratings belong to the form that they were given on.',
  check: ({ view, command, context }) => {
    if (command.type !== 'plan') return null
    const planned = new Set(command.plan.stages.map(({ instrument }) => formNamed(context, instrument)?.hash))
    const used = view.review.stages.filter(({ form }) => view.assessments.some((one) => one.form.id === form.id))
    return used.every(({ form }) => planned.has(form.hash)) ? null : NOTHING
  },
} as const satisfies CommandRule

export const stageExists = {
  id: 'stage-exists',
  sentence: 'There is no such stage in the protocol.',
  source: 'Method D10: what is done is what was planned.',
  check: ({ view, command }) =>
    'form' in command && stageOf(view.review, command.form) === undefined ? NOTHING : null,
} as const satisfies CommandRule

export const planChanges = {
  id: 'plan-changes',
  sentence: 'Nothing has been changed.',
  source: 'Method D10: each amendment says what was old and what is new.',
  check: ({ view, command, context }) => {
    if (command.type !== 'plan' || view.protocol.frozen === null) return null
    return changesBetween(planOf(view.review), planFrom(command.plan, context)).length > 0 ? null : NOTHING
  },
} as const satisfies CommandRule

export const protocolIsPlanned = {
  id: 'protocol-is-planned',
  sentence: 'The protocol has been frozen already: changes are amendments.',
  source: 'Method D10: the freeze makes version 1; each later change is kept with its reason.',
  check: ({ view }) => (view.protocol.frozen === null ? null : NOTHING),
} as const satisfies CommandRule

export const protocolIsFrozen = {
  id: 'protocol-is-frozen',
  sentence: 'The protocol is frozen before the first study is rated, unless it switches this rule off.',
  source: 'MECIR C20: the assessment of risk of bias is planned in advance.',
  check: ({ view }) =>
    view.protocol.frozen !== null || isSwitchedOff(view.review, 'protocol-is-frozen') ? null : NOTHING,
} as const satisfies CommandRule
