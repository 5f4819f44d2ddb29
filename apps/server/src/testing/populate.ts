/**
 * Fills an empty data folder with a review, for tests and the bench that start the real server on it.
 *
 * By the real ways in only: assignments and submissions are commands, answers are edits through the gate, cookies are
 * sessions as sign-in makes them. So every document obeys every rule, and the log verifies.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { choosableForms, formVersionOf, hashOf } from '@tandem/documents'
import {
  NO_QUESTION,
  STUDY_STRUCTURE,
  currentAssessment,
  isInstrument,
  itemsOf,
  planOf,
  type Assessment,
  type AssessmentId,
  type Command,
  type DocumentId,
  type ExtractionForm,
  type Form,
  type Instrument,
  type Json,
  type Person,
  type PersonId,
  type ReviewId,
  type Study,
  type StudyId,
} from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { createSessions } from '../auth/sessions.ts'
import { composeLive } from '../compose.ts'
import type { Core } from '../core.ts'
import { prepareDataFolder } from '../data-folder.ts'
import { DocumentWriter } from '../demo/document-writer.ts'
import { QUARANTINE_LIMITS } from '../limits.ts'
import type { NewReview } from '../store/contract.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite-store.ts'

export type Wanted = {
  /** Made if it is not there. Must hold no review yet. */
  readonly folder: string
  /** How many people review. Dana, who leads and adjudicates, and Carol, who supervises, come on top. */
  readonly reviewers: number
  readonly studies: readonly WantedStudy[]
  /** What they rate with; the tiny one if absent. */
  readonly instrument?: Instrument
  /** They agree on structures and extract, instead of rating. */
  readonly extraction?: WantedExtraction
}

export type WantedExtraction = {
  readonly form: ExtractionForm
  /** The structure of every study. */
  readonly structure: Answers
  /** A complete draft: another one for each turn. */
  readonly drafted: (turn: number) => Answers
}

type Answers = Readonly<Record<string, Json>>

export type WantedStudy = (
  | { readonly state: 'unassigned' }
  /**
   * `by`: places in the list of reviewers, from 0. Drafts that are empty, of which the first is submitted, or that all are:
   * with ratings that differ, or that are alike.
   */
  | { readonly state: 'drafting' | 'partial' | 'revealed' | 'agreed'; readonly by: readonly number[] }
) & {
  readonly due?: string
  /** When it happens, in milliseconds since 1970; now if absent. */
  readonly at?: number
}

export type Populated = {
  readonly review: ReviewId
  readonly people: readonly { readonly id: PersonId; readonly roles: Person['roles']; readonly cookie: string }[]
  /** What is filled in of each study, once its structure is agreed. */
  readonly form: Form
  /** Of an instrument. */
  readonly items: readonly { readonly id: string; readonly options: readonly string[] }[]
  readonly studies: readonly PopulatedStudy[]
}

export type PopulatedStudy = {
  readonly id: StudyId
  readonly assessment: AssessmentId | null
  readonly drafts: readonly { readonly document: DocumentId; readonly reviewer: PersonId }[]
  /** Null before the reveal. */
  readonly consensus: { readonly document: DocumentId; readonly writers: readonly PersonId[] } | null
}

/** Stands still while one study is brought to its state, if asked for. */
type Time = { stopped: number | null }

type Site = {
  readonly core: Core
  readonly time: Time
  readonly form: Form
  readonly extraction: WantedExtraction | null
  readonly review: ReviewId
  readonly lead: PersonId
  readonly reviewers: readonly PersonId[]
}

/** @throws Error naming the rule, where something is refused. */
export async function populate(wanted: Wanted): Promise<Populated> {
  const [first] = await populateMany(wanted, 1)
  if (first === undefined) throw new Error('nothing was populated')
  return first
}

/** So many reviews alike, each with people of its own. @throws as `populate` */
export async function populateMany(wanted: Wanted, reviews: number): Promise<readonly Populated[]> {
  prepareDataFolder(wanted.folder)
  const opened = openSqliteStore({ folder: wanted.folder, random: randomBytes, quarantine: QUARANTINE_LIMITS })
  const time: Time = { stopped: null }
  const { core, settle } = composeLive({
    store: opened.store,
    clock: () => time.stopped ?? Date.now(),
    newId: randomUUID,
    ...(wanted.extraction && {
      forms: { ...choosableForms(), [wanted.extraction.form.id]: formVersionOf(wanted.extraction.form) },
    }),
    onError: fail,
    onFatal: (error) => fail('store', error),
  })
  try {
    const populated: Populated[] = []
    for (let place = 0; place < reviews; place += 1) populated.push(await fill(wanted, opened, { core, time }, place))
    return populated
  } finally {
    await settle()
    await opened.store.close()
  }
}

