/**
 * The live feed of one review: events as they happen, resumed without loss after a drop.
 *
 * The server speaks at least every 30 s; silence longer than that is a dead connection that nobody has told us of.
 */
import { CLOSE, TANDEM_PARAMETER, WIRE_VERSION, type LiveMessage } from '@tandem/wire'

type FeedHooks = {
  readonly onMessage: (message: LiveMessage) => void
  readonly onConnection: (isConnected: boolean) => void
  readonly onEnded: (why: 'signed-out' | 'not-found' | 'outdated') => void
  /** The server does not know the cursor: everything has to be read anew. */
  readonly onLost: () => void
}

const FIRST_WAIT = 300
const LONGEST_WAIT = 8_000
const LONGEST_SILENCE = 40_000
/** What a browser gives where no close frame came. */
const NO_CODE = 1006

export class Feed {
  readonly #address: string
  readonly #hooks: FeedHooks
  readonly #random: () => number
  #cursor: string
  #socket: WebSocket | null = null
  #attempts = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #isStopped = false

  /** @param address e.g. `wss://tandem.example/live/<review>`. @param random from 0 to 1, for the jitter. */
  constructor(address: string, cursor: string, hooks: FeedHooks, random: () => number = Math.random) {
    this.#address = address
    this.#cursor = cursor
    this.#hooks = hooks
    this.#random = random
  }

  connect(): void {
    if (this.#isStopped || this.#socket) return
    clearTimeout(this.#timer)
    const socket = new WebSocket(
      `${this.#address}?${TANDEM_PARAMETER}=${WIRE_VERSION}&cursor=${encodeURIComponent(this.#cursor)}`,
    )
    this.#socket = socket
    socket.onmessage = (event) => this.#received(JSON.parse(String(event.data)) as LiveMessage)
    socket.onclose = (event) => this.#closed(event.code)
    this.#listenForSilence()
  }

  retryNow(): void {
    this.#attempts = 0
    this.connect()
  }

  /** The server turned out not to be reachable. The next attempt comes by itself. */
  drop(): void {
    const socket = this.#socket
    if (!socket || this.#isStopped) return
    socket.onmessage = socket.onclose = null
    socket.close()
    this.#closed(NO_CODE)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    if (this.#socket) {
      this.#socket.onmessage = this.#socket.onclose = null
      this.#socket.close()
      this.#socket = null
    }
  }

  #received(message: LiveMessage): void {
    this.#listenForSilence()
    if (message.type === 'ready' || message.type === 'event') this.#cursor = message.cursor
    if (message.type === 'ready') {
      this.#attempts = 0
      this.#hooks.onConnection(true)
    }
    this.#hooks.onMessage(message)
  }

  #closed(code: number): void {
    this.#socket = null
    clearTimeout(this.#silence)
    if (this.#isStopped) return
    this.#hooks.onConnection(false)
    if (code === CLOSE.signedOut) return this.#hooks.onEnded('signed-out')
    if (code === CLOSE.notFound) return this.#hooks.onEnded('not-found')
    if (code === CLOSE.outdated) return this.#hooks.onEnded('outdated')
    if (code === CLOSE.malformed) return this.#hooks.onLost()
    const wait = Math.min(FIRST_WAIT * 2 ** this.#attempts, LONGEST_WAIT) * (0.5 + this.#random())
    this.#attempts += 1
    this.#timer = setTimeout(() => this.connect(), wait)
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.drop(), LONGEST_SILENCE)
  }
}
