/**
 * The open documents of this process: loaded when somebody comes, checkpointed as they grow, unloaded some time after
 * the last one left. Nothing is in memory for an idle document.
 */
import { carryForward, hashOf, type Layout } from '@tandem/documents'
import type { DocumentId, Grant, Form, PersonId, PlainDocument, ReviewId } from '@tandem/rules'
import { CLOSE } from '@tandem/wire'
import * as Y from 'yjs'
import type { Store, StoredDocument, StoredUpdates } from '../store/contract.ts'
import { Ledger } from './ledger.ts'
import { systemClient } from './recovery.ts'
import { Room, type Connection, type Joining, type RoomPorts } from './room.ts'

export type RoomsPorts = Omit<RoomPorts, 'onRefused' | 'onBroken'> & {
  readonly store: Pick<
    Store,
    'document' | 'loadDocument' | 'clientOwners' | 'saveCheckpoint' | 'quarantine' | 'carryForward'
  >
  /** The layout that documents are written in. */
  readonly layout: Layout
  /** Whether anybody may write a document. */
  readonly isOpen: (document: StoredDocument) => Promise<boolean>
  /** The definition that a document was made for. */
  readonly formOf: (document: StoredDocument) => Promise<Form | null>
  /** Runs once after so many milliseconds; the returned function calls it off. */
  readonly later: (milliseconds: number, run: () => void) => () => void
  readonly onError: (doing: string, error: unknown) => void
  readonly checkpointEvery: number
  readonly unloadAfter: number
}

export class Rooms {
  readonly #ports: RoomsPorts
  readonly #rooms = new Map<DocumentId, Promise<Room | null>>()
  readonly #open = new Map<DocumentId, Room>()
  readonly #goodbyes = new Map<DocumentId, () => void>()

  constructor(ports: RoomsPorts) {
    this.#ports = ports
  }

  /**
   * Null if there is no such document for this person, or if the connection was closed with a reason.
   *
   * @param grant asked in the same tick in which the room is joined, so that no command can fall in between.
   */
  async join(
    id: DocumentId,
    joining: Omit<Joining, 'mode' | 'isWaiting'> & { readonly isStoreFull: () => boolean },
    grant: (document: StoredDocument) => Grant,
  ): Promise<{ readonly room: Room; readonly connection: Connection } | null> {
    const room = await this.load(id)
    const mode = room === null ? 'none' : grant(room.document)
    if (room === null || mode === 'none') {
      joining.port.close(CLOSE.notFound, 'not-found')
      return null
    }
    this.#goodbyes.get(id)?.()
    this.#goodbyes.delete(id)
    const connection = room.join({ ...joining, mode, isWaiting: mode === 'write' && joining.isStoreFull() })
    if (connection === null) this.#sayGoodbye(room)
    return connection && { room, connection }
  }

  leave(room: Room, connection: Connection): void {
    room.leave(connection)
    this.#sayGoodbye(room)
  }

  /**
   * What the document holds for everybody who opens it. A room whose memory tells otherwise is loaded anew: two copies
   * that differ for good must never both be signed.
   */
  async contentOf(id: DocumentId): Promise<PlainDocument | null> {
    const room = await this.load(id)
    if (room === null) return null
    const content = room.plainAnew()
    if (hashOf(content) !== hashOf(room.plain())) this.#forget(room, CLOSE.tryAgain, 'copies-differ')
    return content
  }

