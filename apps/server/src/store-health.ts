/**
 * Whether the store can write, and what follows while it cannot (a full disk, a mount turned read-only).
 *
 * A commit that finds no room was rolled back, so what is on disk can be read and shown; only writing has to wait. Whoever
 * connects meanwhile gets the loaded document and is told that nothing is saved. A small real write is tried again and
 * again; when it succeeds, `onWell` runs and everybody who had to wait comes again with what they wrote.
 */
import type { Later } from './later.ts'

export type StoreHealthPorts = {
  /** Rejects for as long as a commit would find no room. */
  readonly probe: () => Promise<void>
  readonly later: Later
  /** Milliseconds between two probes. */
  readonly probeEvery: number
  readonly onWell: () => void
  /** The probe failed otherwise than by finding no room. */
  readonly onFailure: (failure: unknown) => void
}

export class StoreHealth {
  readonly #ports: StoreHealthPorts
  #isFull = false
  #callOff: () => void = () => {}

  constructor(ports: StoreHealthPorts) {
    this.#ports = ports
  }

  get isFull(): boolean {
    return this.#isFull
  }

  /** A commit was refused for now. */
  foundNoRoom(): void {
    if (this.#isFull) return
    this.#isFull = true
    this.#probeLater()
  }

  close(): void {
    this.#callOff()
  }

  #probeLater(): void {
    this.#callOff = this.#ports.later(this.#ports.probeEvery, () => void this.#probe())
  }

  async #probe(): Promise<void> {
    try {
      await this.#ports.probe()
    } catch (failure) {
      this.#ports.onFailure(failure)
      return this.#probeLater()
    }
    this.#isFull = false
    this.#ports.onWell()
  }
}
