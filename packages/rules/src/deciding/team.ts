import type { DoorCommand, TeamCommand } from '../commands.ts'
import type { ReviewEvent, ReviewFact } from '../events.ts'
import { memberOf } from '../grants.ts'
import type { PersonId, ReviewView, Role } from '../review.ts'
import type { Deciding } from './deciding.ts'

export function onTeam(deciding: Deciding, command: TeamCommand | DoorCommand): readonly ReviewEvent[] {
  const { actor, by } = deciding
  switch (command.type) {
    case 'invite': {
      const { invitation, roles, expiresAt } = command
      return [by({ type: 'invited', invitation, roles: distinct(roles), expiresAt })]
    }
    case 'revoke-invitation':
      return [by({ type: 'invitation-revoked', invitation: command.invitation })]
    case 'join':
      return joined(deciding, command)
    case 'change-roles':
      return [by(rolesChanged(deciding, command.person, distinct(command.roles), command.reason.trim()))]
    case 'hand-over':
      return handedOver(deciding, command.person, command.reason.trim())
    case 'leave':
      return [by({ type: 'left', person: actor, reason: command.reason.trim() })]
    case 'remove-member':
      return [by({ type: 'left', person: command.person, reason: command.reason.trim() })]
    case 'declare-conflict':
      return [by({ ...command, type: 'conflict-declared', reason: command.reason.trim() })]
    case 'clear-conflict':
      return [by({ ...command, type: 'conflict-cleared', reason: command.reason.trim() })]
  }
}

function joined(
  { view, actor, by }: Deciding,
  { invitation, name, hue = 1 }: Extract<DoorCommand, { type: 'join' }>,
): readonly ReviewEvent[] {
  const roles = view.invitations.find(({ id }) => id === invitation)?.roles ?? []
  return [by({ type: 'joined', person: actor, roles, hue: hueFor(view, actor, hue), invitation, name })]
}

/** Who hands over stays: as what they are besides, or else as a guest who can still be asked. */
function handedOver(deciding: Deciding, to: PersonId, reason: string): readonly ReviewEvent[] {
  const { view, actor, by } = deciding
  const roles = (id: PersonId): readonly Role[] => memberOf(view, id)?.roles ?? []
  const rest = roles(actor).filter((role) => role !== 'lead')
  return [
    by(rolesChanged(deciding, to, distinct([...roles(to), 'lead']), reason)),
    by(rolesChanged(deciding, actor, rest.length > 0 ? rest : ['guest'], reason)),
  ]
}

/** A place to rate is a reviewer's: whoever is none any more has none. */
function rolesChanged({ view }: Deciding, person: PersonId, roles: readonly Role[], reason: string): ReviewFact {
  const ceases = memberOf(view, person)?.roles.includes('reviewer') && !roles.includes('reviewer')
  return { type: 'roles-changed', person, roles, reason, ...(ceases ? { vacates: true } : {}) }
}

/** Whoever comes back keeps the hue of before; else the one of elsewhere, or the first that no member has. */
function hueFor(view: ReviewView, person: PersonId, wanted: number): number {
  const before = view.people.find(({ id }) => id === person)
  if (before) return before.hue
  const taken = new Set(view.people.filter(({ leftAt }) => leftAt === undefined).map(({ hue }) => hue))
  return (
    [wanted, ...HUES].find((hue) => HUES.includes(hue) && !taken.has(hue)) ?? (view.people.length % HUES.length) + 1
  )
}

const HUES: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

const distinct = (roles: readonly Role[]): readonly Role[] => [...new Set(roles)]
