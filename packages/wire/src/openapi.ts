/**
 * The HTTP interface as an OpenAPI 3.1 document, made from the catalogue of routes and the schemas of their bodies.
 * Source: the OpenAPI specification 3.1.1; its schemas are JSON Schema 2020-12, as zod writes them.
 *
 * Traps of `z.toJSONSchema` over a registry: every schema gets `$schema` and `$id`, which may not stand in components, so
 * both are taken out; `z.custom` has no schema and throws, so answers that are types only are described here.
 */
import { z } from 'zod'
import * as accounts from './accounts.ts'
import { CommandRequestSchema, type CommandAccepted, type CommandRefused } from './commands.ts'
import { DemoSignInSchema, type ApiError, type DemoAnswer } from './http.ts'
import { DigestSchema, MarkReadSchema, NewDigestSchema, UnreadSchema } from './inbox.ts'
import { FoundReviewSchema, InviteMemberSchema, ReviewFoundedSchema } from './review-routes.ts'
import type { Route } from './route.ts'
import { ROUTE_IDS, ROUTES, type RouteId } from './routes.ts'
import { VERSION_HEADER, WIRE_VERSION } from './version.ts'

export type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null
type JsonObject = Readonly<Record<string, Json>>

export function openApi(): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  for (const id of ROUTE_IDS) {
    const { method, path }: Route = ROUTES[id]
    paths[pathOf(path)] = { ...paths[pathOf(path)], [method.toLowerCase()]: operation(id) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Tandem', version: String(WIRE_VERSION), license: { name: 'Apache 2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api' }],
    paths,
    components: { schemas: schemas(), responses: RESPONSES, securitySchemes: SECURITY_SCHEMES },
  }
}

// --- schemas

const anything = z.record(z.string(), z.unknown())

const ApiErrorSchema = z.object({ error: z.string(), sentence: z.string() }) satisfies z.ZodType<ApiError>
const CommandAcceptedSchema = z.object({ ok: z.literal(true) }) satisfies z.ZodType<CommandAccepted>
const CommandRefusedSchema = z.object({
  ok: z.literal(false),
  denial: z.object({
    rule: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  }),
  sentence: z.string(),
}) satisfies z.ZodType<CommandRefused>

const DemoAnswerSchema = z.object({
  people: z.array(z.object({ name: z.string(), duty: z.string(), hue: z.number(), link: z.string() })),
}) satisfies z.ZodType<DemoAnswer>
const ReviewListSchema = z.object({
  reviews: z.array(
    z.object({ id: z.string(), title: z.string(), reference: z.string(), invented: z.string().nullable() }),
  ),
})
/** Says of a list that is a type only what it is a list of: its members are many and may become more. */
const ReviewSchema = z.object({
  me: anything,
  view: anything,
  progress: z.array(anything),
  consensusAnswers: z.array(anything),
  cursor: z.string(),
})
const InboxSchema = z.object({ unread: z.number(), notices: z.array(anything) })
const ExtractionsSchema = z.object({ studies: z.array(anything) })
const SettledSdsSchema = z.object({
  studies: z.array(z.object({ study: z.string(), sds: z.record(z.string(), z.array(z.number())) })),
})
const PLACE_CHANGE = { part: z.enum(['field', 'text']), key: z.string(), value: anything }
const ItemHistorySchema = z.object({
  changes: z.array(z.object({ at: z.string(), by: z.string(), ...PLACE_CHANGE })),
})
const DocumentHistorySchema = z.object({
  moments: z.array(z.object({ at: z.string(), by: z.string(), changes: z.array(z.object(PLACE_CHANGE)) })),
})
const ReviewLogSchema = z.object({ events: z.array(z.looseObject({ type: z.string() })) })

/** Of routes whose answer is a type only. A route that is missing here makes `openApi` throw. */
const ANSWERS: Partial<Record<RouteId, z.ZodType>> = {
  'demo-people': DemoAnswerSchema,
  reviews: ReviewListSchema,
  review: ReviewSchema,
  'review-log': ReviewLogSchema,
  extractions: ExtractionsSchema,
  'settled-sds': SettledSdsSchema,
  'item-history': ItemHistorySchema,
  'document-history': DocumentHistorySchema,
  command: CommandAcceptedSchema,
  inbox: InboxSchema,
}