/**
 * Studies of which the first `revealed` are revealed and the next `drafting` assigned, to neighbours in turn.
 *
 * @param each how many people rate a study.
 */
export function studiesInTurn(
  reviewers: number,
  counts: { revealed: number; drafting: number },
  each = 2,
): WantedStudy[] {
  return Array.from({ length: counts.revealed + counts.drafting }, (_, place) => ({
    state: place < counts.revealed ? 'revealed' : 'drafting',
    by: Array.from({ length: each }, (__, turn) => (each * place + turn) % reviewers),
  }))
}

async function fill(
  wanted: Wanted,
  { store, sessions }: SqliteStore,
  { core, time }: Pick<Site, 'core' | 'time'>,
  place: number,
): Promise<Populated> {
  const { instrument = tinyInstrument, extraction = null } = wanted
  const form = extraction?.form ?? instrument
  const review = `review-${place + 1}` as ReviewId
  const people = peopleOf(wanted.reviewers, place)
  for (const { id, name, hue } of people) await store.createAccount({ id, name, hue, demo: false })
  await store.createReview(reviewOf(review, wanted, form, people))
  const among = { lead: leadAmong(people), reviewers: reviewersAmong(people) }
  const site = { core, time, form, extraction, review, ...among }
  if (extraction) await planStructures(site)
  for (const [at, study] of wanted.studies.entries()) await bring(site, studyId(at), study)
  return {
    review,
    people: await signIn(people, sessions),
    form,
    items: isInstrument(form)
      ? itemsOf(form).map(({ id, options }) => ({ id, options: options.map((one) => one.id) }))
      : [],
    studies: await Promise.all(wanted.studies.map((_, at) => reportOf(site, studyId(at)))),
  }
}

const KNOWN_NAMES = ['Alice', 'Bob', 'Erin', 'Frank', 'Grace', 'Heidi']
const studyId = (place: number): StudyId => `study-${place + 1}` as StudyId
const reviewersAmong = (people: readonly Person[]): readonly PersonId[] =>
  people.filter(({ roles }) => roles.includes('reviewer')).map(({ id }) => id)

function leadAmong(people: readonly Person[]): PersonId {
  const lead = people.find(({ roles }) => roles.includes('lead'))
  if (lead === undefined) throw new Error('nobody leads')
  return lead.id
}

/** @param review counts the reviews of the folder from 0: the people of the first go by their names alone. */
function peopleOf(reviewers: number, review: number): readonly Person[] {
  const person = (first: string, roles: Person['roles'], place: number): Person => {
    const name = review === 0 ? first : `${first} of review ${review + 1}`
    const id = name.toLowerCase().replaceAll(' ', '-') as PersonId
    return { id, name, roles, conflictsOfInterest: [], hue: 1 + (place % 8) }
  }
  return [
    person('Dana', ['lead', 'adjudicator'], 0),
    person('Carol', ['supervisor'], 1),
    ...Array.from({ length: reviewers }, (_, place) =>
      person(KNOWN_NAMES[place] ?? `Reviewer ${place + 1}`, ['reviewer'], place + 2),
    ),
  ]
}

function reviewOf(id: ReviewId, { studies }: Wanted, form: Form, people: readonly Person[]): NewReview {
  const filledIn = formVersionOf(form)
  return {
    review: {
      id,
      title: 'A review made to be tried on',
      shortTitle: 'Tried on',
      reference: 'Nobody 2026',
      registration: null,
      question: NO_QUESTION,
      stages: [{ form: filledIn, mode: 'independent', reviewers: mostReviewers(studies) }],
      switchedOff: [],
      invented: 'Everything here is invented.',
    },
    people,
    studies: studies.map((_, place) => studyOf(place)),
    forms: { [filledIn.hash]: form },
  }
}

/** As many as the study with the most has, and at least two. */
const mostReviewers = (studies: Wanted['studies']): number =>
  Math.max(2, ...studies.map((study) => (study.state === 'unassigned' ? 0 : study.by.length)))

function studyOf(place: number): Study {
  const id = studyId(place)
  const nothing = { journal: '', volume: '', issue: '', pages: '', doi: null, pmid: null }
  const label = `Study ${place + 1}`
  const citation = { authors: [], truncatedAuthors: false, title: label, year: 2001, ...nothing }
  return { id, key: id, label, design: 'cohort', citation }
}

async function bring(site: Site, study: StudyId, wanted: WantedStudy): Promise<void> {
  site.time.stopped = wanted.at ?? null
  if (wanted.due !== undefined) await ask(site, site.lead, { type: 'set-due', studies: [study], due: wanted.due })
  if (wanted.state === 'unassigned') return
  const reviewers = wanted.by.map((place) => reviewerAt(site, place))
  if (site.extraction) await agreeOnStructure(site, study, reviewers.slice(0, 1), site.extraction)
  await ask(site, site.lead, { type: 'assign', study, form: site.form.id, reviewers, reason: null })
  if (wanted.state === 'drafting') return
  const done = wanted.state === 'partial' ? reviewers.slice(0, 1) : reviewers
  for (const [turn, reviewer] of done.entries()) {
    await rate(site, study, reviewer, wanted.state === 'agreed' ? 0 : turn)
  }
}

