/** One form's question to the server: one at a time, and why the last one was refused. */
import type { Answer, Refused } from '#lib/http/api.ts'

export type Question<Value> = () => Promise<Answer<Value>>

/** How a question gets to the server. Null: the person gave up on the way, e.g. at the confirmation. */
export type Way = <Value>(question: Question<Value>) => Promise<Answer<Value> | null>

const straight: Way = (question) => question()

export class Asking {
  readonly #way: Way
  #isPending = $state(false)
  #refused = $state.raw<Refused | null>(null)

  constructor(way: Way = straight) {
    this.#way = way
  }

  get isPending(): boolean {
    return this.#isPending
  }

  get refused(): Refused | null {
    return this.#refused
  }

  /** Says a refusal that did not come from the server. */
  refuse(sentence: string): void {
    this.#refused = { ok: false, status: 0, error: null, sentence, retryAfter: null, body: null }
  }

  forget(): void {
    this.#refused = null
  }

  /** @returns the value, or null where there is none: refused, given up, or another question is under way. */
  async ask<Value>(question: Question<Value>): Promise<{ readonly value: Value } | null> {
    if (this.#isPending) return null
    this.#isPending = true
    this.#refused = null
    try {
      const answer = await this.#way(question)
      if (answer === null) return null
      if (answer.ok) return { value: answer.value }
      this.#refused = answer
      return null
    } finally {
      this.#isPending = false
    }
  }
}
