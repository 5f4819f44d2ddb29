/** Writes into a document as a person does, through the gate, but in this process: a client without a socket. */
import * as decoding from 'lib0/decoding'
import { noteText, plainDocument, setField } from '@tandem/documents'
import type { DocumentId, Json, PersonId, PlainDocument } from '@tandem/rules'
import { ACK, NACK, SYNC } from '@tandem/wire'
import * as Y from 'yjs'
import type { Core, Joined } from '../core.ts'
import { step1Frame, updateFrame } from '../sync/frames.ts'

export class DocumentWriter {
  readonly #doc = new Y.Doc()
  readonly #synced = Promise.withResolvers<void>()
  #saved = Promise.withResolvers<void>()
  #joined: Joined | null = null

  /** Resolves when the document's content is here. @throws Error if this person may not write it. */
  static async open(core: Core, person: PersonId, document: DocumentId): Promise<DocumentWriter> {
    const writer = new DocumentWriter()
    const port = {
      send: (frame: Uint8Array) => writer.#read(frame),
      isBusy: () => false,
      close: (code: number, reason: string) => writer.#fail(new Error(`closed: ${code} ${reason}`)),
    }
    writer.#joined = await core.join({ document, person, port, speaksTandem: true, client: null })
    writer.#joined?.receive(step1Frame(Y.encodeStateVector(writer.#doc)))
    await writer.#synced.promise
    return writer
  }

  /** One update; resolves when it is on disk. @throws Error naming the rule that refused it. */
  async write(fields: Readonly<Record<string, Json>>, notes: Readonly<Record<string, string>>): Promise<void> {
    const before = Y.encodeStateVector(this.#doc)
    this.#saved = Promise.withResolvers()
    this.#doc.transact(() => {
      for (const [key, value] of Object.entries(fields)) setField(this.#doc, key, value)
      for (const [item, note] of Object.entries(notes)) noteText(this.#doc, item).insert(0, note)
    })
    this.#joined?.receive(updateFrame(Y.encodeStateAsUpdate(this.#doc, before)))
    await this.#saved.promise
  }

  plain(): PlainDocument {
    return plainDocument(this.#doc)
  }

  close(): void {
    this.#joined?.leave()
    this.#doc.destroy()
  }

  #read(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === ACK) return this.#saved.resolve()
    if (type === NACK)
      return this.#fail(new Error(`refused: ${(decoding.readVarUint(decoder), decoding.readVarString(decoder))}`))
    if (type !== SYNC || decoding.readVarUint(decoder) === 0) return
    Y.applyUpdate(this.#doc, decoding.readVarUint8Array(decoder))
    this.#synced.resolve()
  }

  #fail(error: Error): void {
    this.#synced.reject(error)
    this.#saved.reject(error)
  }
}
