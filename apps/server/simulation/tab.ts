/**
 * One open document in one tab of somebody's browser, as the client of the product behaves: what is typed is kept on the
 * device (drafts), counted until it is acknowledged, rescued as plain values when the server refuses it, and typed into a
 * fresh document afterwards. The account of what is saved is the product's own code, not a model of it.
 */
import {
  changedPlaces,
  hashOf,
  noteText,
  plainDocument,
  setField,
  UnsavedFields,
  type UnsavedField,
} from '@tandem/documents'
import {
  EMPTY_DOCUMENT,
  isSameJson,
  type DocumentId,
  type DocumentKind,
  type Hash,
  type Json,
  type PersonId,
  type PlainDocument,
} from '@tandem/rules'
import { Acknowledgement, CLOSE } from '@tandem/wire'
import * as Y from 'yjs'
import type { House } from '../src/testing/house.ts'
import type { TestClient } from '../src/testing/test-client.ts'
import { Violation, type Auditor } from './auditor.ts'
import type { Witness } from './witness.ts'

/** One browser profile: what survives its tabs. */
export type Device = {
  readonly person: PersonId
  readonly copies: Map<DocumentId, Copy>
  /** Not saved, in words: what the rescue panel shows. */
  readonly rescued: UnsavedField[]
}

/** The copy of a draft on the device. */
type Copy = {
  readonly state: Uint8Array
  readonly base: PlainDocument
  readonly waiting: number
  readonly unsaved: readonly LocalUpdate[]
}

type LocalUpdate = { readonly number: number; readonly bytes: Uint8Array }

export type TabPorts = {
  readonly house: House
  readonly auditor: Auditor
  readonly witness: Witness
  readonly bufferedBytes: number
}

export class Tab {
  readonly device: Device
  readonly document: DocumentId
  readonly kind: DocumentKind
  readonly #ports: TabPorts
  readonly #hand = { by: 'hand' }
  #client: TestClient
  #undo: Y.UndoManager
  #acknowledgement = new Acknowledgement()
  #unsaved = new UnsavedFields(EMPTY_DOCUMENT)
  #localUpdates: LocalUpdate[] = []
  /** Changed here and not acknowledged, by place, with the number of the last change. */
  readonly #touched = new Map<string, number>()
  /** Those of them of which some value has left for the server. */
  readonly #left = new Set<string>()
  /** The server has said that there is nothing here for this person. */
  isShut = false
  /** It has sent what its own document does not hold: its copy may differ, and that is its own affair. */
  isRogue = false

  constructor(ports: TabPorts, device: Device, document: DocumentId, kind: DocumentKind) {
    this.#ports = ports
    this.device = device
    this.document = document
    this.kind = kind
    const copy = this.#keepsCopy ? device.copies.get(document) : undefined
    this.#client = this.#newClient(copy)
    this.#undo = this.#newUndo()
    if (copy) this.#takeUp(copy)
  }

  get person(): PersonId {
    return this.device.person
  }

  get client(): TestClient {
    return this.#client
  }

  get isConnected(): boolean {
    return this.#client.isConnected && this.#client.nack === null
  }

  get isSaved(): boolean {
    return this.#acknowledgement.isSettled
  }

  get mayWrite(): boolean {
    return this.#client.grant?.mode !== 'read'
  }

