/** Who waits for whom, and what the reader does next, over all stages. */
import {
  agreedAnswers,
  isOneOfTheN,
  isSettled,
  itemProgress,
  scoreOf,
  type Assessment,
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
  readonly study: Study
  readonly form: string
  readonly what: 'draft' | 'signature' | 'consensus'
  readonly since: Instant | null
  /** Numbers of items still open in a consensus; empty for drafts. */
  readonly open: readonly string[]
}

/** In all stages. */
export function waitsOf(view: ReviewView, live: readonly ConsensusAnswers[]): readonly Wait[] {
  return allRows(view).flatMap(({ study, form, assessment, state }): readonly Wait[] => {
    if (!assessment) return []
    if (state === 'partial') {
      const done = assessment.slots.filter((slot) => slot.submittedAt !== null)
      const to = assessment.slots.filter((slot) => slot.submittedAt === null).map((slot) => slot.reviewer)
      const since = done.map((slot) => slot.submittedAt).sort()[0] ?? null
      return [
        {
          key: assessment.id,
          from: done.map((slot) => slot.reviewer),
          to,
          study,
          form,
          what: 'draft',
          since,
          open: [],
        },
      ]
    }
    if (state !== 'conflict') return []
    const signed = assessment.consensus?.signatures ?? []
    const n = assessment.slots.map((slot) => slot.reviewer)
    const from = signed.map((signature) => signature.person)
    const open = openNumbers(view, assessment, live)
    const since = signed.map((signature) => signature.at).sort()[0] ?? assessment.consensus?.openedAt ?? null
    return [
      {
        key: assessment.id,
        from,
        to: n.filter((one) => !from.includes(one)),
        study,
        form,
        what: from.length > 0 ? 'signature' : 'consensus',
        since,
        open,
      },
    ]
  })
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
  | { readonly to: 'wait'; readonly study: Study; readonly for: readonly PersonId[] }

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
  const instrument = assessment && view.forms[assessment.form.hash]
  if (!assessment || !instrument || isSettled(state)) return null
  if (assessment.joint) return nextTogether(study, assessment, instrument, me, progress)
  if (!assessment.revealed) return nextInRating(study, assessment, instrument, me, progress)
  return nextInConsensus(study, assessment, openNumbers(view, assessment, live), me, roles)
}

/** Numbers of the items that are open in a consensus. */
function openNumbers(view: ReviewView, assessment: Assessment, live: readonly ConsensusAnswers[]): readonly string[] {
  const instrument = view.forms[assessment.form.hash]
  return instrument ? numbersOf(instrument, openItems(instrument, assessment, live)) : []
}

function nextInRating(
  study: Study,
  { id, slots }: Assessment,
  instrument: Instrument,
  me: PersonId,
  progress: readonly Progress[],
): Ranked | null {
  const mine = slots.find((slot) => slot.reviewer === me)
  if (!mine) return null
  const others = slots.filter((slot) => slot.reviewer !== me)
  if (mine.submittedAt !== null) {
    const missing = others.filter((slot) => slot.submittedAt === null).map((slot) => slot.reviewer)
    return { rank: 9, next: { to: 'wait', study, for: missing } }
  }
  const submitted = others.filter((slot) => slot.submittedAt !== null).map((slot) => slot.reviewer)
  const own = progress.find((one) => one.assessment === id && one.reviewer === me)
  const answered = own?.answered ?? null
  const total = own?.total ?? itemProgress(instrument, {}).total
  const rank = submitted.length > 0 ? 1 : answered ? 3 : 5
  return { rank, next: { to: 'rate', study, answered, total, submitted, of: slots.length } }
}

function nextTogether(
  study: Study,
  { id, slots, verifiers }: Assessment,
  instrument: Instrument,
  me: PersonId,
  progress: readonly Progress[],
): Ranked | null {
  const writers = slots.map(({ reviewer }) => reviewer)
  const written = progress.find((one) => one.assessment === id)
  const answered = written?.answered ?? 0
  const total = written?.total ?? itemProgress(instrument, {}).total
  if (verifiers.includes(me)) return answered === 0 ? null : { rank: 3, next: { to: 'confirm', study, writers } }
  if (!writers.includes(me)) return null
  const others = writers.filter((writer) => writer !== me)
  return { rank: answered > 0 ? 3 : 5, next: { to: 'write', study, answered, total, others } }
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
  const signed = assessment.consensus?.signatures.map((signature) => signature.person) ?? []
  if (signed.includes(me)) {
    const missing = assessment.slots.map((slot) => slot.reviewer).filter((one) => !signed.includes(one))
    return { rank: 8, next: { to: 'wait', study, for: missing } }
  }
  const rank = isMine ? (signed.length > 0 ? 0 : 4) : 6
  return { rank, next: { to: 'settle', study, open, signed, isMine } }
}

function nextToAssign(rows: readonly StudyRow[]): Ranked | null {
  const unassigned = rows.filter((row) => row.assessment === null)
  const [first] = unassigned
  return first ? { rank: 2, next: { to: 'assign', study: first.study, studies: unassigned.length } } : null
}
