/**
 * The bias matrix as plain data: studies by items, with totals. The screen, the figure and the CSV all draw this one,
 * so they cannot differ. Current round only.
 *
 * It holds nothing that its reader's view does not: before the reveal every cell of a study is hidden, whatever else is
 * known, and so is a study whose ratings this reader may not read.
 */
import {
  agreedAnswers,
  countedAnswers,
  currentAssessment,
  isSettled,
  itemsOf,
  optionOf,
  placesOf,
  reachabilityOf,
  scoreOf,
  stageOf,
  submittedCount,
  type Answers,
  type ChosenOptions,
  type Assessment,
  type AssessmentState,
  type Band,
  type Instrument,
  type Option,
  type PointRange,
  type ReviewView,
  type Study,
} from '@tandem/rules'

export type BiasMatrix = {
  readonly review: { readonly title: string; readonly reference: string; readonly registration: string | null }
  /** Says what is invented; printed inside every figure and file. Null where nothing is. */
  readonly invented: string | null
  readonly instrument: Instrument
  /** One per study, in the order of the review. */
  readonly rows: readonly MatrixRow[]
}

export type MatrixRow = {
  readonly study: { readonly id: string; readonly key: string; readonly label: string; readonly design: string }
  /**
   * `untouched`: nobody is assigned. `hidden`: not revealed, or not to this reader. `writing`: several people write one
   * rating that is not submitted. `open`: being settled.
   */
  readonly state: 'untouched' | 'hidden' | 'writing' | 'open' | 'settled'
  readonly assessment: AssessmentState
  /** Drafts that are in, of how many; what several people write together is one. */
  readonly submitted: number
  readonly reviewers: number
  /** One per item of the instrument, in its order. */
  readonly cells: readonly MatrixCell[]
  /** Null while the row is hidden or untouched. */
  readonly score: MatrixScore | null
}

export type MatrixCell =
  | { readonly kind: 'answer'; readonly item: string; readonly option: string }
  /** The raters differ and nothing is settled yet. One value per rater, in the order of the slots; null: no answer. */
  | { readonly kind: 'disputed'; readonly item: string; readonly values: readonly (string | null)[] }
  | { readonly kind: 'hidden'; readonly item: string }
  | { readonly kind: 'writing'; readonly item: string }
  | { readonly kind: 'unanswered'; readonly item: string }
  /** The instrument does not ask this item after the answers given to others. */
  | { readonly kind: 'not-asked'; readonly item: string }

export type MatrixScore = {
  /** `low` equals `high` once all items are answered. */
  readonly total: PointRange & { readonly maximum: number }
  readonly domains: readonly (PointRange & { readonly id: string; readonly maximum: number })[]
  /** The bands that the total can still fall in: one once all is answered, none if the instrument has none. */
  readonly bands: readonly Band[]
}

/** The answers of an open consensus document as they stand now. */
export type LiveAnswers = { readonly assessment: string; readonly document: string; readonly answers: Answers }

/**
 * @param instrument the form of one stage of the review, as in `view.forms`.
 * @param live the open consensus documents that the reader may read; without one, what the raters agree on is shown.
 */
export function biasMatrix(view: ReviewView, instrument: Instrument, live: readonly LiveAnswers[]): BiasMatrix {
  const { title, reference, registration, invented } = view.review
  return {
    review: { title, reference, registration },
    invented,
    instrument,
    rows: view.studies.map((study) => rowOf(view, instrument, live, study)),
  }
}

function rowOf(view: ReviewView, instrument: Instrument, live: readonly LiveAnswers[], study: Study): MatrixRow {
  const assessment = currentAssessment(view, study.id, instrument.id)
  const { id, key, label, design } = study
  const state = rowState(assessment)
  const closed = CLOSED[state]
  const cells =
    assessment === null || closed !== null
      ? itemsOf(instrument).map(({ id: item }) => ({ kind: closed ?? 'unanswered', item }) as const)
      : revealedCells(instrument, assessment, live)
  return {
    study: { id, key, label, design },
    state,
    assessment: assessment?.state ?? 'unassigned',
    ...draftsIn(view, instrument, assessment),
    cells,
    score: state === 'open' || state === 'settled' ? matrixScore(instrument, answersOf(cells)) : null,
  }
}

/** What every cell of a row is of which no answer is shown. */
const CLOSED = { untouched: 'unanswered', hidden: 'hidden', writing: 'writing', open: null, settled: null } as const

