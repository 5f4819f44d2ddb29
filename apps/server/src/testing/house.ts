/**
 * A whole server core in one process for tests: real SQLite in a folder of its own (or a disk in memory), real rules,
 * real Yjs clients, but a network, a clock and loop turns that the test controls. Nothing happens until the test lets it.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { choosableForms, formVersionOf, hashOf, plainDocument, sha256Hex } from '@tandem/documents'
import {
  canonicalJson,
  currentAssessment,
  firstStage,
  STUDY_STRUCTURE,
  type Assessment,
  type Command,
  type DocumentId,
  type FormVersion,
  type Hash,
  type Instrument,
  type Json,
  type Person,
  type PersonId,
  type PlainDocument,
  type ReviewId,
  type ReviewView,
  type Stage,
  type Study,
  type StudyId,
} from '@tandem/rules'
import {
  COMPLETE,
  OTHER,
  Scene,
  tinyForm,
  alice,
  bob,
  carol,
  dana,
  erin,
  firstStudy,
  secondStudy,
} from '@tandem/rules/testing'
import type { CommandAnswer, LiveMessage } from '@tandem/wire'
import * as Y from 'yjs'
import { Core, type CorePorts } from '../core.ts'
import { freeze } from '../review/freeze.ts'
import { GATE_LIMITS, ROOM_LIMITS } from '../limits.ts'
import type { NewReview, Store } from '../store/contract.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { NEVER_RESTORED, type Recovery } from '../sync/recovery.ts'
import { UNWATCHED } from '../watch/watch.ts'
import { TestClient, type TestClientOptions } from './test-client.ts'

export const reviewId = 'review-1' as ReviewId
export { alice, bob, carol, dana, erin, firstStudy, secondStudy }

/** A review of two studies for Alice, Bob, Carol, Dana and Erin, with the tiny instrument unless told. */
export function smallReview(instrument?: Instrument): NewReview {
  const { view } = instrument ? new Scene(instrument) : new Scene()
  const form = Object.values(view.forms)[0] as Instrument
  const hash = sha256Hex(canonicalJson(form as unknown as Json)) as Hash
  return {
    review: { ...view.review, id: reviewId, stages: view.review.stages.map((stage) => withHash(stage, hash)) },
    people: view.people as readonly Person[],
    studies: view.studies as readonly Study[],
    forms: { [hash]: form } as Record<Hash, Instrument>,
  }
}

/** The same people and studies; structures are agreed together, then two extract with the tiny form. */
export function extractingReview(): NewReview {
  const { review, people, studies } = smallReview()
  const [structure, extraction] = [formVersionOf(STUDY_STRUCTURE), formVersionOf(tinyForm)]
  const stages: readonly Stage[] = [
    { form: structure, mode: 'joint', reviewers: 2 },
    { form: extraction, mode: 'independent', reviewers: 2 },
  ]
  const forms = { [structure.hash]: STUDY_STRUCTURE, [extraction.hash]: tinyForm }
  return { review: { ...review, stages }, people, studies, forms }
}

const withHash = (stage: Stage, hash: Hash): Stage => ({ ...stage, form: { ...stage.form, hash } })

/** Where a house keeps what must outlive a crash. */
export type Ground = {
  /** The store on what is there. One at a time. */
  readonly open: () => Store
  /** What was not on disk is gone. */
  readonly crash: (store: Store) => Promise<void>
  readonly remove: () => void
}

export type HouseOptions = {
  readonly limits?: CorePorts['limits']
  /** SQLite in a temporary folder unless told. */
  readonly ground?: Ground
  readonly checkpointEvery?: number
  /** Milliseconds. */
  readonly unloadAfter?: number
  /** Of data that came out of a backup. */
  readonly recovery?: Recovery
  /** What the server and the clients draw by chance; a seeded one repeats a run exactly. */
  readonly newId?: () => string
  readonly newClientId?: () => number
}

