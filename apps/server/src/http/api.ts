/**
 * The API, registered from the catalogue of `wire`. What a route needs (who may ask, a token's scope, a confirmation, a pace,
 * the size and shape of its body) is checked here, before its handler sees anything.
 */
import type { IncomingMessage } from 'node:http'
import { Hono, type Context } from 'hono'
import { ROUTE_IDS, ROUTES, type AnswerOf, type BodyOf, type Route, type RouteId, type RouteOf } from '@tandem/wire'
import { accepted, type Result } from '@tandem/rules'
import { objectionTo, type Asker, type BySession } from '../auth/asker.ts'
import { ACCOUNT_LIMITS, HTTP_LIMITS } from '../limits.ts'
import { readBody, type Schema } from './body.ts'
import type { Pace } from './pace.ts'
import { refuse, refuseForNow } from './refusal.ts'
import { hasBearer, setCookie, type Anybody } from './requests.ts'

/** A request that has passed all that the catalogue asks of it. */
export type Call<Id extends RouteId> = {
  readonly context: Context<Anybody>
  readonly incoming: IncomingMessage
  readonly asker: AskerOf<RouteOf<Id>>
  readonly body: BodyOf<Id>
  /** The network address it came from. */
  readonly address: string
  /** A segment of the path. */
  parameter(name: string): string
}

type AskerOf<Entry extends Route> = Entry['who'] extends 'anybody'
  ? Asker | null
  : Entry['token'] extends 'never'
    ? Asker<BySession>
    : Asker

/** What the route answers, null for 204, or a response of its own: a file, a refusal. */
export type Handler<Id extends RouteId> = (call: Call<Id>) => Promise<Response | Plain<AnswerOf<Id>>>
type Plain<Answer> = Answer extends 'file' ? never : Answer

/** One handler for each route, and for nothing else. */
export type Handlers<Ids extends RouteId = RouteId> = { readonly [Id in Ids]: Handler<Id> }

export type Guards = {
  readonly identify: (context: Context<Anybody>) => Promise<Identified | null>
  readonly isDemo: (incoming: IncomingMessage) => boolean
  readonly addressOf: (incoming: IncomingMessage) => string
  readonly pace: Pace
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

/** `renewed` is the cookie to send again, where the session was prolonged. */
export type Identified = { readonly asker: Asker; readonly renewed: string | null }

/** @throws if a handler has no entry in the catalogue, or an entry no handler; the compiler sees most of it earlier. */
export function apiRoutes(handlers: Handlers, guards: Guards): Hono<Anybody> {
  const api = new Hono<Anybody>()
  const stray = Object.keys(handlers).find((id) => !ROUTE_IDS.includes(id as RouteId))
  const missing = ROUTE_IDS.find((id) => !Object.hasOwn(handlers, id))
  if (stray ?? missing) throw new Error(`the catalogue and the handlers differ at ${stray ?? missing}`)
  for (const id of ROUTE_IDS) {
    const route: Route = ROUTES[id]
    api.on(route.method, route.path, (context) => answer(route, handlers[id] as AnyHandler, guards, context))
  }
  return api
}

/** What all handlers are once the catalogue has given them their types. */
type AnyHandler = (call: Call<RouteId>) => Promise<Response | object | null>

async function answer(route: Route, handler: AnyHandler, guards: Guards, context: Context<Anybody>): Promise<Response> {
  const { incoming } = context.env
  if (route.where === 'demo' && !guards.isDemo(incoming)) return refuse(context, 'not-found')
  const identified = await guards.identify(context)
  const asker = identified?.asker ?? null
  const objection = objectionTo(route, asker, hasBearer(context), guards.clock())
  // Before the pace: what is refused anyway uses up nothing. After it: a confirmation, which one may try to guess around.
  if (objection !== null && objection !== 'confirm-first') return refuse(context, objection)
  const address = guards.addressOf(incoming)
  const wait = guards.pace.take(route.pace, { person: asker?.person.id ?? null, address })
  if (wait > 0) return refuseForNow(context, 'too-many-requests', wait)
  if (objection !== null) return refuse(context, objection)
  if (identified?.renewed && route.who !== 'anybody') setCookie(context, identified.renewed)
  const body = await bodyOf(route, context)
  if (!body.ok) return body.reason
  const parameter = (name: string): string => context.req.param(name) ?? ''
  const call = { context, incoming, asker, body: body.value, address, parameter }
  const answered = await handler(call as Call<RouteId>)
  if (answered instanceof Response) return answered
  return answered === null ? context.body(null, 204) : context.json(answered)
}

async function bodyOf(route: Route, context: Context<Anybody>): Promise<Result<unknown, Response>> {
  if (route.body === null) return accepted(null)
  return readBody(context, context.env.incoming, route.body as Schema<unknown>, BYTES[route.size ?? 'small'])
}

const BYTES: Readonly<Record<NonNullable<Route['size']>, number>> = {
  small: HTTP_LIMITS.signInBytes,
  credentials: ACCOUNT_LIMITS.bodyBytes,
  ordinary: HTTP_LIMITS.bodyBytes,
}
