/**
 * The HTTP interface, said once: every route below `/api`. The server registers its handlers from this catalogue and puts
 * the guards on that it names, so no route can forget one; the tests of rights and the OpenAPI document are made from it.
 *
 * Every refusal has the shape ApiError. 400: the body does not fit its schema. 401: not signed in. 403: a foreign Origin,
 * a wrong credential, `confirm-first` or `second-factor-first`. 404: unknown or forbidden, alike. 409: a rule refused. 413: too
 * large. 426: the page is of another version of the wire. 429, 503: later, with Retry-After.
 */
import type { z } from 'zod'
import { ADMINISTRATION_ROUTES, INVITATION_ROUTES, OWN_ACCOUNT_ROUTES, SESSION_ROUTES } from './account-routes.ts'
import { INBOX_ROUTES } from './inbox.ts'
import { REVIEW_ROUTES } from './review-routes.ts'
import type { Route } from './route.ts'

export const ROUTES = {
  ...SESSION_ROUTES,
  ...OWN_ACCOUNT_ROUTES,
  ...INVITATION_ROUTES,
  ...ADMINISTRATION_ROUTES,
  ...REVIEW_ROUTES,
  ...INBOX_ROUTES,
} as const satisfies Record<string, Route>

export type RouteId = keyof typeof ROUTES
export type RouteOf<Id extends RouteId> = (typeof ROUTES)[Id]

/** What a handler is given; null where the route takes none. */
export type BodyOf<Id extends RouteId> = RouteOf<Id>['body'] extends z.ZodType<infer Body> ? Body : null
/** What a handler answers with status 200; null for 204; a file is the handler's own. */
export type AnswerOf<Id extends RouteId> =
  RouteOf<Id>['answer'] extends z.ZodType<infer Answer> ? Answer : RouteOf<Id>['answer']

export const ROUTE_IDS = Object.keys(ROUTES) as readonly RouteId[]
