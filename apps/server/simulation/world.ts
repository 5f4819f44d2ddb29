/**
 * A review team in one process: the server's whole core, people with browsers, a disk, a network and a clock, all of
 * them driven by one seed. Nothing moves unless a step moves it, so a seed repeats a run exactly.
 *
 * What it is made of: the real core over a disk in memory that passes the same contract suite as SQLite, real Yjs
 * documents, the client's own account of what is saved. What it leaves out: sockets, HTTP parsing and files, which have
 * loops of their own over the real process.
 */
import type { Random } from '@tandem/documents/testing'
import type { Command, DocumentId, Instant, InvitationId, PersonId, ReviewEvent, ReviewId, Role } from '@tandem/rules'
import { visibleTo } from '@tandem/rules'
import { dana } from '@tandem/rules/testing'
import { CLOSE, type CommandAnswer, type LiveMessage } from '@tandem/wire'
import { GATE_LIMITS } from '../src/limits.ts'
import type { Store } from '../src/store/contract.ts'
import { extractingReview, House, QUARANTINE, reviewId, smallReview } from '../src/testing/house.ts'
import { MemoryDisk } from '../src/testing/memory-disk.ts'
import { Auditor, reporting, Violation } from './auditor.ts'
import { Tab, type Device } from './tab.ts'
import { Witness } from './witness.ts'

/** What its people do. */
export const WORLD_KINDS = ['rating', 'extracting'] as const
export type WorldKind = (typeof WORLD_KINDS)[number]

/** A command on its way. Its answer may get lost; it is then asked again under the same id. */
export type Request = {
  readonly person: PersonId
  readonly id: string
  readonly command: Command
  answer: CommandAnswer | null | undefined
  /** The answer never reached the person. */
  isLost: boolean
}

/** Somebody's live feed. */
type Feed = {
  readonly person: PersonId
  readonly events: ReviewEvent[]
  cursor: string
  stop: (() => void) | null
}

export class World {
  readonly random: Random
  readonly house: House
  readonly disk: MemoryDisk
  readonly auditor: Auditor
  readonly witness: Witness
  readonly devices: Device[] = []
  readonly feeds: Feed[] = []
  readonly requests: Request[] = []
  tabs: Tab[] = []
  /** Milliseconds by which the machine's clock is wrong. Timers do not mind. */
  clockIsOff = 0
  /** What the disk holds back. */
  #release: (() => void) | null = null
  /** Connections that the server still believes in. */
  #ghosts: (() => void)[] = []
  #commands = 0

  readonly kind: WorldKind
  /** What was broken where nobody waits for it. */
  readonly violations: Violation[]

  private constructor(
    random: Random,
    kind: WorldKind,
    house: House,
    disk: MemoryDisk,
    auditor: Auditor,
    violations: Violation[],
  ) {
    this.random = random
    this.kind = kind
    this.house = house
    this.disk = disk
    this.auditor = auditor
    this.violations = violations
    house.clock = () => Math.max(0, house.time + this.clockIsOff)
    this.witness = new Witness(auditor, (violation) => violations.push(violation))
  }

