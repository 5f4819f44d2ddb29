/** Who may do something. */
import type { Allows, CommandRule } from './rule.ts'
import { NOTHING } from './rule.ts'
import { assessorsOf, isOneOfTheN, memberOf, watches } from '../grants.ts'
import { ROLES, type Person, type PersonId, type Role } from '../review.ts'

const NOBODY: Allows = { roles: [] }

export const memberOnly = {
  id: 'member-only',
  allows: { roles: ROLES },
  sentence: 'Only members of the review take part in it.',
  source: 'Method D1: strangers cannot tell forbidden from absent.',
  check: ({ actor }) => (actor === null ? NOTHING : null),
} as const satisfies CommandRule

export const leadOnly = {
  id: 'lead-only',
  allows: { roles: ['lead'] },
  sentence: 'Only the lead of the review does this.',
  source: 'Method D2: the protocol, the team, the studies, ways back, locking and freezing are acts of the lead.',
  check: ({ actor }) => (actor?.roles.includes('lead') ? null : NOTHING),
} as const satisfies CommandRule

export const ownSlotOnly = {
  id: 'own-slot-only',
  allows: { ...NOBODY, besides: 'assigned' },
  sentence: 'Only an assigned reviewer submits or withdraws a draft, and only the own one.',
  source: 'MECIR C53: bias is assessed by at least two people working independently.',
  check: ({ actor, assessment }) => (actor && assessment && isOneOfTheN(assessment, actor.id) ? null : NOTHING),
} as const satisfies CommandRule

export const signerIsOneOfTheN = {
  id: 'signer-is-one-of-the-n',
  allows: { ...NOBODY, besides: 'assigned' },
  sentence: 'A consensus is signed by the reviewers who rated the study.',
  source: 'Cochrane Handbook 7.3.2: disagreements are settled by discussion among the raters or by a further person.',
  check: ({ actor, assessment }) => (actor && assessment && isOneOfTheN(assessment, actor.id) ? null : NOTHING),
} as const satisfies CommandRule

export const adjudicatorIsAThirdPerson = {
  id: 'adjudicator-is-a-third-person',
  allows: { roles: ['adjudicator'] },
  sentence: 'An adjudicator is a third person, never one of those who rated the study.',
  source: 'Cochrane Handbook 7.3.2: a further person settles what discussion does not.',
  check: ({ actor, assessment }) => {
    if (!actor || !assessment) return NOTHING
    return actor.roles.includes('adjudicator') && !isOneOfTheN(assessment, actor.id) ? null : NOTHING
  },
} as const satisfies CommandRule

export const verifierOnly = {
  id: 'verifier-only',
  allows: { ...NOBODY, besides: 'assigned' },
  sentence: 'Only who was assigned to confirm a study confirms it, and never one of those who write.',
  source: 'Method D11: what is verified is confirmed by somebody else.',
  check: ({ actor, assessment }) => {
    if (!actor || !assessment?.verifiers.includes(actor.id)) return NOTHING
    return assessment.joint?.writers.includes(actor.id) ? NOTHING : null
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
  check: ({ view, actor, command, assessment }) => {
    const study = command.type === 'assign' ? command.study : assessment?.study
    const raters = command.type === 'assign' ? command.reviewers : actor ? [actor.id] : []
    const conflicted = raters.filter((id) =>
      view.people.some((person) => person.id === id && person.conflictsOfInterest.some((one) => one === study)),
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
    const revealed = view.assessments.filter(
      (other) =>
        other.study === command.study &&
        other.form.id === command.form &&
        (other.revealed !== null || other.joint !== null),
    )
    const holdsNow = assessorsOf(assessment)
    const haveRated = revealed.flatMap(assessorsOf)
    const seen = command.reviewers.filter((id) => {
      const roles = rolesEverHeld(memberOf(view, id))
      const hasCounted = watches({ roles })
      const hasRead = revealed.length > 0 && roles.includes('adjudicator') && !haveRated.includes(id)
      return !holdsNow.includes(id) && (hasCounted || hasRead)
    })
    return seen.length > 0 ? { people: seen } : null
  },
} as const satisfies CommandRule

const rolesEverHeld = (person: Person | undefined): readonly Role[] =>
  person ? [...person.roles, ...(person.formerRoles ?? [])] : []

function reviewersIn(command: { readonly type: string }): readonly PersonId[] {
  return 'reviewers' in command ? (command.reviewers as readonly PersonId[]) : []
}
