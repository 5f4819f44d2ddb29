/** A live feed of our server, as a page holds it open: what it brings, and when. */
import { WebSocket } from 'ws'
import type { Address } from './client.ts'

/** What is read of a message here. */
export type FeedMessage =
  | { readonly type: 'progress'; readonly progress: readonly FeedProgress[] }
  | { readonly type: 'answers'; readonly answers: readonly FeedAnswers[] }
  | { readonly type: 'ready' | 'event' | 'names' | 'still-here' }

type FeedProgress = { readonly assessment: string; readonly reviewer: string; readonly answered: number }
type FeedAnswers = { readonly document: string; readonly answers: Readonly<Record<string, string>> }

export class Feed {
  readonly #socket: WebSocket
  readonly #ready = Promise.withResolvers<void>()
  readonly #onFault: (fault: string) => void
  #isReady = false
  #isLeaving = false
  onMessage: (message: FeedMessage, at: number) => void = () => {}
  /** Bytes of all messages so far. */
  bytes = 0

  constructor(address: Address, onFault: (fault: string) => void) {
    this.#onFault = onFault
    // Whoever waits for it hears of it.
    this.#ready.promise.catch(() => undefined)
    this.#socket = new WebSocket(address.url, { headers: address.headers, perMessageDeflate: false })
    this.#socket.on('message', (text: Buffer) => this.#read(text, performance.now()))
    this.#socket.on('error', (error) => this.#fault(`feed: ${error.message}`))
    this.#socket.on('close', (code, reason) => this.#fault(`feed closed: ${code} ${reason.toString()}`))
  }

  /** Resolves once everything missed has come. Rejects if the server turns it away before. */
  ready(): Promise<void> {
    return this.#ready.promise
  }

  /** From now on the socket may end. */
  release(): void {
    this.#isLeaving = true
  }

  #read(text: Buffer, at: number): void {
    this.bytes += text.byteLength
    const message = JSON.parse(text.toString()) as FeedMessage
    if (message.type === 'ready') {
      this.#isReady = true
      this.#ready.resolve()
    }
    this.onMessage(message, at)
  }

  #fault(fault: string): void {
    if (this.#isLeaving) return
    if (this.#isReady) this.#onFault(fault)
    else this.#ready.reject(new Error(fault))
  }
}
