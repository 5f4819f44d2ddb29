/**
 * JSON bodies: no larger than a limit, and parsed by a schema of `wire` before anybody looks at them.
 *
 * A body is read to its end whatever becomes of it, also when nobody wants it: an answer that is sent while the client
 * still sends may be lost with the connection, and the next request on that connection with it. What is beyond the limit
 * is read and forgotten; the time limit of the request bounds it.
 */
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import type { Context, MiddlewareHandler } from 'hono'
import { accepted, refused, type Result } from '@tandem/rules'
import { refuse, refuseBody } from './refusal.ts'
import type { Anybody } from './requests.ts'

/** What is needed of a zod schema. */
export type Schema<Value> = {
  safeParse(value: unknown): { success: true; data: Value } | { success: false; error: { issues: readonly Issue[] } }
}
type Issue = { readonly message: string; readonly path: readonly PropertyKey[]; readonly keys?: readonly string[] }

/** The body, or the refusal that says which field is wrong. */
export async function readBody<Value>(
  context: Context,
  incoming: IncomingMessage,
  schema: Schema<Value>,
  maxBytes: number,
  type = 'application/json',
): Promise<Result<Value, Response>> {
  const text = await textOf(incoming, maxBytes)
  if (text === null) return refused(refuse(context, 'too-large'))
  const parsed = isOfType(context, type) ? parse(text, schema) : refused(`Send JSON, with the content type ${type}.`)
  return parsed.ok ? parsed : refused(refuseBody(context, parsed.reason))
}

/** Around everything that may answer without reading. */
export const readToTheEnd: MiddlewareHandler<Anybody> = async (context, next) => {
  await next()
  const { incoming } = context.env
  if (incoming.readableEnded || incoming.destroyed) return
  incoming.resume()
  // A client that goes away gets no answer anyway.
  await finished(incoming).catch(() => undefined)
}

async function textOf(incoming: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
  }
  return size <= maxBytes ? Buffer.concat(chunks).toString('utf8') : null
}

function isOfType(context: Context, type: string): boolean {
  return context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === type
}

function parse<Value>(text: string, schema: Schema<Value>): Result<Value, string> {
  const json = parseJson(text)
  if (!json.ok) return json
  const parsed = schema.safeParse(json.value)
  return parsed.success ? accepted(parsed.data) : refused(sentenceOf(parsed.error.issues))
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return accepted(JSON.parse(text) as unknown)
  } catch {
    return refused('The body is not JSON.')
  }
}

function sentenceOf([issue]: readonly Issue[]): string {
  if (issue === undefined) return 'The body does not fit.'
  const unknown = issue.keys?.[0]
  if (unknown !== undefined) return `The field "${[...issue.path, unknown].join('.')}" is not known here.`
  if (issue.path.length === 0) return `The body does not fit: ${issue.message}.`
  return `The field "${issue.path.join('.')}" does not fit: ${issue.message}.`
}
