import type { PersonId } from '@tandem/rules'
import type { SessionAnswer } from '@tandem/wire'
import { get } from './api.ts'

/**
 * Whether this browser is still signed in as this person. A session that has ended may have been followed by another
 * one, e.g. by signing in again in a second tab.
 */
export async function isSignedInAs(person: PersonId): Promise<boolean> {
  const answer = await get<SessionAnswer>('/session')
  return answer.ok && answer.value.person?.id === person
}
