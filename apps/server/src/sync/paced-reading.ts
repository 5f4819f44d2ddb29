/**
 * What one connection sends, at the pace that it may have.
 *
 * Who sends faster is read more slowly: the source is paused until the next message may be handed on. A pause takes
 * effect at the source, but what was read together with the last message has already been taken out of it, up to 64 kB;
 * that waits here. Nothing is ever dropped and the order stays: a dropped frame would be a silent divergence.
 */
import type { Later } from '../later.ts'
import type { Allowance } from './rate.ts'

export type Pausable = { readonly pause: () => void; readonly resume: () => void }

export type PacedReadingPorts<Message extends object> = {
  readonly source: Pausable
  readonly allowance: Allowance
  /** What a message takes of the allowance; never more than a burst, or it would wait for ever. */
  readonly cost: (message: Message) => number
  readonly later: Later
  readonly handOn: (message: Message) => void
}

export class PacedReading<Message extends object> {
  readonly #ports: PacedReadingPorts<Message>
  readonly #waiting: Message[] = []
  #callOff: (() => void) | null = null
  /** Of a source that has ended. */
  #whenDone: (() => void) | null = null

  constructor(ports: PacedReadingPorts<Message>) {
    this.#ports = ports
  }

  take(message: Message): void {
    this.#waiting.push(message)
    if (this.#callOff !== null) return
    const next = this.#handOn()
    if (next !== undefined) this.#slowDown(next)
  }

  /** The source has ended. What it had sent counts, at the same pace: to hang up must not be a way to go faster. */
  end(whenDone: () => void): void {
    if (this.#callOff === null) whenDone()
    else this.#whenDone = whenDone
  }

  /** @returns the first that has to wait. */
  #handOn(): Message | undefined {
    const { allowance, cost, handOn } = this.#ports
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!allowance.take(cost(next))) return next
      this.#waiting.shift()
      handOn(next)
    }
    return undefined
  }

  #slowDown(next: Message): void {
    const { source, allowance, cost, later } = this.#ports
    source.pause()
    this.#callOff = later(allowance.wait(cost(next)), () => {
      this.#callOff = null
      const following = this.#handOn()
      if (following !== undefined) this.#slowDown(following)
      else if (this.#whenDone) this.#whenDone()
      else source.resume()
    })
  }
}
