/** Handlers of one's own account and of invitations. */
import type { AccountAnswer } from '@tandem/wire'
import type { Accounts } from '../accounts/accounts.ts'
import { deviceName } from '../accounts/device-name.ts'
import { textOf } from '../accounts/times.ts'
import { secondFactorOf } from '../auth/asker.ts'
import type { Handlers } from './api.ts'
import { refuse, refuseAccount } from './refusal.ts'
import { setCookie } from './requests.ts'
import { download } from './review-routes.ts'
import { cookiesOrRefuse, keepCookies, orRefuse, visitOf } from './visit.ts'

type ProfileHandlers = Handlers<
  'account' | 'rename' | 'change-email' | 'send-address-link' | 'verify-address' | 'export-account' | 'delete-account'
>

export function profileHandlers({ own, ownAddress, records, sessions }: Accounts): ProfileHandlers {
  return {
    account: ({ asker }): Promise<AccountAnswer> => own.show(asker.by.session),

    rename: async ({ context, asker, body, address }) =>
      orRefuse(context, await own.rename(asker.by.session, body.name, address)),

    'change-email': async ({ context, asker, body, address }) =>
      orRefuse(context, await ownAddress.change(asker.by.session, body.email, address)),

    'send-address-link': async ({ context, asker, address }) =>
      orRefuse(context, await ownAddress.sendAgain(asker.by.session, address)),

    'verify-address': async ({ context, asker, body, address }) =>
      orRefuse(context, await ownAddress.verify(asker.by.session, body.token, address)),

    async 'export-account'({ context, asker }) {
      const text = JSON.stringify(await records.export(asker.by.session), null, 2)
      return download(context, { fileName: 'tandem-account.json', text })
    },

    async 'delete-account'({ context, asker, body, address }) {
      const deleted = await records.delete(asker.by.session, body.email, address)
      if (deleted.ok) setCookie(context, sessions.blankCookie)
      return orRefuse(context, deleted)
    },
  }
}

type FactorHandlers = Handlers<
  | 'change-password'
  | 'begin-totp'
  | 'switch-totp-on'
  | 'switch-totp-off'
  | 'make-recovery-codes'
  | 'new-passkey-options'
  | 'add-passkey'
  | 'remove-passkey'
>

export function factorHandlers({ ownFactors: own }: Accounts): FactorHandlers {
  return {
    'change-password': async (call) =>
      cookiesOrRefuse(call.context, await own.changePassword(call.asker.by.session, call.body.password, visitOf(call))),

    'begin-totp': async ({ context, asker }) => orRefuse(context, await own.beginTotp(asker.by.session)),

    async 'switch-totp-on'(call) {
      const switched = await own.switchTotpOn(call.asker.by.session, call.body.code, visitOf(call))
      if (!switched.ok) return refuseAccount(call.context, switched.reason)
      keepCookies(call.context, switched.value.cookies)
      return { recoveryCodes: switched.value.recoveryCodes }
    },

    'switch-totp-off': async (call) =>
      cookiesOrRefuse(call.context, await own.switchTotpOff(call.asker.by.session, visitOf(call))),

    'make-recovery-codes': async ({ context, asker, address }) =>
      orRefuse(context, await own.makeRecoveryCodes(asker.by.session, address)),

    'new-passkey-options': async ({ context, asker }) =>
      orRefuse(context, await own.beginPasskey(asker.by.session)) as Response | Record<string, unknown>,

    async 'add-passkey'(call) {
      const { name, passkey } = call.body
      return cookiesOrRefuse(call.context, await own.addPasskey(call.asker.by.session, name, passkey, visitOf(call)))
    },

    'remove-passkey': async (call) =>
      cookiesOrRefuse(
        call.context,
        await own.removePasskey(call.asker.by.session, call.parameter('passkey'), visitOf(call)),
      ),
  }
}

