/**
 * A disk in memory, and the store on it: the contract of `store/contract.ts` without SQLite, for tests that want
 * thousands of runs and disks that fail on cue.
 *
 * What has been committed is on the disk; everything else lives in the `Store` that `open` gives and dies with it. A
 * commit reaches the disk when `fsync` lets it: at once by default, later where a test holds it back. A crash in between
 * leaves a whole commit or none of it, never a part.
 */
import {
  canonicalJson,
  carriedForward,
  type Actor,
  type DocumentId,
  type Json,
  type Instant,
  type PersonId,
  type Review,
  type ReviewEvent,
  type ReviewId,
} from '@tandem/rules'
import { NOTICE_LIMITS } from '../limits.ts'
import { continuesChain, firstLink, nextLink, seal, SALT_BYTES, type ChainedRow } from '../store/chain.ts'
import {
  StoreFailure,
  type Account,
  type BesideTheLog,
  type CarriedForward,
  type ChainBreak,
  type Checkpoint,
  type Commit,
  type CommandRecord,
  type DocumentSummary,
  type LogEntry,
  type LoggedUpdate,
  type NewNotice,
  type NewReview,
  type RefusedUpdate,
  type Store,
  type StoredDocument,
  type StoredNotice,
} from '../store/contract.ts'

export type DiskMood = 'well' | 'full' | 'read-only' | 'broken'

export type MemoryDiskOptions = {
  readonly random: (size: number) => Uint8Array
  readonly quarantine: { readonly perPerson: number; readonly inAll: number; readonly bytesEach: number }
  /** Hears of every entry of the log, in order, when it is on the disk. */
  readonly onWritten?: (review: ReviewId, entry: LogEntry) => void
}

/** Rows of the log are frozen: plain code cannot change them. */
type LogRow = Readonly<ChainedRow> & { readonly entry: LogEntry }

/** `seq` is the last number given: a log that ends before it has been cut. */
type ReviewRows = {
  created: NewReview
  card: Review
  memberships: ReadonlyMap<PersonId, { readonly name: string; readonly isMember: boolean }>
  readonly log: LogRow[]
  seq: number
}

type DocumentRows = {
  readonly document: StoredDocument
  readonly updates: Uint8Array[]
  readonly owners: Map<number, Actor>
  checkpoint: Checkpoint | null
  summary: DocumentSummary | null
}

export class MemoryDisk {
  readonly reviews = new Map<ReviewId, ReviewRows>()
  readonly refused: RefusedUpdate[] = []
  readonly #documents = new Map<DocumentId, DocumentRows>()
  readonly #commands = new Map<string, CommandRecord>()
  readonly #snapshots = new Map<string, string>()
  /** In the order of writing. */
  #notices: readonly StoredNotice[] = []
  readonly #accounts = new Map<PersonId, Account>()
  readonly #options: MemoryDiskOptions
  mood: DiskMood = 'well'
  /** What a commit waits for before it is on the disk. */
  fsync: () => Promise<void> = () => Promise.resolve()
  /** Counts the openings: what an earlier store still wants to write never arrives. */
  #opening = 0
  /** Commits under way, in order. */
  #queue: { readonly commits: readonly Commit[]; readonly settle: (failure: unknown) => void }[] = []
  #isWriting = false

  constructor(options: MemoryDiskOptions) {
    this.#options = options
  }

