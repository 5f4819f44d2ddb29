/** When something may happen: the transitions of the life of an assessment. */
import type { CommandRule } from './rule.ts'
import { NOTHING } from './rule.ts'
import type { AssessmentState } from '../review.ts'
import { isLocked, isSettled, unsettledStudies } from '../states.ts'

export const assessmentExists = {
  id: 'assessment-exists',
  sentence: 'There is no such assessment in this review.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: ({ assessment }) => (assessment === null ? NOTHING : null),
} as const satisfies CommandRule

export const currentRoundOnly = {
  id: 'current-round-only',
  sentence: 'Only the current round changes; earlier rounds are kept as they were.',
  source: 'Method T10: a new round keeps the earlier ones.',
  check: ({ assessment }) => (assessment?.isCurrent ? null : NOTHING),
} as const satisfies CommandRule

export const assignBeforeReveal = {
  id: 'assign-before-reveal',
  sentence:
    'Reviewers are assigned and replaced before the reveal, or before what is written together is settled; afterwards the study is rated again.',
  source: 'Method T1 and T11: assigning and replacing end with the reveal.',
  check: ({ assessment }) =>
    assessment === null || (assessment.revealed === null && assessment.settlement === null) ? null : NOTHING,
} as const satisfies CommandRule

export const draftIsOpen = {
  id: 'draft-is-open',
  sentence: 'This draft has been submitted already.',
  source: 'Method G2: a submission counts once.',
  check: ({ actor, assessment }) => {
    const slot = assessment?.slots.find((candidate) => candidate.reviewer === actor?.id)
    return slot && slot.submittedAt === null && assessment?.settlement === null ? null : NOTHING
  },
} as const satisfies CommandRule

export const placesAreFilled = {
  id: 'places-are-filled',
  sentence: 'A place in this team is vacant: the lead assigns somebody before it is submitted.',
  source: 'Method D12: whoever leaves or has an interest does not count, so the place is filled before the round ends.',
  check: ({ assessment }) => (assessment?.joint && assessment.vacancies > 0 ? NOTHING : null),
} as const satisfies CommandRule

export const somebodyStillRates = {
  id: 'somebody-still-rates',
  sentence:
    'Everybody named here has submitted already, and nobody would be left to reveal the drafts: one of them withdraws first.',
  source: 'Method T4: the last submission reveals.',
  check: ({ command, assessment }) => {
    if (command.type !== 'assign' || assessment === null) return null
    const submitted = assessment.slots.filter(({ submittedAt }) => submittedAt !== null).map(({ reviewer }) => reviewer)
    return command.reviewers.every((reviewer) => submitted.includes(reviewer)) ? NOTHING : null
  },
} as const satisfies CommandRule

export const withdrawBeforeReveal = {
  id: 'withdraw-before-reveal',
  sentence: 'A submission is withdrawn only while it waits for the others; from the reveal on it stands.',
  source: 'Method T3: agreement is computed from what was revealed first and never changes later.',
  check: ({ actor, assessment }) => {
    const slot = assessment?.slots.find((candidate) => candidate.reviewer === actor?.id)
    const isWaiting = assessment?.revealed === null && assessment.settlement === null
    return slot && slot.submittedAt !== null && isWaiting ? null : NOTHING
  },
} as const satisfies CommandRule

export const consensusIsOpen = {
  id: 'consensus-is-open',
  sentence: 'There is no open consensus to settle.',
  source: 'Method T7 and T8: a conflict is resolved by consensus or adjudication.',
  check: ({ assessment }) => inState(assessment?.state, ['conflict']),
} as const satisfies CommandRule

export const jointIsOpen = {
  id: 'joint-is-open',
  sentence: 'There is nothing open here that is written together.',
  source: 'Method D11: a joint document is edited until it is submitted.',
  check: ({ assessment }) => (assessment?.joint && assessment.settlement === null ? null : NOTHING),
} as const satisfies CommandRule

export const consensusIsSettled = {
  id: 'consensus-is-settled',
  sentence: 'Only a settled consensus is reopened.',
  source: 'Method T10: a settled consensus is opened again by the lead.',
  check: ({ assessment }) => (assessment !== null && isSettled(assessment.state) ? null : NOTHING),
} as const satisfies CommandRule

export const revealedBeforeRateAgain = {
  id: 'revealed-before-rate-again',
  sentence: 'A study is rated again only after its drafts were revealed, or what was written together is settled.',
  source: 'Method G4: no transition skips the comparison.',
  check: ({ assessment }) =>
    assessment?.revealed || (assessment?.joint && assessment.settlement !== null) ? null : NOTHING,
} as const satisfies CommandRule

export const stageIsSettled = {
  id: 'stage-is-settled',
  sentence: 'The stage is locked when every study is settled.',
  source: 'Method T9: only what is agreed or resolved becomes final.',
  check: ({ view, command }) => {
    if (command.type !== 'lock') return null
    const open = unsettledStudies(view, command.form)
    return open.length > 0 ? { studies: open.map((study) => study.label) } : null
  },
} as const satisfies CommandRule

export const somethingToLock = {
  id: 'something-to-lock',
  sentence: 'There is nothing in this stage that is not locked already.',
  source: 'Method T9: what becomes final is agreed or resolved, and was not final before.',
  check: ({ view, command }) =>
    command.type === 'lock' && (view.studies.length === 0 || isLocked(view, command.form)) ? NOTHING : null,
} as const satisfies CommandRule

function inState(state: AssessmentState | undefined, allowed: readonly AssessmentState[]) {
  return state !== undefined && allowed.includes(state) ? null : NOTHING
}
