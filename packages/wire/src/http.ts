/** What routes take and answer, reviews and the demo. `routes.ts` says which route takes and answers what. */
import { z } from 'zod'
import type {
  Actor,
  AssessmentId,
  DocumentId,
  FormVersion,
  Instant,
  Json,
  Person,
  PersonId,
  PlainDocument,
  ReviewId,
  ReviewView,
  SdsByOutcome,
  SentEvent,
  StudyId,
} from '@tandem/rules'
import type { Answers } from '@tandem/rules'
import type { SessionAnswerSchema } from './accounts.ts'

export type ApiError = { readonly error: string; readonly sentence: string }

export type SessionAnswer = Omit<z.infer<typeof SessionAnswerSchema>, 'person'> & { readonly person: SignedIn | null }
export type SignedIn = NonNullable<z.infer<typeof SessionAnswerSchema>['person']> & { readonly id: PersonId }

export type DemoAnswer = { readonly people: readonly DemoPerson[] }
export type DemoPerson = {
  readonly name: string
  readonly duty: string
  readonly hue: number
  /** Absolute URL on this person's own host, e.g. http://alice.localhost:4321/login#demo=alice */
  readonly link: string
}
export const DemoSignInSchema = z.strictObject({ person: z.string().regex(/^[a-z]{1,32}$/) })

export type ReviewListAnswer = {
  readonly reviews: readonly {
    readonly id: ReviewId
    readonly title: string
    readonly reference: string
    readonly invented: string | null
  }[]
}

export type ReviewAnswer = {
  /** The reader, as a member of this review. */
  readonly me: Person
  /**
   * Redacted: drafts of others are null before the reveal, submission hashes are absent; threads and nudges as far as the
   * reader may see them now.
   */
  readonly view: ReviewView
  /** What the reader may see of unfinished work. */
  readonly progress: readonly Progress[]
  /** Live answers of open consensus documents that the reader may read. */
  readonly consensusAnswers: readonly ConsensusAnswers[]
  /** Where to resume the live feed. Opaque. */
  readonly cursor: string
}

/** One reviewer's progress in a blind draft. The denominator does not depend on answers; the time is rounded to a minute. */
export type Progress = {
  readonly assessment: AssessmentId
  readonly reviewer: PersonId
  readonly answered: number
  readonly total: number
  readonly at: Instant | null
}

export type ConsensusAnswers = {
  readonly assessment: AssessmentId
  readonly document: DocumentId
  readonly answers: Answers
  readonly openCandidates: number
}

/** What was extracted in one stage, study by study, as far as the reader may see it: of blind drafts nothing. */
export type ExtractionsAnswer = { readonly studies: readonly ExtractedStudy[] }

export type ExtractedStudy = {
  readonly study: StudyId
  readonly assessment: AssessmentId
  /** Of the form that it was extracted with. */
  readonly form: FormVersion
  /** Revealed drafts, in the order of the reviewers. */
  readonly drafts: readonly { readonly reviewer: PersonId; readonly content: PlainDocument }[]
  /** What they agreed on, or wrote together; null where there is neither, or it may not be read. */
  readonly shared: { readonly content: PlainDocument; readonly isSettled: boolean } | null
}

/** What traps compare with: the SDs of every settled study that the reader may read, by the outcomes of its structure. */
export type SettledSdsAnswer = { readonly studies: readonly SettledSds[] }

export type SettledSds = { readonly study: StudyId; readonly sds: SdsByOutcome }

/** Who set which value of one question when, the first change first. */
export type ItemHistoryAnswer = { readonly changes: readonly ItemChange[] }

export type ItemChange = {
  /** To the minute. */
  readonly at: Instant
  readonly by: Actor
} & PlaceChange

/** What became of a document, the first moment first: taken one after the other they give it as it was. */
export type DocumentHistoryAnswer = { readonly moments: readonly Moment[] }

/** What one person changed within one minute, nobody else in between. */
export type Moment = {
  /** To the minute. */
  readonly at: Instant
  readonly by: Actor
  /** Of each place what stood there in the end. */
  readonly changes: readonly PlaceChange[]
}

export type PlaceChange = {
  readonly part: 'field' | 'text'
  /** The key of the field, or the name of the text, that changed. */
  readonly key: string
  /** Null: it was cleared. */
  readonly value: Json
}

/** What has happened in a review, the oldest first, as far as the reader may see it. */
export type ReviewLogAnswer = { readonly events: readonly SentEvent[] }
