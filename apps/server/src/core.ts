/**
 * The live heart of the server behind ports: commit loop, rooms, reviews. No sockets, no HTTP, no ambient clock or
 * randomness, so that tests can run all of it in one process and hold the clock.
 */
import { PRESENT_LAYOUT } from '@tandem/documents'
import { grantFor, type DocumentId, type Instant, type Form, type PersonId, type ReviewId } from '@tandem/rules'
import { CLOSE } from '@tandem/wire'
import { Inbox } from './review/inbox.ts'
import type { WatcherPort } from './review/open-review.ts'
import { Reviews, type ReviewsPorts } from './review/reviews.ts'
import { STORE_LIMITS } from './limits.ts'
import { StoreHealth } from './store-health.ts'
import { StoreFailure, type Store, type StoredDocument } from './store/contract.ts'
import { CommitLoop } from './sync/commit-loop.ts'
import type { Connection, ConnectionPort, Room, RoomPorts } from './sync/room.ts'
import { NEVER_RESTORED, type Recovery } from './sync/recovery.ts'
import { Rooms, type RoomsPorts } from './sync/rooms.ts'
import type { Standing, Watch } from './watch/watch.ts'

export type CorePorts = {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly newId: () => string
  readonly schedule: (run: () => void) => void
  readonly later: RoomsPorts['later']
  readonly limits: RoomPorts['limits']
  readonly checkpointEvery: number
  readonly unloadAfter: number
  readonly freeze: ReviewsPorts['freeze']
  readonly forms: ReviewsPorts['forms']
  readonly watch: Watch
  /** Of data that came out of a backup. */
  readonly recovery?: Recovery
  readonly onError: (doing: string, error: unknown) => void
  /** The disk failed for good: the process must end, the next start recovers. */
  readonly onFatal: (error: unknown) => void
}

export type JoinRequest = {
  readonly document: DocumentId
  readonly person: PersonId
  readonly port: ConnectionPort
  readonly speaksTandem: boolean
  readonly client: number | null
}

export type Joined = { readonly receive: (frame: Uint8Array) => void; readonly leave: () => void }

export class Core {
  readonly reviews: Reviews
  readonly inbox: Inbox
  readonly #rooms: Rooms
  readonly #loop: CommitLoop
  readonly #health: StoreHealth
  readonly #ports: CorePorts
  readonly #watchers = new Set<() => void>()