const NAMED: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(
    Object.entries(accounts).flatMap(([name, value]) =>
      value instanceof z.ZodType ? [[name.replace(/Schema$/, ''), value]] : [],
    ),
  ),
  ApiError: ApiErrorSchema,
  Command: CommandRequestSchema,
  CommandAccepted: CommandAcceptedSchema,
  CommandRefused: CommandRefusedSchema,
  DemoPeople: DemoAnswerSchema,
  DemoSignIn: DemoSignInSchema,
  Digest: DigestSchema,
  DocumentHistory: DocumentHistorySchema,
  Extractions: ExtractionsSchema,
  FoundReview: FoundReviewSchema,
  Inbox: InboxSchema,
  InviteMember: InviteMemberSchema,
  ItemHistory: ItemHistorySchema,
  MarkRead: MarkReadSchema,
  NewDigest: NewDigestSchema,
  Review: ReviewSchema,
  ReviewFounded: ReviewFoundedSchema,
  ReviewList: ReviewListSchema,
  ReviewLog: ReviewLogSchema,
  SettledSds: SettledSdsSchema,
  Unread: UnreadSchema,
}

const SCHEMA_PLACE = '#/components/schemas/'

function schemas(): JsonObject {
  const registry = z.registry<{ id: string }>()
  // A module lists its exports by name, or as they were written: not everything that runs this agrees.
  const byName = Object.entries(NAMED).sort(([one], [other]) => (one < other ? -1 : 1))
  for (const [id, schema] of byName) registry.add(schema, { id })
  const made = z.toJSONSchema(registry, { io: 'input', uri: (id) => SCHEMA_PLACE + id })
  return Object.fromEntries(Object.entries(made.schemas).map(([id, schema]) => [id, placed(schema)]))
}

/** As it stands in components, where its key says its place. */
function placed(schema: z.core.JSONSchema.BaseSchema): JsonObject {
  const { $schema: _, $id: __, ...rest } = schema
  return rest as JsonObject
}

function referenceTo(schema: z.ZodType, of: RouteId): JsonObject {
  const [name] = Object.entries(NAMED).find(([, named]) => named === schema) ?? []
  if (name === undefined) throw new Error(`the schema of ${of} has no name`)
  return { $ref: SCHEMA_PLACE + name }
}

// --- operations

const PLACES = /:(\w+)(?:\{((?:[^{}]|\{[^{}]*\})*)\})?/g

function pathOf(path: string): string {
  return path.replaceAll(PLACES, '{$1}')
}

function operation(id: RouteId): JsonObject {
  const route: Route = ROUTES[id]
  const { says, body } = route
  return {
    operationId: id,
    summary: says,
    description: describe(route),
    security: securityOf(route),
    parameters: [...placesOf(route), ...(QUERIES[id] ?? []), VERSION_PARAMETER],
    ...(body && { requestBody: { required: true, content: inJson(referenceTo(body, id)) } }),
    responses: responsesOf(id, route),
  }
}

const WHO: Readonly<Record<Route['who'], string>> = {
  anybody: 'For anybody.',
  'signed-in': 'For whoever is signed in.',
  administrator: 'For administrators of the server; to all others it does not exist.',
  member: 'For members of the review; to all others it does not exist.',
}

function describe({ who, token, confirmed, where }: Route): string {
  return [
    WHO[who],
    token === 'never' ? 'Not for API tokens.' : `A token needs the scope “${token}”.`,
    ...(confirmed ? ['Needs a confirmation within the last ten minutes.'] : []),
    ...(confirmed === 'with-factor' ? ['Needs the second factor, where there is one, shown in this session.'] : []),
    ...(where === 'demo' ? ['Only in a demo.'] : []),
  ].join(' ')
}

/** In a list of alternatives; the empty one is nobody. */
function securityOf({ who, token }: Route): Json {
  return [...(who === 'anybody' ? [{}] : []), { session: [] }, ...(token === 'never' ? [] : [{ token: [token] }])]
}

