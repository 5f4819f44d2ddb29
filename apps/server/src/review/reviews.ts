/**
 * The door for commands, and what a member may read of a review. A command runs alone: pending edits are written
 * first, the decision looks at exactly what is on disk, its events are written in one transaction, and rights change
 * before the next frame is read.
 */
import { BUILDING, hashOf, sha256Hex } from '@tandem/documents'
import {
  accepted,
  canonicalJson,
  choosableIn,
  decide,
  formOfDocument,
  found,
  grantFor,
  mayReadSnapshot,
  ownFormOf,
  refused,
  sentenceOf,
  startOf,
  type AskedPlan,
  type Decidable,
  type Decision,
  type Denial,
  type DocumentId,
  type DoorCommand,
  type FormVersion,
  type Founder,
  type Instant,
  type Form,
  type Json,
  type PersonId,
  type PlainDocument,
  type Result,
  type Review,
  type ReviewEvent,
  type ReviewId,
  type ReviewView,
} from '@tandem/rules'
import {
  CLOSE,
  type CommandAnswer,
  type CommandRequest,
  type ReviewAnswer,
  type ReviewListAnswer,
  type ReviewLogAnswer,
  type ExtractedStudy,
  type ItemChange,
  type SettledSds,
  type Moment,
} from '@tandem/wire'
import { StoreFailure, type Commit, type Store, type StoredDocument } from '../store/contract.ts'
import type { Later } from '../later.ts'
import { REVIEW_LIMITS } from '../limits.ts'
import type { CommitLoop } from '../sync/commit-loop.ts'
import type { Room } from '../sync/room.ts'
import type { Rooms } from '../sync/rooms.ts'
import type { Watch } from '../watch/watch.ts'
import { adoptedIn, adoptionOf, type Adopter, type Adoption } from './adopting.ts'
import { commitOf, type Documents } from './carry-out.ts'
import { Extractions } from './extractions.ts'
import { Histories } from './histories.ts'
import { OpenReview } from './open-review.ts'

export type ReviewsPorts = {
  /** How often the data has been restored. */
  readonly restores: number
  readonly store: Store
  readonly loop: CommitLoop
  readonly rooms: Rooms
  readonly now: () => Instant
  readonly later: Later
  readonly newId: () => string
  readonly watch: Watch
  /** The instruments that a plan may name, by id. */
  readonly forms: Readonly<Record<string, FormVersion>>
  /** These people have been told something. */
  readonly onNotices: (people: readonly PersonId[]) => Promise<void>
  /** Nothing of the command was written. */
  readonly onCommitFailed: (review: ReviewId, failure: StoreFailure) => void
  /** Freezes the state: the file, and the content id that goes into its event. */
  readonly freeze: (
    view: ReviewView,
    documents: Documents,
    event: SnapshotMade,
  ) => { readonly contentId: string; readonly text: string }
}

/** A rule has something against the plan, or this person has founded as many as they may: see `REVIEW_LIMITS`. */
export type FoundingDenial = Denial | { readonly rule: 'too-many-reviews'; readonly details: Denial['details'] }

type Decided = { readonly decision: Decision; readonly documents: Documents }

export type SnapshotMade = Extract<ReviewEvent, { type: 'snapshot-made' }>

export class Reviews {
  readonly #ports: ReviewsPorts
  readonly #extractions: Extractions
  readonly #histories: Histories
  readonly #open = new Map<ReviewId, Promise<OpenReview | null>>()
  /** Asked for since somebody last looked whether they are idle. */
  readonly #used = new Set<ReviewId>()
  /** Calls off the next look whether it is idle. */
  readonly #looks = new Map<ReviewId, () => void>()

  constructor(ports: ReviewsPorts) {
    this.#ports = ports
    this.#extractions = new Extractions(ports.store, REVIEW_LIMITS.keptExtractions)
    this.#histories = new Histories(ports.store)
  }

  async list(person: PersonId): Promise<ReviewListAnswer> {
    const reviews = await this.#ports.store.reviewsOf(person)
    return { reviews }
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
    const answer = await this.#ports.loop.exclusive(() => this.#carryOut(id, person, request))
    if (answer) this.#ports.watch.commandAnswered(request.command.type, answer.ok ? null : answer.denial.rule)
    return answer
  }

  /** What has happened, as this person may see it. Null for unknown and forbidden, alike. */
  async log(id: ReviewId, person: PersonId): Promise<ReviewLogAnswer | null> {
    const review = await this.open(id)
    return review?.member(person) ? { events: review.eventsFor(person) } : null
  }

