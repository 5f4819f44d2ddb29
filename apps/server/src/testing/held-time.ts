/** For tests: a clock and timers that move when the test says so. */
import type { Later } from '../later.ts'

export class HeldTime {
  /** Milliseconds since 1970. */
  now = Date.UTC(2026, 0, 1)
  readonly clock = (): number => this.now
  readonly later: Later = (milliseconds, run) => {
    const timer = { at: this.now + milliseconds, run }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  /** Timers that are set. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Runs what falls due, each at its time, timers that are set meanwhile too. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next)
      this.now = Math.max(this.now, next.at)
      next.run()
    }
    this.now = end
  }

  #next(until: number) {
    const due = [...this.#timers].filter(({ at }) => at <= until)
    return due.sort((a, b) => a.at - b.at)[0]
  }
}
