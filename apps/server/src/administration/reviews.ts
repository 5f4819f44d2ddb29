/** What the command line says about reviews. It only reads, so it needs no server and disturbs none. */
import {
  accepted,
  refused,
  type Assessment,
  type DocumentId,
  type Json,
  type PlainDocument,
  type Result,
  type ReviewId,
  type ReviewView,
  type Stage,
} from '@tandem/rules'
import type { Archive } from '../inspect/answer.ts'
import { storyOf } from '../history/story.ts'
import { OpenReview } from '../review/open-review.ts'
import type { ReviewAsked } from './command-line.ts'

export async function answerAboutReviews(archive: Archive, asked: ReviewAsked): Promise<Result<Json, string>> {
  if (asked.what === 'list-reviews') return accepted(archive.reviews().flatMap((id) => lineOf(archive, id) ?? []))
  const stored = archive.review(asked.review)
  if (stored === null) return refused(`There is no review "${asked.review}". "tandem review list" lists them.`)
  const { view } = new OpenReview(stored, [])
  switch (asked.what) {
    case 'show-review':
      return accepted(summaryOf(view))
    case 'list-members':
      return accepted(membersOf(view))
    case 'export-review':
      return accepted({ ...stored, documents: documentsOf(archive, view, asked.withDrafts) } as unknown as Json)
  }
}

function lineOf(archive: Archive, id: ReviewId): Json {
  const stored = archive.review(id)
  if (stored === null) return null
  const { view } = new OpenReview(stored, [])
  return { id, title: view.review.title, members: view.people.length, studies: view.studies.length }
}

function summaryOf({ review, people, studies, assessments, snapshots }: ReviewView): Json {
  const current = assessments.filter(({ isCurrent }) => isCurrent)
  return {
    id: review.id,
    title: review.title,
    registration: review.registration,
    members: people.length,
    studies: studies.length,
    stages: review.stages.map((stage) => stageLine(stage, studies.length, current)),
    snapshots: snapshots.length,
  }
}

function stageLine({ form, mode, reviewers }: Stage, studies: number, current: readonly Assessment[]): Json {
  const inStage = current.filter((assessment) => assessment.form.id === form.id)
  return {
    instrument: `${form.id}, version ${form.version}`,
    mode,
    reviewers,
    unassigned: studies - inStage.length,
    states: Object.fromEntries(
      [...Map.groupBy(inStage, ({ state }) => state)].map(([state, all]) => [state, all.length]),
    ),
  }
}

function membersOf({ people }: ReviewView): Json {
  return people.map(({ id, name, roles }) => ({ id, name, roles: [...roles] }))
}

/** A draft that is not revealed yet is nobody's business but its reviewer's, unless it is asked for by name. */
function documentsOf(archive: Archive, { review, assessments }: ReviewView, withDrafts: boolean): readonly Exported[] {
  const revealed = new Set(assessments.filter((each) => each.revealed !== null).flatMap(documentIdsOf))
  return archive.documents(review.id).map(({ id, kind, owner, assessment, updates }) => {
    const isShown = withDrafts || revealed.has(id)
    const content = isShown ? storyOf(archive.updates(id)).content : null
    return { id, kind, owner, assessment, updates: isShown ? updates : null, content }
  })
}

type Exported = {
  readonly id: DocumentId
  readonly kind: string
  readonly owner: string | null
  readonly assessment: string | null
  /** Null like the content where it is withheld. */
  readonly updates: number | null
  readonly content: PlainDocument | null
}

function documentIdsOf({ slots, consensus }: Assessment): readonly DocumentId[] {
  return [...slots.flatMap(({ draft }) => draft ?? []), ...(consensus ? [consensus.document] : [])]
}
