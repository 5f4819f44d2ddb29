/** The review that is open in this tab: what the server said of it, and everything that happened since. */
import { createContext } from 'svelte'
import {
  evolve,
  formOf,
  instrumentOf,
  isInstrument,
  memberOf,
  type AssessmentId,
  type Form,
  type FormVersion,
  type Instrument,
  type Person,
  type PersonId,
  type ReviewEvent,
  type ReviewId,
  type ReviewView,
  type Stage,
  type Study,
  type Thread,
} from '@tandem/rules'
import type { ConsensusAnswers, LiveMessage, Progress, ReviewAnswer } from '@tandem/wire'
import { get, socketOrigin } from '#lib/http/api.ts'
import { isReachable } from '#lib/http/reachable.ts'
import { isSignedInAs } from '#lib/http/session.ts'
import { Feed } from './feed.ts'

type Opening =
  | { readonly is: 'loading' }
  | { readonly is: 'ready' }
  | { readonly is: 'failed'; readonly why: 'signed-out' | 'not-found' | 'unreachable'; readonly sentence: string }

export type OpenStage = Stage & {
  readonly definition: Form
  /** Short, and no other stage's. */
  readonly name: string
}

/** A stage in which studies are rated with an instrument. */
export type RatingStage = OpenStage & { readonly instrument: Instrument }

export class OpenReview {
  readonly id: ReviewId
  #opening = $state.raw<Opening>({ is: 'loading' })
  #me = $state.raw<Person>()
  #view = $state.raw<ReviewView>()
  #progress = $state.raw<readonly Progress[]>([])
  #answers = $state.raw<readonly ConsensusAnswers[]>([])
  #unread = $state<number | null>(null)
  #isConnected = $state(false)
  #offlineSince = $state.raw<Date | null>(null)
  #signedOut = $state(false)
  #outdated = $state(false)
  #feed: Feed | null = null
  readonly #onExtracted = new Set<(assessment: AssessmentId) => void>()
  #isClosed = false
  #readAnewAt = 0
  #signedOutAt = 0

  constructor(id: ReviewId) {
    this.id = id
  }

  /** Reads the review and follows it. @returns how to stop. */
  open(): () => void {
    void this.load()
    const onBack = (): void => this.#feed?.retryNow()
    const onGone = async (): Promise<void> => {
      if (!(await isReachable())) this.#feed?.drop()
    }
    addEventListener('online', onBack)
    addEventListener('offline', onGone)
    return () => {
      this.#isClosed = true
      this.#feed?.stop()
      removeEventListener('online', onBack)
      removeEventListener('offline', onGone)
    }
  }

  async load(): Promise<void> {
    const answer = await get<ReviewAnswer>(`/reviews/${this.id}`)
    if (this.#isClosed) return
    if (!answer.ok) {
      const why = answer.status === 401 ? 'signed-out' : answer.status === 404 ? 'not-found' : 'unreachable'
      this.#opening = { is: 'failed', why, sentence: answer.sentence }
      return
    }
    const { me, view, progress, consensusAnswers, cursor } = answer.value
    this.#me = me
    this.#view = view
    this.#progress = progress
    this.#answers = consensusAnswers
    this.#opening = { is: 'ready' }
    this.#follow(cursor)
  }

  get opening(): Opening {
    return this.#opening
  }

  /** The reader. Only where the review is open. */
  get me(): Person {
    const me = open(this.#me)
    return memberOf(this.view, me.id) ?? me
  }

  get view(): ReviewView {
    return open(this.#view)
  }

  get progress(): readonly Progress[] {
    return this.#progress
  }

  get consensusAnswers(): readonly ConsensusAnswers[] {
    return this.#answers
  }

  /** Unread notices of all one's reviews; null until the server has said. */
  get unread(): number | null {
    return this.#unread
  }

  /** In the order of the protocol, each with the definition of its form. */
  get stages(): readonly OpenStage[] {
    const stages = this.view.review.stages.map((stage) => ({ ...stage, definition: this.formOf(stage.form) }))
    return stages.map((stage) => ({ ...stage, name: nameAmong(stages, stage) }))
  }

  get ratings(): readonly RatingStage[] {
    return this.stages.flatMap((stage) =>
      isInstrument(stage.definition) ? [{ ...stage, instrument: stage.definition }] : [],
    )
  }

  /** The stage of ratings with this instrument; the first where an address names none. */
  ratingNamed(form: string | undefined): RatingStage | undefined {
    return form === undefined ? this.ratings[0] : this.ratings.find((stage) => stage.form.id === form)
  }

  get firstStage(): OpenStage {
    return open(this.stages[0])
  }

  /** The stage with this form; the first where an address names none. Undefined where there is no such stage. */
  stageNamed(form: string | undefined): OpenStage | undefined {
    return form === undefined ? this.stages[0] : this.stages.find((stage) => stage.form.id === form)
  }

  formOf({ hash }: FormVersion): Form {
    return formOf(this.view, hash)
  }

  /** @throws Error where it is another form. */
  instrumentOf({ hash }: FormVersion): Instrument {
    return instrumentOf(this.view, hash)
  }

  /** What is extracted in an assessment has changed: whoever shows it reads it again. @returns how to stop listening. */
  onExtracted(heard: (assessment: AssessmentId) => void): () => void {
    this.#onExtracted.add(heard)
    return () => this.#onExtracted.delete(heard)
  }

  get isLive(): boolean {
    return this.#isConnected
  }

  /** Null while connected, and until the first connection has failed. */
  get offlineSince(): Date | null {
    return this.#offlineSince
  }

  /** The server was updated: this page no longer speaks its language. */
  get isOutdated(): boolean {
    return this.#outdated
  }

  get isSignedOut(): boolean {
    return this.#signedOut
  }

  retryNow(): void {
    this.#feed?.retryNow()
  }

  person(id: PersonId | 'system'): Person | undefined {
    return this.view.people.find((person) => person.id === id)
  }

  nameOf(id: PersonId | 'system'): string {
    return this.person(id)?.name ?? 'Tandem'
  }

  studyByKey(key: string): Study | undefined {
    return this.view.studies.find((study) => study.key === key)
  }

  progressOf(assessment: AssessmentId, reviewer: PersonId): Progress | undefined {
    return this.#progress.find((one) => one.assessment === assessment && one.reviewer === reviewer)
  }

  #follow(cursor: string): void {
    this.#feed?.stop()
    this.#feed = new Feed(`${socketOrigin()}/live/${this.id}`, cursor, {
      onMessage: (message) => this.#received(message),
      onConnection: (isConnected) => {
        this.#isConnected = isConnected
        this.#offlineSince = isConnected ? null : (this.#offlineSince ?? new Date())
      },
      onEnded: (why) => {
        if (why === 'signed-out') void this.#onSignedOut()
        else if (why === 'outdated') this.#outdated = true
        else void this.#readAnew()
      },
      onLost: () => void this.#readAnew(),
    })
    this.#feed.connect()
  }

