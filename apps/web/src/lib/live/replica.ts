/**
 * One instance of a document: its Y.Doc, its connection, its copy on this device, its undo, and the account of what is
 * saved. A refusal ends an instance; `LiveDocument` then opens a fresh one.
 */
import {
  answersMap,
  changedPlaces,
  plainDocument,
  setField,
  TEXT,
  UnsavedFields,
  type UnsavedField,
} from '@tandem/documents'
import {
  EMPTY_DOCUMENT,
  type DocumentId,
  type Json,
  type PersonId,
  type PlainDocument,
  type ReviewId,
} from '@tandem/rules'
import { Acknowledgement } from '@tandem/wire'
import * as Y from 'yjs'
import { Connection, type Mode } from './connection.ts'
import { openLocalCopy, type LocalCopy } from './local-copy.ts'
import { changeBetween, type TextChange } from './text-change.ts'

export type ReplicaOptions = {
  /** E.g. `wss://tandem.example/sync`. */
  readonly address: string
  readonly review: ReviewId
  readonly document: DocumentId
  readonly person: PersonId
  readonly keepsCopy: boolean
  /** E.g. "Ibrahim 2019, your copy". */
  readonly title: string
  readonly random?: () => number
}

type ReplicaHooks = {
  readonly onStatus: () => void
  /** The content can be shown: from this device, or from the server. */
  readonly onLoaded: () => void
  /** `reason` is empty unless there is more to say than the mode. */
  readonly onGranted: (mode: Mode, reason: string) => void
  /** This instance is over. */
  readonly onRefused: (rule: string) => void
  readonly onEnded: (code: number) => void
}

export class Replica {
  readonly doc = new Y.Doc()
  readonly answers: Y.Map<unknown>
  readonly undoing: Y.UndoManager
  readonly #options: ReplicaOptions
  readonly #hooks: ReplicaHooks
  readonly #connection: Connection
  /** The origin of what this person does here: only that is undone. */
  readonly #hand = { by: 'hand' }
  #acknowledgement = new Acknowledgement()
  #unsaved = new UnsavedFields(EMPTY_DOCUMENT)
  #copy: LocalCopy | null = null
  #copyFailed = false
  #isConnected = false
  #isSynced = false
  #isStopped = false
  #savedAt: Date | null = null
  #disconnectedAt: Date | null = null
  #noteChanges: ReturnType<typeof setTimeout> | undefined

