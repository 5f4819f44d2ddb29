/**
 * The rhythm of the server: take frames, commit, tell.
 *
 * Everything that changes a document in memory happens inside a task. The tasks of one loop turn share one commit with
 * one fsync; only after it may anybody be told (broadcast, acknowledgement). While a commit is under way no task runs:
 * what arrives waits. So whenever a task runs, the documents in memory hold exactly what is on disk plus what this very
 * turn has added, and an answer that is sent between turns never shows anything that could still be lost.
 *
 * A command needs the same quiet: `exclusive` writes what is pending, then runs with the door closed. Frames that
 * arrive meanwhile wait behind it and meet the rights that it left.
 */
import type { DocumentId, ReviewId } from '@tandem/rules'
import type { ClientOwner, Commit, DocumentSummary, LogEntry, Store } from '../store/contract.ts'

/** What one accepted update adds to the commit of its turn. */
export type Contribution = {
  readonly review: ReviewId
  readonly entries: readonly LogEntry[]
  readonly owners: readonly ClientOwner[]
  readonly document: DocumentId
  /** Asked once per document and commit, when the turn is over. Null if it says nothing new. */
  readonly summary: () => DocumentSummary | null
}

/** What a commit stores for each document that it touches. */
type Summaries = Map<DocumentId, DocumentSummary | null>

export type CommitLoopPorts = {
  readonly store: Pick<Store, 'commit'>
  /** Runs at the end of the current loop turn, e.g. `setImmediate`. */
  readonly schedule: (run: () => void) => void
  /** The commit failed: nothing of these reviews' pending edits was written. */
  readonly onFailure: (reviews: readonly ReviewId[], failure: unknown) => void
  /** A bug: something threw where nothing should. */
  readonly onError: (doing: string, error: unknown) => void
}

export class CommitLoop {
  readonly #ports: CommitLoopPorts
  #contributions: Contribution[] = []
  #whenDurable: ((summaries: Summaries) => void)[] = []
  #waiting: (() => void)[] = []
  #exclusives: (() => Promise<void>)[] = []
  #isBusy = false
  #isScheduled = false

  constructor(ports: CommitLoopPorts) {
    this.#ports = ports
  }

  /** Runs the task now or, while a commit or a command is under way, right after it. */
  enter(task: () => void): void {
    if (this.#isBusy) this.#waiting.push(task)
    else task()
  }

  /**
   * Inside a task: adds to this turn's commit. `whenDurable` runs once it is on disk, and never if it fails; it gets the
   * summary that the commit has stored for the document, if any.
   */
  add(contribution: Contribution, whenDurable: (summary: DocumentSummary | null) => void): void {
    this.#contributions.push(contribution)
    this.#whenDurable.push((summaries) => {
      const summary = summaries.get(contribution.document)
      if (summary !== undefined) whenDurable(summary)
    })
    this.#scheduleCommit()
  }

  /** Inside a task: runs after this turn's commit; at once if nothing is pending. */
  afterCommit(run: () => void): void {
    if (this.#contributions.length === 0) return run()
    this.#whenDurable.push(run)
  }

  #scheduleCommit(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#ports.schedule(() => {
      this.#isScheduled = false
      if (!this.#isBusy) void this.#work()
    })
  }

  /** Writes what is pending, then runs `body` while nothing else does. Bodies run one after the other. */
  exclusive<Value>(body: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#exclusives.push(() => body().then(resolve, reject))
      if (!this.#isBusy) void this.#work()
    })
  }

  /** Resolves when nothing is pending. */
  settled(): Promise<void> {
    return this.exclusive(async () => {})
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    try {
      await this.#commitPending()
      for (let next = this.#exclusives.shift(); next; next = this.#exclusives.shift()) {
        await next()
        // The door stays closed, but the rest of the server gets its turn: reading, and frames that wait.
        if (this.#exclusives.length > 0) await new Promise<void>((resolve) => this.#ports.schedule(resolve))
      }
    } finally {
      this.#isBusy = false
      this.#resume()
    }
  }

  async #commitPending(): Promise<void> {
    const whenDurable = this.#whenDurable
    this.#whenDurable = []
    const { contributions, summaries } = this.#summarised()
    try {
      if (contributions.length > 0) await this.#ports.store.commit(commitsOf(contributions, summaries))
    } catch (failure) {
      const reviews = [...new Set(contributions.map(({ review }) => review))]
      return this.#ports.onFailure(reviews, failure)
    }
    for (const run of whenDurable) this.#tell(() => run(summaries))
  }

  /** What is to be written, with one summary per document. A review whose summary throws (a bug) costs no other one. */
  #summarised(): { readonly contributions: readonly Contribution[]; readonly summaries: Summaries } {
    const contributions = this.#contributions
    this.#contributions = []
    const summaries: Summaries = new Map()
    const broken = new Set<ReviewId>()
    for (const { review, document, summary } of contributions) {
      if (summaries.has(document) || broken.has(review)) continue
      try {
        summaries.set(document, summary())
      } catch (error) {
        broken.add(review)
        this.#ports.onFailure([review], error)
      }
    }
    // What is not written must not be told: without a summary nobody is.
    for (const { review, document } of contributions) if (broken.has(review)) summaries.delete(document)
    return { contributions: contributions.filter(({ review }) => !broken.has(review)), summaries }
  }

  /** It is written; that telling somebody failed must not keep the others from hearing it. */
  #tell(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#ports.onError('telling', error)
    }
  }

  #resume(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const task of waiting) this.enter(task)
  }
}

/** One commit per review, in the order of acceptance. */
function commitsOf(contributions: readonly Contribution[], summaries: Summaries): readonly Commit[] {
  return [...Map.groupBy(contributions, ({ review }) => review)].map(([review, parts]) => ({
    review,
    documents: [],
    entries: parts.flatMap(({ entries }) => entries),
    owners: parts.flatMap(({ owners }) => owners),
    summaries: [...new Set(parts.map(({ document }) => document))].flatMap((id) => summaries.get(id) ?? []),
    snapshot: null,
    command: null,
  }))
}
