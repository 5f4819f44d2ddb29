import type { DoorCommand, TeamCommand } from '../commands.ts'
import type { ReviewEvent } from '../events.ts'
import { memberOf } from '../grants.ts'
import type { InvitationId, PersonId, ReviewView, Role } from '../review.ts'
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
      return joined(deciding, command.invitation, command.name)
    case 'change-roles':
      return [by({ ...command, type: 'roles-changed', roles: distinct(command.roles), reason: command.reason.trim() })]
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

function joined({ view, actor, by }: Deciding, id: InvitationId, name: string): readonly ReviewEvent[] {
  const roles = view.invitations.find((invitation) => invitation.id === id)?.roles ?? []
  return [by({ type: 'joined', person: actor, roles, hue: freeHue(view, actor), invitation: id, name })]
}

/** Who hands over stays: as what they are besides, or else as a guest who can still be asked. */
function handedOver({ view, actor, by }: Deciding, to: PersonId, reason: string): readonly ReviewEvent[] {
  const roles = (id: PersonId): readonly Role[] => memberOf(view, id)?.roles ?? []
  const rest = roles(actor).filter((role) => role !== 'lead')
  return [
    by({ type: 'roles-changed', person: to, roles: distinct([...roles(to), 'lead']), reason }),
    by({ type: 'roles-changed', person: actor, roles: rest.length > 0 ? rest : ['guest'], reason }),
  ]
}

/** Whoever comes back keeps the hue; else the first that no member has. */
export function freeHue(view: ReviewView, person: PersonId): number {
  const before = view.people.find(({ id }) => id === person)
  if (before) return before.hue
  const taken = new Set(view.people.filter(({ leftAt }) => leftAt === undefined).map(({ hue }) => hue))
  return HUES.find((hue) => !taken.has(hue)) ?? (view.people.length % HUES.length) + 1
}

const HUES: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

const distinct = (roles: readonly Role[]): readonly Role[] => [...new Set(roles)]