  /** What was extracted in the stage with this form. Null for unknown and forbidden, alike. */
  async extractions(id: ReviewId, person: PersonId, form: string): Promise<readonly ExtractedStudy[] | null> {
    const review = await this.open(id)
    return review && this.#extractions.of(review.view, person, form)
  }

  /** What new SDs in the stage with this form are compared with. Null for unknown and forbidden, alike. */
  async settledSds(id: ReviewId, person: PersonId, form: string): Promise<readonly SettledSds[] | null> {
    const review = await this.open(id)
    return review && this.#extractions.settledSds(review.view, person, form)
  }

  /** Who set which value of a question when. Null for unknown and forbidden, alike. */
  async itemHistory(
    id: ReviewId,
    person: PersonId,
    document: DocumentId,
    item: string,
  ): Promise<readonly ItemChange[] | null> {
    const review = await this.open(id)
    return review && this.#histories.ofItem(review.view, person, document, item)
  }

  /** What became of a document, moment by moment. Null for unknown and forbidden, alike. */
  async documentHistory(id: ReviewId, person: PersonId, document: DocumentId): Promise<readonly Moment[] | null> {
    const review = await this.open(id)
    return review && this.#histories.ofDocument(review.view, person, document)
  }

  /** Asked by the server itself for somebody who need not be a member: whoever calls this has checked their secret. */
  async atTheDoor(id: ReviewId, person: PersonId, command: DoorCommand): Promise<CommandAnswer | null> {
    const request = { id: this.#ports.newId(), command }
    return this.#ports.loop.exclusive(() => this.#carryOut(id, person, request))
  }

  /**
   * Makes a review that this person leads. One after the other, so that many at once are counted.
   *
   * @param made only the demo says its own.
   */
  found(
    founder: Founder,
    plan: AskedPlan,
    made: Pick<Review, 'id' | 'invented'> = { id: this.#ports.newId() as ReviewId, invented: null },
  ): Promise<Result<ReviewId, FoundingDenial>> {
    return this.#ports.loop.exclusive(() => this.#found(founder, plan, made))
  }

  async #found(
    founder: Founder,
    plan: AskedPlan,
    made: Pick<Review, 'id' | 'invented'>,
  ): Promise<Result<ReviewId, FoundingDenial>> {
    const { store, now, newId } = this.#ports
    const at = now()
    if (hasFoundedEnough(await store.foundedBy(founder.person), at)) {
      return refused({ rule: 'too-many-reviews', details: {} })
    }
    const context = { at, newId, hashOf, forms: this.#ports.forms, building: BUILDING, documents: {} }
    const founded = found(made, founder, plan, context, {})
    if (!founded.ok) return founded
    const { review, events } = founded.value
    const start = startOf({ review, forms: {} })
    const { beside, ...commit } = commitOf(start, events, {}, at, newId)
    const created = { review, people: [], studies: [], forms: beside?.forms ?? {} }
    await store.createReview(created, { ...commit, ...(beside && { beside }), snapshot: null, command: null })
    return accepted(made.id)
  }

  async snapshot(
    id: ReviewId,
    person: PersonId,
    number: number,
  ): Promise<{ readonly fileName: string; readonly text: string } | null> {
    const review = await this.open(id)
    const member = review?.member(person)
    const snapshot = review?.view.snapshots.find((one) => one.number === number)
    if (!review || !member || !snapshot || !mayReadSnapshot(review.view, member, snapshot)) return null
    const text = await this.#ports.store.snapshot(id, number)
    return text === null ? null : { fileName: `tandem-snapshot-${number}.json`, text }
  }

  /** The review in memory, loaded if need be. Not to be held for minutes: it leaves memory when nobody asks for it. */
  open(id: ReviewId): Promise<OpenReview | null> {
    this.#used.add(id)
    const known = this.#open.get(id)
    if (known) return known
    const opening = this.#load(id)
    this.#open.set(id, opening)
    opening.then(
      (review) => {
        if (review === null) this.#forget(id)
        // It may have been dropped while it was loaded.
        else if (this.#open.get(id) === opening) this.#unloadWhenIdle(review, opening)
      },
      () => this.#forget(id),
    )
    return opening
  }

  /** Looks now and then. Between commands, so that none is carried out on a review that is no longer the one in memory. */
  #unloadWhenIdle(review: OpenReview, opening: Promise<OpenReview | null>): void {
    const { id } = review.view.review
    this.#used.delete(id)
    const callOff = this.#ports.later(REVIEW_LIMITS.unloadAfter, () =>
      this.#ports.loop.enter(() => {
        if (this.#open.get(id) !== opening) return
        if (this.#used.has(id) || review.isWatched || this.#hasRoom(id)) this.#unloadWhenIdle(review, opening)
        else this.#forget(id)
      }),
    )
    this.#looks.set(id, callOff)
  }

  /** Whether somebody has a document of it open, or had until a moment ago. */
  #hasRoom(id: ReviewId): boolean {
    return [...this.#ports.rooms.all].some(({ document }) => document.review === id)
  }

  #forget(id: ReviewId): void {
    this.#open.delete(id)
    this.#used.delete(id)
    this.#looks.get(id)?.()
    this.#looks.delete(id)
  }