export class House {
  store: Store
  core: Core
  readonly clients: TestClient[] = []
  readonly errors: unknown[] = []
  readonly fatal: unknown[] = []
  /** What a plan may name: the built-in instruments, and that of the review. */
  readonly #forms: Record<string, FormVersion> = { ...choosableForms() }
  readonly #options: HouseOptions
  readonly #ground: Ground
  /** Milliseconds since 1970. */
  time = Date.UTC(2026, 0, 1)
  /** A test may replace it, e.g. by one that throws. */
  clock: () => number = () => this.time
  #scheduled: (() => void)[] = []
  #later: { readonly at: number; readonly run: () => void; isOff: boolean }[] = []
  #ids = 0

  private constructor(options: HouseOptions) {
    this.#options = options
    this.#ground = options.ground ?? temporaryFolder()
    this.store = this.#ground.open()
    this.core = this.#newCore()
  }

  static async openEmpty(options: HouseOptions = {}): Promise<House> {
    return new House(options)
  }

  static async open(review: NewReview = smallReview(), options: HouseOptions = {}): Promise<House> {
    const house = await House.openEmpty(options)
    for (const { form } of review.review.stages) house.#forms[form.id] = form
    for (const { id, name, hue } of review.people) await house.store.createAccount({ id, name, hue, demo: false })
    await house.store.createReview(review)
    return house
  }

  /** What a crash leaves: memory gone, every connection cut, the folder as it is on disk. */
  async crash(): Promise<void> {
    for (const client of this.clients) client.cut()
    this.#scheduled = []
    this.#later = []
    await this.#ground.crash(this.store)
    this.store = this.#ground.open()
    this.core = this.#newCore()
  }

  async close(): Promise<void> {
    await this.store.close()
    this.#ground.remove()
  }

  /** A client of the sync protocol, not connected yet. */
  client(person: PersonId, document: DocumentId, options: TestClientOptions = {}): TestClient {
    const client = new TestClient(this, person, document, options)
    this.clients.push(client)
    return client
  }

  newClientId(): number {
    return this.#options.newClientId?.() ?? new Y.Doc().clientID
  }