  /** The client id under which the server writes now. */
  get systemClient(): number {
    return systemClient(this.#ports.recovery)
  }

  get all(): Iterable<Room> {
    return this.#open.values()
  }

  load(id: DocumentId): Promise<Room | null> {
    const known = this.#rooms.get(id)
    if (known) return known
    const loading = this.#load(id)
    this.#rooms.set(id, loading)
    loading.then(
      (room) => {
        if (room === null) this.#rooms.delete(id)
        else if (this.#rooms.get(id) === loading) this.#open.set(id, room)
      },
      () => this.#rooms.delete(id),
    )
    return loading
  }

  /** After a failed commit: what is in memory is not what is on disk. The next visitor loads from the log. */
  drop(reviews: readonly ReviewId[]): void {
    for (const room of [...this.#open.values()]) {
      if (reviews.includes(room.document.review)) this.#forget(room, CLOSE.tryAgain, 'commit-failed')
    }
  }

  /** The store can write again: whoever had to wait comes again, and brings what they wrote meanwhile. */
  endWaiting(): void {
    for (const room of this.#open.values()) room.endWaiting(CLOSE.tryAgain, 'store-is-well')
  }

  /** Before the process ends: checkpoints what grew, closes every connection so that clients come again. */
  async close(): Promise<void> {
    for (const room of [...this.#open.values()]) {
      await this.#checkpoint(room)
      this.#forget(room, CLOSE.tryAgain, 'stopping')
    }
  }

  /** A document that could not be carried forward before, because nobody might write it, is loaded anew. */
  isBehind({ document }: Room): boolean {
    return document.layout < this.#ports.layout.version
  }

  loadAnew(room: Room, why: 'layout' | 'form'): void {
    this.#forget(room, CLOSE.tryAgain, why)
  }

  /** In the present layout, if it may still be written; what was signed is read as it stands. */
  async #document(id: DocumentId): Promise<StoredDocument | null> {
    const { store, layout, isOpen, now, recovery, onError } = this.#ports
    const document = await store.document(id)
    if (document === null || document.layout >= layout.version || !(await isOpen(document))) return document
    const doc = replay(await store.loadDocument(id))
    const client = systemClient(recovery)
    const bytes = carryForward(doc, document.layout, layout, client)
    doc.destroy()
    const carried = { document, layout: layout.version, bytes, client, at: now() }
    try {
      await store.carryForward(carried)
    } catch (error) {
      // A step changes no meaning: until the store can write, the earlier layout is as good to read.
      onError('layout', error)
      return document
    }
    return { ...document, layout: layout.version }
  }

  async #load(id: DocumentId): Promise<Room | null> {
    const { store } = this.#ports
    const document = await this.#document(id)
    const form = document && (await this.#ports.formOf(document))
    if (!document || !form) return null
    const stored = await store.loadDocument(id)
    const loaded = {
      doc: replay(stored),
      ledger: new Ledger(await store.clientOwners(id), this.#ports.recovery),
      updates: { sinceCheckpoint: stored.tail.length, total: (stored.checkpoint?.upTo ?? 0) + stored.tail.length },
      size: sizeOf(stored),
    }
    const room: Room = new Room(document, form, loaded, {
      ...this.#ports,
      onRefused: (refusal) => this.#quarantine(document, refusal),
      onBroken: (error) => {
        this.#ports.onError('room', error)
        if (this.#open.get(id) === room) this.#forget(room, CLOSE.tryAgain, 'broken')
      },
      onWritten: (summary) => {
        this.#ports.onWritten(summary)
        if (room.updates.sinceCheckpoint >= this.#ports.checkpointEvery) void this.#checkpoint(room)
      },
    })
    return room
  }

  /** Called between a commit and the next task: the document holds exactly what is on disk. */
  async #checkpoint(room: Room): Promise<void> {
    if (room.updates.sinceCheckpoint === 0) return
    const checkpoint = { upTo: room.updates.total, bytes: Y.encodeStateAsUpdate(room.doc) }
    room.updates.sinceCheckpoint = 0
    try {
      await this.#ports.store.saveCheckpoint(room.document.id, checkpoint)
    } catch (error) {
      // A checkpoint only makes loading faster; the log has everything.
      this.#ports.onError('checkpoint', error)
    }
  }

  #sayGoodbye(room: Room): void {
    const { id } = room.document
    if (!room.isEmpty || this.#goodbyes.has(id) || this.#open.get(id) !== room) return
    const callOff = this.#ports.later(this.#ports.unloadAfter, () => {
      this.#goodbyes.delete(id)
      this.#ports.loop.enter(() => {
        if (!room.isEmpty || this.#open.get(id) !== room) return
        this.#ports.loop.afterCommit(() => void this.#checkpoint(room).then(() => this.#unload(room)))
      })
    })
    this.#goodbyes.set(id, callOff)
  }

  #unload(room: Room): void {
    if (room.isEmpty && this.#open.get(room.document.id) === room) this.#forget(room, CLOSE.tryAgain, 'unloaded')
  }

  #forget(room: Room, code: number, reason: string): void {
    const { id } = room.document
    this.#rooms.delete(id)
    this.#open.delete(id)
    this.#goodbyes.get(id)?.()
    this.#goodbyes.delete(id)
    room.endAll(code, reason)
    room.doc.destroy()
  }

  #quarantine(
    document: StoredDocument,
    refusal: { readonly person: PersonId; readonly rule: string; readonly bytes: Uint8Array },
  ): void {
    const kept = { document: document.id, at: this.#ports.now(), ...refusal }
    this.#ports.store.quarantine(kept).catch((error: unknown) => this.#ports.onError('quarantine', error))
  }
}

/** One transaction for all: up to 2.5 times faster than update by update. */
export function replay({ checkpoint, tail }: StoredUpdates): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    if (checkpoint) Y.applyUpdate(doc, checkpoint.bytes)
    for (const update of tail) Y.applyUpdate(doc, update)
  })
  return doc
}

function sizeOf({ checkpoint, tail }: StoredUpdates): number {
  return tail.reduce((bytes, update) => bytes + update.byteLength, checkpoint?.bytes.byteLength ?? 0)
}
