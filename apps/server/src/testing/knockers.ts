/** For tests: everybody who could ask for something of the first review, and with what they show who they are. */
import type { PersonId, Role } from '@tandem/rules'
import type { Route, TokenScope } from '@tandem/wire'
import type { Name, TwoReviews } from './two-reviews.ts'

export type Knocker = {
  /** E.g. "the lead". */
  readonly who: string
  readonly person: Name
  /** Nothing: no cookie and no token. Over: a session or a token that held once. */
  readonly shows: 'nothing' | 'session' | 'session that is over' | 'token that is over' | { readonly scope: TokenScope }
  /** In the first review. */
  readonly role: Role | null
  readonly administrates: boolean
  /** Of the second factor, where it was not shown. */
  readonly lacksFactor?: 'none' | 'not-shown'
  readonly headers: () => Promise<Headers>
}

/** Beside what a browser sends by itself. A program sends no Origin. */
export type Headers = Readonly<Record<string, string | null>>

const ALL = ['read', 'write', 'admin'] as const

export async function knockersAt(server: TwoReviews): Promise<readonly Knocker[]> {
  const { ids } = server
  const [ended, disabled] = [await server.cookie(ids.olga), await disabledVera(server)]
  await server.sessions.end((await server.sessions.validate(ended))?.session.id ?? '')
  const [expired, revoked] = [await server.token(ids.olga, ALL), await server.token(ids.olga, ALL)]
  await server.accounts.tokens.revoke(ids.olga, revoked.id, 'here')
  await server.sessionDatabase.updateTable('api_token').set(endedNow(server)).where('id', '=', expired.id).execute()
  const cookie = (text: string) => async (): Promise<Headers> => ({ cookie: text })
  // What they could open once, they may open, so that nothing but its end says no.
  const over = { person: 'olga', role: 'lead', administrates: true } as const
  const ofVera = { ...over, person: 'vera' } as const
  const [session, token] = ['session that is over', 'token that is over'] as const
  return [
    { who: 'nobody', ...over, shows: 'nothing', headers: async () => ({}) },
    { who: 'an expired session', ...over, shows: session, headers: () => expiredSession(server) },
    { who: 'a session that was signed out', ...over, shows: session, headers: cookie(ended) },
    { who: 'a session of a disabled account', ...ofVera, shows: session, headers: cookie(disabled.cookie) },
    { who: 'an expired token', ...over, shows: token, headers: async () => bearer(expired.token) },
    { who: 'a revoked token', ...over, shows: token, headers: async () => bearer(revoked.token) },
    { who: 'a token of a disabled account', ...ofVera, shows: token, headers: async () => bearer(disabled.token) },
    ...PEOPLE.map((one): Knocker => ({ ...one, shows: 'session', headers: () => sessionOf(server, ids[one.person]) })),
    ...administratorsWithoutFactor(server),
    ...tokensOf(server),
  ]
}

const lead = { role: 'lead', administrates: false } as const
const reviewer = { role: 'reviewer', administrates: false } as const
const PEOPLE = [
  { who: 'a stranger, who leads another review', person: 'mallory', role: null, administrates: false },
  { who: 'a former member, once a lead', person: 'fred', role: null, administrates: false },
  { who: 'an administrator who is no member', person: 'rosa', role: null, administrates: true },
  { who: 'a guest', person: 'gina', role: 'guest', administrates: false },
  { who: 'an assigned reviewer', person: 'alice', ...reviewer },
  { who: 'an assigned reviewer who confirms', person: 'bob', ...reviewer },
  { who: 'a reviewer who is not assigned', person: 'erin', ...reviewer },
  { who: 'an adjudicator', person: 'adam', role: 'adjudicator', administrates: false },
  { who: 'a supervisor', person: 'carol', role: 'supervisor', administrates: false },
  { who: 'the lead', person: 'dana', ...lead },
  { who: 'a lead who administrates', person: 'olga', ...lead, administrates: true },
] as const

