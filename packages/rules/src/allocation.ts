/**
 * Who gets which study. The same view, wishes and seed give the same allocation on any machine: it is previewed in the
 * browser, carried out as previewed, and can be repeated from what the log keeps.
 *
 * Studies are taken in an order drawn from the seed. Each gets the people who are furthest behind their share, counting
 * what they have already; who is equally far behind is drawn. With experts, one place of each study is an expert's and
 * the others go to those who are none, as far as there are enough.
 */
import type { AllocationRecord, Assignment } from './commands.ts'
import { isOneOfTheN, mayRate, memberOf } from './grants.ts'
import type { PersonId, ReviewView, Stage, StudyId } from './review.ts'
import { currentAssessment } from './states.ts'

export type Allocation = {
  readonly assignments: readonly Assignment[]
  /** Studies for which there are not enough people who may rate them. */
  readonly leftOver: readonly StudyId[]
}

/** @param studies to be given reviewers in this stage; those that have an assessment already are passed over. */
export function allocate(
  view: ReviewView,
  stage: Stage,
  studies: readonly StudyId[],
  how: AllocationRecord,
): Allocation {
  const draw = randomFrom(how.seed)
  const crew = crewOf(view, stage, how)
  const assignments: Assignment[] = []
  const leftOver: StudyId[] = []
  for (const study of shuffled(freeStudies(view, stage, studies), draw)) {
    const reviewers = teamFor(view, stage, study, crew, how.experts, draw)
    if (reviewers === null) leftOver.push(study)
    else assignments.push({ study, reviewers })
  }
  return { assignments: inOrderOf(view, assignments), leftOver }
}

type Mate = { readonly person: PersonId; readonly share: number; count: number }

function crewOf(view: ReviewView, stage: Stage, { shares }: AllocationRecord): readonly Mate[] {
  return shares
    .filter(({ share }) => share > 0)
    .map(({ person, share }) => ({ person, share, count: assignedTo(view, stage, person) }))
}

/** Studies that this person has or had to rate in this stage. */
export function assignedTo(view: ReviewView, { form }: Stage, person: PersonId): number {
  return view.studies.filter(({ id }) => {
    const assessment = currentAssessment(view, id, form.id)
    return assessment !== null && isOneOfTheN(assessment, person)
  }).length
}

const freeStudies = (view: ReviewView, { form }: Stage, studies: readonly StudyId[]): readonly StudyId[] =>
  studies.filter((study) => currentAssessment(view, study, form.id) === null)

function teamFor(
  view: ReviewView,
  { mode, reviewers: places }: Stage,
  study: StudyId,
  crew: readonly Mate[],
  experts: readonly PersonId[],
  draw: Draw,
): readonly PersonId[] | null {
  const able = shuffled(
    crew.filter(({ person }) => mayRate(memberOf(view, person), study)),
    draw,
  ).sort(byNeed)
  const team = experts.length > 0 ? mixed(able, experts, places) : able
  const taken = team?.slice(0, places) ?? []
  if (taken.length < places) return null
  for (const mate of taken) mate.count += 1
  const people = taken.map(({ person }) => person)
  // The last one confirms what the others write: that is the expert's part.
  return mode === 'verified' ? people.reverse() : people
}

/** One expert first, then the others, and further experts only where there are too few others. */
function mixed(able: readonly Mate[], experts: readonly PersonId[], places: number): readonly Mate[] | null {
  const isExpert = ({ person }: Mate): boolean => experts.includes(person)
  const [first, ...more] = able.filter(isExpert)
  if (!first) return null
  const others = able.filter((mate) => !isExpert(mate))
  return [first, ...others.slice(0, places - 1), ...more]
}

/**
 * Whoever would be furthest behind their share even with this study comes first. The draw before it decides between equals:
 * sorting is stable.
 */
const byNeed = (a: Mate, b: Mate): number => (a.count + 1) / a.share - (b.count + 1) / b.share

const inOrderOf = (view: ReviewView, assignments: readonly Assignment[]): readonly Assignment[] =>
  view.studies.flatMap(({ id }) => assignments.find(({ study }) => study === id) ?? [])

/** From 0 to below 1. */
type Draw = () => number

/** Fisher and Yates. */
function shuffled<Value>(values: readonly Value[], draw: Draw): Value[] {
  const mixed = [...values]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1))
    ;[mixed[last], mixed[other]] = [mixed[other] as Value, mixed[last] as Value]
  }
  return mixed
}

/** FNV-1a of the seed, then Weyl steps through the finaliser of MurmurHash3: plenty for fairness, none for secrets. */
function randomFrom(seed: string): Draw {
  let state = 0x811c9dc5
  for (let at = 0; at < seed.length; at += 1) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000
  }
}
