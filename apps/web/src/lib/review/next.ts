/** Who waits for whom, and what the reader does next, over all stages. */
import {
  agreedAnswers,
  askedCount,
  formOf,
  isInstrument,
  isOneOfTheN,
  isSettled,
  needsStructure,
  itemsOf,
  placesOf,
  scoreOf,
  structureOf,
  turnOf,
  type Assessment,
  type FormVersion,
  type Instant,
  type Instrument,
  type PersonId,
  type ReviewView,
  type Role,
  type Study,
} from '@tandem/rules'
import type { ConsensusAnswers, Progress } from '@tandem/wire'
import { numbersOf, studyRows, type StudyRow } from './situation.ts'

/** Items of an open consensus that the rule that lets people sign calls open; none where the ratings may not be read. */
export function openItems(
  instrument: Instrument,
  assessment: Assessment,
  live: readonly ConsensusAnswers[],
): readonly string[] {
  const ratings = assessment.revealed?.ratings.map((rating) => rating.answers) ?? []
  if (ratings.length === 0) return []
  const written = live.find(
    (one) => one.assessment === assessment.id && one.document === assessment.consensus?.document,
  )
  return scoreOf(instrument, written?.answers ?? agreedAnswers(instrument, ratings)).open
}

type Wait = {
  readonly key: string
  /** Who has done their share. */
  readonly from: readonly PersonId[]
  readonly to: readonly PersonId[]
  /** Places that nobody has. */
  readonly vacancies: number
  readonly study: Study
  readonly form: string
  readonly what: 'draft' | 'confirmation' | 'submission' | 'signature' | 'consensus'
  readonly since: Instant
  /** Numbers of items still open in a consensus; empty for drafts. */
  readonly open: readonly string[]
  /** See `differencesIn`. */
  readonly differences: number | null
}

/** In all stages. */
export function waitsOf(
  view: ReviewView,
  live: readonly ConsensusAnswers[],
  progress: readonly Progress[],
): readonly Wait[] {
  return allRows(view).flatMap(({ study, form, assessment }): readonly Wait[] => {
    if (!assessment) return []
    const handed = handOverIn(view, assessment, progress)
    if (handed) return [{ ...handed, key: assessment.id, study, form, vacancies: 0, open: [], differences: null }]
    const turn = turnOf(assessment)
    if (!turn || turn.since === null) return []
    const { done: from, waitsFor: to, vacancies, since } = turn
    const where = { key: assessment.id, study, form, from, to, vacancies, since }
    if (turn.what === 'draft') return [{ ...where, what: 'draft', open: [], differences: null }]
    const open = openNumbers(view, assessment, live)
    const differences = differencesIn(assessment)
    return [{ ...where, what: from.length > 0 ? 'signature' : 'consensus', open, differences }]
  })
}

/** Who waits where somebody else confirms: for the confirmations once all is written, then for the submission. */
function handOverIn(
  view: ReviewView,
  { id, form, slots, verifiers, joint, settlement }: Assessment,
  progress: readonly Progress[],
): Pick<Wait, 'from' | 'to' | 'what' | 'since'> | null {
  const instrument = instrumentIn(view, form)
  const written = progress.find(({ assessment }) => assessment === id)
  if (!instrument || !joint || !written || written.at === null || settlement !== null || verifiers.length === 0)
    return null
  const items = itemsOf(instrument)
  // Of an item that is asked only sometimes nobody can tell from numbers whether it is open.
  if (items.some(({ when }) => when) || written.answered < items.length) return null
  const writers = slots.map(({ reviewer }) => reviewer)
  const confirmed = joint.confirmations.map(({ at }) => at).toSorted()
  return confirmed.length < items.length
    ? { from: writers, to: verifiers, what: 'confirmation', since: written.at }
    : { from: verifiers, to: writers, what: 'submission', since: confirmed.at(-1) ?? written.at }
}

/** What there is to do, and in which stage. */
export type Next = ({ readonly form: string } & NextAct) | { readonly to: 'nothing' }

type NextAct =
  | {
      readonly to: 'rate'
      readonly study: Study
      readonly answered: number | null
      readonly total: number
      readonly submitted: readonly PersonId[]
      readonly of: number
    }
  | {
      readonly to: 'settle'
      readonly study: Study
      readonly open: readonly string[]
      /** See `differencesIn`. */
      readonly differences: number | null
      readonly signed: readonly PersonId[]
      readonly isMine: boolean
    }
  /** What others write together, to be confirmed item by item. */
  | { readonly to: 'confirm'; readonly study: Study; readonly writers: readonly PersonId[] }
  /** One's part in a document that several people write. */
  | {
      readonly to: 'write'
      readonly study: Study
      readonly answered: number
      readonly total: number
      readonly others: readonly PersonId[]
    }
  | { readonly to: 'assign'; readonly study: Study; readonly studies: number }
  | {
      readonly to: 'wait'
      readonly study: Study
      readonly for: readonly PersonId[]
      /** Places that nobody has. */
      readonly vacancies: number
    }

/** Lower ranks come first. */
type Ranked = { readonly rank: number; readonly next: NextAct }

/**
 * One thing to do, in whichever stage. People who are waited for come first; then what is begun; then what is new.
 *
 * @param stages ids of the forms of the stages to look at; all unless told.
 */
