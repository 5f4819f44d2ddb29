import { Hono, type Context, type MiddlewareHandler } from 'hono'
import type { ReviewId } from '@tandem/rules'
import { CommandRequestSchema, type CommandRequest } from '@tandem/wire'
import { HTTP_LIMITS } from '../limits.ts'
import { readBody, type Schema } from './body.ts'
import { atPace } from './pace.ts'
import { refuse } from './refusal.ts'
import type { SignedInOnly } from './requests.ts'
import type { Reviews, SnapshotFile } from './reviews.ts'

/** Ids are branded in `rules` and strings on the wire; `wire` proves that all else is equal. */
const CommandBody = CommandRequestSchema as unknown as Schema<CommandRequest>

export function reviewRoutes(
  reviews: Reviews,
  signedIn: MiddlewareHandler<SignedInOnly>,
  clock: () => number,
): Hono<SignedInOnly> {
  const routes = new Hono<SignedInOnly>()
  routes.use('*', signedIn, atPace(HTTP_LIMITS.requests, clock))

  routes.get('/', async (context) => context.json(await reviews.list(personOf(context))))

  routes.get('/:review', async (context) => {
    const answer = await reviews.read(reviewOf(context), personOf(context))
    return answer === null ? refuse(context, 'not-found') : context.json(answer)
  })

  routes.post('/:review/commands', atPace(HTTP_LIMITS.commands, clock), async (context) => {
    const body = await readBody(context, context.env.incoming, CommandBody, HTTP_LIMITS.bodyBytes)
    if (!body.ok) return body.reason
    const answer = await reviews.command(reviewOf(context), personOf(context), body.value)
    if (answer === null) return refuse(context, 'not-found')
    return context.json(answer, answer.ok ? 200 : 409)
  })

  routes.get('/:review/snapshots/:number{[1-9][0-9]{0,8}}', async (context) => {
    const number = Number(context.req.param('number'))
    const file = await reviews.snapshot(reviewOf(context), personOf(context), number)
    return file === null ? refuse(context, 'not-found') : download(context, file)
  })

  return routes
}

function personOf(context: Context<SignedInOnly>) {
  return context.get('session').person.id
}

function reviewOf(context: Context<SignedInOnly>): ReviewId {
  return context.req.param('review') as ReviewId
}

/** RFC 6266: an ASCII name for old clients, the exact one beside it. */
function download(context: Context, { fileName, text }: SnapshotFile): Response {
  const ascii = fileName.replace(/[^\w.-]/g, '_')
  const exact = encodeURIComponent(fileName).replace(/['()*]/g, percentEncoded)
  context.header('Content-Disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`)
  return context.body(text, 200, { 'Content-Type': 'application/json; charset=utf-8' })
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
