/** A client of the sync protocol with a real Y.Doc, on a network that delivers when the test says so. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { plainDocument } from '@tandem/documents'
import type { DocumentId, Json, PersonId, PlainDocument } from '@tandem/rules'
import { setField } from '@tandem/documents'
import { ACK, AWARENESS, CLOSE, GRANT, NACK, SYNC } from '@tandem/wire'
import * as Y from 'yjs'
import type { Joined } from '../core.ts'
import type { ConnectionPort } from '../sync/room.ts'
import type { House } from './house.ts'

export type TestClientOptions = {
  /** False: a stock y-websocket client. */
  readonly tandem?: boolean
  /** False: does not answer the server's step 1, so that a test can send a step 2 of its own making. */
  readonly answersStep1?: boolean
  /** What this client had already, e.g. from a copy on its device. */
  readonly doc?: Y.Doc
  /** Bytes on their way to this client above which the server calls it a slow reader. */
  readonly bufferedBytes?: number
  readonly on?: Partial<TestClientEvents>
}

/** What a client of the product would act upon. */
export type TestClientEvents = {
  readonly connected: () => void
  /** A sync step 2 or an update left. */
  readonly sent: (kind: 'state' | 'update') => void
  readonly acknowledged: (count: number) => void
  readonly synced: () => void
  /** The server hands over a frame, which may still be lost on its way. */
  readonly handedOver: (frame: Uint8Array) => void
}

export class TestClient {
  readonly person: PersonId
  readonly document: DocumentId
  doc: Y.Doc
  /** Every frame the server has ever sent to this client, delivered or not. */
  readonly received: Uint8Array[] = []
  readonly presence: { client: number; clock: number; state: unknown }[] = []
  sent = 0
  acked = 0
  nack: { readonly count: number; readonly rule: string; readonly path: string } | null = null
  grant: { readonly mode: string; readonly epoch: number } | null = null
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly #house: House
  readonly #options: TestClientOptions
  #toServer: Uint8Array[] = []
  #toClient: Uint8Array[] = []
  #joined: Joined | null = null
  /** Frames of an ended connection never arrive, in either direction. */
  #connection = 0

  constructor(house: House, person: PersonId, document: DocumentId, options: TestClientOptions) {
    this.#house = house
    this.person = person
    this.document = document
    this.#options = options
    this.doc = options.doc ?? this.#newDoc()
    this.#listen()
  }

  get isConnected(): boolean {
    return this.#joined !== null && this.closed === null
  }

  get isSaved(): boolean {
    return this.sent === this.acked
  }

  async connect(): Promise<this> {
    this.cut()
    this.#connection += 1
    const connection = this.#connection
    this.closed = null
    this.nack = null
    this.sent = 0
    this.acked = 0
    const isTandem = this.#options.tandem ?? true
    const joined = await this.#house.core.join({
      document: this.document,
      person: this.person,
      speaksTandem: isTandem,
      client: isTandem ? this.doc.clientID : null,
      port: this.#port(connection),
    })
    // Cut while the server was loading the document: it finds out now.
    if (connection !== this.#connection) joined?.leave()
    else this.#begin(joined)
    await this.#house.turn()
    return this
  }

  /** The wire is cut: what is under way is lost. */
  cut(): void {
    this.vanish()()
  }

  /** Gone without a word. The server still believes in the connection until the returned function tells it. */
  vanish(): () => void {
    const joined = this.#joined
    this.#joined = null
    this.#connection += 1
    this.#toServer = []
    this.#toClient = []
    return () => joined?.leave()
  }

  #port(connection: number): ConnectionPort {
    const isCurrent = (): boolean => connection === this.#connection
    return {
      send: (bytes) => {
        this.#options.on?.handedOver?.(bytes)
        if (!isCurrent() || this.closed !== null) return
        if (this.#isSlow()) this.closed = { code: CLOSE.overloaded, reason: 'slow-reader' }
        this.received.push(bytes)
        this.#toClient.push(bytes)
      },
      isBusy: () => false,
      close: (code, reason) => {
        if (isCurrent()) this.closed ??= { code, reason }
      },
    }
  }

  #isSlow(): boolean {
    const waiting = this.#toClient.reduce((bytes, each) => bytes + each.byteLength, 0)
    return waiting > (this.#options.bufferedBytes ?? Infinity)
  }

  #begin(joined: Joined | null): void {
    this.#joined = joined
    if (this.closed !== null) return
    this.#options.on?.connected?.()
    this.#send(frame(SYNC, 0, Y.encodeStateVector(this.doc)))
  }

  /** A fresh document, as after a refusal: what was not accepted is gone. */
  startAfresh(): void {
    this.cut()
    this.doc.destroy()
    this.doc = this.#newDoc()
    this.#listen()
  }

  #newDoc(): Y.Doc {
    const doc = new Y.Doc()
    doc.clientID = this.#house.newClientId()
    return doc
  }

  set(key: string, value: Json | null): this {
    setField(this.doc, key, value)
    return this
  }

  plain(): PlainDocument {
    return plainDocument(this.doc)
  }

  /** Sends any bytes at all. */
  sendRaw(bytes: Uint8Array): void {
    this.#toServer.push(bytes)
  }

  sendUpdate(update: Uint8Array): void {
    this.sent += 1
    this.#toServer.push(frame(SYNC, 2, update))
    this.#options.on?.sent?.('update')
  }

  sendPresence(client: number, clock: number, state: unknown): void {
    const inner = encoding.createEncoder()
    encoding.writeVarUint(inner, 1)
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, JSON.stringify(state))
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, AWARENESS)
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner))
    this.sendRaw(encoding.toUint8Array(encoder))
  }

  /** @returns how many frames moved. */
  deliver(toServer: number, toClient: number): number {
    const up = this.#toServer.splice(0, toServer)
    for (const bytes of up) this.#joined?.receive(bytes)
    const down = this.#toClient.splice(0, toClient)
    for (const bytes of down) this.#read(bytes)
    return up.length + down.length
  }

  deliverAll(): number {
    return this.deliver(this.#toServer.length, this.#toClient.length)
  }

  #listen(): void {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && this.#joined !== null && this.closed === null) this.sendUpdate(update)
    })
  }

  #send(bytes: Uint8Array): void {
    this.#toServer.push(bytes)
  }

  #read(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes)
    switch (decoding.readVarUint(decoder)) {
      case SYNC:
        return this.#readSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder))
      case AWARENESS:
        return this.#readPresence(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
      case ACK:
        this.acked = decoding.readVarUint(decoder)
        return this.#options.on?.acknowledged?.(this.acked)
      case NACK:
        this.nack = {
          count: decoding.readVarUint(decoder),
          rule: decoding.readVarString(decoder),
          path: decoding.readVarString(decoder),
        }
        return
      case GRANT:
        this.grant = { mode: decoding.readVarString(decoder), epoch: decoding.readVarUint(decoder) }
        return
    }
  }

  #readSync(kind: number, bytes: Uint8Array): void {
    if (kind !== 0) {
      Y.applyUpdate(this.doc, bytes, this)
      if (kind === 1) this.#options.on?.synced?.()
      return
    }
    if (this.#options.answersStep1 === false) return
    this.sent += 1
    this.#send(frame(SYNC, 1, Y.encodeStateAsUpdate(this.doc, bytes)))
    this.#options.on?.sent?.('state')
  }

  #readPresence(decoder: decoding.Decoder): void {
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      this.presence.push({ client, clock, state: JSON.parse(decoding.readVarString(decoder)) })
    }
  }
}

function frame(type: number, kind: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, bytes)
  return encoding.toUint8Array(encoder)
}
