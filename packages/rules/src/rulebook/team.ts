/** Who belongs to a review, and with which roles. */
import type { Decidable } from '../commands.ts'
import { memberOf } from '../grants.ts'
import type { PersonId } from '../review.ts'
import { NOTHING, type CommandRule } from './rule.ts'

export const personIsMember = {
  id: 'person-is-member',
  sentence: 'There is no such member of this review.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: ({ view, command }) => ('person' in command && !memberOf(view, command.person) ? NOTHING : null),
} as const satisfies CommandRule

export const oneselfOrLead = {
  id: 'oneself-or-lead',
  allows: { roles: ['lead'], besides: 'oneself' },
  sentence: 'This is done for oneself, or by the lead.',
  source: 'Method D2: roles are a set; people speak for themselves.',
  check: ({ actor, command }) =>
    'person' in command && (command.person === actor?.id || actor?.roles.includes('lead')) ? null : NOTHING,
} as const satisfies CommandRule

export const anotherPerson = {
  id: 'another-person',
  sentence: 'Somebody else is meant here, not oneself.',
  source: 'Method D2: a review is handed over to another member.',
  check: ({ actor, command }) => ('person' in command && command.person === actor?.id ? NOTHING : null),
} as const satisfies CommandRule

export const roleIsGiven = {
  id: 'role-is-given',
  sentence: 'A member has at least one role.',
  source: 'Method D2: roles are a set; whoever shall have none leaves.',
  check: ({ command }) => ('roles' in command && command.roles.length === 0 ? NOTHING : null),
} as const satisfies CommandRule

export const keepsALead = {
  id: 'keeps-a-lead',
  sentence: 'A review keeps at least one lead: make somebody else lead first.',
  source: 'Method D2: the ways back are acts of the lead, so there must be one.',
  check: ({ view, actor, command }) => {
    const goes = whoCeasesToLead(command, actor?.id ?? null)
    if (goes === null) return null
    return view.people.some(({ id, roles }) => id !== goes && roles.includes('lead')) ? null : NOTHING
  },
} as const satisfies CommandRule

function whoCeasesToLead(command: Decidable, actor: PersonId | null): PersonId | null {
  if (command.type === 'leave') return actor
  if (command.type === 'remove-member') return command.person
  return command.type === 'change-roles' && !command.roles.includes('lead') ? command.person : null
}

export const invitationHolds = {
  id: 'invitation-holds',
  sentence: 'This invitation was used, taken back, or has run out: ask for a new one.',
  source: 'Method D8: an invitation is used once, within its time.',
  check: ({ view, command, context }) => {
    const id = 'invitation' in command ? command.invitation : null
    const invitation = view.invitations.find((known) => known.id === id)
    // Instants are texts of one form: their order is that of time.
    return invitation?.state === 'open' && context.at < invitation.expiresAt ? null : NOTHING
  },
} as const satisfies CommandRule

export const invitationIsOpen = {
  id: 'invitation-is-open',
  sentence: 'Only an open invitation is taken back.',
  source: 'Method D8: an invitation is used once, within its time.',
  check: ({ view, command }) => {
    const id = 'invitation' in command ? command.invitation : null
    return view.invitations.some((known) => known.id === id && known.state === 'open') ? null : NOTHING
  },
} as const satisfies CommandRule

export const notYetMember = {
  id: 'not-yet-member',
  sentence: 'You are a member of this review already: the lead changes roles.',
  source: 'Method D8: an invitation is for somebody who is not there yet.',
  check: ({ actor }) => (actor === null ? null : NOTHING),
} as const satisfies CommandRule

export const conflictIsNew = {
  id: 'conflict-is-new',
  sentence: 'This conflict of interest has been declared already.',
  source: 'Cochrane conflict of interest policy: authors of a study do not assess it.',
  check: ({ view, command }) => (isDeclared(view, command) ? NOTHING : null),
} as const satisfies CommandRule

export const conflictIsDeclared = {
  id: 'conflict-is-declared',
  sentence: 'No such conflict of interest has been declared.',
  source: 'Cochrane conflict of interest policy: authors of a study do not assess it.',
  check: ({ view, command }) => (isDeclared(view, command) ? null : NOTHING),
} as const satisfies CommandRule

function isDeclared(view: Parameters<typeof memberOf>[0], command: Decidable): boolean {
  if (command.type !== 'declare-conflict' && command.type !== 'clear-conflict') return false
  return memberOf(view, command.person)?.conflictsOfInterest.includes(command.study) ?? false
}
