/**
 * Some questions are answered only to somebody who has shown within ten minutes that it is them, some only where the second
 * factor was shown. Where the server says so, the person is asked once more and the question is asked again, so that no form
 * needs to know which questions these are.
 */
import { createContext } from 'svelte'
import type { AccountAnswer } from '@tandem/wire'
import { get, type Answer } from '#lib/http/api.ts'
import type { Question, Way } from './asking.svelte.ts'
import type { OwnSession } from './own-session.svelte.ts'

/** What the dialog shows while it is open. */
type Open = {
  readonly asked: {
    /** The ways that this account has. */
    readonly account: AccountAnswer
    /** Whether the password will do. */
    readonly wants: 'anything' | 'second-factor'
  }
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

  /** For what the password alone does not open. @returns whether it was shown. */
  async showFactor(): Promise<boolean> {
    const account = await get<AccountAnswer>('/account')
    return account.ok && this.#shown({ account: account.value, wants: 'second-factor' })
  }

  async #confirmed<Value>(question: Question<Value>): Promise<Answer<Value> | null> {
    const answer = await question()
    const wants = answer.ok ? null : wantsOf(answer.error)
    if (wants === null) return answer
    const account = await get<AccountAnswer>('/account')
    if (!account.ok) return account
    // Nothing to show it with: the refusal says what to do.
    if (wants === 'second-factor' && !hasFactor(account.value)) return answer
    return (await this.#shown({ account: account.value, wants })) ? question() : null
  }

  #shown(asked: Open['asked']): Promise<boolean> {
    return new Promise((resolve) => {
      this.#open = {
        asked,
        close: (isConfirmed) => {
          this.#open = null
          resolve(isConfirmed)
        },
      }
    })
  }
}

function wantsOf(error: string | null): Open['asked']['wants'] | null {
  if (error === 'confirm-first') return 'anything'
  return error === 'second-factor-first' ? 'second-factor' : null
}

function hasFactor({ totpSince, passkeys }: AccountAnswer): boolean {
  return totpSince !== null || passkeys.length > 0
}

/** Set by the pages that change accounts. */
export const [getConfirming, setConfirming] = createContext<Confirming>()
