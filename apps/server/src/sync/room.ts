/**
 * One open document and everybody connected to it. Knows nothing of sockets: a connection is a port that takes bytes.
 *
 * An accepted update is applied in memory, written in the commit of its turn, and only then broadcast and acknowledged.
 * A refusal ends the connection's writing: its next update would have a gap for us, because its document holds a change
 * that ours does not.
 */
import { ANSWERS, plainDocument, textNameOf, watchForLosers, type DryRun, type LostValue } from '@tandem/documents'
import {
  bothKept,
  candidateKey,
  isSharedKind,
  parseFieldKey,
  type Actor,
  type Instant,
  type Form,
  type Json,
  type Person,
  type PersonId,
  type PlainDocument,
} from '@tandem/rules'
import * as Y from 'yjs'
import { CLOSE } from '@tandem/wire'
import type { DocumentSummary, LogEntry, StoredDocument } from '../store/contract.ts'
import type { CommitLoop } from './commit-loop.ts'
import {
  ackFrame,
  awarenessFrame,
  grantFrame,
  nackFrame,
  readFrame,
  step1Frame,
  step2Frame,
  updateFrame,
  type ClientFrame,
  type PresenceEntry,
} from './frames.ts'
import { judge, type GateLimits, type Verdict } from './gate.ts'
import type { Ledger } from './ledger.ts'
import { Presence, type PresenceLimits } from './presence.ts'
import type { Watch } from '../watch/watch.ts'
import { Allowance, type Rate } from './rate.ts'
import { systemClient, type Recovery } from './recovery.ts'
import { hasSummary } from './summarised.ts'
import { summaryOf } from './summary.ts'

/** The way back to one client. */
export type ConnectionPort = {
  readonly send: (frame: Uint8Array) => void
  /** So much of what was sent has not left yet that no further document is to be encoded for this reader. */
  readonly isBusy: () => boolean
  readonly close: (code: number, reason: string) => void
}

export type Mode = 'read' | 'write'

export type RoomPorts = {
  readonly loop: CommitLoop
  readonly now: () => Instant
  readonly clock: () => number
  readonly limits: GateLimits & { readonly presence: PresenceLimits; readonly questions: Rate }
  readonly watch: Watch
  readonly recovery: Recovery
  readonly onRefused: (refusal: {
    readonly person: PersonId
    readonly rule: string
    readonly bytes: Uint8Array
  }) => void
  /** Something in this room threw. It must be loaded anew. */
  readonly onBroken: (error: unknown) => void
  /** Edits of this document have been written, and its summary, if it says anything new. */
  readonly onWritten: (summary: DocumentSummary | null) => void
}

/** What a connection brings along. `client` is its declared Yjs client id; a stock client declares none. */
export type Joining = {
  readonly port: ConnectionPort
  readonly person: Person
  readonly mode: Mode
  readonly speaksTandem: boolean
  readonly client: number | null
  /** May write, but the store cannot. */
  readonly isWaiting: boolean
}

export class Connection {
  readonly id: string
  readonly port: ConnectionPort
  readonly person: Person
  readonly speaksTandem: boolean
  readonly client: number | null
  /** What it writes is left unread, for as long as it lives. Not refused: a refusal would end the client's document. */
  readonly isWaiting: boolean
  /** A few bytes ask for a whole document, and even an empty answer looks at all of it. */
  readonly questions: Allowance
  mode: Mode
  /** Updates of this connection, its step 2 included, that are on disk. */
  durable = 0
  /** Updates that came before the step 2 that contains them. They count once that is on disk. */
  awaitingStep2 = 0
  hasSentStep2 = false
  /** Rights this connection was told of, counted per connection: a shared number would tell of others. */
  grants = 0
  isOver = false

  constructor(id: string, { port, person, mode, speaksTandem, client, isWaiting }: Joining, questions: Allowance) {
    this.id = id
    this.port = port
    this.person = person
    this.mode = mode
    this.speaksTandem = speaksTandem
    this.client = client
    this.isWaiting = isWaiting
    this.questions = questions
  }
}

export type UpdateCount = { sinceCheckpoint: number; total: number }

/** Accepted in this turn, and not told yet. `count`: frames of the sender that it stands for. */
type Pending = { readonly sender: Connection | null; readonly update: Uint8Array; readonly count: number }

export class Room {
  readonly document: StoredDocument
  readonly form: Form
  readonly doc: Y.Doc
  readonly ledger: Ledger
  /** Updates since the last checkpoint, and in all. */
  readonly updates: UpdateCount
  readonly #ports: RoomPorts
  readonly #connections = new Map<string, Connection>()
  readonly #presence: Presence
  #pending: Pending[] = []
  #size: number
  #names = 0
  /** Null where it has to be made anew. */
  #summary: DocumentSummary | null = null
  /** The encoded document, for those who have nothing yet; null after a change. */
  #state: Uint8Array | null = null

