/**
 * The fold of many events at once. `evolve` copies each list that an event changes, so folding event by event costs the
 * square of the size of a review. Nearly every event is about a few studies: each is folded over those and their rounds
 * alone, or over one thread, and the lists are put together once, at the end.
 *
 * Still one fold: what an event does is said in `evolve` only. Here it is said what an event does not touch.
 */
import type { ReviewEvent } from './events.ts'
import { evolve } from './evolve.ts'
import type { Assessment, AssessmentId, ReviewView, Study, StudyId, ThreadId } from './review.ts'
import type { Thread } from './threads/thread.ts'

export function evolveAll(view: ReviewView, events: readonly ReviewEvent[]): ReviewView {
  if (events.length === 0) return view
  const whole = taken(view)
  for (const event of events) put(whole, narrowed(whole, event), event)
  return assembled(whole)
}

/** A view taken apart. Maps keep the order in which things came. */
type Parts = {
  /** All but studies, assessments and threads, which are empty here. */
  rest: ReviewView
  readonly studies: Map<StudyId, Study>
  readonly assessments: Map<AssessmentId, Assessment>
  readonly roundsOf: Map<StudyId, AssessmentId[]>
  readonly threads: Map<ThreadId, Thread>
}

function taken(view: ReviewView): Parts {
  const parts: Parts = {
    rest: { ...view, studies: [], assessments: [], threads: [] },
    threads: new Map(view.threads.map((thread) => [thread.id, thread])),
    studies: new Map(view.studies.map((study) => [study.id, study])),
    assessments: new Map(),
    roundsOf: new Map(),
  }
  for (const assessment of view.assessments) keep(parts, assessment)
  return parts
}

function assembled({ rest, studies, assessments, threads }: Parts): ReviewView {
  return {
    ...rest,
    studies: [...studies.values()],
    assessments: [...assessments.values()],
    threads: [...threads.values()],
  }
}

/** The view as far as the event is about it. */
function narrowed(parts: Parts, event: ReviewEvent): ReviewView {
  const concerned = studiesOf(parts, event)
  if (concerned === 'all') return assembled(parts)
  const ids = [...new Set(concerned)]
  const rounds = ids.flatMap((id) => parts.roundsOf.get(id) ?? [])
  return {
    ...parts.rest,
    studies: ids.flatMap((id) => parts.studies.get(id) ?? []),
    assessments: rounds.flatMap((id) => parts.assessments.get(id) ?? []),
    threads: 'thread' in event ? [parts.threads.get(event.thread) ?? []].flat() : [],
  }
}

function put(parts: Parts, before: ReviewView, event: ReviewEvent): void {
  const { studies, assessments, threads, ...rest } = evolve(before, event)
  parts.rest = { ...rest, studies: [], assessments: [], threads: [] }
  const stays = new Set(studies.map(({ id }) => id))
  for (const { id } of before.studies) if (!stays.has(id)) parts.studies.delete(id)
  for (const study of studies) parts.studies.set(study.id, study)
  for (const assessment of assessments) keep(parts, assessment)
  for (const thread of threads) parts.threads.set(thread.id, thread)
}

function keep({ assessments, roundsOf }: Parts, assessment: Assessment): void {
  const { id, study } = assessment
  if (!assessments.has(id)) {
    const rounds = roundsOf.get(study)
    if (rounds) rounds.push(id)
    else roundsOf.set(study, [id])
  }
  assessments.set(id, assessment)
}

/** The studies outside of which an event changes neither studies nor assessments. */
function studiesOf({ assessments }: Parts, event: ReviewEvent): readonly StudyId[] | 'all' {
  const rated = (id: AssessmentId): readonly StudyId[] => {
    const assessment = assessments.get(id)
    return assessment ? [assessment.study] : []
  }
  switch (event.type) {
    case 'left':
      return 'all'
    case 'roles-changed':
      return event.vacates ? 'all' : []
    case 'assigned':
    case 'conflict-declared':
    case 'conflict-cleared':
    case 'study-removed':
      return [event.study]
    case 'study-corrected':
      return [event.study.id]
    case 'due-set':
      return event.studies
    case 'submitted':
    case 'withdrawn':
    case 'revealed':
    case 'signed':
    case 'settled':
    case 'reopened':
    case 'confirmed':
      return rated(event.assessment)
    case 'locked':
    case 'form-adopted':
      return event.assessments.flatMap(rated)
    case 'planned':
    case 'protocol-frozen':
    case 'protocol-amended':
    case 'form-begun':
    case 'form-published':
    case 'form-discarded':
    case 'invited':
    case 'invitation-revoked':
    case 'joined':
    case 'studies-added':
    case 'allocated':
    case 'thread-opened':
    case 'replied':
    case 'thread-resolved':
    case 'thread-reopened':
    case 'comment-revised':
    case 'nudged':
    case 'snapshot-made':
      return []
  }
}
