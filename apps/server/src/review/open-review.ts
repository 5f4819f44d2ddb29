/**
 * One review in memory: its view (the fold of its events), the summaries of its documents, and who watches it live.
 * Everything here is already on disk; after a failed commit it is thrown away and loaded again.
 */
import {
  askedCount,
  evolveAll,
  formOf,
  isInstrument,
  isSharedKind,
  mayReadRevealed,
  maySeeProgress,
  memberOf,
  nudgesFor,
  startOf,
  structureOf,
  threadChanges,
  threadsFor,
  visibleTo,
  type Assessment,
  type AssessmentId,
  type DocumentId,
  type Form,
  type Hash,
  type Person,
  type PersonId,
  type ReviewEvent,
  type ReviewView,
  type SentEvent,
  type Structure,
  type Thread,
  type ThreadsChange,
  toMinute,
} from '@tandem/rules'
import { countToCursor, cursorToCount } from './cursor.ts'
import { CLOSE, type ConsensusAnswers, type LiveMessage, type Progress } from '@tandem/wire'
import { REVIEW_LIMITS } from '../limits.ts'
import type { DocumentSummary, StoredReview } from '../store/contract.ts'
import { Sights, type Sight } from './sights.ts'

export type WatcherPort = {
  readonly send: (message: LiveMessage) => void
  readonly close: (code: number, reason: string) => void
}

type Watcher = {
  readonly person: PersonId
  readonly port: WatcherPort
  /** How many events this watcher has been sent: the n-th event that this person may see. */
  seen: number
}

export class OpenReview {
  /** Before the first event. */
  #start: ReviewView
  #events: ReviewEvent[]
  readonly #summaries: Map<DocumentId, DocumentSummary>
  readonly #watchers = new Set<Watcher>()
  readonly #sights = new Sights(REVIEW_LIMITS.sights)
  readonly #restores: number
  #view: ReviewView

  constructor(stored: StoredReview, summaries: readonly DocumentSummary[], restores = 0) {
    this.#restores = restores
    const { review, people, studies, forms, events } = stored
    this.#start = startOf({ review, people, studies, forms })
    this.#events = [...events]
    this.#view = evolveAll(this.#start, events)
    this.#summaries = new Map(summaries.map((summary) => [summary.document, summary]))
  }

  /** The whole truth. Never send it: see `viewFor`. */
  get view(): ReviewView {
    return this.#view
  }

  summaryOf(document: DocumentId): DocumentSummary | null {
    return this.#summaries.get(document) ?? null
  }

