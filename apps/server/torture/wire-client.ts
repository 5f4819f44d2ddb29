/**
 * One person at one document over a real socket, as our own client speaks: declared client id, step 1 and 2, one frame
 * per edit, acknowledgements counted. Its Yjs document outlives the connection, as in a browser that stays open while
 * the server restarts.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { hashOf, plainDocument } from '@tandem/documents'
import type { DocumentId, DocumentKind, Hash, PersonId, PlainDocument } from '@tandem/rules'
import { ACK, GRANT, NACK, SYNC } from '@tandem/wire'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { wordsIn, type Testimony } from './testimony.ts'

export type Place = {
  readonly document: DocumentId
  readonly kind: DocumentKind
  readonly person: PersonId
  readonly cookie: string
}

/** How far one's own writing had come when a frame was sent. */
type Mark = { readonly clock: number; readonly content: number; readonly words: number }

export class WireClient {
  readonly place: Place
  readonly doc = new Y.Doc()
  readonly #testimony: Testimony
  /** Of a draft: contents after the last acknowledged edit and after each later one. */
  #contents: Hash[] = []
  #contentsDropped = 0
  #words: string[] = []
  #marks: Mark[] = []
  #socket: WebSocket | null = null
  #isSynced = false
  #acknowledged = 0
  #wake: () => void = () => {}
  grant: { readonly mode: string; readonly reason: string } | null = null
  /** Refused, or told to stop: what this copy holds beyond what was acknowledged is nobody's any more. */
  isOver = false
  closeCode: number | null = null

  constructor(place: Place, testimony: Testimony) {
    this.place = place
    this.#testimony = testimony
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) this.#wasShown()
      else this.#wrote(update)
    })
  }

  get isWritable(): boolean {
    return this.#isSynced && !this.isOver && (this.grant?.mode === 'write' || this.isWaiting)
  }

  /** The store is full: what is written now stays here until the connection ends and comes again. */
  get isWaiting(): boolean {
    return this.grant?.reason === 'store-full'
  }

  get isSynced(): boolean {
    return this.#isSynced
  }

  get isConnected(): boolean {
    return this.#socket !== null
  }

  /** Every frame sent on this connection has been acknowledged. */
  get isSaved(): boolean {
    return this.#isSynced && this.#marks.length > 0 && this.#acknowledged === this.#marks.length
  }

  plain(): PlainDocument {
    return plainDocument(this.doc)
  }

  /** Writes a word that nobody else ever writes. */
  says(word: string, write: () => void): void {
    this.#words.push(word)
    write()
  }

  connect(port: number): void {
    const { document, cookie } = this.place
    const host = `localhost:${port}`
    const url = `ws://127.0.0.1:${port}/sync/${document}?tandem=1&client=${this.doc.clientID}`
    const socket = new WebSocket(url, { headers: { cookie, host, origin: `http://${host}` } })
    this.#socket = socket
    this.closeCode = null
    this.#isSynced = false
    this.#marks = []
    this.#acknowledged = 0
    socket.binaryType = 'nodebuffer'
    // Told by `close`, which follows.
    socket.on('error', () => undefined)
    socket.on('open', () => this.#send(0, Y.encodeStateVector(this.doc)))
    socket.on('message', (data) => this.#socket === socket && this.#read(new Uint8Array(data as Buffer)))
    socket.on('close', (code) => this.#closed(socket, code))
  }

  /** What is under way is lost. */
  cut(): void {
    this.#socket?.terminate()
    this.#socket = null
    this.#wake()
  }

  /** Resolves when `isTrue`, asked after everything that happens on this connection; throws once it cannot come true. */
  async until(isTrue: (client: WireClient) => boolean, ends?: AbortSignal): Promise<void> {
    ends?.addEventListener('abort', () => this.#wake(), { once: true })
    while (!isTrue(this)) {
      if (this.#socket === null || this.isOver) throw new Error(`the connection ended: ${this.closeCode ?? 'refused'}`)
      if (ends?.aborted) throw new Error('waited in vain')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  #closed(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return
    this.#socket = null
    this.closeCode = code
    if (code >= 4400 && code < 4500) this.isOver = true
    this.#wake()
  }

  #wrote(update: Uint8Array): void {
    if (this.place.kind === 'draft') {
      this.#contents.push(hashOf(this.plain()))
      this.#testimony.draftHolds(this.place.document, this.#contents)
    }
    // What is written before our step 2 went out is in it.
    if (this.#marks.length > 0) this.#sendEdit(2, update)
  }

  #wasShown(): void {
    const clocks = clocksOf(this.doc)
    clocks.delete(this.doc.clientID)
    const own = new Set(this.#words)
    const words = wordsIn(this.plain()).filter((word) => !own.has(word))
    this.#testimony.show(this.place.document, clocks, words)
  }

  #sendEdit(kind: 1 | 2, update: Uint8Array): void {
    this.#marks.push({
      clock: clocksOf(this.doc).get(this.doc.clientID) ?? 0,
      content: this.#contentsDropped + this.#contents.length - 1,
      words: this.#words.length,
    })
    this.#send(kind, update)
  }

  #send(kind: 0 | 1 | 2, bytes: Uint8Array): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
    this.#socket.send(encoding.toUint8Array(encoder))
  }

  #read(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes)
    switch (decoding.readVarUint(decoder)) {
      case SYNC:
        this.#readSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder))
        break
      case ACK:
        this.#wasAcknowledged(decoding.readVarUint(decoder))
        break
      case NACK:
        this.isOver = true
        break
      case GRANT: {
        const mode = decoding.readVarString(decoder)
        decoding.readVarUint(decoder)
        this.grant = { mode, reason: decoding.readVarString(decoder) }
        break
      }
    }
    this.#wake()
  }

  #readSync(kind: number, bytes: Uint8Array): void {
    if (kind === 0) return this.#sendEdit(1, Y.encodeStateAsUpdate(this.doc, bytes))
    Y.applyUpdate(this.doc, bytes, this)
    if (kind !== 1) return
    if (!this.#isSynced && this.#contents.length === 0) this.#contents = [hashOf(this.plain())]
    this.#isSynced = true
  }

  #wasAcknowledged(count: number): void {
    const mark = this.#marks[count - 1]
    if (!mark) throw new Error(`acknowledged ${count} of ${this.#marks.length} edits`)
    this.#acknowledged = count
    const { document, kind } = this.place
    this.#testimony.acknowledge(document, this.doc.clientID, mark.clock, this.#words.slice(0, mark.words))
    if (kind !== 'draft' || mark.content < this.#contentsDropped) return
    this.#contents = this.#contents.slice(mark.content - this.#contentsDropped)
    this.#contentsDropped = mark.content
    this.#testimony.draftHolds(document, this.#contents)
  }
}

export function clocksOf(doc: Y.Doc): Map<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(doc))
}
