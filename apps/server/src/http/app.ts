/** All that HTTP answers: the API, what watches the server, then the web client. */
import type { IncomingMessage } from 'node:http'
import { Hono } from 'hono'
import type { Accounts } from '../accounts/accounts.ts'
import type { Addresses } from '../auth/origin.ts'
import type { Sessions } from '../auth/sessions.ts'
import { StoreFailure } from '../store/contract.ts'
import {
  factorHandlers,
  invitationHandlers,
  ownSessionHandlers,
  profileHandlers,
  tokenHandlers,
} from './account-routes.ts'
import { accountAdministrationHandlers, serverHandlers } from './administration-routes.ts'
import { apiRoutes, type Guards, type Handlers, type Identified } from './api.ts'
import { readToTheEnd } from './body.ts'
import { clientRoutes } from './client.ts'
import { demoHandlers, isDemoRequest, type Demo } from './demo-routes.ts'
import { inboxHandlers, type Inbox } from './inbox-routes.ts'
import { createPace } from './pace.ts'
import { policyReports, type ReportParts } from './policy-reports.ts'
import { refuse } from './refusal.ts'
import { bearerOf, fromOwnPage, noStore, ofOurVersion, type Anybody, type OnPerson } from './requests.ts'
import { reviewHandlers } from './review-routes.ts'
import type { Reviews } from './reviews.ts'
import { sessionHandlers } from './session-routes.ts'
import { watchingRoutes, type WatchingParts } from './watching-routes.ts'

export type AppParts = WatchingParts &
  Pick<ReportParts, 'watch'> & {
    readonly addresses: Addresses
    readonly accounts: Accounts
    readonly reviews: Reviews
    readonly inbox: Inbox
    readonly demo: Demo | null
    readonly clientFolder: string
    /** Somebody is signed in on this connection. */
    readonly onPerson: OnPerson
    /** Where a request comes from, past the proxies that are trusted. */
    readonly addressOf: (incoming: IncomingMessage) => string
    /** Milliseconds since 1970. */
    readonly clock: () => number
    readonly onError: (doing: string, error: unknown) => void
  }

export function createApp(parts: AppParts): Hono<Anybody> {
  const app = new Hono<Anybody>()
  app.use('*', readToTheEnd)
  app.use('*', fromOwnPage(parts.addresses))
  app.route('/api', api(parts))
  // Only sockets live here; the page would be a misleading answer.
  app.on('GET', ['/sync/*', '/live/*'], (context) => refuse(context, 'not-found'))
  app.route('/', watchingRoutes(parts))
  app.route('/', policyReports(parts))
  app.route('/', clientRoutes(parts.clientFolder, parts.addresses))
  app.notFound((context) => refuse(context, 'not-found'))
  app.onError((error, context) => {
    // A client that went away in the middle of its body is no fault of ours.
    if (context.env.incoming.errored === null) parts.onError('http', error)
    return refuse(context, error instanceof StoreFailure ? 'store-unavailable' : 'server-fault')
  })
  return app
}

function api(parts: AppParts): Hono<Anybody> {
  const { accounts, reviews, demo, clock } = parts
  const isDemo = (incoming: IncomingMessage): boolean => isDemoRequest(demo, incoming)
  const handlers: Handlers = {
    ...sessionHandlers(accounts, isDemo),
    ...demoHandlers(demo, accounts.sessions),
    ...profileHandlers(accounts),
    ...factorHandlers(accounts),
    ...ownSessionHandlers(accounts),
    ...tokenHandlers(accounts),
    ...invitationHandlers(accounts),
    ...accountAdministrationHandlers(accounts),
    ...serverHandlers(accounts),
    ...reviewHandlers(reviews, accounts.invitations, clock),
    ...inboxHandlers(parts.inbox, accounts.digest),
  }
  const identify = identification(accounts, parts.onPerson)
  const routes = new Hono<Anybody>()
  routes.use('*', noStore, ofOurVersion)
  routes.route(
    '/',
    apiRoutes(handlers, { identify, isDemo, addressOf: parts.addressOf, pace: createPace(clock), clock }),
  )
  // Without this an unknown path of the API would be answered with the page.
  routes.all('*', (context) => refuse(context, 'not-found'))
  return routes
}

/** By a token where one is sent, whatever cookie comes with it; else by the session's cookie. */
function identification({ sessions, tokens }: Accounts, onPerson: OnPerson): Guards['identify'] {
  return async (context) => {
    const bearer = bearerOf(context)
    const identified =
      bearer === null ? await bySession(sessions, context.req.header('cookie')) : await byToken(tokens, bearer)
    if (identified !== null) onPerson(context.env.incoming.socket)
    return identified
  }
}

async function bySession(sessions: Sessions, cookies: string | undefined): Promise<Identified | null> {
  const validated = await sessions.validate(cookies)
  if (validated === null) return null
  const { session, setCookie: cookie, isProlonged } = validated
  return {
    asker: { person: session.person, by: { kind: 'session', session, cookie } },
    renewed: isProlonged ? cookie : null,
  }
}

async function byToken(tokens: Accounts['tokens'], bearer: string): Promise<Identified | null> {
  const asker = await tokens.asker(bearer)
  return asker === null ? null : { asker, renewed: null }
}