  /** @param around wraps each store that the server opens: a control plants its fault there. */
  static async open(
    random: Random,
    kind: WorldKind,
    around: (store: Store) => Store = (store) => store,
  ): Promise<World> {
    const review = kind === 'rating' ? smallReview() : extractingReview()
    const auditor = new Auditor(review)
    const violations: Violation[] = []
    const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => random.integer(256))
    const disk = new MemoryDisk({
      random: bytes,
      quarantine: QUARANTINE,
      onWritten: (_review: ReviewId, entry) =>
        reporting(
          (violation) => violations.push(violation),
          () => auditor.heard(entry),
        ),
    })
    let ids = 0
    const house = await House.open(review, {
      limits: GATE_LIMITS,
      ground: {
        open: () => around(disk.open()),
        crash: async () => disk.crash(random.integer(disk.waiting + 1)),
        remove: () => undefined,
      },
      // Rare branches made likely: a checkpoint every few updates, rooms that unload almost at once.
      checkpointEvery: 1 + random.integer(6),
      unloadAfter: random.pick([1, 30_000]),
      newId: () => `id-${(ids += 1)}`,
      // Id 1 is the server's own.
      newClientId: () => 2 + random.integer(0xfffffff0),
    })
    return new World(random, kind, house, disk, auditor, violations)
  }

  deviceOf(person: PersonId, fresh = false): Device {
    const known = this.devices.filter((device) => device.person === person)
    if (known.length > 0 && !fresh) return this.random.pick(known)
    const device: Device = { person, copies: new Map(), rescued: [] }
    this.devices.push(device)
    return device
  }

  async openTab(device: Device, document: DocumentId): Promise<Tab> {
    const { kind } = this.auditor.grantedOf(document)
    const ports = { house: this.house, auditor: this.auditor, witness: this.witness, bufferedBytes: 20_000 }
    const tab = new Tab(ports, device, document, kind)
    this.tabs.push(tab)
    await this.during(tab.connect())
    return tab
  }

  closeTab(tab: Tab): void {
    tab.close()
    this.tabs = this.tabs.filter((other) => other !== tab)
  }

  /** The browser dies, or the cable is pulled: nobody tells the server. */
  loseTab(tab: Tab): void {
    this.#ghosts.push(tab.vanish())
    this.tabs = this.tabs.filter((other) => other !== tab)
  }

  /** The network dies without a word under a tab that stays. */
  async strand(tab: Tab): Promise<void> {
    this.#ghosts.push(tab.vanish())
    await this.turn()
  }

  /** The server finds out about connections that are long gone. */
  buryGhosts(): number {
    const ghosts = this.#ghosts
    this.#ghosts = []
    for (const bury of ghosts) bury()
    return ghosts.length
  }

  /** One turn of the server's loop, and what the clients do about what they have heard. */
  async turn(): Promise<void> {
    await this.house.turn()
    if (this.house.fatal.length > 0) await this.exit()
  }

  /** The process ended itself after a failed disk; somebody starts it again on a disk that works. */
  async exit(): Promise<void> {
    this.disk.mood = 'well'
    await this.crash()
    this.house.fatal.length = 0
  }

  async crash(): Promise<void> {
    this.#release = null
    this.disk.fsync = () => Promise.resolve()
    this.#ghosts = []
    for (const feed of this.feeds) feed.stop = null
    for (const request of this.requests) if (request.answer === undefined) request.isLost = true
    await this.house.crash()
  }

  /** The disk takes its time: nothing is written until it is let go. */
  stall(): void {
    if (this.#release !== null) return
    const gate = Promise.withResolvers<void>()
    this.#release = gate.resolve
    this.disk.fsync = () => gate.promise
  }

  letGo(): void {
    this.disk.fsync = () => Promise.resolve()
    this.#release?.()
    this.#release = null
  }

  /** Waits for something of the server's without letting a held disk go for good. */
  async during<Value>(work: Promise<Value>): Promise<Value> {
    return this.house.during(work)
  }

  /** Asks for a command. The answer comes in some later turn, if it comes. */
  ask(person: PersonId, command: Command, again?: Request): Request {
    const id = again?.id ?? `command-${(this.#commands += 1)}`.padEnd(16, '-')
    const request: Request = again ?? { person, id, command, answer: undefined, isLost: false }
    if (!again) this.requests.push(request)
    request.isLost = false
    request.answer = undefined
    const heard = (answer: CommandAnswer | null): void => {
      this.witness.seesAnswer(person, answer)
      if (answer?.ok && !this.disk.hasCommand(reviewId, person, id))
        this.violations.push(new Violation('what was answered is on the disk', { id, command: command.type }))
      if (!request.isLost) request.answer = answer
    }
    this.house.core.reviews.command(reviewId, person, { id, command }).then(heard, () => {
      // The store said no: HTTP answers 503, and the client asks again.
      request.isLost = true
    })
    return request
  }

  /**
   * Somebody is invited, and accepts, in some later turn, if the store lets them. The secret between the two is not part of
   * the review.
   */
  invite(person: PersonId, name: string, roles: readonly Role[]): void {
    const { reviews } = this.house.core
    const invitation = `invitation-${(this.#commands += 1)}` as InvitationId
    const expiresAt = new Date(this.house.clock() + 7 * 24 * 3_600_000).toISOString() as Instant
    const accept = () => reviews.atTheDoor(reviewId, person, { type: 'join', invitation, name, hue: 1 })
    // Where the store says no, nothing has happened: they may be invited another time.
    reviews
      .atTheDoor(reviewId, dana, { type: 'invite', invitation, roles, expiresAt })
      .then(accept)
      .catch(() => null)
  }

  async watch(person: PersonId): Promise<Feed> {
    const feed: Feed = { person, events: [], cursor: '0', stop: null }
    this.feeds.push(feed)
    await this.resume(feed)
    return feed
  }

  async resume(feed: Feed): Promise<void> {
    feed.stop?.()
    feed.stop = null
    let isOver = false
    const stop = await this.during(
      this.house.core.watch(reviewId, feed.person, feed.cursor, {
        send: (message) => {
          if (!isOver) this.#hear(feed, message)
        },
        close: () => {
          isOver = true
          feed.stop = null
        },
      }),
    )
    if (stop === null) return
    feed.stop = () => {
      isOver = true
      stop()
    }
  }

  #hear(feed: Feed, message: LiveMessage): void {
    this.witness.seesMessage(feed.person, message)
    if (message.type !== 'event') return
    feed.events.push(message.event)
    feed.cursor = message.cursor
  }

  /** What somebody's feed should have told by now. */
  expectedEvents(person: PersonId): readonly ReviewEvent[] {
    return this.auditor.events.flatMap((event) => visibleTo(this.auditor.view, person, event) ?? [])
  }

  /** Faults end. Everything that waits may happen. */
  async calm(): Promise<void> {
    this.disk.mood = 'well'
    this.letGo()
    this.buryGhosts()
    await this.turn()
    for (const feed of this.feeds) if (feed.stop === null) await this.resume(feed)
    for (const request of this.requests) if (request.isLost) this.ask(request.person, request.command, request)
    await this.turn()
  }

  /** Nobody here, and nothing may come of it. */
  async stranger(person: PersonId, document: DocumentId): Promise<void> {
    let bytes = 0
    const closed: number[] = []
    const port = { send: () => (bytes += 1), close: (code: number) => closed.push(code), isBusy: () => false }
    const joined = await this.during(this.house.core.join({ document, person, port, speaksTandem: true, client: null }))
    if (joined !== null || bytes > 0 || closed[0] !== CLOSE.notFound)
      throw new Violation('a stranger gets nothing', { person, bytes, closed })
  }
}
