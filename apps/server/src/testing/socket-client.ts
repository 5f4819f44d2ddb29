/** For tests: a client of the sync protocol with a real Y.Doc over a real socket. Waits for events, never for time. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { once } from 'node:events'
import { plainDocument, setField } from '@tandem/documents'
import type { DocumentId, Json, PlainDocument } from '@tandem/rules'
import { ACK, AWARENESS, NACK, SYNC } from '@tandem/wire'
import { WebSocket, type ClientOptions } from 'ws'
import * as Y from 'yjs'
import { step1Frame, step2Frame, updateFrame } from '../sync/frames.ts'

export class SocketClient {
  readonly doc = new Y.Doc()
  readonly socket: WebSocket
  /** Every frame that came. */
  readonly received: Uint8Array[] = []
  readonly presence: { readonly client: number; readonly state: unknown }[] = []
  readonly closed: Promise<number>
  sent = 0
  acked = 0
  nack: string | null = null
  isSynced = false
  code: number | null = null
  readonly #watchers = new Set<() => void>()

  constructor(port: number, cookie: string, document: DocumentId, options: ClientOptions = {}) {
    const host = `localhost:${port}`
    const headers = { cookie, host, origin: `http://${host}` }
    const path = `/sync/${document}?tandem=1&client=${this.doc.clientID}`
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, ...options })
    this.closed = once(this.socket, 'close').then(([code]) => code as number)
    this.socket.on('open', () => this.socket.send(step1Frame(Y.encodeStateVector(this.doc))))
    this.socket.on('message', (data: Buffer) => this.#hear(new Uint8Array(data)))
    this.socket.on('close', (code) => {
      this.code = code
      this.#changed()
    })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      // What is typed offline goes with the step 2.
      if (origin !== this && this.socket.readyState === this.socket.OPEN) this.send(updateFrame(update), true)
    })
  }

  static async open(...parameters: ConstructorParameters<typeof SocketClient>): Promise<SocketClient> {
    const client = new SocketClient(...parameters)
    await client.until(() => client.isSynced)
    return client
  }

  get isSaved(): boolean {
    return this.sent === this.acked
  }

  set(key: string, value: Json | null): this {
    setField(this.doc, key, value)
    return this
  }

  plain(): PlainDocument {
    return plainDocument(this.doc)
  }

  send(frame: Uint8Array, isUpdate = false): void {
    if (isUpdate) this.sent += 1
    this.socket.send(frame)
  }

  /** @throws Error if the connection closes first. */
  async until(isTrue: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const check = (): void => {
      if (isTrue()) resolve()
      else if (this.code !== null) reject(new Error(`closed with ${this.code} before what was waited for`))
    }
    this.#watchers.add(check)
    check()
    await promise.finally(() => this.#watchers.delete(check))
  }

  saved(): Promise<void> {
    return this.until(() => this.isSaved)
  }

  async close(): Promise<void> {
    if (this.code !== null) return
    this.socket.close()
    await this.closed
  }

  #changed(): void {
    for (const check of [...this.#watchers]) check()
  }

  #hear(frame: Uint8Array): void {
    this.received.push(frame)
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === SYNC) this.#sync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder))
    if (type === AWARENESS) this.#presence(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
    if (type === ACK) this.acked = decoding.readVarUint(decoder)
    if (type === NACK) this.nack = (decoding.readVarUint(decoder), decoding.readVarString(decoder))
    this.#changed()
  }

  #sync(kind: number, bytes: Uint8Array): void {
    if (kind === 0) return this.send(step2Frame(Y.encodeStateAsUpdate(this.doc, bytes)), true)
    Y.applyUpdate(this.doc, bytes, this)
    if (kind === 1) this.isSynced = true
  }

  #presence(decoder: decoding.Decoder): void {
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const client = decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      this.presence.push({ client, state: JSON.parse(decoding.readVarString(decoder)) })
    }
  }
}

/** Any number of presence entries, as no honest client sends them. */
export function presenceFrame(entries: readonly (readonly [client: number, clock: number, state: string])[]) {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, entries.length)
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, state)
  }
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, AWARENESS)
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner))
  return encoding.toUint8Array(encoder)
}