  /** Lets the loop turn: everything scheduled and every promise, nothing from the network. */
  async turn(): Promise<void> {
    for (let run = this.#scheduled.shift(); run; run = this.#scheduled.shift()) run()
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** Delivers everything both ways until nothing moves any more. */
  async quiet(): Promise<void> {
    for (let moved = true; moved;) {
      await this.turn()
      moved = this.clients.map((client) => client.deliverAll()).some((count) => count > 0) || this.#scheduled.length > 0
    }
    await this.turn()
  }

  /** Lets the loop turn until `work` is done. */
  async during<Value>(work: Promise<Value>): Promise<Value> {
    let isDone = false
    const end = (): void => {
      isDone = true
    }
    work.then(end, end)
    while (!isDone) await this.turn()
    return work
  }

  async pass(milliseconds: number): Promise<void> {
    this.time += milliseconds
    const due = this.#later.filter((timer) => !timer.isOff && timer.at <= this.time)
    this.#later = this.#later.filter((timer) => !due.includes(timer))
    for (const timer of due) timer.run()
    await this.turn()
  }

  async asks(
    person: PersonId,
    command: Command,
    id = `command-${(this.#ids += 1)}`.padEnd(16, '-'),
  ): Promise<CommandAnswer | null> {
    const answer = this.core.reviews.command(reviewId, person, { id, command })
    await this.turn()
    await this.turn()
    return answer
  }

  /** @throws Error naming the rule, where it is refused. */
  async does(person: PersonId, command: Command): Promise<void> {
    const answer = await this.asks(person, command)
    if (!answer?.ok) throw new Error(`${command.type} was refused: ${answer?.denial.rule ?? 'not found'}`)
  }

  async view(): Promise<ReviewView> {
    const review = await this.core.reviews.open(reviewId)
    if (!review) throw new Error('no review')
    return review.view
  }

  async assessment(study: StudyId = firstStudy): Promise<Assessment> {
    const view = await this.view()
    const assessment = currentAssessment(view, study, firstStage(view.review).form.id)
    if (!assessment) throw new Error('unassigned')
    return assessment
  }

  async draft(person: PersonId, study: StudyId = firstStudy): Promise<DocumentId> {
    const draft = (await this.assessment(study)).slots.find(({ reviewer }) => reviewer === person)?.draft
    if (!draft) throw new Error('no draft')
    return draft
  }

  async consensus(study: StudyId = firstStudy): Promise<DocumentId> {
    const document = (await this.assessment(study)).consensus?.document
    if (!document) throw new Error('not revealed')
    return document
  }

  async assign(study: StudyId = firstStudy): Promise<void> {
    const form = firstStage((await this.view()).review).form.id
    await this.does(dana, { type: 'assign', study, form, reviewers: [alice, bob], reason: null })
  }

  async submit(client: TestClient): Promise<CommandAnswer | null> {
    return this.asks(client.person, {
      type: 'submit',
      assessment: (await this.assessment()).id,
      contentHash: hashOf(plainDocument(client.doc)),
    })
  }

  /** Alice and Bob rate the first study, differ in one answer and submit. @returns the consensus document. */
  async reveal(): Promise<DocumentId> {
    const ratings = [
      [alice, COMPLETE],
      [bob, OTHER],
    ] as const
    for (const [person, answers] of ratings) {
      const client = await this.client(person, await this.draft(person)).connect()
      for (const [item, option] of Object.entries(answers)) client.set(item, option)
      await this.quiet()
      const answer = await this.submit(client)
      if (!answer?.ok) throw new Error(`the submission was refused: ${answer?.denial.rule ?? 'not found'}`)
      client.cut()
    }
    return this.consensus()
  }

  /** What the log on disk gives, replayed from the first update or checkpoint. */
  async stored(document: DocumentId): Promise<PlainDocument> {
    const { replay } = await import('../sync/rooms.ts')
    return plainDocument(replay(await this.store.loadDocument(document)))
  }

  /** Watches the live feed of a person. */
  async watch(
    person: PersonId,
    cursor = '0',
  ): Promise<{ readonly messages: LiveMessage[]; readonly closed: number[] }> {
    const messages: LiveMessage[] = []
    const closed: number[] = []
    await this.core.watch(reviewId, person, cursor, {
      send: (message) => messages.push(message),
      close: (code) => closed.push(code),
    })
    return { messages, closed }
  }

  #newCore(): Core {
    return new Core({
      store: this.store,
      clock: () => this.clock(),
      newId: this.#options.newId ?? (() => `id-${(this.#ids += 1)}-${randomBytes(4).toString('hex')}`),
      schedule: (run) => this.#scheduled.push(run),
      later: (milliseconds, run) => {
        const timer = { at: this.time + milliseconds, run, isOff: false }
        this.#later.push(timer)
        return () => (timer.isOff = true)
      },
      recovery: this.#options.recovery ?? NEVER_RESTORED,
      limits: this.#options.limits ?? GATE_LIMITS,
      checkpointEvery: this.#options.checkpointEvery ?? 20,
      unloadAfter: this.#options.unloadAfter ?? ROOM_LIMITS.unloadAfter,
      freeze,
      forms: this.#forms,
      watch: UNWATCHED,
      onError: (doing, error) => this.errors.push([doing, error]),
      onFatal: (error) => this.fatal.push(error),
    })
  }
}

function temporaryFolder(): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-house-'))
  const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes))
  return {
    open: () => openSqliteStore({ folder, random, quarantine: QUARANTINE }).store,
    crash: (store) => store.close(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const QUARANTINE = { perPerson: 50, inAll: 500, bytesEach: 256 * 1_024 }
