import { error } from '@sveltejs/kit'
import type { SessionAnswer } from '@tandem/wire'
import { get } from '#lib/http/api.ts'

/** Whoever does not administrate this server learns nothing here, not even that there is something to administrate. */
export async function load(): Promise<void> {
  const answer = await get<SessionAnswer>('/session')
  if (answer.ok && answer.value.person?.administrator !== true) error(404)
}
