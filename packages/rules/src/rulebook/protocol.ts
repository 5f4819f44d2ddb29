/** The protocol: what a plan must say, and what it may no longer say once work has begun. */
import { formNamed } from '../decision.ts'
import { changesBetween, isSwitchedOff, MAX_REVIEWERS, planOf } from '../protocol.ts'
import { planFrom } from '../deciding/protocol.ts'
import { NOTHING, type CommandRule } from './rule.ts'

export const planIsWhole = {
  id: 'plan-is-whole',
  sentence: `A review has a title and a short title, and one to ${MAX_REVIEWERS} reviewers for each study; two at least where one confirms what others write.`,
  source: 'Method D10: a protocol can be read by itself.',
  check: ({ command }) => {
    if (command.type !== 'plan') return null
    const { title, shortTitle, mode, reviewersPerStudy: count } = command.plan
    const fewest = mode === 'verified' ? 2 : 1
    const isCount = Number.isInteger(count) && count >= fewest && count <= MAX_REVIEWERS
    return title.trim() !== '' && shortTitle.trim() !== '' && isCount ? null : NOTHING
  },
} as const satisfies CommandRule

export const instrumentIsKnown = {
  id: 'instrument-is-known',
  sentence: 'There is no such instrument.',
  source: 'MECIR C20: the instrument is named in advance.',
  check: ({ command, context }) =>
    command.type === 'plan' && formNamed(context, command.plan.instrument) === undefined ? NOTHING : null,
} as const satisfies CommandRule

export const twoIndependentRaters = {
  id: 'two-independent-raters',
  sentence: 'At least two people rate each study independently, unless the protocol switches this rule off.',
  source: 'MECIR C53: risk of bias is assessed in duplicate, with the deviation printed where it is not.',
  check: ({ command }) => {
    if (command.type !== 'plan' || isSwitchedOff(command.plan, 'two-independent-raters')) return null
    const { mode, reviewersPerStudy: given } = command.plan
    const independent = mode === 'independent' ? given : 1
    return independent >= 2 ? null : { needed: 2, given: independent }
  },
} as const satisfies CommandRule

export const instrumentStays = {
  id: 'instrument-stays',
  sentence:
    'The instrument stays once the first study has been assigned: what was rated with one is not read with another.',
  source: 'Method D10: ratings belong to the form that they were given on.',
  check: ({ view, command, context }) => {
    if (command.type !== 'plan' || view.assessments.length === 0) return null
    return formNamed(context, command.plan.instrument)?.hash === view.review.form.hash ? null : NOTHING
  },
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