/** Of two kinds: one has set up nothing, the other has signed in with the password alone. */
function administratorsWithoutFactor(server: TwoReviews): readonly Knocker[] {
  const { petra, paul } = server.ids
  const both = { role: null, administrates: true } as const
  const none = { ...both, person: 'petra', lacksFactor: 'none' } as const
  return [
    {
      who: 'an administrator without a second factor',
      ...none,
      shows: 'session',
      headers: () => sessionOf(server, petra),
    },
    {
      who: 'an administrator who has not shown the second factor',
      ...both,
      person: 'paul',
      lacksFactor: 'not-shown',
      shows: 'session',
      headers: async () => ({ cookie: await server.cookie(paul, 'one') }),
    },
    {
      who: 'a token of an administrator without a second factor',
      ...none,
      shows: { scope: 'admin' },
      headers: () => tokenOf(server, petra, 'admin'),
    },
  ]
}

/** A new one for each request: some end the session that asks. */
async function sessionOf(server: TwoReviews, person: PersonId): Promise<Headers> {
  return { cookie: await server.cookie(person) }
}

/** One that ends at this moment. A new one for each request: the first that uses it sweeps it away. */
async function expiredSession(server: TwoReviews): Promise<Headers> {
  const headers = await sessionOf(server, server.ids.olga)
  const { session } = (await server.sessions.validate(headers['cookie'] ?? '')) ?? {}
  const ending = server.sessionDatabase.updateTable('session').set(endedNow(server))
  await ending.where('id', '=', session?.id ?? '').execute()
  return headers
}

const endedNow = ({ time }: TwoReviews) => ({ expires_at: time.now })

/** Of somebody who may do everything, so that nothing but the scope says no; and of a guest and a stranger. */
function tokensOf(server: TwoReviews): readonly Knocker[] {
  const olga = { person: 'olga', role: 'lead', administrates: true } as const
  const asked = [
    { who: 'a token that reads', ...olga, scope: 'read' },
    { who: 'a token that writes', ...olga, scope: 'write' },
    { who: 'a token that administrates', ...olga, scope: 'admin' },
    { who: 'a token of a guest', person: 'gina', role: 'guest', administrates: false, scope: 'write' },
    { who: 'a token of a stranger', person: 'mallory', role: null, administrates: false, scope: 'write' },
  ] as const
  return asked.map(({ scope, ...one }) => ({
    ...one,
    shows: { scope },
    headers: () => tokenOf(server, server.ids[one.person], scope),
  }))
}

/** A new one for each request: some revoke all that the person has. */
async function tokenOf(server: TwoReviews, person: PersonId, scope: TokenScope): Promise<Headers> {
  const headers = bearer((await server.token(person, [scope])).token)
  // The first use of a day is noted, whatever it is for.
  await server.send({ path: '/api/session', headers })
  return headers
}

/** Both are made afterwards: disabling ends those that there are, and the account alone must say no here. */
async function disabledVera(server: TwoReviews): Promise<{ readonly cookie: string; readonly token: string }> {
  const { vera, rosa } = server.ids
  await server.join(server.first, vera, ['lead'])
  await server.accounts.administration.setDisabled(vera, true, { by: rosa, from: 'here' })
  return { cookie: await server.cookie(vera), token: (await server.token(vera, ALL)).token }
}

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}`, origin: null }
}

/** What the catalogue says of a route and whoever asks, before its handler is asked: null is yes. */
export function promised(route: Route, { shows, role, administrates, lacksFactor }: Knocker): string | null {
  if (route.where === 'demo') return '404 not-found'
  if (shows === 'token that is over') return '401 not-signed-in'
  if (shows === 'nothing' || shows === 'session that is over')
    return route.who === 'anybody' ? null : '401 not-signed-in'
  if (route.who === 'administrator' && !administrates) return '404 not-found'
  if (typeof shows === 'object' && !SCOPES[route.token].includes(shows.scope)) return '403 token-not-allowed'
  if (route.who === 'administrator' && lacksFactor) return '403 second-factor-first'
  if (route.confirmed === 'with-factor' && lacksFactor === 'not-shown') return '403 second-factor-first'
  return route.who === 'member' && role === null ? '404 not-found' : null
}

/** Which scopes do for what a route needs. */
const SCOPES: Readonly<Record<Route['token'], readonly TokenScope[]>> = {
  never: [],
  read: ['read', 'write'],
  write: ['write'],
  admin: ['admin'],
}

/** "404 not-found", "409 lead-only", or the status alone. */
export function saidIn({ status, body }: { readonly status: number; readonly body: string }): string {
  if (status < 400) return String(status)
  const told = JSON.parse(body) as { readonly error?: string; readonly denial?: { readonly rule: string } }
  return `${status} ${told.denial?.rule ?? told.error}`
}
