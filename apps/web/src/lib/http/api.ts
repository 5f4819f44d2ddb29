/** The HTTP interface as the client asks it. Expected refusals are values; only bugs throw. */
import { VERSION_HEADER, WIRE_VERSION, type ApiError } from '@tandem/wire'

export type Answer<Value> = { readonly ok: true; readonly value: Value } | Refused

export type Refused = {
  readonly ok: false
  /** The HTTP status, or 0 if the server did not answer. */
  readonly status: number
  /** The word for programs, e.g. `confirm-first`; null where nobody said one. */
  readonly error: string | null
  readonly sentence: string
  /** Seconds until asking again makes sense; null where the server named none. */
  readonly retryAfter: number | null
  /** The body as it came, for refusals that say more than a sentence. */
  readonly body: unknown
}

const UNREACHABLE: Refused = {
  ok: false,
  status: 0,
  error: null,
  sentence: 'The server did not reply.',
  retryAfter: null,
  body: null,
}

export function get<Value>(path: string): Promise<Answer<Value>> {
  return ask<Value>(path, { method: 'GET' })
}

/** @param body left out where the route reads none. */
export function post<Value>(path: string, body?: unknown): Promise<Answer<Value>> {
  return ask<Value>(path, withBody('POST', body))
}

export function put<Value>(path: string, body: unknown): Promise<Answer<Value>> {
  return ask<Value>(path, withBody('PUT', body))
}

export function remove<Value>(path: string): Promise<Answer<Value>> {
  return ask<Value>(path, { method: 'DELETE' })
}

function withBody(method: 'POST' | 'PUT', body: unknown): RequestInit {
  if (body === undefined) return { method }
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** @param path below `/api`, with a leading slash. */
async function ask<Value>(path: string, request: RequestInit): Promise<Answer<Value>> {
  let response: Response
  const headers = { ...request.headers, [VERSION_HEADER]: String(WIRE_VERSION) }
  try {
    response = await fetch(`/api${path}`, { ...request, headers, credentials: 'same-origin' })
  } catch {
    // The network is away or the server is: both are said with the same value.
    return UNREACHABLE
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null)
  if (response.ok) return { ok: true, value: body as Value }
  const { error, sentence } = (body ?? {}) as Partial<ApiError>
  return {
    ok: false,
    status: response.status,
    error: error ?? null,
    sentence: sentence ?? `The server answered ${response.status}.`,
    retryAfter: Number(response.headers.get('retry-after')) || null,
    body,
  }
}

/** E.g. `wss://tandem.example`. */
export function socketOrigin(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`
}
