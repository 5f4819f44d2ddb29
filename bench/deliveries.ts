/** When each letter was sent, and when each other client of its room saw it. */
import type { Client } from './client.ts'
import { lettersIn, type Typist } from './typing.ts'

export class Deliveries {
  readonly #sentAt = new Map<number, number[]>()
  /** Milliseconds from sending to the sight of another client, one per letter and client. */
  readonly latencies: number[] = []
  /** Milliseconds from sending to the acknowledgement. */
  readonly acks: number[] = []
  /** Sights since counting began, also of letters sent before. */
  sights = 0
  /** Letters sent since then, and sights that are due of them. */
  sent = 0
  due = 0
  #isCounting = false

  /** From now on. */
  count(): void {
    this.#isCounting = true
  }

  send(client: Client, typist: Typist, readers: number): void {
    const times = this.#sentAt.get(typist.client) ?? []
    this.#sentAt.set(typist.client, times)
    // Letters are clocks: the place in the list is the letter's own.
    times.push(this.#isCounting ? performance.now() : Number.NaN)
    client.send(typist.next())
    if (!this.#isCounting) return
    this.sent += 1
    this.due += readers
  }

  /** Watches what a client sees. `own` is its own client id: some servers echo. */
  watch(client: Client, own: number, onSight: (author: number) => void = () => {}): void {
    const seen = new Map<number, number>()
    client.onUpdate = (update, at) =>
      lettersIn(update, (author, from, to) => {
        if (author === own) return
        const times = this.#sentAt.get(author)
        if (!times) return
        // Each letter counts once for each client, however often it is sent.
        for (let clock = Math.max(from, seen.get(author) ?? 0); clock < to; clock += 1) {
          const sentAt = times[clock] ?? Number.NaN
          if (!Number.isNaN(sentAt)) this.latencies.push(at - sentAt)
          if (this.#isCounting) this.sights += 1
          onSight(author)
        }
        seen.set(author, Math.max(to, seen.get(author) ?? 0))
      })
    let known = 0
    client.onAck = (acked, at) => {
      for (; known < acked; known += 1) {
        const sentAt = this.#sentAt.get(own)?.[known] ?? Number.NaN
        if (!Number.isNaN(sentAt)) this.acks.push(at - sentAt)
      }
    }
  }
}
