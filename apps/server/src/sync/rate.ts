/**
 * A token bucket: `burst` at once, and `perSecond` after that. It is full at the beginning, refills with time, and never
 * holds more than `burst`. A clock that jumps back costs nothing, one that jumps ahead gives one burst.
 */
export type Rate = { readonly burst: number; readonly perSecond: number }

export class Allowance {
  readonly #rate: Rate
  /** Milliseconds. */
  readonly #clock: () => number
  #tokens: number
  #at: number

  constructor(rate: Rate, clock: () => number) {
    this.#rate = rate
    this.#clock = clock
    this.#tokens = rate.burst
    this.#at = clock()
  }

  /** @returns false, and takes nothing, if fewer are left. More than a burst can never be taken at once. */
  take(count = 1): boolean {
    this.#refill()
    if (this.#tokens < count) return false
    this.#tokens -= count
    return true
  }

  /** Milliseconds until so many may be taken. */
  wait(count = 1): number {
    this.#refill()
    const missing = Math.max(0, count - this.#tokens)
    return Math.ceil((missing / this.#rate.perSecond) * 1_000)
  }

  #refill(): void {
    const now = this.#clock()
    const passed = Math.max(0, now - this.#at)
    this.#at = now
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + (passed * this.#rate.perSecond) / 1_000)
  }
}