function draftsIn(
  { review }: ReviewView,
  instrument: Instrument,
  assessment: Assessment | null,
): Pick<MatrixRow, 'submitted' | 'reviewers'> {
  if (assessment === null) return { submitted: 0, reviewers: stageOf(review, instrument.id)?.reviewers ?? 0 }
  if (assessment.joint) return { submitted: assessment.settlement === null ? 0 : 1, reviewers: 1 }
  return { submitted: submittedCount(assessment), reviewers: placesOf(assessment) }
}

function rowState(assessment: Assessment | null): MatrixRow['state'] {
  if (assessment === null || assessment.state === 'unassigned') return 'untouched'
  if (assessment.joint) {
    if (assessment.settlement === null) return 'writing'
    // A reader who may not read the rating gets the settlement without it.
    return Object.keys(assessment.settlement.answers).length === 0 ? 'hidden' : 'settled'
  }
  // A reader who may not read the ratings gets the reveal without them.
  if (assessment.revealed === null || assessment.revealed.ratings.length === 0) return 'hidden'
  return isSettled(assessment.state) && assessment.settlement !== null ? 'settled' : 'open'
}

function revealedCells(
  instrument: Instrument,
  assessment: Assessment,
  live: readonly LiveAnswers[],
): readonly MatrixCell[] {
  if (isSettled(assessment.state) && assessment.settlement !== null) {
    return cellsFrom(instrument, assessment.settlement.answers, [])
  }
  const ratings = (assessment.revealed?.ratings ?? []).map(({ answers }) => answers)
  const current = live.find(
    ({ assessment: id, document }) => id === assessment.id && document === assessment.consensus?.document,
  )
  return cellsFrom(
    instrument,
    current?.answers ?? agreedAnswers(instrument, ratings),
    ratings.map((answers) => countedAnswers(instrument, answers)),
  )
}

/** What stands in the consensus is shown; where it is empty, what the raters said, unless they said the same. */
function cellsFrom(instrument: Instrument, agreed: Answers, ratings: readonly ChosenOptions[]): readonly MatrixCell[] {
  const reachability = reachabilityOf(instrument, agreed)
  return itemsOf(instrument).map((item): MatrixCell => {
    if (reachability.get(item.id) === 'not-asked') return { kind: 'not-asked', item: item.id }
    const option = optionOf(item, agreed[item.id])
    if (option !== undefined) return { kind: 'answer', item: item.id, option: option.id }
    const values = ratings.map((rating) => rating[item.id] ?? null)
    const isDisputed = values.some((value) => value !== values[0])
    return isDisputed ? { kind: 'disputed', item: item.id, values } : { kind: 'unanswered', item: item.id }
  })
}

const answersOf = (cells: readonly MatrixCell[]): Answers =>
  Object.fromEntries(cells.flatMap((cell) => (cell.kind === 'answer' ? [[cell.item, cell.option]] : [])))

function matrixScore(instrument: Instrument, answers: Answers): MatrixScore {
  const { range, maximum, domains } = scoreOf(instrument, answers)
  return {
    total: { ...range, maximum },
    domains: domains.map((domain) => ({ id: domain.id, ...domain.range, maximum: domain.maximum })),
    bands: instrument.bands.filter((band) => band.to >= range.low && band.from <= range.high),
  }
}

/** The option that a cell's answer names, for its label and disc. */
export function optionIn(instrument: Instrument, item: string, option: string | null): Option | undefined {
  const asked = itemsOf(instrument).find(({ id }) => id === item)
  return asked === undefined || option === null ? undefined : optionOf(asked, option)
}

/** What a cell says, in words. */
export function cellText(instrument: Instrument, cell: MatrixCell): string {
  const label = (option: string | null) => optionIn(instrument, cell.item, option)?.label ?? 'no answer'
  switch (cell.kind) {
    case 'answer':
      return label(cell.option)
    case 'disputed':
      return `disputed, ${cell.values.map(label).join(' or ')}`
    case 'hidden':
      return 'hidden until all have submitted'
    case 'writing':
      return 'being written'
    case 'unanswered':
      return 'not answered'
    case 'not-asked':
      return 'not asked after the other answers'
  }
}

/** "16", or "14 to 15" while items are open. Never a dash: spreadsheets read "14-15" as a date. */
export const rangeText = ({ low, high }: PointRange): string => (low === high ? String(low) : `${low} to ${high}`)

/** "fair", "poor or fair", "poor to excellent". */
export function bandText(bands: readonly Band[]): string {
  const labels = bands.map((band) => band.label)
  return labels.length > 2 ? `${labels[0]} to ${labels.at(-1)}` : labels.join(' or ')
}
