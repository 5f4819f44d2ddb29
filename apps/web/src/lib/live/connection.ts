/**
 * One connection of one Yjs document to the server: y-websocket's provider, with Tandem's three messages (acknowledged,
 * refused, granted), its close codes, and a reconnect with jitter.
 *
 * The provider retries by itself in fixed steps, so that all browsers of a restarted server come back in the same
 * instant. Here each close switches that off, and the next attempt waits 0.5 to 1.5 times the step.
 */
import { ACK, CLIENT_PARAMETER, CLOSE, GRANT, NACK, TANDEM_PARAMETER, WIRE_VERSION } from '@tandem/wire'
import { readVarString, readVarUint } from 'lib0/decoding'
import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type { Doc } from 'yjs'
import { countingSocket } from './counting-socket.ts'

export type Mode = 'read' | 'write'

type ConnectionHooks = {
  /** A socket is open; nothing was sent on it yet. */
  readonly onConnected: () => void
  readonly onDisconnected: () => void
  /** The document holds all that the server has. */
  readonly onSynced: () => void
  readonly onSent: (kind: 'state' | 'update') => void
  readonly onAcknowledged: (count: number) => void
  /** The update after `count` was refused, and nothing more is read. */
  readonly onRefused: (count: number, rule: string, path: string) => void
  readonly onGranted: (mode: Mode, reason: string) => void
  /** Closed for a reason that trying again does not change. */
  readonly onEnded: (code: number) => void
}

const FIRST_WAIT = 200
const LONGEST_WAIT = 5_000
/** A commit takes milliseconds. A connection that leaves changes unacknowledged for longer is dead, whatever it says. */
const LONGEST_SILENCE = 6_000

export class Connection {
  readonly #provider: WebsocketProvider
  readonly #hooks: ConnectionHooks
  readonly #random: () => number
  #attempts = 0
  #sent = 0
  #acknowledged = 0
  #silence: ReturnType<typeof setTimeout> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #isStopped = false

  /** @param address e.g. `wss://tandem.example/sync`. @param random from 0 to 1, for the jitter. */
  constructor(address: string, document: string, doc: Doc, hooks: ConnectionHooks, random: () => number = Math.random) {
    this.#hooks = hooks
    this.#random = random
    this.#provider = new WebsocketProvider(address, document, doc, {
      connect: false,
      // Sharing between tabs would pass the server by, and with it every rule.
      disableBc: true,
      params: {
        [TANDEM_PARAMETER]: String(WIRE_VERSION),
        // Read at each connect: Yjs changes the id where it meets a second document with the same one.
        get [CLIENT_PARAMETER]() {
          return String(doc.clientID)
        },
      },
      WebSocketPolyfill: countingSocket((kind) => this.#didSend(kind)),
    })
    this.#listen()
  }

  get awareness(): Awareness {
    return this.#provider.awareness
  }

  connect(): void {
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#provider.connect()
  }

  /** Tries at once instead of waiting for the next step. */
  retryNow(): void {
    this.#attempts = 0
    this.connect()
  }

  /** The server turned out not to be reachable: what is sent now must wait. The next attempt comes by itself. */
  drop(): void {
    if (!this.#isStopped && this.#provider.ws !== null) this.#provider.disconnect()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    this.#provider.awareness.off('update', this.#sendOwnAwareness)
    this.#provider.destroy()
    this.#provider.awareness.destroy()
  }

  #listen(): void {
    const provider = this.#provider
    const handlers = provider.messageHandlers as MessageHandler[]
    handlers[ACK] = (_, decoder) => this.#wasAcknowledged(readVarUint(decoder))
    handlers[NACK] = (_, decoder) =>
      this.#hooks.onRefused(readVarUint(decoder), readVarString(decoder), readVarString(decoder))
    handlers[GRANT] = (_, decoder) => {
      const mode = readVarString(decoder)
      readVarUint(decoder)
      this.#hooks.onGranted(mode === 'write' ? 'write' : 'read', readVarString(decoder))
    }
    provider.on('status', ({ status }) => {
      if (status === 'connected') {
        this.#sent = this.#acknowledged = 0
        this.#hooks.onConnected()
      }
      if (status === 'disconnected') this.#hooks.onDisconnected()
    })
    provider.on('sync', (isSynced) => {
      if (!isSynced) return
      this.#attempts = 0
      this.#hooks.onSynced()
    })
    provider.on('connection-close', (event) => this.#closed(event?.code))
    // The provider would echo everybody's state; the server takes only one's own.
    provider.awareness.off('update', provider._awarenessUpdateHandler)
    provider.awareness.on('update', this.#sendOwnAwareness)
  }

  #sendOwnAwareness = (change: AwarenessChange, origin: unknown): void => {
    const own = this.#provider.doc.clientID
    const isOwn = (id: number): boolean => id === own
    if (![...change.added, ...change.updated, ...change.removed].some(isOwn)) return
    this.#provider._awarenessUpdateHandler({ added: [], updated: [own], removed: [] }, origin)
  }

  #didSend(kind: 'state' | 'update'): void {
    this.#sent += 1
    this.#hooks.onSent(kind)
    // Whoever only reads is owed no acknowledgement.
    if (kind === 'update') this.#silence ??= setTimeout(() => this.drop(), LONGEST_SILENCE)
  }

  #wasAcknowledged(count: number): void {
    this.#acknowledged = count
    clearTimeout(this.#silence)
    this.#silence = this.#acknowledged < this.#sent ? setTimeout(() => this.drop(), LONGEST_SILENCE) : undefined
    this.#hooks.onAcknowledged(count)
  }

  #closed(code: number | undefined): void {
    this.#provider.shouldConnect = false
    clearTimeout(this.#silence)
    this.#silence = undefined
    if (this.#isStopped) return
    if (code !== undefined && code >= CLOSE.malformed && code < 4500) {
      this.#hooks.onEnded(code)
      return
    }
    const wait = Math.min(FIRST_WAIT * 2 ** this.#attempts, LONGEST_WAIT) * (0.5 + this.#random())
    this.#attempts += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.connect(), wait)
  }
}

type MessageHandler = (encoder: unknown, decoder: Parameters<typeof readVarUint>[0]) => void
type AwarenessChange = { readonly added: number[]; readonly updated: number[]; readonly removed: number[] }