export function nextFor(
  view: ReviewView,
  me: PersonId,
  progress: readonly Progress[],
  live: readonly ConsensusAnswers[],
  stages: readonly string[] = formsOf(view),
): Next {
  const roles = view.people.find((person) => person.id === me)?.roles ?? []
  const ranked = stages.flatMap((form) => {
    const rows = studyRows(view, form)
    const todo = rows.map((row) => nextInRow(view, row, me, roles, progress, live))
    const assign = roles.includes('lead') ? nextToAssign(rows) : null
    return [...todo, assign].flatMap((one) => (one ? [{ rank: one.rank, next: { form, ...one.next } }] : []))
  })
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.next ?? { to: 'nothing' }
}

const formsOf = (view: ReviewView): readonly string[] => view.review.stages.map(({ form }) => form.id)

const allRows = (view: ReviewView): readonly StudyRow[] => formsOf(view).flatMap((form) => studyRows(view, form))

function nextInRow(
  view: ReviewView,
  { study, assessment, state }: StudyRow,
  me: PersonId,
  roles: readonly Role[],
  progress: readonly Progress[],
  live: readonly ConsensusAnswers[],
): Ranked | null {
  if (!assessment || isSettled(state) || waitsForStructure(view, assessment)) return null
  const total = askedCount(formOf(view, assessment.form.hash), structureOf(view, study.id))
  if (assessment.joint) {
    const handed = handOverIn(view, assessment, progress)
    if (handed?.from.includes(me)) return { rank: 9, next: { to: 'wait', study, for: handed.to, vacancies: 0 } }
    return nextTogether(study, assessment, total, me, progress)
  }
  if (!assessment.revealed) return nextInRating(study, assessment, total, me, progress)
  return nextInConsensus(study, assessment, openNumbers(view, assessment, live), me, roles)
}

function instrumentIn({ forms }: ReviewView, { hash }: FormVersion): Instrument | null {
  const form = forms[hash]
  return form && isInstrument(form) ? form : null
}

/** Results cannot be extracted before the structure of the study is agreed: that comes first. */
function waitsForStructure(view: ReviewView, { form: { hash }, study }: Assessment): boolean {
  const form = formOf(view, hash)
  const hangsOnIt = !isInstrument(form) && form.kind === 'extraction' && needsStructure(form)
  return hangsOnIt && structureOf(view, study) === null
}

/** Numbers of the items that are open in a consensus; only instruments have them. */
function openNumbers(view: ReviewView, assessment: Assessment, live: readonly ConsensusAnswers[]): readonly string[] {
  const instrument = instrumentIn(view, assessment.form)
  return instrument ? numbersOf(instrument, openItems(instrument, assessment, live)) : []
}

function nextInRating(
  study: Study,
  assessment: Assessment,
  total: number,
  me: PersonId,
  progress: readonly Progress[],
): Ranked | null {
  const turn = turnOf(assessment)
  if (!turn || !assessment.slots.some(({ reviewer }) => reviewer === me)) return null
  const { done: submitted, waitsFor, vacancies } = turn
  if (submitted.includes(me)) return { rank: 9, next: { to: 'wait', study, for: waitsFor, vacancies } }
  const own = progress.find((one) => one.assessment === assessment.id && one.reviewer === me)
  const answered = own?.answered ?? null
  const rank = submitted.length > 0 ? 1 : answered ? 3 : 5
  const asked = own?.total ?? total
  return { rank, next: { to: 'rate', study, answered, total: asked, submitted, of: placesOf(assessment) } }
}

function nextTogether(
  study: Study,
  { id, slots, verifiers }: Assessment,
  total: number,
  me: PersonId,
  progress: readonly Progress[],
): Ranked | null {
  const writers = slots.map(({ reviewer }) => reviewer)
  const written = progress.find((one) => one.assessment === id)
  const answered = written?.answered ?? 0
  if (verifiers.includes(me)) return answered === 0 ? null : { rank: 3, next: { to: 'confirm', study, writers } }
  if (!writers.includes(me)) return null
  const others = writers.filter((writer) => writer !== me)
  return { rank: answered > 0 ? 3 : 5, next: { to: 'write', study, answered, total: written?.total ?? total, others } }
}

/** @param open numbers of the items that are open in this consensus. */
function nextInConsensus(
  study: Study,
  assessment: Assessment,
  open: readonly string[],
  me: PersonId,
  roles: readonly Role[],
): Ranked | null {
  const isMine = isOneOfTheN(assessment, me)
  if (!isMine && !roles.includes('adjudicator')) return null
  const turn = turnOf(assessment)
  if (!turn) return null
  const { done: signed, waitsFor, vacancies } = turn
  if (signed.includes(me)) return { rank: 8, next: { to: 'wait', study, for: waitsFor, vacancies } }
  const rank = isMine ? (signed.length > 0 ? 0 : 4) : 6
  return { rank, next: { to: 'settle', study, open, differences: differencesIn(assessment), signed, isMine } }
}

/** How many there were at the reveal of an extraction; null of ratings, whose open items are known. */
const differencesIn = ({ revealed }: Assessment): number | null => revealed?.differing?.length ?? null

function nextToAssign(rows: readonly StudyRow[]): Ranked | null {
  const unassigned = rows.filter(({ assessment }) => assessment === null || assessment.vacancies > 0)
  const [first] = unassigned
  return first ? { rank: 2, next: { to: 'assign', study: first.study, studies: unassigned.length } } : null
}
