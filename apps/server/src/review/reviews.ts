/**
 * The door for commands, and what a member may read of a review. A command runs alone: pending edits are written
 * first, the decision looks at exactly what is on disk, its events are written in one transaction, and rights change
 * before the next frame is read.
 */
import { hashOf } from '@tandem/documents'
import {
  decide,
  grantFor,
  sentenceOf,
  type Command,
  type Denial,
  type DocumentId,
  type Instant,
  type Instrument,
  type PersonId,
  type PlainDocument,
  type ReviewEvent,
  type ReviewId,
  type ReviewView,
} from '@tandem/rules'
import { CLOSE, type CommandAnswer, type CommandRequest, type ReviewAnswer, type ReviewListAnswer } from '@tandem/wire'
import { StoreFailure, type Commit, type Store, type StoredDocument } from '../store/contract.ts'
import type { CommitLoop } from '../sync/commit-loop.ts'
import type { Room } from '../sync/room.ts'
import type { Rooms } from '../sync/rooms.ts'
import { commitOf, type Documents } from './carry-out.ts'
import { OpenReview } from './open-review.ts'

export type ReviewsPorts = {
  readonly store: Store
  readonly loop: CommitLoop
  readonly rooms: Rooms
  readonly now: () => Instant
  readonly newId: () => string
  /** Nothing of the command was written. */
  readonly onCommitFailed: (review: ReviewId, failure: StoreFailure) => void
  /** Freezes the state: the file, and the content id that goes into its event. */
  readonly freeze: (
    view: ReviewView,
    documents: Documents,
    event: SnapshotMade,
  ) => { readonly contentId: string; readonly text: string }
}

export type SnapshotMade = Extract<ReviewEvent, { type: 'snapshot-made' }>

export class Reviews {
  readonly #ports: ReviewsPorts
  readonly #open = new Map<ReviewId, Promise<OpenReview | null>>()

  constructor(ports: ReviewsPorts) {
    this.#ports = ports
  }

  async list(person: PersonId): Promise<ReviewListAnswer> {
    const reviews = await this.#ports.store.reviewsOf(person)
    return { reviews: reviews.map(({ id, title, reference, invented }) => ({ id, title, reference, invented })) }
  }

  /** Null for unknown and forbidden, alike. */
  async read(id: ReviewId, person: PersonId): Promise<ReviewAnswer | null> {
    const review = await this.open(id)
    const me = review?.member(person)
    if (!review || !me) return null
    return {
      me,
      view: review.viewFor(person),
      progress: review.progressFor(person),
      consensusAnswers: review.answersFor(person),
      cursor: review.cursorFor(person),
    }
  }

  async command(id: ReviewId, person: PersonId, request: CommandRequest): Promise<CommandAnswer | null> {
    const review = await this.open(id)
    if (!review?.member(person)) return null
    return this.#ports.loop.exclusive(() => this.#carryOut(id, person, request))
  }

  async snapshot(
    id: ReviewId,
    person: PersonId,
    number: number,
  ): Promise<{ readonly fileName: string; readonly text: string } | null> {
    const review = await this.open(id)
    if (!review?.member(person)) return null
    const text = await this.#ports.store.snapshot(id, number)
    return text === null ? null : { fileName: `tandem-snapshot-${number}.json`, text }
  }

  /** The review in memory, loaded if need be. */
  open(id: ReviewId): Promise<OpenReview | null> {
    const known = this.#open.get(id)
    if (known) return known
    const opening = this.#load(id)
    this.#open.set(id, opening)
    opening.then(
      (review) => review === null && this.#open.delete(id),
      () => this.#open.delete(id),
    )
    return opening
  }

  /** After a failed commit: the next reader loads from the store. */
  async drop(reviews: readonly ReviewId[]): Promise<void> {
    for (const id of reviews) {
      const opening = this.#open.get(id)
      this.#open.delete(id)
      ;(await opening?.catch(() => null))?.end()
    }
  }

