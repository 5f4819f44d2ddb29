/**
 * What "saved" means: everything that was changed here has been acknowledged by the server, which does so only after
 * the bytes are on disk.
 *
 * The server acknowledges by a count of frames of this connection (sync step 2 and updates, in the order sent). A change
 * made offline has no frame of its own: it travels inside the sync step 2 of the next connection. So each frame is
 * remembered with the number of local changes that it covers.
 *
 * A frame sent before this connection's step 2 may lack what was changed offline before it; it covers nothing by itself,
 * and the step 2 that follows covers it too.
 */
export class Acknowledgement {
  #changes = 0
  #saved = 0
  #covered: number[] = []
  #acknowledged = 0
  #hasSentState = false

  /** @param waiting changes of an earlier visit that were kept on this device and not acknowledged. */
  constructor(waiting = 0) {
    this.#changes = waiting
  }

  /** @returns the number of this change, counted from 1. */
  changed(): number {
    this.#changes += 1
    return this.#changes
  }

  /** A new connection counts its frames from zero. */
  connected(): void {
    this.#covered = []
    this.#acknowledged = 0
    this.#hasSentState = false
  }

  sentState(): void {
    this.#hasSentState = true
    this.#covered.push(this.#changes)
  }

  sentUpdate(): void {
    this.#covered.push(this.#hasSentState ? this.#changes : this.#saved)
  }

  acknowledge(count: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(count, this.#covered.length))
    this.#saved = Math.max(this.#saved, this.#covered[this.#acknowledged - 1] ?? 0)
  }

  /** The number of the last change that is on the server's disk. */
  get saved(): number {
    return this.#saved
  }

  get waiting(): number {
    return this.#changes - this.#saved
  }

  /** Acknowledged count equals sent count, and nothing waits. */
  get isSettled(): boolean {
    return this.#hasSentState && this.#acknowledged === this.#covered.length && this.waiting === 0
  }
}
