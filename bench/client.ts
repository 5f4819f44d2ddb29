/** A client on the wire: a socket, the first exchange, frames. It keeps no document, so it costs the generator little. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Dialect } from './dialect.ts'

export type Address = { readonly url: string; readonly headers: Readonly<Record<string, string>> }

export type Seat = { readonly address: Address; readonly document: string; readonly dialect: Dialect }

/** V1 update without structs and deletions. */
const NOTHING = Uint8Array.of(0, 0)

export class Client {
  readonly #seat: Seat
  readonly #socket: WebSocket
  readonly #synced = Promise.withResolvers<void>()
  #isLeaving = false
  /** Bytes of the first sync answer; null until it came. */
  firstAnswer: number | null = null
  /** Updates that the server says it has. */
  acked = 0
  #acks = 0
  /** Every update that comes, the first sync answer included. */
  onUpdate: (update: Uint8Array, at: number) => void = () => {}
  onAck: (acked: number, at: number) => void = () => {}
  /** What should not happen once it is synced: a refusal, a close. */
  readonly #onFault: (fault: string) => void

  constructor(seat: Seat, onFault: (fault: string) => void) {
    this.#seat = seat
    this.#onFault = onFault
    // Whoever waits for it hears of it.
    this.#synced.promise.catch(() => undefined)
    this.#socket = new WebSocket(seat.address.url, { headers: seat.address.headers, perMessageDeflate: false })
    this.#socket.on('open', () => seat.dialect.opening(seat.document).forEach((frame) => this.#socket.send(frame)))
    this.#socket.on('message', (frame: Buffer) => this.#read(frame, performance.now()))
    this.#socket.on('error', (error) => this.#fault(`socket: ${error.message}`))
    this.#socket.on('close', (code, reason) => this.#fault(`closed: ${code} ${reason.toString()}`))
  }

  /** Resolves with the first sync answer, whatever it holds. Rejects if the server turns it away before. */
  synced(): Promise<void> {
    return this.#synced.promise
  }

  send(update: Uint8Array): void {
    this.#socket.send(this.#seat.dialect.update(this.#seat.document, update))
  }

  /** From now on the socket may end. */
  release(): void {
    this.#isLeaving = true
  }

  async leave(): Promise<void> {
    this.release()
    if (this.#socket.readyState === WebSocket.CLOSED) return
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }

  #read(frame: Buffer, at: number): void {
    const message = this.#seat.dialect.read(frame)
    switch (message.type) {
      case 'step-1':
        this.#socket.send(this.#seat.dialect.step2(this.#seat.document, NOTHING))
        return
      case 'step-2':
        this.firstAnswer ??= message.update.byteLength
        this.#synced.resolve()
        return this.onUpdate(message.update, at)
      case 'update':
        return this.onUpdate(message.update, at)
      case 'ack':
        this.#acks = message.count === 'one' ? this.#acks + 1 : message.count
        // The first is for the answer to the server's step 1.
        this.acked = this.#acks - 1
        return this.onAck(this.acked, at)
      case 'refused':
        return this.#fault(`refused: ${message.why}`)
      case 'other':
        return
    }
  }

  #fault(fault: string): void {
    if (this.#isLeaving) return
    if (this.firstAnswer === null) this.#synced.reject(new Error(fault))
    else this.#onFault(fault)
  }
}
