/** All that HTTP answers: the API, what watches the server, then the web client. */
import { Hono } from 'hono'
import type { Addresses } from '../auth/origin.ts'
import type { Sessions } from '../auth/sessions.ts'
import { StoreFailure } from '../store/contract.ts'
import { readToTheEnd } from './body.ts'
import { clientRoutes } from './client.ts'
import { demoRoutes, isDemoRequest, type Demo } from './demo-routes.ts'
import { refuse } from './refusal.ts'
import { fromOwnPage, noStore, ofOurVersion, signedIn, type Anybody, type OnPerson } from './requests.ts'
import { reviewRoutes } from './review-routes.ts'
import type { Reviews } from './reviews.ts'
import { sessionRoutes } from './session-routes.ts'
import { watchingRoutes, type WatchingParts } from './watching-routes.ts'

export type AppParts = WatchingParts & {
  readonly addresses: Addresses
  readonly sessions: Sessions
  readonly reviews: Reviews
  readonly demo: Demo | null
  readonly clientFolder: string
  /** Somebody is signed in on this connection. */
  readonly onPerson: OnPerson
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly onError: (doing: string, error: unknown) => void
}

export function createApp(parts: AppParts): Hono<Anybody> {
  const app = new Hono<Anybody>()
  app.use('*', readToTheEnd)
  app.use('*', fromOwnPage(parts.addresses))
  app.route('/api', apiRoutes(parts))
  // Only sockets live here; the page would be a misleading answer.
  app.on('GET', ['/sync/*', '/live/*'], (context) => refuse(context, 'not-found'))
  app.route('/', watchingRoutes(parts))
  app.route('/', clientRoutes(parts.clientFolder, parts.addresses))
  app.notFound((context) => refuse(context, 'not-found'))
  app.onError((error, context) => {
    // A client that went away in the middle of its body is no fault of ours.
    if (context.env.incoming.errored === null) parts.onError('http', error)
    return refuse(context, error instanceof StoreFailure ? 'store-unavailable' : 'server-fault')
  })
  return app
}

function apiRoutes({ sessions, reviews, demo, onPerson, clock }: AppParts): Hono<Anybody> {
  const api = new Hono<Anybody>()
  api.use('*', noStore, ofOurVersion)
  api.route(
    '/session',
    sessionRoutes(sessions, (incoming) => isDemoRequest(demo, incoming)),
  )
  api.route('/demo', demoRoutes(demo, sessions))
  api.route('/reviews', reviewRoutes(reviews, signedIn(sessions, onPerson), clock))
  // Without this an unknown path of the API would be answered with the page.
  api.all('*', (context) => refuse(context, 'not-found'))
  return api
}
