/** Who is signed in with this browser, as the server said last, and what it said about itself. One per tab. */
import { createContext } from 'svelte'
import type { SessionAnswer, SignedIn } from '@tandem/wire'
import { get, type Answer } from '#lib/http/api.ts'

type Known =
  | { readonly is: 'unknown' }
  | { readonly is: 'unreachable'; readonly sentence: string }
  | { readonly is: 'nobody'; readonly server: SessionAnswer }
  | { readonly is: 'somebody'; readonly server: SessionAnswer; readonly person: SignedIn }
  /** Was signed in while this tab was open, and is not any more. What the page shows stays until they leave it. */
  | { readonly is: 'over'; readonly server: SessionAnswer; readonly person: SignedIn }

export class OwnSession {
  #known = $state.raw<Known>({ is: 'unknown' })

  get known(): Known {
    return this.#known
  }

  /** Also after the session has ended, as long as the page stays. Null: nobody, or not known yet. */
  get person(): SignedIn | null {
    return 'person' in this.#known ? this.#known.person : null
  }

  /** What the sign-in page needs to know; null until the server has answered. */
  get server(): SessionAnswer | null {
    return 'server' in this.#known ? this.#known.server : null
  }

  /** Asks again. Where somebody was signed in and is not any more, or is somebody else, the session is over. */
  async look(): Promise<void> {
    this.#learn(await get<SessionAnswer>('/session'), this.person)
  }

  /** After signing in or out here: whoever it is now, nobody is missed. */
  async lookAnew(): Promise<void> {
    this.#learn(await get<SessionAnswer>('/session'), null)
  }

  #learn(answer: Answer<SessionAnswer>, before: SignedIn | null): void {
    if (!answer.ok) {
      // What was known holds: a server that is away has signed nobody out.
      if (before === null) this.#known = { is: 'unreachable', sentence: answer.sentence }
      return
    }
    const server = answer.value
    if (before !== null && server.person?.id !== before.id) this.#known = { is: 'over', server, person: before }
    else if (server.person === null) this.#known = { is: 'nobody', server }
    else this.#known = { is: 'somebody', server, person: server.person }
  }
}

/** Set by the outermost layout. */
export const [getOwnSession, setOwnSession] = createContext<OwnSession>()