  constructor(options: ReplicaOptions, hooks: ReplicaHooks) {
    this.#options = options
    this.#hooks = hooks
    this.answers = answersMap(this.doc)
    this.undoing = new Y.UndoManager(this.answers, {
      trackedOrigins: new Set([this.#hand]),
      captureTimeout: 500,
    })
    // Before the connection's own listener: a change is counted first, then sent.
    this.doc.on('update', this.#changed)
    this.#connection = new Connection(
      options.address,
      options.document,
      this.doc,
      {
        onConnected: () => {
          this.#acknowledgement.connected()
          this.#isConnected = true
          hooks.onStatus()
        },
        onDisconnected: () => {
          this.#isConnected = false
          this.#isSynced = false
          this.#disconnectedAt = new Date()
          hooks.onStatus()
        },
        onSynced: () => {
          this.#isSynced = true
          this.#disconnectedAt = null
          hooks.onLoaded()
          hooks.onStatus()
        },
        onSent: (kind) => {
          if (kind === 'state') this.#acknowledgement.sentState()
          else this.#acknowledgement.sentUpdate()
          this.#unsaved.sent()
          hooks.onStatus()
        },
        onAcknowledged: (count) => this.#acknowledged(count),
        onRefused: (count, rule) => {
          this.#acknowledged(count)
          hooks.onRefused(rule)
        },
        onGranted: (mode, reason) => hooks.onGranted(mode, reason),
        onEnded: (code) => {
          this.#isConnected = false
          this.#disconnectedAt = new Date()
          hooks.onEnded(code)
        },
      },
      options.random,
    )
  }

  /** Reads the copy of this device first, so that its changes travel with the first sync. */
  async start(): Promise<void> {
    if (this.#options.keepsCopy) await this.#readCopy()
    if (this.#isStopped) return
    this.#connection.connect()
    this.#disconnectedAt ??= new Date()
    this.#hooks.onStatus()
  }

  async #readCopy(): Promise<void> {
    const { person, document } = this.#options
    const copy = await openLocalCopy(person, document, this.doc)
    if (this.#isStopped) return void copy?.stop()
    this.#copy = copy
    this.#copyFailed = copy === null
    if (!copy) return
    copy.nameIt(this.#options.title, this.#options.review)
    const hasContent = this.doc.store.clients.size > 0
    if (!hasContent) return
    const now = this.plain()
    const unsaved = new UnsavedFields(copy.base)
    unsaved.compare(now, 0)
    const waiting = Math.max(copy.waiting, unsaved.listed(now).length)
    this.#acknowledgement = new Acknowledgement(waiting)
    this.#unsaved = new UnsavedFields(copy.base)
    this.#unsaved.compare(now, waiting)
    this.#hooks.onLoaded()
  }

  set(key: string, value: Json): void {
    // Each commit of a field is one step of undo.
    this.undoing.stopCapturing()
    setField(this.doc, key, value, this.#hand)
  }

  /** Several fields, and texts by their names, as one step. */
  setAll(
    changes: readonly (readonly [key: string, value: Json])[],
    texts: readonly (readonly [name: string, text: string])[] = [],
  ): void {
    this.undoing.stopCapturing()
    this.doc.transact(() => {
      for (const [key, value] of changes) setField(this.doc, key, value, this.#hand)
      for (const [name, wanted] of texts) this.#replaceText(this.text(name), wanted)
    }, this.#hand)
  }

  #replaceText(text: Y.Text, wanted: string): void {
    const change = changeBetween(text.toString(), wanted)
    if (change !== null) this.changeText(text, change)
  }

  /** What people type together, e.g. under the name of a note. */
  text(name: string): Y.Text {
    return this.doc.getText(TEXT + name)
  }

  changeText(text: Y.Text, { at, remove, insert }: TextChange): void {
    this.undoing.addToScope(text)
    this.doc.transact(() => {
      if (remove > 0) text.delete(at, remove)
      if (insert !== '') text.insert(at, insert)
    }, this.#hand)
  }

  plain(): PlainDocument {
    return plainDocument(this.doc)
  }

  unsaved(): readonly UnsavedField[] {
    return this.#unsaved.listed(this.plain())
  }

  get awareness() {
    return this.#connection.awareness
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  /** In touch with the server, and holding all that it has. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  get isSaved(): boolean {
    return this.#isSynced && this.#acknowledgement.isSettled
  }

  /** How many fields hold something that the server has not acknowledged; a typed sentence is one change, not forty. */
  get waiting(): number {
    return this.#acknowledgement.waiting === 0 ? 0 : Math.max(1, this.#unsaved.count)
  }

  get savedAt(): Date | null {
    return this.#savedAt
  }

  /** Null while connected. */
  get disconnectedAt(): Date | null {
    return this.#isConnected ? null : this.#disconnectedAt
  }

  /** 'impossible' where the browser refuses storage. */
  get copy(): 'kept' | 'impossible' | 'none' {
    if (this.#copy) return 'kept'
    return this.#copyFailed ? 'impossible' : 'none'
  }

  retryNow(): void {
    this.#connection.retryNow()
  }

  drop(): void {
    this.#connection.drop()
  }

  /** @param forget also deletes the copy of this device: it holds what the server refused. */
  async stop(forget = false): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#rememberNow()
    clearTimeout(this.#noteChanges)
    this.#connection.stop()
    this.doc.off('update', this.#changed)
    if (forget) await this.#copy?.clear()
    else await this.#copy?.stop()
    this.doc.destroy()
  }

  #changed = (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
    const change = transaction.local ? this.#acknowledgement.changed() : null
    for (const { part, key, value } of changedPlaces(this.doc, transaction)) {
      if (change !== null) this.#unsaved.changedHere(part, key, change)
      else if (this.#isConnected) this.#unsaved.changedElsewhere(part, key, value())
    }
    if (change !== null) this.#remember()
    this.#hooks.onStatus()
  }

  #acknowledged(count: number): void {
    this.#acknowledgement.acknowledge(count)
    this.#unsaved.acknowledged(this.#acknowledgement.saved, this.plain())
    if (this.#acknowledgement.isSettled) {
      this.#savedAt = new Date()
      this.#disconnectedAt = null
    }
    this.#remember()
    this.#hooks.onStatus()
  }

  /** What is known to be saved is noted after a short pause: it is needed only after a reload. */
  #remember(): void {
    if (!this.#copy) return
    clearTimeout(this.#noteChanges)
    this.#noteChanges = setTimeout(() => this.#rememberNow(), 300)
  }

  #rememberNow(): void {
    this.#copy?.remember(this.#unsaved.base, this.waiting)
  }
}