  /** Another session of the same person may have begun meanwhile; then this goes on with it, but not over and over. */
  async #onSignedOut(): Promise<void> {
    const isAgain = Date.now() - this.#signedOutAt < 5_000
    this.#signedOutAt = Date.now()
    const goesOn = !isAgain && (await isSignedInAs(this.me.id))
    if (this.#isClosed) return
    if (goesOn) this.#feed?.retryNow()
    else this.#signedOut = true
  }

  /** The server does not know where we were. Reading everything again helps once, not over and over. */
  async #readAnew(): Promise<void> {
    const isAgain = Date.now() - this.#readAnewAt < 10_000
    this.#readAnewAt = Date.now()
    if (isAgain) await new Promise((resolve) => setTimeout(resolve, 10_000))
    if (!this.#isClosed) await this.load()
  }

  #happened(event: ReviewEvent): void {
    if (isOfUnknownForm(event, this.view)) return void this.load()
    this.#view = evolve(this.view, event)
    // Other rights, other sights: what was left out of earlier events is read now.
    if (event.type === 'roles-changed' && event.person === this.me.id) void this.load()
  }

  #received(message: LiveMessage): void {
    switch (message.type) {
      case 'event':
        this.#happened(message.event)
        break
      case 'progress':
        this.#progress = newest(this.#progress, message.progress, (one) => `${one.assessment} ${one.reviewer}`)
        break
      case 'threads':
        this.#view = {
          ...this.view,
          threads: message.whole ? message.threads : joined(this.view.threads, message.threads),
        }
        break
      case 'nudges':
        this.#view = { ...this.view, nudges: message.nudges }
        break
      case 'inbox':
        this.#unread = message.unread
        break
      case 'answers':
        this.#answers = newest(this.#answers, message.answers, (one) => one.assessment)
        break
      case 'extracted':
        for (const heard of this.#onExtracted) heard(message.assessment)
        break
    }
  }
}

type Defined = Pick<OpenStage, 'definition'>

/** Versions of one form share their short title. */
function nameAmong(stages: readonly Defined[], { definition: { title, shortTitle } }: Defined): string {
  return stages.filter(({ definition }) => definition.shortTitle === shortTitle).length > 1 ? title : shortTitle
}

/** Events name definitions by their hash alone. */
function isOfUnknownForm(event: ReviewEvent, { forms }: ReviewView): boolean {
  return 'plan' in event && event.plan.stages.some(({ form }) => forms[form.hash] === undefined)
}

function open<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the review is not open yet')
  return value
}

/** Latest values replace older ones of the same thing. */
function newest<One>(known: readonly One[], arrived: readonly One[], keyOf: (one: One) => string): readonly One[] {
  const keys = new Set(arrived.map(keyOf))
  return [...known.filter((one) => !keys.has(keyOf(one))), ...arrived]
}

/** Each stays in its place; new ones come last. */
function joined(known: readonly Thread[], arrived: readonly Thread[]): readonly Thread[] {
  const changed = new Map(arrived.map((thread) => [thread.id, thread]))
  const kept = known.map((thread) => changed.get(thread.id) ?? thread)
  const ids = new Set(known.map(({ id }) => id))
  return [...kept, ...arrived.filter(({ id }) => !ids.has(id))]
}

/** Set by the layout of a review. */
export const [getReview, setReview] = createContext<OpenReview>()
