/** Handlers of signing in and out. */
import type { IncomingMessage } from 'node:http'
import type { Result } from '@tandem/rules'
import type { SessionAnswer, SignInAnswer } from '@tandem/wire'
import type { Accounts } from '../accounts/accounts.ts'
import { minimumPassword } from '../accounts/password-rules.ts'
import type { Cookies, Refused } from '../accounts/ports.ts'
import type { SignedIn } from '../accounts/sign-in.ts'
import { secondFactorOf, type Asker } from '../auth/asker.ts'
import type { Context } from 'hono'
import type { Handlers } from './api.ts'
import { refuseAccount } from './refusal.ts'
import { setCookie } from './requests.ts'
import { keepCookies, orRefuse, visitOf } from './visit.ts'

type SessionHandlers = Handlers<
  | 'session'
  | 'sign-out'
  | 'set-up'
  | 'register'
  | 'ask-to-register'
  | 'look-at-address-link'
  | 'register-by-link'
  | 'sign-in'
  | 'sign-in-second-factor'
  | 'sign-in-passkey-options'
  | 'sign-in-passkey'
  | 'confirm'
  | 'confirm-passkey-options'
  | 'password-forgotten'
  | 'password-reset-look'
  | 'password-reset'
>

export function sessionHandlers(
  { sessions, signIn, confirming, joining, registering, reset, people, settings, hasMail, log }: Accounts,
  isDemo: (incoming: IncomingMessage) => boolean,
): SessionHandlers {
  return {
    // A page asks this when it starts, so this is where the cookie gets its full life again: a session may have been
    // prolonged by a socket, which cannot set cookies.
    async session({ context, incoming, asker }) {
      if (asker?.by.kind === 'session') setCookie(context, asker.by.cookie)
      return {
        person: asker && shownPerson(asker),
        demo: isDemo(incoming),
        needsSetup: !(await people.isAnybodyThere()),
        registration: await settings.registration(),
        mail: hasMail,
        minimumPassword: minimumPassword(false),
      } satisfies SessionAnswer
    },

    async 'sign-out'({ context, asker, address: from }) {
      if (asker?.by.kind === 'session') {
        const { id } = asker.person
        await sessions.end(asker.by.session.id)
        if (!asker.person.demo) await log.write({ what: 'signed-out', by: id, about: id, from })
      }
      setCookie(context, sessions.blankCookie)
      return null
    },

    'set-up': async (call) => entered(call.context, await joining.setUp(call.body.code, call.body, visitOf(call))),

    register: async (call) => entered(call.context, await registering.register(call.body, visitOf(call))),

    'ask-to-register': async ({ context, body, address }) =>
      orRefuse(context, await registering.ask(body.email, address)),

    'look-at-address-link': async ({ context, body }) => orRefuse(context, await registering.look(body.token)),

    'register-by-link': async (call) =>
      entered(call.context, await registering.registerByLink(call.body.token, call.body, visitOf(call))),

    async 'sign-in'(call) {
      const { email, password } = call.body
      return signedIn(call.context, await signIn.withPassword(email, password, visitOf(call)))
    },

    'sign-in-second-factor': async (call) =>
      signedIn(call.context, await signIn.withSecondFactor(call.body, visitOf(call))),

    async 'sign-in-passkey-options'({ context }) {
      const { options, cookies } = await signIn.beginWithPasskey()
      keepCookies(context, cookies)
      return { ...options }
    },

    'sign-in-passkey': async (call) =>
      signedIn(call.context, await signIn.withPasskey(call.body.passkey, visitOf(call))),

    confirm: async (call) =>
      orRefuse(call.context, await confirming.confirm(call.asker.by.session, call.body, call.address)),

    'confirm-passkey-options': async ({ context, asker }) =>
      orRefuse(context, await confirming.begin(asker.by.session)) as Response | Record<string, unknown>,

    'password-forgotten': async ({ context, body, address }) => orRefuse(context, reset.forgotten(body.email, address)),

    'password-reset-look': async ({ context, body }) => orRefuse(context, await reset.look(body.token)),

    'password-reset': async ({ context, body, address }) =>
      orRefuse(context, await reset.reset(body.token, body.password, address)),
  }
}

function shownPerson(asker: Asker): SessionAnswer['person'] {
  const { hasSecondFactor: _, ...person } = asker.person
  return { ...person, secondFactor: secondFactorOf(asker) }
}

function signedIn(context: Context, result: Result<SignedIn, Refused>): SignInAnswer | Response {
  if (!result.ok) return refuseAccount(context, result.reason)
  keepCookies(context, result.value.cookies)
  return { state: result.value.state }
}

function entered(context: Context, result: Result<Cookies, Refused>): SignInAnswer | Response {
  return signedIn(context, result.ok ? { ok: true, value: { state: 'signed-in', cookies: result.value } } : result)
}