  plain(): PlainDocument {
    return plainDocument(this.#client.doc)
  }

  contentHash(): Hash {
    return hashOf(this.plain())
  }

  async connect(): Promise<void> {
    if (this.isShut) return
    await this.#client.connect()
    await this.heed()
  }

  set(key: string, value: Json | null): void {
    this.#undo.stopCapturing()
    setField(this.#client.doc, key, value, this.#hand)
  }

  type(item: string, at: number, text: string): void {
    this.#client.doc.transact(() => noteText(this.#client.doc, item).insert(at, text), this.#hand)
  }

  erase(item: string, at: number, length: number): void {
    this.#client.doc.transact(() => noteText(this.#client.doc, item).delete(at, length), this.#hand)
  }

  noteLength(item: string): number {
    return noteText(this.#client.doc, item).length
  }

  undo(): boolean {
    return this.#undo.undo() !== null
  }

  /** Lets frames pass, then does what the client does about refusals and closed sockets. */
  async deliver(toServer: number, toClient: number): Promise<number> {
    const moved = this.#client.deliver(toServer, toClient)
    await this.heed()
    return moved
  }

  /** @returns whether anything had to be done. */
  async heed(): Promise<boolean> {
    const { nack, closed } = this.#client
    if (nack === null && closed === null) return false
    if (nack === null && closed !== null && (closed.code === CLOSE.tryAgain || closed.code === CLOSE.overloaded)) {
      this.#client.cut()
      return false
    }
    this.#rescue()
    this.isShut = closed?.code === CLOSE.notFound
    this.#startAfresh()
    if (!this.isShut) await this.#client.connect()
    return true
  }

  close(): void {
    this.#keep()
    this.#client.cut()
    this.#client.doc.destroy()
  }

  /** The browser dies, or the network does without a word: the server finds out when the returned function is called. */
  vanish(): () => void {
    return this.#client.vanish()
  }

  get #keepsCopy(): boolean {
    return this.kind === 'draft'
  }

  #newClient(copy?: Copy): TestClient {
    const { house, witness, bufferedBytes } = this.#ports
    const doc = new Y.Doc()
    if (copy) Y.applyUpdate(doc, copy.state)
    doc.clientID = house.newClientId()
    // Before the connection's own listener: a change is counted first, then sent.
    this.#listen(doc)
    return house.client(this.person, this.document, {
      doc,
      bufferedBytes,
      on: {
        connected: () => this.#acknowledgement.connected(),
        sent: (kind) => this.#sent(kind),
        acknowledged: (count) => this.#acknowledged(count),
        handedOver: (frame) => witness.seesFrame(this.person, this.document, frame),
      },
    })
  }

  #newUndo(): Y.UndoManager {
    const { doc } = this.#client
    return new Y.UndoManager([doc.getMap('answers')], { trackedOrigins: new Set([this.#hand]), captureTimeout: 0 })
  }

  #listen(doc: Y.Doc): void {
    doc.on('update', (bytes: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      const number = transaction.local ? this.#acknowledgement.changed() : null
      if (number !== null) this.#localUpdates.push({ number, bytes })
      for (const { part, key, value } of changedPlaces(doc, transaction)) {
        if (number === null) this.#unsaved.changedElsewhere(part, key, value())
        else this.#unsaved.changedHere(part, key, number)
        if (number !== null) this.#touched.set(`${part} ${key}`, number)
      }
      if (number !== null) this.#keep()
    })
  }

  #takeUp({ base, waiting, unsaved }: Copy): void {
    this.#acknowledgement = new Acknowledgement(waiting)
    this.#unsaved = new UnsavedFields(base)
    this.#unsaved.compare(this.plain(), waiting)
    this.#localUpdates = [...unsaved]
  }

  #keep(): void {
    if (!this.#keepsCopy || this.isShut) return
    this.device.copies.set(this.document, {
      state: Y.encodeStateAsUpdate(this.#client.doc),
      base: this.#unsaved.base,
      waiting: this.#acknowledgement.waiting,
      unsaved: this.#localUpdates.map(({ bytes }) => ({ number: this.#acknowledgement.waiting, bytes })),
    })
  }

  #acknowledged(count: number): void {
    this.#acknowledgement.acknowledge(count)
    const { saved } = this.#acknowledgement
    this.#unsaved.acknowledged(saved, this.plain())
    for (const { number, bytes } of this.#localUpdates) {
      if (number <= saved && !this.#ports.auditor.holds(this.document, bytes))
        throw new Violation('what is acknowledged is on the disk', {
          person: this.person,
          document: this.document,
          number,
        })
    }
    for (const [place, number] of this.#touched) {
      if (number > saved) continue
      this.#touched.delete(place)
      this.#left.delete(place)
    }
    this.#localUpdates = this.#localUpdates.filter(({ number }) => number > saved)
    this.#keep()
  }

  #sent(kind: 'state' | 'update'): void {
    if (kind === 'state') this.#acknowledgement.sentState()
    else this.#acknowledgement.sentUpdate()
    this.#unsaved.sent()
    for (const place of this.#touched.keys()) this.#left.add(place)
  }

  /** What was not saved goes to the panel; nothing of it may be missing there. */
  #rescue(): void {
    const listed = this.#unsaved.listed(this.plain())
    this.device.rescued.push(...listed)
    const onDisk = this.#ports.auditor.plain(this.document)
    const here = this.plain()
    for (const place of this.#touched.keys()) {
      const [part = '', key = ''] = place.split(' ')
      const value = placesIn(here, part)[key] ?? null
      const isSaved = isSameJson(value, placesIn(onDisk, part)[key] ?? null)
      // Changed and changed back before anybody heard of it: as it was saved.
      const isNothing = !this.#left.has(place) && isSameJson(value, placesIn(this.#unsaved.base, part)[key] ?? null)
      const isListed = listed.some(
        (field) => field.part === part && field.key === key && isSameJson(field.value, value),
      )
      if (!isSaved && !isNothing && !isListed)
        throw new Violation('what was refused is in the rescue panel', { person: this.person, place, value })
    }
  }

  /** The copy holds what was refused: it goes, for all tabs of this device. */
  #startAfresh(): void {
    this.#client.cut()
    this.#client.doc.destroy()
    this.device.copies.delete(this.document)
    this.#touched.clear()
    this.#left.clear()
    this.#localUpdates = []
    this.#acknowledgement = new Acknowledgement()
    this.#unsaved = new UnsavedFields(EMPTY_DOCUMENT)
    this.#client = this.#newClient()
    this.#undo = this.#newUndo()
  }
}

const placesIn = (document: PlainDocument, part: string): Readonly<Record<string, Json>> =>
  part === 'field' ? document.fields : document.texts