  async stillHere(): Promise<void> {
    for (const opening of this.#open.values()) (await opening.catch(() => null))?.stillHere()
  }

  close(): Promise<void> {
    return this.drop([...this.#open.keys()])
  }

  async instrumentOf(document: StoredDocument): Promise<Instrument | null> {
    const review = await this.open(document.review)
    return review?.view.forms[document.form] ?? null
  }

  /** Whether anybody may write it. What nobody may write has been signed as it stands. */
  async isOpen(document: StoredDocument): Promise<boolean> {
    const review = await this.open(document.review)
    return review?.view.people.some(({ id }) => grantFor(review.view, id, document) === 'write') ?? false
  }

  async #load(id: ReviewId): Promise<OpenReview | null> {
    const stored = await this.#ports.store.loadReview(id)
    return stored && new OpenReview(stored, await this.#ports.store.summariesOf(id))
  }

  async #carryOut(
    id: ReviewId,
    person: PersonId,
    { id: commandId, command }: CommandRequest,
  ): Promise<CommandAnswer | null> {
    const { store, now, newId } = this.#ports
    const review = await this.open(id)
    if (!review?.member(person)) return null
    const done = await store.commandAnswer(id, commandId)
    if (done) return done.person === person ? (JSON.parse(done.answer) as CommandAnswer) : null
    const at = now()
    const documents = await this.#contentsFor(review.view, command, person)
    const decision = decide(review.view, person, command, { at, newId, hashOf, documents })
    if (!decision.ok) return refusal(decision.reason)
    const { events, snapshot } = this.#freezeIfAsked(review.view, decision.value, documents)
    const answer: CommandAnswer = { ok: true }
    const commit = commitOf(review.view, events, documents, at)
    await this.#write({ ...commit, snapshot, command: { id: commandId, person, answer: JSON.stringify(answer) } })
    review.append(events, commit.summaries)
    this.#refreshGrants(review)
    return answer
  }

  async #write(commit: Commit): Promise<void> {
    try {
      await this.#ports.store.commit([commit])
    } catch (failure) {
      // Nothing in memory has changed yet: only a store that failed makes it doubtful.
      if (failure instanceof StoreFailure) this.#ports.onCommitFailed(commit.review, failure)
      throw failure
    }
  }

  #freezeIfAsked(view: ReviewView, events: readonly ReviewEvent[], documents: Documents) {
    const made = events.find((event): event is SnapshotMade => event.type === 'snapshot-made')
    if (!made) return { events, snapshot: null }
    const { contentId, text } = this.#ports.freeze(view, documents, made)
    return {
      events: events.map((event) => (event === made ? { ...made, contentId } : event)),
      snapshot: { number: made.number, text },
    }
  }

  /** The documents that a command looks at, as they are on disk. A snapshot reads all that is revealed. */
  async #contentsFor(view: ReviewView, command: Command, person: PersonId): Promise<Documents> {
    const contents: Record<DocumentId, PlainDocument> = {}
    for (const id of documentsFor(view, command, person)) {
      const content = await this.#ports.rooms.contentOf(id)
      if (content) contents[id] = content
    }
    return contents
  }

  /** Rights changed with the events. A right that shrinks closes the connection; one that grows is announced. */
  #refreshGrants(review: OpenReview): void {
    for (const room of this.#ports.rooms.all) {
      if (room.document.review === review.view.review.id) refreshRoom(this.#ports.rooms, room, review.view)
    }
  }
}

function refreshRoom(rooms: Rooms, room: Room, view: ReviewView): void {
  for (const connection of [...room.connections]) {
    const grant = grantFor(view, connection.person.id, room.document)
    if (grant === connection.mode) continue
    if (grant === 'write' && rooms.isBehind(room)) return rooms.loadAnew(room)
    if (grant === 'write') room.grant(connection, 'write', '')
    else room.end(connection, CLOSE.rightLost, 'document-is-writable')
  }
}

function documentsFor(view: ReviewView, command: Command, person: PersonId): readonly DocumentId[] {
  if (command.type === 'snapshot') return view.assessments.flatMap(revealedDocuments)
  if (!('assessment' in command)) return []
  const assessment = view.assessments.find((candidate) => candidate.id === command.assessment)
  if (!assessment) return []
  switch (command.type) {
    case 'submit':
      return assessment.slots.some((slot) => slot.reviewer === person) ? draftsOf(assessment) : []
    case 'sign':
    case 'adjudicate':
    case 'reopen':
      return assessment.consensus ? [assessment.consensus.document] : []
    case 'withdraw':
    case 'rate-again':
      return []
  }
}

type Assessment = ReviewView['assessments'][number]

const draftsOf = (assessment: Assessment): readonly DocumentId[] => assessment.slots.flatMap((slot) => slot.draft ?? [])

const revealedDocuments = (assessment: Assessment): readonly DocumentId[] =>
  assessment.revealed && assessment.consensus ? [...draftsOf(assessment), assessment.consensus.document] : []

function refusal({ rule, details }: Denial): CommandAnswer {
  return { ok: false, denial: { rule, details }, sentence: sentenceOf(rule) }
}
