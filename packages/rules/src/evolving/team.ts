import type { Invitation, InvitationId, Person, PersonId, ReviewView, Role, StudyId } from '../review.ts'
import { vacate } from './assessments.ts'
import type { Of } from './of.ts'

export function onInvited(view: ReviewView, event: Of<'invited'>): ReviewView {
  const { invitation: id, roles, at, expiresAt, actor } = event
  if (actor === 'system') return view
  return { ...view, invitations: [...view.invitations, { id, roles, by: actor, at, expiresAt, state: 'open' }] }
}

export function withInvitation(view: ReviewView, id: InvitationId, state: Invitation['state']): ReviewView {
  return {
    ...view,
    invitations: view.invitations.map((invitation) => (invitation.id === id ? { ...invitation, state } : invitation)),
  }
}

/** Whoever comes back is the same person, with what they were before. */
export function onJoined(
  view: ReviewView,
  { person: id, roles, hue, invitation, name = '' }: Of<'joined'>,
): ReviewView {
  const before = view.people.find((person) => person.id === id)
  const next = before
    ? changePerson(view, id, ({ leftAt: _leftAt, ...person }) => ({
        ...withRoles(person, roles),
        name: name || person.name,
      }))
    : { ...view, people: [...view.people, { id, name, roles, hue, conflictsOfInterest: [] }] }
  return invitation === null ? next : withInvitation(next, invitation, 'accepted')
}

/** Not from the roles alone: earlier logs were folded without giving places up, and what came after stands on that. */
export function onRolesChanged(view: ReviewView, { person, roles, vacates }: Of<'roles-changed'>): ReviewView {
  const given = changePerson(view, person, (member) => withRoles(member, roles))
  const changed = vacates ? vacate(given, person, () => true) : given
  return roles.includes('lead') ? changed : withoutInvitationsOf(changed, person)
}

/** Whoever leads no more lets nobody in: else an own earlier invitation would be the way back. */
function withoutInvitationsOf(view: ReviewView, person: PersonId): ReviewView {
  const invitations = view.invitations.map((invitation) =>
    invitation.by === person && invitation.state === 'open' ? { ...invitation, state: 'revoked' as const } : invitation,
  )
  return { ...view, invitations }
}

export function onLeft(view: ReviewView, { person: id, at }: Of<'left'>): ReviewView {
  const left = changePerson(view, id, (person) => ({ ...withRoles(person, []), leftAt: at }))
  return vacate(withoutInvitationsOf(left, id), id, () => true)
}

export function onConflictDeclared(view: ReviewView, { person: id, study }: Of<'conflict-declared'>): ReviewView {
  const declared = withConflicts(view, id, (studies) => [...new Set([...studies, study])])
  return vacate(declared, id, (assessment) => assessment.study === study)
}

export function onConflictCleared(view: ReviewView, { person: id, study }: Of<'conflict-cleared'>): ReviewView {
  return withConflicts(view, id, (studies) => studies.filter((known) => known !== study))
}

function withConflicts(
  view: ReviewView,
  id: PersonId,
  change: (studies: readonly StudyId[]) => readonly StudyId[],
): ReviewView {
  return changePerson(view, id, (person) => ({ ...person, conflictsOfInterest: change(person.conflictsOfInterest) }))
}

function withRoles(person: Person, roles: readonly Role[]): Person {
  const held = new Set([...(person.formerRoles ?? []), ...person.roles])
  const formerRoles = [...held].filter((role) => !roles.includes(role))
  return { ...person, roles, formerRoles }
}

function changePerson(view: ReviewView, id: PersonId, step: (person: Person) => Person): ReviewView {
  return { ...view, people: view.people.map((person) => (person.id === id ? step(person) : person)) }
}
