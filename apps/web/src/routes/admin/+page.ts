import { error } from '@sveltejs/kit'
import type { SessionAnswer, SignedIn } from '@tandem/wire'
import { get } from '#lib/http/api.ts'

/** Whoever does not administrate this server learns nothing here, not even that there is something to administrate. */
export async function load(): Promise<{ readonly secondFactor: SignedIn['secondFactor'] | null }> {
  const answer = await get<SessionAnswer>('/session')
  if (answer.ok && answer.value.person?.administrator !== true) error(404)
  return { secondFactor: answer.ok ? (answer.value.person?.secondFactor ?? null) : null }
}