  constructor(ports: CorePorts) {
    this.#ports = ports
    const now = instants(ports.clock)
    const { recovery = NEVER_RESTORED } = ports
    this.#health = new StoreHealth({
      probe: () => ports.store.probe(),
      later: ports.later,
      probeEvery: STORE_LIMITS.probeEvery,
      onWell: () => this.#rooms.endWaiting(),
      onFailure: (failure) => this.#failForGood(failure),
    })
    this.#loop = new CommitLoop({
      store: ports.store,
      schedule: ports.schedule,
      onFailure: (reviews, failure) => this.#fail(reviews, failure),
      onError: ports.onError,
    })
    this.#rooms = new Rooms({
      ...ports,
      now,
      recovery,
      loop: this.#loop,
      layout: PRESENT_LAYOUT,
      formOf: (document) => this.#formOf(document),
      isOpen: (document) => this.reviews.isOpen(document),
      onWritten: (summary) => {
        if (summary !== null) void this.reviews.open(summary.review).then((review) => review?.summarise(summary))
      },
    })
    this.inbox = new Inbox({
      store: ports.store,
      now,
      viewOf: async (review) => (await this.reviews.open(review))?.view ?? null,
    })
    this.reviews = new Reviews({
      ...ports,
      now,
      restores: recovery.restores,
      loop: this.#loop,
      rooms: this.#rooms,
      onNotices: (people) => this.inbox.tell(people),
      onCommitFailed: (review, failure) => this.#commandFailed(review, failure),
    })
  }

  /** Connects somebody to a document. Unknown and forbidden are closed alike; then null. */
  async join({ document: id, person, port, speaksTandem, client }: JoinRequest): Promise<Joined | null> {
    const document = await this.#ports.store.document(id)
    const review = document && (await this.reviews.open(document.review))
    const member = review?.member(person)
    if (!document || !review || !member || grantFor(review.view, person, document) === 'none') {
      port.close(CLOSE.notFound, 'not-found')
      return null
    }
    const joining = { port, person: member, speaksTandem, client, isStoreFull: () => this.#health.isFull }
    const joined = await this.#rooms.join(id, joining, () => grantFor(review.view, person, document))
    return joined && this.#joined(joined.room, joined.connection)
  }

  /** Connects somebody to the live feed of a review; null (and closed) if there is no such review or cursor for them. */
  async watch(id: ReviewId, person: PersonId, cursor: string, port: WatcherPort): Promise<(() => void) | null> {
    const review = await this.reviews.open(id)
    if (!review?.member(person)) {
      port.close(CLOSE.notFound, 'not-found')
      return null
    }
    const stop = review.watch(person, cursor, port)
    if (!stop) {
      // Of before a restore, perhaps. Whoever sent it reads the review anew.
      port.close(CLOSE.malformed, 'unknown-cursor')
      return null
    }
    const stopInbox = await this.inbox.watch(person, port.send)
    const stopAll = (): void => {
      stop()
      stopInbox()
      this.#watchers.delete(stopAll)
    }
    this.#watchers.add(stopAll)
    return stopAll
  }

  get standing(): Standing {
    const rooms = [...this.#rooms.all]
    return {
      rooms: rooms.length,
      connections: rooms.reduce((count, room) => count + [...room.connections].length, 0),
      watchers: this.#watchers.size,
      isStoreFull: this.isStoreFull,
    }
  }

  get isStoreFull(): boolean {
    return this.#health.isFull
  }

  /** Says something on every socket: clients drop one that has been silent for 30 s. */
  stillHere(): void {
    for (const room of this.#rooms.all) room.stillHere()
    void this.reviews.stillHere()
  }

  /** Everything accepted is written, every connection told to come again. */
  async close(): Promise<void> {
    this.#health.close()
    await this.#loop.settled()
    await this.#rooms.close()
    await this.reviews.close()
  }

  #joined(room: Room, connection: Connection): Joined {
    return {
      receive: (frame) => room.receive(connection, frame),
      leave: () => this.#rooms.leave(room, connection),
    }
  }

  /**
   * The first that a room needs. A document of a later layout gets no room: this program would misread it, and somebody
   * would sign what it does not say.
   */
  async #formOf(document: StoredDocument): Promise<Form | null> {
    const { version } = PRESENT_LAYOUT
    if (document.layout > version) throw new Error(`layout ${document.layout} is later than ${version}`)
    return this.reviews.formOf(document)
  }

  /** What is in memory was not written: the next visitor loads from the store. */
  #fail(reviews: readonly ReviewId[], failure: unknown): void {
    this.#note(failure)
    this.#rooms.drop(reviews)
    void this.reviews.drop(reviews)
    this.#failForGood(failure)
  }

  /** A command changes nothing in memory before it is written. Only a store that failed for good makes that doubtful. */
  #commandFailed(review: ReviewId, failure: StoreFailure): void {
    if (failure.final) this.#fail([review], failure)
    else this.#note(failure)
  }

  #note(failure: unknown): void {
    if (failure instanceof StoreFailure && failure.final) return
    this.#ports.onError('commit', failure)
    if (failure instanceof StoreFailure) this.#health.foundNoRoom()
  }

  #failForGood(failure: unknown): void {
    if (failure instanceof StoreFailure && failure.final) this.#ports.onFatal(failure)
  }
}

/** The clock as text. Many edits share a millisecond, and writing it costs as much as judging one. */
function instants(clock: () => number): () => Instant {
  let last: { readonly at: number; readonly text: Instant } | null = null
  return () => {
    const at = clock()
    if (last?.at !== at) last = { at, text: new Date(at).toISOString() as Instant }
    return last.text
  }
}
