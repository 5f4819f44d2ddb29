/**
 * Somebody who writes in a document as a browser does: letters of a note, and now and then the answer of an item. It
 * keeps the document, so it costs the generator more than a `Typist`: for measures with few letters a second.
 */
import * as Y from 'yjs'
import type { Client } from './client.ts'
import { noteOf } from './rooms.ts'

export type Answered = { readonly item: string; readonly option: string; readonly count: number }

export type Paper = {
  /** A draft's notes are plain values; shared ones are texts that several people type. */
  readonly kind: 'draft' | 'consensus'
  readonly items: readonly { readonly id: string; readonly options: readonly string[] }[]
  /** The author answers every so manyth item, from this one on: two in one document never meet. */
  readonly first: number
  readonly step: number
}

export class Author {
  readonly #doc = new Y.Doc()
  readonly #paper: Paper
  #letters = ''
  #answered = 0
  #sent = 0
  readonly #sentAt: number[] = []
  #isCounting = false
  /** Milliseconds from sending to the acknowledgement, of what was sent since counting began. */
  readonly acks: number[] = []

  constructor(client: Client, own: number, paper: Paper) {
    this.#paper = paper
    this.#doc.clientID = own
    client.onUpdate = (update) => Y.applyUpdate(this.#doc, update, WIRE)
    client.onAck = (acked, at) => this.#acked(acked, at)
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === WIRE) return
      this.#sentAt.push(this.#isCounting ? performance.now() : Number.NaN)
      client.send(update)
    })
  }

  /** From now on. */
  count(): void {
    this.#isCounting = true
  }

  /** Updates sent so far. */
  get sent(): number {
    return this.#sentAt.length
  }

  letter(): void {
    const item = this.#itemAt(0).id
    this.#letters += 'a'
    if (this.#paper.kind === 'draft') this.#doc.getMap('answers').set(`${item}/note`, this.#letters)
    else this.#doc.getText(noteOf(item)).insert(this.#letters.length - 1, 'a')
  }

  /** Answers the next item; null where all are. */
  answer(): Answered | null {
    if (this.#paper.first + this.#answered * this.#paper.step >= this.#paper.items.length) return null
    const { id: item, options } = this.#itemAt(this.#answered)
    const option = options[this.#answered % options.length] ?? ''
    this.#answered += 1
    this.#doc.getMap('answers').set(item, option)
    return { item, option, count: this.#answered }
  }

  #itemAt(place: number): Paper['items'][number] {
    const item = this.#paper.items[this.#paper.first + place * this.#paper.step]
    if (!item) throw new Error('there are too few items')
    return item
  }

  #acked(acked: number, at: number): void {
    for (; this.#sent < acked; this.#sent += 1) {
      const sentAt = this.#sentAt[this.#sent] ?? Number.NaN
      if (!Number.isNaN(sentAt)) this.acks.push(at - sentAt)
    }
  }
}

/** Marks what came from the server. */
const WIRE = Symbol('wire')
