/** Who may do something. */
import type { CommandRule } from './rule.ts'
import { NOTHING } from './rule.ts'
import { assessorsOf, isOneOfTheN, memberOf } from '../grants.ts'
import type { Person, PersonId, Role } from '../review.ts'

export const memberOnly = {
  id: 'member-only',
  sentence: 'Only members of the review take part in it.',
  source: 'Method D1: strangers cannot tell forbidden from absent.',
  check: ({ actor }) => (actor === null ? NOTHING : null),
} as const satisfies CommandRule

export const leadOnly = {
  id: 'lead-only',
  sentence: 'Only the lead of the review does this.',
  source: 'Method D2: assigning, reopening, rating again, locking and freezing are acts of the lead.',
  check: ({ actor }) => (actor?.roles.includes('lead') ? null : NOTHING),
} as const satisfies CommandRule

export const ownSlotOnly = {
  id: 'own-slot-only',
  sentence: 'Only an assigned reviewer submits or withdraws a draft, and only the own one.',
  source: 'MECIR C53: bias is assessed by at least two people working independently.',
  check: ({ actor, assessment }) => (actor && assessment && isOneOfTheN(assessment, actor.id) ? null : NOTHING),
} as const satisfies CommandRule

export const signerIsOneOfTheN = {
  id: 'signer-is-one-of-the-n',
  sentence: 'A consensus is signed by the reviewers who rated the study.',
  source: 'Cochrane Handbook 7.3.2: disagreements are settled by discussion among the raters or by a further person.',
  check: ({ actor, assessment }) => (actor && assessment && isOneOfTheN(assessment, actor.id) ? null : NOTHING),
} as const satisfies CommandRule

export const adjudicatorIsAThirdPerson = {
  id: 'adjudicator-is-a-third-person',
  sentence: 'An adjudicator is a third person, never one of those who rated the study.',
  source: 'Cochrane Handbook 7.3.2: a further person settles what discussion does not.',
  check: ({ actor, assessment }) => {
    if (!actor || !assessment) return NOTHING
    return actor.roles.includes('adjudicator') && !isOneOfTheN(assessment, actor.id) ? null : NOTHING
  },
} as const satisfies CommandRule

export const reviewerRole = {
  id: 'reviewer-role',
  sentence: 'Studies are assigned to members with the role of reviewer.',
  source: 'Method D2: who reviews is a role.',
  check: ({ view, command }) => {
    const unfit = reviewersIn(command).filter((id) => {
      const person = view.people.find((member) => member.id === id)
      return !person?.roles.includes('reviewer')
    })
    return unfit.length > 0 ? { people: unfit } : null
  },
} as const satisfies CommandRule

export const noConflictOfInterest = {
  id: 'no-conflict-of-interest',
  sentence: 'Nobody rates a study in which they have declared a conflict of interest.',
  source: 'Cochrane conflict of interest policy: authors of a study do not assess it.',
  check: ({ view, command }) => {
    if (command.type !== 'assign') return null
    const conflicted = command.reviewers.filter((id) =>
      view.people.some((person) => person.id === id && person.conflictsOfInterest.includes(command.study)),
    )
    return conflicted.length > 0 ? { people: conflicted } : null
  },
} as const satisfies CommandRule

/**
 * Who has seen what others rated on a study, or how far they are, cannot become blind on it again. Counts are seen by
 * leads and supervisors from the first assignment on, ratings by the adjudicators too from the reveal on; a role that was
 * taken away counts as if it were held.
 */
export const staysBlind = {
  id: 'stays-blind',
  sentence:
    'Whoever could see ratings of a study, or how far its reviewers are, cannot newly be assigned to rate it blind.',
  source: 'Method G5: being unblinded is per person and permanent.',
  check: ({ view, command, assessment }) => {
    if (command.type !== 'assign' || assessment === null) return null
    const revealed = view.assessments.filter((other) => other.study === command.study && other.revealed !== null)
    const holdsNow = assessorsOf(assessment)
    const haveRated = revealed.flatMap(assessorsOf)
    const seen = command.reviewers.filter((id) => {
      const roles = rolesEverHeld(memberOf(view, id))
      const hasCounted = roles.some((role) => COUNTING.includes(role))
      const hasRead = revealed.length > 0 && roles.includes('adjudicator') && !haveRated.includes(id)
      return !holdsNow.includes(id) && (hasCounted || hasRead)
    })
    return seen.length > 0 ? { people: seen } : null
  },
} as const satisfies CommandRule

const COUNTING: readonly Role[] = ['lead', 'supervisor']

const rolesEverHeld = (person: Person | undefined): readonly Role[] =>
  person ? [...person.roles, ...(person.formerRoles ?? [])] : []

export const personIsMember = {
  id: 'person-is-member',
  sentence: 'There is no such member of this review.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: ({ view, command }) => (command.type === 'change-roles' && !memberOf(view, command.person) ? NOTHING : null),
} as const satisfies CommandRule

export const keepsALead = {
  id: 'keeps-a-lead',
  sentence: 'A review keeps at least one lead: make somebody else lead first.',
  source: 'Method D2: the ways back are acts of the lead, so there must be one.',
  check: ({ view, command }) => {
    if (command.type !== 'change-roles' || command.roles.includes('lead')) return null
    const others = view.people.filter(({ id, roles }) => id !== command.person && roles.includes('lead'))
    return others.length > 0 ? null : NOTHING
  },
} as const satisfies CommandRule

function reviewersIn(command: { readonly type: string }): readonly PersonId[] {
  return 'reviewers' in command ? (command.reviewers as readonly PersonId[]) : []
}
