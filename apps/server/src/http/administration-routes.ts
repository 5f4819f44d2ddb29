/** Handlers for administrators of the server. The catalogue lets nobody else through. */
import type { InvitationId, PersonId, Result } from '@tandem/rules'
import type { Context } from 'hono'
import type { Accounts } from '../accounts/accounts.ts'
import type { Refused } from '../accounts/ports.ts'
import type { Handlers } from './api.ts'
import { beforeOf } from './account-routes.ts'
import { madeInvitation } from './made-invitation.ts'
import { refuse, refuseAccount } from './refusal.ts'
import { orRefuse } from './visit.ts'

type AccountAdministrationHandlers = Handlers<
  'list-accounts' | 'set-disabled' | 'set-administrator' | 'make-reset-link' | 'remove-second-factor'
>

export function accountAdministrationHandlers({ administration }: Accounts): AccountAdministrationHandlers {
  return {
    'list-accounts': () => administration.list(),

    async 'set-disabled'({ context, asker, body, parameter, address: from }) {
      const person = parameter('person') as PersonId
      return done(context, await administration.setDisabled(person, body.disabled, { by: asker.person.id, from }))
    },

    async 'set-administrator'({ context, asker, body, parameter, address: from }) {
      const person = parameter('person') as PersonId
      const acting = { by: asker.person.id, from }
      return done(context, await administration.setAdministrator(person, body.administrator, acting))
    },

    async 'make-reset-link'({ context, asker, parameter, address: from }) {
      const link = await administration.resetLink(parameter('person') as PersonId, { by: asker.person.id, from })
      return link ?? refuse(context, 'not-found')
    },

    async 'remove-second-factor'({ context, asker, body, parameter, address: from }) {
      const person = parameter('person') as PersonId
      const acting = { by: asker.person.id, from }
      return done(context, await administration.removeSecondFactor(person, body.reason, acting))
    },
  }
}

type ServerHandlers = Handlers<
  | 'server-settings'
  | 'change-server-settings'
  | 'server-security-log'
  | 'list-invitations'
  | 'invite-to-server'
  | 'revoke-invitation'
>

export function serverHandlers({ administration, invitations, log }: Accounts): ServerHandlers {
  return {
    'server-settings': () => administration.settings(),

    async 'change-server-settings'({ asker, body, address: from }) {
      await administration.changeSettings(body, { by: asker.person.id, from })
      return null
    },

    'server-security-log': ({ context: { req } }) =>
      log.page((req.query('person') as PersonId | undefined) ?? null, beforeOf(req.query('before'))),

    'list-invitations': async () => ({ invitations: [...(await invitations.list(null))] }),

    async 'invite-to-server'({ context, asker, body, address: from }) {
      const made = await invitations.make({ by: asker.person.id, from, email: body.email, review: null })
      if (!made.ok) return orRefuse(context, made)
      return madeInvitation(invitations, made.value, null)
    },

    async 'revoke-invitation'({ context, asker, parameter, address: from }) {
      const id = parameter('invitation') as InvitationId
      return (await invitations.revoke(id, null, asker.person.id, from)) ? null : refuse(context, 'not-found')
    },
  }
}

/** Null: there is no such account. */
function done(context: Context, result: Result<null, Refused> | null): Response | null {
  if (result === null) return refuse(context, 'not-found')
  return result.ok ? null : refuseAccount(context, result.reason)
}