  /** What this person is called from now on, also where a review is open. */
  async rename(person: PersonId, name: string): Promise<void> {
    await this.#ports.store.renameMember(person, name)
    for (const opening of this.#open.values()) (await opening)?.rename(person, name)
  }

  /** After a failed commit: the next reader loads from the store. */
  async drop(reviews: readonly ReviewId[]): Promise<void> {
    for (const id of reviews) {
      const opening = this.#open.get(id)
      this.#forget(id)
      ;(await opening?.catch(() => null))?.end()
    }
  }

  async stillHere(): Promise<void> {
    for (const opening of this.#open.values()) (await opening.catch(() => null))?.stillHere()
  }

  close(): Promise<void> {
    return this.drop([...this.#open.keys()])
  }

  async formOf(document: StoredDocument): Promise<Form | null> {
    const review = await this.open(document.review)
    return review && formOfDocument(review.view, document)
  }

  /** Whether anybody may write it. What nobody may write has been signed as it stands. */
  async isOpen(document: StoredDocument): Promise<boolean> {
    const review = await this.open(document.review)
    return review?.view.people.some(({ id }) => grantFor(review.view, id, document) === 'write') ?? false
  }

  async #load(id: ReviewId): Promise<OpenReview | null> {
    const stored = await this.#ports.store.loadReview(id)
    return stored && new OpenReview(stored, await this.#ports.store.summariesOf(id), this.#ports.restores)
  }

  async #carryOut(
    id: ReviewId,
    person: PersonId,
    { id: commandId, command }: { readonly id: string; readonly command: Decidable },
  ): Promise<CommandAnswer | null> {
    const { store, now } = this.#ports
    const review = await this.open(id)
    if (!review || (command.type !== 'join' && !review.member(person))) return null
    const asked = hashOfCommand(command)
    const done = await store.commandAnswer(id, person, commandId)
    if (done)
      return done.asked === null || done.asked === asked ? (JSON.parse(done.answer) as CommandAnswer) : ID_IS_TAKEN
    const at = now()
    const { decision, documents } = await this.#decide(review.view, person, command, at)
    if (!decision.ok) return refusal(decision.reason)
    const { events, snapshot } = this.#freezeIfAsked(review.view, decision.value, documents)
    const answer: CommandAnswer = { ok: true }
    const carried = commitOf(review.view, events, documents, at, this.#ports.newId)
    const commit = withAdoption(carried, await this.#adoption(review, events, at))
    await this.#write({
      ...commit,
      snapshot,
      command: { id: commandId, person, asked, answer: JSON.stringify(answer) },
    })
    review.append(events, commit.summaries, commit.beside?.forms)
    this.#refreshGrants(review)
    await this.#ports.onNotices(commit.notices?.map(({ person }) => person) ?? [])
    return answer
  }

  /** Judged by little first, and only what nothing is against once more with all that it takes: see `documentsFor`. */
  async #decide(view: ReviewView, person: PersonId, command: Decidable, at: Instant): Promise<Decided> {
    const forms = { ...this.#ports.forms, ...choosableIn(view) }
    const decideWith = (documents: Documents): Decision =>
      decide(view, person, command, { at, newId: this.#ports.newId, hashOf, forms, building: BUILDING, documents })
    const { judgedBy, carriedOutWith } = documentsFor(view, command, person)
    const documents = await this.#contentsOf(judgedBy)
    const decision = decideWith(documents)
    if (!decision.ok || carriedOutWith.length === 0) return { decision, documents }
    const all = { ...documents, ...(await this.#contentsOf(carriedOutWith)) }
    return { decision: decideWith(all), documents: all }
  }

  async #adoption(review: OpenReview, events: readonly ReviewEvent[], at: Instant): Promise<Adoption | null> {
    const documents = adoptedIn(review.view, events)
    if (documents.length === 0) return null
    const adopters: Adopter[] = []
    for (const id of documents) {
      const room = await this.#ports.rooms.load(id)
      if (room) adopters.push({ document: room.document, doc: room.doc, summary: review.summaryOf(id) })
    }
    return adoptionOf(review.view, events, adopters, at, this.#ports.rooms.systemClient)
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

  /** As they are on disk. */
  async #contentsOf(ids: readonly DocumentId[]): Promise<Documents> {
    const contents: Record<DocumentId, PlainDocument> = {}
    for (const id of ids) {
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

function withAdoption<One extends Adoption>(commit: One, adoption: Adoption | null): One {
  if (adoption === null) return commit
  return {
    ...commit,
    entries: [...commit.entries, ...adoption.entries],
    owners: [...commit.owners, ...adoption.owners],
    summaries: [...commit.summaries, ...adoption.summaries],
  }
}

const hashOfCommand = (command: Decidable): string => sha256Hex(canonicalJson(command as unknown as Json))

/** Not a rule of the method: nothing is said of a review by it. Answering as if it were done would lose the second one. */
const ID_IS_TAKEN: CommandAnswer = {
  ok: false,
  denial: { rule: 'command-id-is-taken', details: {} },
  sentence: 'You have asked for something else under this id: choose another one.',
}

function hasFoundedEnough(founded: readonly Instant[], at: Instant): boolean {
  const today = founded.filter((then) => Date.parse(at) - Date.parse(then) < REVIEW_LIMITS.foundingDay)
  return founded.length >= REVIEW_LIMITS.foundedInAll || today.length >= REVIEW_LIMITS.foundedPerDay
}

function refreshRoom(rooms: Rooms, room: Room, view: ReviewView): void {
  // By their versions: a review that was loaded again has other objects.
  if (room.form.version !== formOfDocument(view, room.document)?.version) return rooms.loadAnew(room, 'form')
  for (const connection of [...room.connections]) {
    const grant = grantFor(view, connection.person.id, room.document)
    if (grant === connection.mode) continue
    if (grant === 'write' && rooms.isBehind(room)) return rooms.loadAnew(room, 'layout')
    if (grant === 'write') room.grant(connection, 'write', '')
    else room.end(connection, CLOSE.rightLost, 'document-is-writable')
  }
}

/**
 * What a command is judged by, and what is read only once nothing is against it. A refusal must not take longer the more
 * somebody else has written in a blind draft, nor cost more than it is worth.
 */
type DocumentsOfCommand = {
  readonly judgedBy: readonly DocumentId[]
  readonly carriedOutWith: readonly DocumentId[]
}

function documentsFor(view: ReviewView, command: Decidable, person: PersonId): DocumentsOfCommand {
  if (command.type === 'snapshot') return { judgedBy: [], carriedOutWith: view.assessments.flatMap(frozenDocuments) }
  if (command.type === 'publish-form') {
    const own = ownFormOf(view, command.form)
    return { judgedBy: own ? [own.document] : [], carriedOutWith: [] }
  }
  if (!('assessment' in command)) return NO_DOCUMENTS
  const assessment = view.assessments.find((candidate) => candidate.id === command.assessment)
  if (!assessment) return NO_DOCUMENTS
  switch (command.type) {
    case 'submit':
      return assessment.joint ? sharedFor(assessment) : draftsFor(assessment, person)
    case 'confirm':
    case 'sign':
    case 'adjudicate':
    case 'reopen':
      return sharedFor(assessment)
    case 'withdraw':
    case 'rate-again':
      return NO_DOCUMENTS
  }
}

const NO_DOCUMENTS: DocumentsOfCommand = { judgedBy: [], carriedOutWith: [] }

function sharedFor({ joint, consensus }: Assessment): DocumentsOfCommand {
  const shared = joint ?? consensus
  return { judgedBy: shared ? [shared.document] : [], carriedOutWith: [] }
}

/** One's own; those of the others only where this submission is the last, and reveals them. */
function draftsFor({ slots }: Assessment, person: PersonId): DocumentsOfCommand {
  const own = slots.filter(({ reviewer }) => reviewer === person)
  const others = slots.filter(({ reviewer }) => reviewer !== person)
  const isLast = own.length > 0 && others.every(({ submittedAt }) => submittedAt !== null)
  const draftsOfSlots = (list: readonly Assessment['slots'][number][]) => list.flatMap(({ draft }) => draft ?? [])
  return { judgedBy: draftsOfSlots(own), carriedOutWith: isLast ? draftsOfSlots(others) : [] }
}

type Assessment = ReviewView['assessments'][number]

const draftsOf = (assessment: Assessment): readonly DocumentId[] => assessment.slots.flatMap((slot) => slot.draft ?? [])

function frozenDocuments(assessment: Assessment): readonly DocumentId[] {
  const { revealed, consensus, joint, settlement } = assessment
  if (joint) return settlement === null ? [] : [joint.document]
  return revealed && consensus ? [...draftsOf(assessment), consensus.document] : []
}

function refusal({ rule, details }: Denial): CommandAnswer {
  return { ok: false, denial: { rule, details }, sentence: sentenceOf(rule) }
}
