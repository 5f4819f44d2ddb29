/**
 * Large answers, one of each person in a turn of the loop. Making one keeps the only thread for milliseconds, and somebody
 * may ask for a hundred at once: they wait for themselves, and everybody else is served between.
 */
import { setImmediate } from 'node:timers/promises'

export class Lanes {
  /** Of each person who waits: when the last that they asked for is done. */
  readonly #last = new Map<string, Promise<void>>()

  /** Runs `body` after all that this person has asked for before, in a turn of the loop of its own. */
  run<Value>(person: string, body: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(person) ?? Promise.resolve()
    const answer = before.then(() => setImmediate()).then(body)
    const isDone: Promise<void> = answer.then(
      () => this.#leave(person, isDone),
      // Whoever asked hears of it; the next in the lane has nothing to do with it.
      () => this.#leave(person, isDone),
    )
    this.#last.set(person, isDone)
    return answer
  }

  #leave(person: string, isDone: Promise<void>): void {
    if (this.#last.get(person) === isDone) this.#last.delete(person)
  }
}
