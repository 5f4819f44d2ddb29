/** Looking at a form as it was. Moments are read once: while somebody looks back, what comes after is not their concern. */
import type { DocumentHistoryAnswer, Moment } from '@tandem/wire'
import type { Answer, Refused } from '#lib/http/api.ts'
import type { Extraction } from '../extraction.svelte.ts'
import { documentAt } from './moments.ts'

export class LookBack {
  readonly #extraction: Extraction
  readonly #ask: () => Promise<Answer<DocumentHistoryAnswer>>
  #moments = $state.raw<readonly Moment[] | null>(null)
  #refused = $state.raw<Refused | null>(null)
  #at = $state(0)
  #isOver = false

  constructor(extraction: Extraction, ask: () => Promise<Answer<DocumentHistoryAnswer>>) {
    this.#extraction = extraction
    this.#ask = ask
  }

  /** Null until they are read. */
  get moments(): readonly Moment[] | null {
    return this.#moments
  }

  /** Why they could not be read. */
  get refused(): Refused | null {
    return this.#refused
  }

  /** Of the moment that is looked at, from 1; 0 where there is none. */
  get at(): number {
    return this.#at
  }

  get moment(): Moment | null {
    return this.#moments?.[this.#at - 1] ?? null
  }

  /** Reads the moments, and shows the last one. */
  async begin(): Promise<void> {
    const answer = await this.#ask()
    if (this.#isOver) return
    if (!answer.ok) return void (this.#refused = answer)
    this.#moments = answer.value.moments
    this.goTo(this.#moments.length)
  }

  goTo(at: number): void {
    const moments = this.#moments ?? []
    this.#at = Math.min(Math.max(at, 1), moments.length)
    this.#extraction.showAsItWas(documentAt(moments, this.#at))
  }

  /** Also for an answer that is still on its way: nobody is taken back to the past by it. */
  end(): void {
    this.#isOver = true
    this.#extraction.showAsItWas(null)
  }
}