const SECURITY_SCHEMES: JsonObject = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'tandem',
    description: 'A browser that is signed in. Over https the cookie is called __Host-tandem.',
  },
  token: { type: 'http', scheme: 'bearer', description: 'An API token, made in the account settings.' },
}

function placesOf({ path }: Route): readonly JsonObject[] {
  return [...path.matchAll(PLACES)].map(([, name = '', pattern]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(pattern !== undefined && { pattern: `^${pattern}$` }) },
  }))
}

const BEFORE: JsonObject = {
  name: 'before',
  in: 'query',
  description: 'The number that the page before ended with.',
  schema: { type: 'integer', minimum: 1 },
}
const PERSON: JsonObject = { name: 'person', in: 'query', description: 'One account only.', schema: { type: 'string' } }
const QUERIES: Partial<Record<RouteId, readonly JsonObject[]>> = {
  'own-security-log': [BEFORE],
  'server-security-log': [BEFORE, PERSON],
}

const VERSION_PARAMETER: JsonObject = {
  name: VERSION_HEADER,
  in: 'header',
  description:
    'The version of the interface that the program was made for. Another one than the server knows gives 426.',
  schema: { type: 'integer', minimum: 1 },
}

// --- responses

function inJson(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}

const API_ERROR: JsonObject = { $ref: `${SCHEMA_PLACE}ApiError` }
const REFUSED: JsonObject = { $ref: `${SCHEMA_PLACE}CommandRefused` }
const LATER: JsonObject = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } }

const RESPONSES: JsonObject = {
  BadRequest: { description: 'The body does not fit its schema.', content: inJson(API_ERROR) },
  NotSignedIn: { description: 'Not signed in, or a token that does not hold.', content: inJson(API_ERROR) },
  Refused: {
    description: 'A foreign Origin, a wrong credential, a token without the scope, or a confirmation that is missing.',
    content: inJson(API_ERROR),
  },
  NotFound: { description: 'Unknown or forbidden, alike.', content: inJson(API_ERROR) },
  RuleOfAccounts: { description: 'A rule of accounts refused.', content: inJson(API_ERROR) },
  RuleOfReviews: {
    description: 'A rule of the review refused; its id and its sentence say which.',
    content: inJson({ anyOf: [REFUSED, API_ERROR] }),
  },
  TooLarge: { description: 'The body is too large.', content: inJson(API_ERROR) },
  Outdated: { description: 'The program was made for another version of the interface.', content: inJson(API_ERROR) },
  TooMany: { description: 'Too many requests, or too many failures.', headers: LATER, content: inJson(API_ERROR) },
  Unavailable: { description: 'The server cannot do it at this moment.', content: inJson(API_ERROR) },
}

function responsesOf(id: RouteId, route: Route): JsonObject {
  const isChange = route.method !== 'GET'
  const refusals: readonly (readonly [number, string, boolean])[] = [
    [400, 'BadRequest', route.body !== null],
    [401, 'NotSignedIn', true],
    [403, 'Refused', true],
    [404, 'NotFound', route.who === 'member' || route.who === 'administrator' || PATH_HAS_PLACE.test(route.path)],
    [409, route.path.startsWith('/reviews') ? 'RuleOfReviews' : 'RuleOfAccounts', isChange],
    [413, 'TooLarge', route.body !== null],
    [426, 'Outdated', true],
    [429, 'TooMany', route.pace !== 'free'],
    [503, 'Unavailable', true],
  ]
  const may = refusals.filter(([, , isPossible]) => isPossible)
  return {
    ...success(id, route),
    ...Object.fromEntries(may.map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }])),
  }
}

const PATH_HAS_PLACE = /:/

function success(id: RouteId, { answer }: Route): JsonObject {
  if (answer === null) return { 204: { description: 'Done.' } }
  if (answer === 'file') {
    const headers = { 'Content-Disposition': { description: 'Its name, RFC 6266.', schema: { type: 'string' } } }
    return { 200: { description: 'A file.', headers, content: { 'application/json': {} } } }
  }
  return { 200: { description: 'Done.', content: inJson(referenceTo(ANSWERS[id] ?? answer, id)) } }
}
