/** JSON bodies: no larger than a limit, and parsed by a schema of `wire` before anybody looks at them. */
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { accepted, refused, type Result } from '@tandem/rules'
import { refuse } from './refusal.ts'

/** What is needed of a zod schema. */
export type Schema<Value> = {
  safeParse(value: unknown): { success: true; data: Value } | { success: false; error: { issues: readonly Issue[] } }
}
type Issue = { readonly message: string; readonly path: readonly PropertyKey[]; readonly keys?: readonly string[] }

export function atMost(bytes: number): MiddlewareHandler {
  return bodyLimit({ maxSize: bytes, onError: (context) => refuse(context, 'too-large') })
}

/** The body, or the sentence that says which field is wrong. */
export async function readBody<Value>(context: Context, schema: Schema<Value>): Promise<Result<Value, string>> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refused('Send JSON, with the content type application/json.')
  const json = parseJson(await context.req.text())
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
