/**
 * Some questions are answered only to somebody who has shown within ten minutes that it is them. Where the server says so,
 * the person is asked once more and the question is asked again, so that no form needs to know which questions these are.
 */
import { createContext } from 'svelte'
import type { AccountAnswer } from '@tandem/wire'
import { get, type Answer } from '#lib/http/api.ts'
import type { Question, Way } from './asking.svelte.ts'
import type { OwnSession } from './own-session.svelte.ts'

/** What the dialog shows while it is open. */
type Open = {
  /** The ways that this account has. */
  readonly account: AccountAnswer
  readonly close: (isConfirmed: boolean) => void
}

export class Confirming {
  readonly #session: OwnSession
  #open = $state.raw<Open | null>(null)

  constructor(session: OwnSession) {
    this.#session = session
  }

  get open(): Open | null {
    return this.#open
  }

  /** For `Asking`. A session that has ended meanwhile is noticed here. */
  readonly way: Way = async (question) => {
    const answer = await this.#confirmed(question)
    if (answer?.ok === false && answer.status === 401) await this.#session.look()
    return answer
  }

  async #confirmed<Value>(question: Question<Value>): Promise<Answer<Value> | null> {
    const answer = await question()
    if (answer.ok || answer.error !== 'confirm-first') return answer
    const account = await get<AccountAnswer>('/account')
    if (!account.ok) return account
    return (await this.#shown(account.value)) ? question() : null
  }

  #shown(account: AccountAnswer): Promise<boolean> {
    return new Promise((resolve) => {
      this.#open = {
        account,
        close: (isConfirmed) => {
          this.#open = null
          resolve(isConfirmed)
        },
      }
    })
  }
}

/** Set by the pages that change accounts. */
export const [getConfirming, setConfirming] = createContext<Confirming>()
