/** The HTTP interface as the client asks it. Expected refusals are values; only bugs throw. */
import { VERSION_HEADER, WIRE_VERSION, type ApiError } from '@tandem/wire'

type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false
      /** The HTTP status, or 0 if the server did not answer. */
      readonly status: number
      readonly sentence: string
      /** The body as it came, for refusals that say more than a sentence. */
      readonly body: unknown
    }

const UNREACHABLE = 'The server did not reply.'

export function get<Value>(path: string): Promise<Answer<Value>> {
  return ask<Value>(path, { method: 'GET' })
}

export function post<Value>(path: string, body: unknown): Promise<Answer<Value>> {
  return ask<Value>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** @param path below `/api`, with a leading slash. */
async function ask<Value>(path: string, request: RequestInit): Promise<Answer<Value>> {
  let response: Response
  const headers = { ...request.headers, [VERSION_HEADER]: String(WIRE_VERSION) }
  try {
    response = await fetch(`/api${path}`, { ...request, headers, credentials: 'same-origin' })
  } catch {
    return { ok: false, status: 0, sentence: UNREACHABLE, body: null }
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null)
  if (response.ok) return { ok: true, value: body as Value }
  const { sentence } = (body ?? {}) as Partial<ApiError>
  return { ok: false, status: response.status, sentence: sentence ?? `The server answered ${response.status}.`, body }
}

/** E.g. `wss://tandem.example`. */
export function socketOrigin(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`
}