  constructor(
    document: StoredDocument,
    form: Form,
    loaded: { readonly doc: Y.Doc; readonly ledger: Ledger; readonly updates: UpdateCount; readonly size: number },
    ports: RoomPorts,
  ) {
    this.document = document
    this.form = form
    this.doc = loaded.doc
    this.ledger = loaded.ledger
    this.updates = loaded.updates
    this.#size = loaded.size
    this.#ports = ports
    this.#presence = new Presence(ports.limits.presence, ports.clock)
    // Our own writes (candidates) go out under a reserved id. Set after loading: Yjs changes a client id that it
    // sees in somebody else's update.
    this.doc.clientID = systemClient(ports.recovery)
  }

  get connections(): Iterable<Connection> {
    return this.#connections.values()
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0
  }

  plain(): PlainDocument {
    return plainDocument(this.doc)
  }

  /** What anybody who opens the document anew would see: what is signed and frozen. */
  plainAnew(): PlainDocument {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc))
    const plain = plainDocument(copy)
    copy.destroy()
    return plain
  }

  join(joining: Joining): Connection | null {
    if (joining.client !== null && !this.ledger.reserve(joining.client, joining.person.id)) {
      joining.port.close(CLOSE.clientIdTaken, 'client-id-taken')
      return null
    }
    this.#names += 1
    const connection = new Connection(
      String(this.#names),
      joining,
      new Allowance(this.#ports.limits.questions, this.#ports.clock),
    )
    this.#connections.set(connection.id, connection)
    this.grant(connection, joining.mode, joining.isWaiting ? 'store-full' : '')
    this.#ports.loop.enter(() => {
      if (!connection.isOver) this.#greet(connection)
    })
    return connection
  }

  leave(connection: Connection): void {
    if (!this.#connections.delete(connection.id)) return
    connection.isOver = true
    if (connection.client !== null) this.ledger.release(connection.client)
    this.#tellPresence(this.#presence.leave(connection.id), connection)
  }

  /** Tells a connection what it may do from now on. Rights that shrink are never downgraded in place: see `end`. */
  grant(connection: Connection, mode: Mode, reason: string): void {
    connection.mode = mode
    connection.grants += 1
    const shown = connection.isWaiting ? 'read' : mode
    if (connection.speaksTandem) connection.port.send(grantFrame(shown, connection.grants, reason))
  }

  end(connection: Connection, code: number, reason: string): void {
    this.leave(connection)
    connection.port.close(code, reason)
  }

  endAll(code: number, reason: string): void {
    for (const connection of [...this.#connections.values()]) this.end(connection, code, reason)
  }

  endWaiting(code: number, reason: string): void {
    for (const connection of [...this.#connections.values()]) {
      if (connection.isWaiting) this.end(connection, code, reason)
    }
  }

  /** One frame of a client. Waits while a commit or a command is under way. */
  receive(connection: Connection, bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame === null) return this.end(connection, CLOSE.malformed, 'malformed')
    this.#ports.loop.enter(() => {
      if (connection.isOver) return
      try {
        this.#handle(connection, frame)
      } catch (error) {
        // A bug of ours: what is in memory is not to be trusted any more, the process and the other rooms are.
        this.#ports.onBroken(error)
      }
    })
  }

  /** Keeps a silent connection alive: stock clients drop one that says nothing for 30 s. */
  stillHere(): void {
    for (const connection of this.#connections.values()) connection.port.send(awarenessFrame([]))
  }

  #handle(connection: Connection, frame: ClientFrame): void {
    switch (frame.type) {
      case 'step-1':
        return this.#answerStep1(connection, frame.stateVector)
      case 'step-2':
      case 'update':
        return this.#update(connection, frame.update, frame.type === 'step-2')
      case 'awareness':
        return this.#hearPresence(connection, frame.entry)
      case 'query-awareness':
        return this.#showPresence(connection)
    }
  }

  #greet(connection: Connection): void {
    connection.port.send(step1Frame(Y.encodeStateVector(this.doc)))
    this.#showPresence(connection)
  }

  /**
   * Answered after the commit of this turn: nobody is shown what could still be lost. A few bytes ask for a whole
   * document, so who asks again before the last one has left is closed, before anything is encoded.
   */
  #answerStep1(connection: Connection, stateVector: Uint8Array): void {
    this.#ports.loop.afterCommit(() => {
      if (connection.isOver) return
      if (connection.port.isBusy()) return this.end(connection, CLOSE.overloaded, 'slow-reader')
      if (!connection.questions.take()) return this.end(connection, CLOSE.overloaded, 'too-many-questions')
      const update = this.#differenceTo(stateVector)
      if (update === null) return this.end(connection, CLOSE.malformed, 'malformed')
      connection.port.send(step2Frame(update))
    })
  }

  /** Null if the bytes are no state vector. Twenty people who open one document at once share one encoding. */
  #differenceTo(stateVector: Uint8Array): Uint8Array | null {
    const asksForAll = stateVector.byteLength === 1 && stateVector[0] === 0
    if (asksForAll) return (this.#state ??= Y.encodeStateAsUpdate(this.doc))
    try {
      return Y.encodeStateAsUpdate(this.doc, stateVector)
    } catch {
      // The state vector is the client's: any throw means that it is none.
      return null
    }
  }

  #update(connection: Connection, update: Uint8Array, isStep2: boolean): void {
    if (connection.isWaiting) return
    const incoming = {
      update,
      person: connection.person.id,
      mayWrite: connection.mode === 'write',
      // A day of offline work comes once per connection; what says so a second time is an ordinary update.
      isStep2: isStep2 && !connection.hasSentStep2,
    }
    const document = {
      doc: this.doc,
      kind: this.document.kind,
      form: this.form,
      ledger: this.ledger,
      size: this.#size,
      measure: () => this.#measure(),
    }
    const verdict = judge(document, incoming, this.#ports.limits)
    // Typed after the socket opened, but before the offline work that it builds on was sent: that step 2 contains it.
    if (!verdict.ok && !isStep2 && !connection.hasSentStep2 && isGap(verdict)) {
      connection.awaitingStep2 += 1
      return
    }
    // No refusal: the same update is right as soon as its writer has brought their own.
    if (!verdict.ok && verdict.rule === 'owner-brings-it') return this.end(connection, CLOSE.tryAgain, verdict.rule)
    if (!verdict.ok) return this.#refuse(connection, verdict, update)
    const counted = isStep2 && !connection.hasSentStep2 ? 1 + connection.awaitingStep2 : 1
    if (isStep2) this.#hasBrought(connection)
    if (verdict.run.isKnown) return this.#acknowledgeKnown(connection, counted)
    this.#accept(connection, verdict.run, counted)
  }

  #hasBrought(connection: Connection): void {
    connection.hasSentStep2 = true
    if (connection.client !== null) this.ledger.hasBrought(connection.client)
  }

  #accept(connection: Connection, run: DryRun, count: number): void {
    const { document } = this
    const at = this.#ports.now()
    const bound = run.writers.filter((client) => this.ledger.bind(client, connection.person.id, connection.client))
    const losers = watchForLosers(this.doc, run)
    // What Yjs made of it is stored and sent on, never the sender's own bytes.
    const update = this.#written(() => Y.applyUpdate(this.doc, run.update, connection))
    if (update === null) return this.#acknowledgeKnown(connection, count)
    this.#state = null
    if (this.#touchesSummary(run)) this.#summary = null
    const edit = (actor: Actor, bytes: Uint8Array): LogEntry => ({
      kind: 'edit',
      document: document.id,
      actor,
      at,
      bytes,
    })
    const entries = [edit(connection.person.id, update)]
    this.#pending.push({ sender: connection, update, count })
    this.#ports.watch.updateAccepted(update.byteLength)
    const candidates = this.#keepLosers(losers(), connection.person.id)
    if (candidates !== null) {
      entries.push(edit('system', candidates))
      this.#pending.push({ sender: null, update: candidates, count: 0 })
      this.#summary = null
    }
    this.#size += update.byteLength + (candidates?.byteLength ?? 0)
    this.updates.sinceCheckpoint += entries.length
    this.updates.total += entries.length
    this.#ports.loop.add(
      {
        review: document.review,
        entries,
        owners: bound.map((client) => ({ document: document.id, client, owner: connection.person.id })),
        document: document.id,
        summary: () => this.#summaryAt(at),
      },
      (summary) => this.#tell(summary),
    )
  }

  /**
   * Beside the winner in a shared document, where people choose; within it in a draft, where one person wrote both.
   *
   * @returns the update that stores the losing values, or null if none is to be stored.
   */
  #keepLosers(losers: readonly LostValue[], sender: PersonId): Uint8Array | null {
    const map = this.doc.getMap<Json>(ANSWERS)
    const kept = losers.flatMap(({ key, value, client }): readonly (readonly [string, Json])[] => {
      if (isShared(this.document)) return [[candidateKey(key, this.ledger.ownerOf(client) ?? sender), value]]
      const both = bothKept(key, map.get(key), value)
      return both === null ? [] : [[key, both]]
    })
    if (kept.length === 0) return null
    return this.#written(() => this.doc.transact(() => kept.forEach(([key, value]) => map.set(key, value))))
  }

  /** The update that a change of the document gives, or null if it changes nothing. */
  #written(change: () => void): Uint8Array | null {
    let written: Uint8Array | null = null
    const keep = (update: Uint8Array): void => {
      written = update
    }
    this.doc.once('update', keep)
    change()
    this.doc.off('update', keep)
    return written
  }

  #measure(): number {
    this.#size = Y.encodeStateAsUpdate(this.doc).byteLength
    return this.#size
  }

  #refuse(connection: Connection, verdict: Extract<Verdict, { ok: false }>, update: Uint8Array): void {
    this.#ports.watch.updateRefused(verdict.rule, update.byteLength)
    this.#ports.onRefused({ person: connection.person.id, rule: verdict.rule, bytes: update })
    if (connection.speaksTandem && !verdict.isMalformed) {
      connection.port.send(nackFrame(connection.durable, verdict.rule, verdict.path))
      // Nothing more is read: what follows builds on what was refused.
      connection.isOver = true
      return
    }
    this.end(connection, verdict.isMalformed ? CLOSE.malformed : CLOSE.rightLost, verdict.rule)
  }

  /** Of the document as it stands. Made anew only where an answer or a candidate was touched: notes do not enter it. */
  #summaryAt(at: Instant): DocumentSummary | null {
    if (!hasSummary(this.document)) return null
    // Nobody is told a finer time than a minute.
    if (this.#summary !== null && this.#summary.at.slice(0, MINUTE) === at.slice(0, MINUTE)) return null
    this.#summary = this.#summary ? { ...this.#summary, at } : summaryOf(this.document, this.form, this.plain(), at)
    return this.#summary
  }

  /** Answers, the rows they stand in, and losing values; a long answer is a text. */
  #touchesSummary({ sets, cleared, texts }: DryRun): boolean {
    const counts = (key: string): boolean => ['answer', 'order', 'candidate'].includes(parseFieldKey(key)?.part ?? '')
    return (
      sets.some(({ key }) => counts(key)) ||
      cleared.some(counts) ||
      texts.some(({ name }) => counts(textNameOf(name) ?? ''))
    )
  }

  /** The commit of a turn is on disk: everybody hears of all of it at once, however many updates it had. */
  #tell(summary: DocumentSummary | null): void {
    const pending = this.#pending
    if (pending.length === 0) return
    this.#pending = []
    this.#broadcast(pending)
    for (const [sender, own] of Map.groupBy(pending, (one) => one.sender))
      if (sender)
        this.#acknowledge(
          sender,
          own.reduce((sum, { count }) => sum + count, 0),
        )
    this.#ports.onWritten(summary)
  }

  #acknowledgeKnown(connection: Connection, count: number): void {
    this.#ports.loop.afterCommit(() => this.#acknowledge(connection, count))
  }

  #acknowledge(connection: Connection, count: number): void {
    connection.durable += count
    if (connection.hasSentStep2) connection.awaitingStep2 = 0
    if (connection.speaksTandem && !connection.isOver) connection.port.send(ackFrame(connection.durable))
  }

  /** Most connections have sent nothing in this turn and get the same frames: they are encoded once. */
  #broadcast(pending: readonly Pending[]): void {
    const senders = new Set(pending.map(({ sender }) => sender))
    let forAll: readonly Uint8Array[] | null = null
    for (const connection of this.#connections.values()) {
      const frames = senders.has(connection)
        ? framesOf(pending.filter(({ sender }) => sender !== connection))
        : (forAll ??= framesOf(pending))
      for (const frame of frames) connection.port.send(frame)
    }
  }

  #hearPresence(connection: Connection, entry: PresenceEntry): void {
    if (!isShared(this.document)) return
    if (connection.client !== null && entry.client !== connection.client) return
    if (!this.ledger.mayWrite(entry.client, connection.person.id)) return
    this.#tellPresence(this.#presence.say(connection.id, entry.client, entry.state, connection.person), connection)
  }

  #showPresence(connection: Connection): void {
    connection.port.send(awarenessFrame(this.#presence.others(connection.id)))
  }

  #tellPresence(entry: PresenceEntry | null, from: Connection): void {
    if (entry === null) return
    const frame = awarenessFrame([entry])
    for (const connection of this.#connections.values()) if (connection !== from) connection.port.send(frame)
  }
}

function framesOf(pending: readonly Pending[]): readonly Uint8Array[] {
  const updates = pending.map(({ update }) => update)
  return updates.length > MERGE_ABOVE ? [updateFrame(Y.mergeUpdates(updates))] : updates.map(updateFrame)
}

/** Characters of an instant up to its minute. */
const MINUTE = 16

/** More updates than this for one reader are sent as one frame. */
const MERGE_ABOVE = 3

const isShared = (document: StoredDocument): boolean => isSharedKind(document.kind)

const isGap = (verdict: Extract<Verdict, { ok: false }>): boolean =>
  verdict.rule === 'gap' || verdict.rule === 'unknown-origin' || verdict.rule === 'unknown-delete'