  open(): Store {
    this.#opening += 1
    const opening = this.#opening
    const state: { failure: StoreFailure | null } = { failure: null }
    const isOver = (): boolean => opening !== this.#opening
    /** A store that is gone answers nobody any more. */
    const guarded = async <Result>(body: () => Result | Promise<Result>): Promise<Result> => {
      if (isOver()) return new Promise(() => {})
      return body()
    }
    const writing = <Result>(body: () => Result): Promise<Result> =>
      guarded(() => {
        if (state.failure) throw state.failure
        state.failure = this.#finalFailure()
        const failure = state.failure ?? this.#passingFailure()
        if (failure) throw failure
        return body()
      })
    return {
      createReview: (review, first) => writing(() => this.#createReview(review, first)),
      reviewsOf: (person) => guarded(() => this.#reviewsOf(person)),
      foundedBy: (person) => guarded(() => this.#foundedBy(person)),
      loadReview: (id) => guarded(() => this.#loadReview(id)),
      summariesOf: (review) => guarded(() => this.#summariesOf(review)),
      document: (id) => guarded(() => this.#documents.get(id)?.document ?? null),
      loadDocument: (id) => guarded(() => this.#loadDocument(id)),
      historyOf: (id) => guarded(() => this.#historyOf(id)),
      clientOwners: (id) => guarded(() => new Map(this.#documents.get(id)?.owners)),
      saveCheckpoint: (id, checkpoint) => writing(() => this.#saveCheckpoint(id, checkpoint)),
      quarantine: (refusal) => writing(() => this.#quarantine(refusal)),
      commit: (commits) =>
        guarded(() => {
          if (state.failure) throw state.failure
          return this.#enqueue(commits, state)
        }),
      carryForward: (carried) => writing(() => this.#carryForward(carried)),
      commandAnswer: (review, person, id) => guarded(() => this.#commands.get(`${review} ${person} ${id}`) ?? null),
      snapshot: (review, number) => guarded(() => this.#snapshots.get(`${review} ${number}`) ?? null),
      noticesFor: (person, most) => guarded(() => this.#noticesOf(person).slice(-most).reverse()),
      unreadOf: (person) => guarded(() => this.#noticesOf(person).filter(({ readAt }) => readAt === null).length),
      markRead: (person, ids, at) => writing(() => this.#markRead(person, ids, at)),
      renameMember: (person, name) => writing(() => this.#renameMember(person, name)),
      createAccount: (account) => writing(() => this.#createAccount(account)),
      accounts: () => guarded(() => [...this.#accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1))),
      verifyChain: (review) => guarded(() => this.#verifyChain(review)),
      probe: () => writing(() => {}),
      close: async () => {
        if (!isOver()) this.#opening += 1
      },
    }
  }

  /**
   * The process dies. Of the commits under way the first `survivors` had reached the disk, though nobody heard of it.
   * A second call in a row changes nothing.
   */
  crash(survivors: number): void {
    const queue = this.#queue
    this.#opening += 1
    this.#queue = []
    this.#isWriting = false
    for (const { commits } of queue.slice(0, survivors)) if (this.mood === 'well') this.#tryToWrite(commits)
  }

  hasCommand(review: ReviewId, person: PersonId, id: string): boolean {
    return this.#commands.has(`${review} ${person} ${id}`)
  }

  /** How many commits wait for the disk. */
  get waiting(): number {
    return this.#queue.length
  }

  #finalFailure(): StoreFailure | null {
    return this.mood === 'broken' ? new StoreFailure('the disk failed', true, null) : null
  }

  #passingFailure(): StoreFailure | null {
    if (this.mood === 'full') return new StoreFailure('the disk is full', false, null)
    return this.mood === 'read-only' ? new StoreFailure('the disk is read-only', false, null) : null
  }

  /** One at a time, in the order of the calls. */
  #enqueue(commits: readonly Commit[], state: { failure: StoreFailure | null }): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (failure: unknown): void => {
        if (failure instanceof StoreFailure && failure.final) state.failure = failure
        if (failure === null) resolve()
        else reject(failure as Error)
      }
      this.#queue.push({ commits, settle })
      void this.#work()
    })
  }

  async #work(): Promise<void> {
    if (this.#isWriting) return
    this.#isWriting = true
    const opening = this.#opening
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      await this.fsync()
      if (opening !== this.#opening) return
      this.#queue.shift()
      const failure = this.#finalFailure() ?? this.#passingFailure() ?? this.#tryToWrite(next.commits)
      next.settle(failure)
    }
    this.#isWriting = false
  }

  /** @returns why nothing was written, or null. */
  #tryToWrite(commits: readonly Commit[]): unknown {
    const undo: (() => void)[] = []
    try {
      for (const commit of commits) this.#write(commit, undo)
    } catch (error) {
      for (const step of undo.reverse()) step()
      return error
    }
    for (const { review, entries } of commits) for (const entry of entries) this.#options.onWritten?.(review, entry)
    return null
  }

  #carryForward({ document: { id, review }, layout, bytes, client, at }: CarriedForward): void {
    const rows = this.#documentOf(id, review)
    const entry = { kind: 'edit', document: id, actor: 'system', at, bytes: bytes ?? new Uint8Array() } as const
    const nothing = { documents: [], summaries: [], snapshot: null, command: null }
    const owners = [{ document: id, client, owner: 'system' } as const]
    const failure = bytes === null ? null : this.#tryToWrite([{ review, entries: [entry], owners, ...nothing }])
    if (failure !== null) throw failure
    this.#documents.set(id, { ...rows, document: { ...rows.document, layout } })
  }

  #write(commit: Commit, undo: (() => void)[]): void {
    const rows = this.reviews.get(commit.review)
    if (!rows) throw new Error(`no review ${commit.review}`)
    if (commit.beside) this.#keepBeside(rows, commit.beside, undo)
    for (const document of commit.documents) this.#register(rows, document, undo)
    for (const entry of commit.entries) this.#append(rows, commit.review, entry, undo)
    for (const { document, client, owner } of commit.owners) {
      const { owners } = this.#documentOf(document, commit.review)
      const known = owners.get(client)
      if (known !== undefined && known !== owner) throw new Error('a client id keeps its owner')
      owners.set(client, owner)
      undo.push(() => (known === undefined ? owners.delete(client) : owners.set(client, known)))
    }
    for (const summary of commit.summaries) {
      const document = this.#documentOf(summary.document, commit.review)
      const known = document.summary
      document.summary = summary
      undo.push(() => (document.summary = known))
    }
    const { review, snapshot, command } = commit
    if (snapshot) this.#once(this.#snapshots, `${review} ${snapshot.number}`, snapshot.text, undo)
    if (command) this.#once(this.#commands, `${review} ${command.person} ${command.id}`, command, undo)
    if (commit.notices) this.#keepNotices(review, commit.notices, undo)
  }

  #keepNotices(review: ReviewId, notices: readonly NewNotice[], undo: (() => void)[]): void {
    const before = this.#notices
    const after = [...before, ...notices.map((notice) => ({ ...notice, review, readAt: null }))]
    const counts = new Map<PersonId, number>()
    // From the newest on: of one person so many are kept.
    const kept = after.toReversed().filter(({ person }) => {
      const count = (counts.get(person) ?? 0) + 1
      counts.set(person, count)
      return count <= NOTICE_LIMITS.perPerson
    })
    this.#notices = kept.reverse()
    undo.push(() => (this.#notices = before))
  }

  #noticesOf(person: PersonId): readonly StoredNotice[] {
    const isMember = (review: ReviewId): boolean => this.reviews.get(review)?.memberships.get(person)?.isMember ?? false
    return this.#notices.filter((notice) => notice.person === person && isMember(notice.review))
  }

  #markRead(person: PersonId, ids: readonly string[] | null, at: Instant): void {
    this.#notices = this.#notices.map((notice) =>
      notice.person === person && notice.readAt === null && (ids === null || ids.includes(notice.id))
        ? { ...notice, readAt: at }
        : notice,
    )
  }

  #keepBeside(rows: ReviewRows, { members, forms, review }: BesideTheLog, undo: (() => void)[]): void {
    const before = { created: rows.created, card: rows.card, memberships: rows.memberships }
    const changed = members.map(({ person, ...membership }) => [person, membership] as const)
    rows.memberships = new Map([...rows.memberships, ...changed])
    rows.created = { ...rows.created, forms: { ...rows.created.forms, ...forms } }
    rows.card = review
    undo.push(() => Object.assign(rows, before))
  }

  #renameMember(person: PersonId, name: string): void {
    for (const rows of this.reviews.values()) {
      const known = rows.memberships.get(person)
      if (known) rows.memberships = new Map(rows.memberships).set(person, { ...known, name })
    }
  }

  #once<Value>(table: Map<string, Value>, key: string, value: Value, undo: (() => void)[]): void {
    if (table.has(key)) throw new Error(`${key} exists`)
    table.set(key, value)
    undo.push(() => table.delete(key))
  }

  #register({ created }: ReviewRows, document: StoredDocument, undo: (() => void)[]): void {
    if (document.review !== created.review.id || this.#documents.has(document.id)) throw new Error('document exists')
    if (!(document.form in created.forms)) throw new Error('no such form in this review')
    this.#documents.set(document.id, { document, updates: [], owners: new Map(), checkpoint: null, summary: null })
    undo.push(() => this.#documents.delete(document.id))
  }

  #append(rows: ReviewRows, review: ReviewId, entry: LogEntry, undo: (() => void)[]): void {
    if (entry.kind === 'edit') {
      const { updates } = this.#documentOf(entry.document, review)
      updates.push(entry.bytes)
      undo.push(() => updates.pop())
    }
    const { log } = rows
    const { actor, at } = entry.kind === 'edit' ? entry : entry.event
    const header = {
      seq: rows.seq + 1,
      kind: entry.kind,
      document: entry.kind === 'edit' ? entry.document : null,
      actor,
      at,
    }
    const payload = entry.kind === 'edit' ? entry.bytes : Buffer.from(canonicalJson(unnamed(entry.event) as Json))
    const salt = this.#options.random(SALT_BYTES)
    const link = nextLink(log.at(-1)?.link ?? firstLink(review), header, seal(salt, payload))
    log.push(Object.freeze({ ...header, salt, payload, link, entry }))
    rows.seq += 1
    undo.push(() => {
      log.pop()
      rows.seq -= 1
    })
  }

  #documentOf(id: DocumentId, review: ReviewId): DocumentRows {
    const rows = this.#documents.get(id)
    if (!rows || rows.document.review !== review) throw new Error(`no document ${id} in ${review}`)
    return rows
  }

  #createReview(created: NewReview, first: Commit | undefined): void {
    if (this.reviews.has(created.review.id)) throw new Error('review exists')
    const ids = created.people.map(({ id }) => id)
    const keys = created.studies.map(({ key }) => key)
    if (new Set(ids).size < ids.length || new Set(keys).size < keys.length) throw new Error('not unique')
    const memberships = new Map(created.people.map(({ id, name }) => [id, { name, isMember: true }]))
    this.reviews.set(created.review.id, { created, card: created.review, memberships, log: [], seq: 0 })
    const failure = first === undefined ? null : this.#tryToWrite([first])
    if (failure === null) return
    this.reviews.delete(created.review.id)
    throw failure
  }

  #reviewsOf(person: PersonId) {
    return [...this.reviews.values()]
      .filter(({ memberships }) => memberships.get(person)?.isMember)
      .map(({ card: { id, title, reference, invented } }) => ({ id, title, reference, invented }))
  }

  #foundedBy(person: PersonId) {
    return [...this.reviews.values()].flatMap(({ log: [first] }) => {
      const event = first?.entry.kind === 'event' ? first.entry.event : null
      return event?.type === 'joined' && event.actor === person ? [event.at] : []
    })
  }

  #loadReview(id: ReviewId) {
    const rows = this.reviews.get(id)
    if (!rows) return null
    const nameOf = (person: PersonId) => rows.memberships.get(person)?.name ?? ''
    return {
      ...rows.created,
      people: rows.created.people.map((person) => ({ ...person, name: nameOf(person.id) })),
      events: rows.log.flatMap(({ entry }) =>
        entry.kind === 'event' ? [renamed(carriedForward(entry.event), nameOf)] : [],
      ),
    }
  }

  #summariesOf(review: ReviewId) {
    return [...this.#documents.values()]
      .flatMap(({ summary }) => (summary?.review === review ? [summary] : []))
      .sort((a, b) => (a.document < b.document ? -1 : 1))
  }

  #loadDocument(id: DocumentId) {
    const { checkpoint = null, updates = [] } = this.#documents.get(id) ?? {}
    return { checkpoint, tail: updates.slice(checkpoint?.upTo ?? 0) }
  }

  #historyOf(id: DocumentId): readonly LoggedUpdate[] {
    return [...this.reviews.values()].flatMap(({ log }) =>
      log.flatMap(({ seq, entry }) =>
        entry.kind === 'edit' && entry.document === id
          ? [{ seq, actor: entry.actor, at: entry.at, bytes: entry.bytes }]
          : [],
      ),
    )
  }

  #saveCheckpoint(id: DocumentId, checkpoint: Checkpoint): void {
    const rows = this.#documents.get(id)
    if (!rows || checkpoint.upTo > rows.updates.length) throw new RangeError('a checkpoint beyond the last update')
    if ((rows.checkpoint?.upTo ?? -1) < checkpoint.upTo) rows.checkpoint = checkpoint
  }

  #quarantine(refusal: RefusedUpdate): void {
    const { perPerson, inAll, bytesEach } = this.#options.quarantine
    this.refused.push({ ...refusal, bytes: refusal.bytes.slice(0, bytesEach) })
    const own = this.refused.filter(({ person }) => person === refusal.person)
    const surplus = new Set(own.slice(0, Math.max(0, own.length - perPerson)))
    const kept = this.refused.filter((each) => !surplus.has(each)).slice(-inAll)
    this.refused.splice(0, this.refused.length, ...kept)
  }

  #verifyChain(review: ReviewId): ChainBreak | null {
    const rows = this.reviews.get(review)
    if (!rows) throw new Error(`no review ${review}`)
    let link = firstLink(review)
    for (const [index, row] of rows.log.entries()) {
      if (row.seq !== index + 1) return { seq: index + 1, why: 'missing' }
      if (!continuesChain(link, row)) return { seq: row.seq, why: 'altered' }
      link = row.link
    }
    return rows.log.length < rows.seq ? { seq: rows.log.length + 1, why: 'missing' } : null
  }

  #createAccount(account: Account): void {
    if (this.#accounts.has(account.id)) throw new Error('account exists')
    this.#accounts.set(account.id, account)
  }
}

/** As the log holds it. */
function unnamed(event: ReviewEvent): unknown {
  if (event.type !== 'joined') return event
  const { name: _name, ...rest } = event
  return rest
}

function renamed(event: ReviewEvent, nameOf: (person: PersonId) => string): ReviewEvent {
  return event.type === 'joined' ? { ...event, name: nameOf(event.person) } : event
}
