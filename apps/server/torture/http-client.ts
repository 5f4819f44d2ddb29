/** What a person asks over HTTP: the review as they may see it, and commands. Null: no answer came. */
import type { PersonId, ReviewId } from '@tandem/rules'
import type { CommandAnswer, CommandRequest, ReviewAnswer } from '@tandem/wire'

export type SignedIn = { readonly id: PersonId; readonly cookie: string }

export type Answered<Body> = { readonly status: number; readonly body: Body } | null

export function readReview(port: number, review: ReviewId, person: SignedIn): Promise<Answered<ReviewAnswer>> {
  return ask(port, `/api/reviews/${review}`, person, null)
}

export function askCommand(
  port: number,
  review: ReviewId,
  person: SignedIn,
  { id, command }: CommandRequest,
): Promise<Answered<CommandAnswer>> {
  return ask(port, `/api/reviews/${review}/commands`, person, { id, command })
}

async function ask<Body>(port: number, path: string, { cookie }: SignedIn, body: unknown): Promise<Answered<Body>> {
  const address = `http://localhost:${port}`
  const headers = { cookie, origin: address, 'content-type': 'application/json' }
  const method = body === null ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) }
  try {
    const answer = await fetch(`${address}${path}`, { ...method, headers })
    return { status: answer.status, body: (await answer.json()) as Body }
  } catch {
    // The server was killed before it had answered, or while it did. That is what this is about.
    return null
  }
}
