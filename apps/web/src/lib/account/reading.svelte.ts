/** Something of the account as the server said it last. Where it cannot be read anew, what was read stays on the page. */
import type { Refused } from '#lib/http/api.ts'
import type { Question, Way } from './asking.svelte.ts'

export class Reading<Value> {
  readonly #way: Way
  readonly #question: Question<Value>
  #value = $state.raw<Value | null>(null)
  #refused = $state.raw<Refused | null>(null)

  constructor(way: Way, question: Question<Value>) {
    this.#way = way
    this.#question = question
  }

  /** Null until it was read. */
  get value(): Value | null {
    return this.#value
  }

  /** Why the last reading failed; null after one that did not. */
  get refused(): Refused | null {
    return this.#refused
  }

  /** Whether an answer has come, of either kind: then a page can be drawn that stays where it is. */
  get isSettled(): boolean {
    return this.#value !== null || this.#refused !== null
  }

  async read(): Promise<void> {
    const answer = await this.#way(this.#question)
    this.#refused = answer?.ok === false ? answer : null
    if (answer?.ok) this.#value = answer.value
  }
}
