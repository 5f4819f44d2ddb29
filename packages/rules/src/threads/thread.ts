/**
 * Threads: what people say to each other about a study, an item or one of its fields.
 *
 * Comments come by command and are events of the log. They are never among the events that somebody is sent: what a person
 * gets is a projection by their rights of today, `threadsFor`. So a reveal needs no event that releases anything, and the
 * cursor of the live feed counts nothing that a change of rights could move.
 */
import type { ItemPart } from '../content/index.ts'
import type { AssessmentId, CommentId, Instant, Person, PersonId, StudyId, ThreadId } from '../review.ts'

export type Thread = { readonly id: ThreadId; readonly anchor: Anchor; readonly entries: readonly ThreadEntry[] }

/** What a thread is about. */
export type Anchor = {
  readonly study: StudyId
  /** The instrument; null: the study as such. */
  readonly form: string | null
  readonly item: string | null
  readonly part: ItemPart | null
}

export type ThreadEntry = Comment | Revision | Turn

export type Comment = Written & {
  readonly is: 'comment'
  readonly id: CommentId
  /** Null: taken back. */
  readonly text: string | null
  readonly mentions: readonly PersonId[]
  /** When it got the text that it has here. */
  readonly revisedAt: Instant | null
}

/** Another text for a comment. Held like any entry, so it stands by itself; no projection has one. */
export type Revision = Written & {
  readonly is: 'revision'
  readonly comment: CommentId
  readonly text: string | null
  readonly mentions: readonly PersonId[]
}

export type Turn = Written & { readonly is: 'resolved' | 'reopened' }

type Written = {
  readonly by: PersonId
  readonly at: Instant
  /**
   * The assessments that were current for the anchor then, and those of the study's other stages that were blind: who else
   * reads it, and when, follows from these.
   */
  readonly rounds: readonly AssessmentId[]
}

export type CommentsReaders = { readonly now: readonly Person[]; readonly afterReveal: readonly Person[] }

/** Characters of one comment: half a printed page. */
export const MAX_COMMENT = 4_000

/** People mentioned in one comment: the largest team that reads a study, with room. */
export const MAX_MENTIONS = 20

/** What one person may write in the threads of a review. By person: a number by thread would tell of entries that are held. */
export const MAX_ENTRIES_BY_PERSON = 5_000

export const isComment = (entry: ThreadEntry): entry is Comment => entry.is === 'comment'

/** As far as this thread shows: a resolution that is held has not happened for its reader. */
export function isResolved({ entries }: Thread): boolean {
  return entries.findLast(({ is }) => is === 'resolved' || is === 'reopened')?.is === 'resolved'
}