  member(person: PersonId): Person | null {
    return memberOf(this.#view, person) ?? null
  }

  /** Threads and nudges are no fold of events that anybody is sent: they follow from rights of today. */
  viewFor(person: PersonId): ReviewView {
    return { ...this.#sightOf(person).view, threads: this.threadsFor(person), nudges: nudgesFor(this.#view, person) }
  }

  threadsFor(person: PersonId): readonly Thread[] {
    return threadsFor(this.#view, person)
  }

  /** Opaque for clients. Counts what this person may see, so that its steps tell nothing else. */
  cursorFor(person: PersonId): string {
    return countToCursor(this.eventsFor(person).length, this.#restores)
  }

  eventsFor(person: PersonId): readonly SentEvent[] {
    return this.#sightOf(person).events
  }

  /** @param forms definitions that came with these events: a plan names its instruments by their hashes alone. */
  append(
    events: readonly ReviewEvent[],
    summaries: readonly DocumentSummary[],
    forms: Readonly<Record<Hash, Form>> = {},
  ): void {
    this.#define(forms)
    const before = this.#view
    this.#sights.happened(before, events)
    for (const event of events) this.#events.push(event)
    this.#view = evolveAll(before, events)
    for (const summary of summaries) this.#summaries.set(summary.document, summary)
    const changesFor = threadChanges(before, this.#view, events)
    for (const watcher of this.#watchers) {
      if (this.member(watcher.person) === null) this.#dismiss(watcher)
      else {
        this.#bringUpToDate(watcher, events, summaries)
        this.#sendThreads(watcher, changesFor(watcher.person))
        this.#sendNudges(watcher, before)
      }
    }
  }

  /** An edit has been written. Sends only what changed for those who may know it. */
  summarise(summary: DocumentSummary): void {
    const known = this.#summaries.get(summary.document)
    this.#summaries.set(summary.document, summary)
    if (isSharedKind(summary.kind)) this.#tellExtracted(summary)
    if (known && isSameToWatchers(known, summary)) return
    for (const watcher of this.#watchers) this.#sendSummaries(watcher, [summary])
  }

  /** Of an extraction values are not sent to everybody who watches: whoever shows them asks for them. */
  #tellExtracted({ assessment: id }: DocumentSummary): void {
    const assessment = this.#view.assessments.find((one) => one.id === id)
    if (assessment?.form.kind !== 'extraction') return
    for (const { person, port } of this.#watchers) {
      const member = this.member(person)
      if (member && mayReadRevealed(member, assessment)) port.send({ type: 'extracted', assessment: id })
    }
  }

  /** @returns how to stop watching, or null if the cursor is not one of ours. */
  watch(person: PersonId, cursor: string, port: WatcherPort): (() => void) | null {
    const visible = this.eventsFor(person)
    const from = cursorToCount(cursor, this.#restores)
    if (from === null || from > visible.length) return null
    const watcher: Watcher = { person, port, seen: from }
    for (const event of visible.slice(from)) this.#send(watcher, event)
    port.send({ type: 'ready', cursor: countToCursor(watcher.seen, this.#restores) })
    port.send({ type: 'names', names: this.#names() })
    port.send({ type: 'progress', progress: this.progressFor(person) })
    port.send({ type: 'answers', answers: this.answersFor(person) })
    port.send({ type: 'threads', whole: true, threads: this.threadsFor(person) })
    port.send({ type: 'nudges', nudges: nudgesFor(this.#view, person) })
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Whether anybody watches it live. */
  get isWatched(): boolean {
    return this.#watchers.size > 0
  }

  /** The log names nobody: the name is put in wherever it has been put in before. */
  rename(person: PersonId, name: string): void {
    if (!this.#view.people.some(({ id }) => id === person)) return
    this.#sights.forget()
    const renamed = (one: Person): Person => (one.id === person ? { ...one, name } : one)
    this.#start = { ...this.#start, people: this.#start.people.map(renamed) }
    this.#view = { ...this.#view, people: this.#view.people.map(renamed) }
    this.#events = this.#events.map((event) =>
      event.type === 'joined' && event.person === person ? { ...event, name } : event,
    )
    for (const { port } of this.#watchers) port.send({ type: 'names', names: this.#names() })
  }

  #define(forms: Readonly<Record<Hash, Form>>): void {
    if (Object.keys(forms).length === 0) return
    this.#sights.forget()
    this.#start = { ...this.#start, forms: { ...this.#start.forms, ...forms } }
    this.#view = { ...this.#view, forms: { ...this.#view.forms, ...forms } }
  }

  stillHere(): void {
    for (const watcher of this.#watchers) watcher.port.send({ type: 'still-here' })
  }

  /** This copy is no longer the truth, or the server stops: whoever watches comes again. */
  end(): void {
    for (const watcher of this.#watchers) watcher.port.close(CLOSE.tryAgain, 'come-again')
    this.#watchers.clear()
  }

  progressFor(person: PersonId): readonly Progress[] {
    return this.#progressOf(this.#view.assessments, person)
  }

  answersFor(person: PersonId): readonly ConsensusAnswers[] {
    return this.#answersOf(this.#view.assessments, person)
  }

  #sightOf(person: PersonId): Sight {
    return this.#sights.of(person, { start: this.#start, events: this.#events, view: this.#view })
  }

  #names() {
    return this.#view.people.map(({ id, name }) => ({ person: id, name }))
  }

  #progressOf(assessments: readonly Assessment[], person: PersonId): readonly Progress[] {
    return assessments
      .filter(({ isCurrent, revealed, settlement }) => isCurrent && revealed === null && settlement === null)
      .flatMap((assessment) => this.#progressOfOne(assessment, person))
  }

  #progressOfOne(assessment: Assessment, person: PersonId): readonly Progress[] {
    const form = formOf(this.#view, assessment.form.hash)
    const total = totalOf(form, structureOf(this.#view, assessment.study))
    return assessment.slots
      .filter(({ reviewer }) => maySeeProgress(this.#view, person, assessment, reviewer))
      .map(({ reviewer, draft }) => {
        const document = assessment.joint?.document ?? draft
        const summary = document === null ? undefined : this.#summaries.get(document)
        return {
          assessment: assessment.id,
          reviewer,
          answered: Math.min(summary?.answered ?? 0, total),
          total,
          at: summary ? toMinute(summary.at) : null,
        }
      })
  }

  #answersOf(assessments: readonly Assessment[], person: PersonId): readonly ConsensusAnswers[] {
    const member = this.member(person)
    return member ? assessments.flatMap((assessment) => this.#answersOfOne(assessment, member)) : []
  }

  #answersOfOne(assessment: Assessment, member: Person): readonly ConsensusAnswers[] {
    const document = assessment.joint?.document ?? assessment.consensus?.document
    const summary = document && this.#summaries.get(document)
    if (!document || !summary?.answers || !mayReadRevealed(member, assessment)) return []
    return [{ assessment: assessment.id, document, answers: summary.answers, openCandidates: summary.openCandidates }]
  }

  /** Only of what was touched: with each edit this is asked for everybody who watches. */
  #sendSummaries(watcher: Watcher, summaries: readonly DocumentSummary[]): void {
    if (summaries.length === 0) return
    const touched = new Set<AssessmentId>(summaries.map(({ assessment }) => assessment))
    const assessments = this.#view.assessments.filter(({ id }) => touched.has(id))
    const progress = this.#progressOf(assessments, watcher.person)
    const mine = progress.filter(({ reviewer }) => summaries.some(({ owner }) => owner === reviewer || owner === null))
    if (mine.length > 0) watcher.port.send({ type: 'progress', progress: mine })
    if (!summaries.some(({ kind }) => isSharedKind(kind))) return
    const answers = this.#answersOf(assessments, watcher.person)
    if (answers.length > 0) watcher.port.send({ type: 'answers', answers })
  }

  #bringUpToDate(watcher: Watcher, events: readonly ReviewEvent[], summaries: readonly DocumentSummary[]): void {
    for (const event of events) this.#tell(watcher, event)
    this.#sendSummaries(watcher, summaries)
  }

  #sendThreads({ port }: Watcher, change: ThreadsChange | null): void {
    if (change !== null) port.send({ type: 'threads', ...change })
  }

  #sendNudges({ person, port }: Watcher, before: ReviewView): void {
    const nudges = nudgesFor(this.#view, person)
    const isNews = nudges === this.#view.nudges && nudges !== before.nudges
    if (isNews) port.send({ type: 'nudges', nudges })
  }

  /** Whoever has left sees what strangers see. */
  #dismiss(watcher: Watcher): void {
    this.#watchers.delete(watcher)
    watcher.port.close(CLOSE.notFound, 'not-found')
  }

  #tell(watcher: Watcher, event: ReviewEvent): void {
    const visible = visibleTo(this.#view, watcher.person, event)
    if (visible !== null) this.#send(watcher, visible)
  }

  #send(watcher: Watcher, event: SentEvent): void {
    watcher.seen += 1
    watcher.port.send({ type: 'event', cursor: countToCursor(watcher.seen, this.#restores), event })
  }
}

/** How many questions there are, computed once for each instrument: it is asked for each draft of a review. */
function totalOf(form: Form, structure: Structure | null): number {
  if (!isInstrument(form)) return askedCount(form, structure)
  const known = TOTALS.get(form)
  if (known !== undefined) return known
  const total = askedCount(form, null)
  TOTALS.set(form, total)
  return total
}

const TOTALS = new WeakMap<Form, number>()

function isSameToWatchers(a: DocumentSummary, b: DocumentSummary): boolean {
  return (
    a.answered === b.answered &&
    a.openCandidates === b.openCandidates &&
    toMinute(a.at) === toMinute(b.at) &&
    JSON.stringify(a.answers) === JSON.stringify(b.answers)
  )
}