function reviewerAt({ reviewers }: Site, place: number): PersonId {
  const reviewer = reviewers[place]
  if (reviewer === undefined) throw new Error(`there is no reviewer ${place}`)
  return reviewer
}

/** Before what is extracted by them. */
async function planStructures(site: Site): Promise<void> {
  const review = await site.core.reviews.open(site.review)
  if (!review) throw new Error('the review is not there')
  const { stages, ...plan } = planOf(review.view.review)
  const asked = stages.map(({ form, ...stage }) => ({ ...stage, instrument: form.id }))
  const structures = { instrument: STUDY_STRUCTURE.id, mode: 'joint', reviewers: 1 } as const
  await ask(site, site.lead, {
    type: 'plan',
    plan: { ...plan, stages: [structures, ...asked] },
    reason: 'To agree on structures first.',
  })
}

async function agreeOnStructure(
  site: Site,
  study: StudyId,
  reviewers: readonly PersonId[],
  { structure }: WantedExtraction,
): Promise<void> {
  const form = STUDY_STRUCTURE.id
  await ask(site, site.lead, { type: 'assign', study, form, reviewers, reason: null })
  const assessment = await assessmentOf(site, study, form)
  const [writer] = reviewers
  if (!assessment?.joint || !writer) throw new Error('a structure is agreed together')
  await writeAndSubmit(site, writer, assessment, assessment.joint.document, structure)
}

async function rate(site: Site, study: StudyId, reviewer: PersonId, turn: number): Promise<void> {
  const assessment = await assessmentOf(site, study)
  const draft = assessment?.slots.find((slot) => slot.reviewer === reviewer)?.draft
  if (!assessment || !draft) throw new Error(`${reviewer} has no draft of ${study}`)
  await writeAndSubmit(site, reviewer, assessment, draft, answersOf(site, turn))
}

async function writeAndSubmit(
  site: Site,
  person: PersonId,
  { id: assessment }: Assessment,
  document: DocumentId,
  answers: Answers,
): Promise<void> {
  const writer = await DocumentWriter.open(site.core, person, document)
  await writer.write(answers, {})
  const contentHash = hashOf(writer.plain())
  writer.close()
  await ask(site, person, { type: 'submit', assessment, contentHash })
}

/** Complete, and different for each turn: equal ratings would settle at the reveal and leave nothing to write. */
function answersOf({ form, extraction }: Site, turn: number): Answers {
  if (extraction) return extraction.drafted(turn)
  if (!isInstrument(form)) throw new Error('only an extraction says what is drafted')
  const answers = itemsOf(form).map(({ id, options }) => [id, options[turn % options.length]?.id ?? ''])
  return Object.fromEntries(answers)
}

async function reportOf(site: Site, id: StudyId): Promise<PopulatedStudy> {
  const assessment = await assessmentOf(site, id)
  const slots = assessment?.slots ?? []
  const drafts = slots.flatMap(({ draft, reviewer }) => (draft === null ? [] : [{ document: draft, reviewer }]))
  const document = assessment?.consensus?.document
  const writers = [...slots.map(({ reviewer }) => reviewer), site.lead]
  return { id, assessment: assessment?.id ?? null, drafts, consensus: document ? { document, writers } : null }
}

async function assessmentOf(
  { core, form, review: id }: Site,
  study: StudyId,
  ofForm = form.id,
): Promise<Assessment | null> {
  const review = await core.reviews.open(id)
  return review && currentAssessment(review.view, study, ofForm)
}

async function ask({ core, review }: Site, person: PersonId, command: Command): Promise<void> {
  const answer = await core.reviews.command(review, person, { id: randomUUID(), command })
  if (!answer?.ok) throw new Error(`${command.type} was refused: ${answer?.denial.rule ?? 'not found'}`)
}

async function signIn(people: readonly Person[], database: SqliteStore['sessions']): Promise<Populated['people']> {
  const onEnd = (): void => {}
  const sessions = createSessions({ database, clock: Date.now, random: randomBytes, isHttps: false, onEnd })
  const signedIn: Populated['people'][number][] = []
  for (const { id, roles } of people) {
    const [cookie = ''] = (await sessions.create(id)).split(';')
    signedIn.push({ id, roles, cookie })
  }
  return signedIn
}

function fail(doing: string, error: unknown): never {
  throw new Error(`while populating: ${doing}`, { cause: error })
}