type OwnSessionHandlers = Handlers<
  'own-sessions' | 'end-session' | 'end-other-sessions' | 'end-all-sessions' | 'own-security-log'
>

export function ownSessionHandlers(accounts: Accounts): OwnSessionHandlers {
  const { sessions, credentials, entrance, tokens, log, together } = accounts
  return {
    async 'own-sessions'({ asker: { person, by } }) {
      const rows = await sessions.ofPerson(person.id)
      const shown = rows.map(({ id, device, createdAt, lastUsedAt }) => ({
        id,
        isThis: id === by.session.id,
        device: device === '' ? deviceName(undefined) : device,
        madeAt: textOf(createdAt),
        lastUsedAt: textOf(lastUsedAt),
      }))
      return { sessions: shown }
    },

    /** Somebody else's session is no session of theirs: absent and foreign are answered alike. */
    async 'end-session'({ context, asker: { person }, parameter, address: from }) {
      const mine = await sessions.ofPerson(person.id)
      const session = mine.find(({ id }) => id === parameter('session'))
      if (session === undefined) return refuse(context, 'not-found')
      await sessions.end(session.id)
      await log.write({ what: 'sessions-ended', by: person.id, about: person.id, from, detail: session.device })
      return null
    },

    async 'end-other-sessions'(call) {
      const { person, by } = call.asker
      const others = (await sessions.ofPerson(person.id)).filter(({ id }) => id !== by.session.id)
      for (const { id } of others) await sessions.end(id)
      const told = { by: person.id, about: person.id, from: call.address, detail: `${others.length} others` }
      await together([credentials.forgettingDevices(person.id), log.entry({ what: 'sessions-ended', ...told })])
      return null
    },

    async 'end-all-sessions'({ context, asker: { person }, address: from }) {
      await entrance.endingSessions(person.id, [
        credentials.forgettingDevices(person.id),
        ...(await tokens.revokingAll(person.id, { by: person.id, from })),
        log.entry({ what: 'sessions-ended', by: person.id, about: person.id, from, detail: 'all' }),
      ])
      setCookie(context, sessions.blankCookie)
      return null
    },

    'own-security-log': ({ context, asker }) => log.ownPage(asker.person.id, beforeOf(context.req.query('before'))),
  }
}

export function tokenHandlers({ tokens }: Accounts): Handlers<'api-tokens' | 'make-api-token' | 'revoke-api-token'> {
  return {
    'api-tokens': async ({ asker }) => ({ tokens: await tokens.ofPerson(asker.person.id) }),

    async 'make-api-token'({ context, asker, body, address }) {
      const { person } = asker
      if (person.demo) return refuse(context, 'demo-account')
      if (body.scopes.includes('admin') && person.administrator && secondFactorOf(asker) !== 'shown')
        return refuse(context, 'second-factor-first')
      return orRefuse(context, await tokens.make(person.id, person.administrator, body, address))
    },

    async 'revoke-api-token'({ context, asker, parameter, address }) {
      const isRevoked = await tokens.revoke(asker.person.id, parameter('token'), address)
      return isRevoked ? null : refuse(context, 'not-found')
    },
  }
}

type InvitationHandlers = Handlers<'look-at-invitation' | 'accept-invitation' | 'register-by-invitation'>

export function invitationHandlers({ invitations, joining }: Accounts): InvitationHandlers {
  return {
    'look-at-invitation': async ({ context, body }) => orRefuse(context, await invitations.look(body.token)),

    'accept-invitation': async ({ context, asker: { person }, body, address }) =>
      orRefuse(context, await joining.accept(body.token, person.id, person.name, address)),

    async 'register-by-invitation'(call) {
      const registered = await joining.registerInvited(call.body.token, call.body, visitOf(call))
      if (!registered.ok) return refuseAccount(call.context, registered.reason)
      keepCookies(call.context, registered.value.cookies)
      return { review: registered.value.review }
    },
  }
}

/** Of a page of the security log; anything but a number is the first page. */
export function beforeOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
