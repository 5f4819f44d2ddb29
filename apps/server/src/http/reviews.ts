/** What the routes ask of the reviews. Null answers for unknown and forbidden, alike. */
import type { AskedPlan, DocumentId, DoorCommand, Founder, PersonId, Result, ReviewId } from '@tandem/rules'
import type { FoundingDenial } from '../review/reviews.ts'
import type {
  CommandAnswer,
  CommandRequest,
  ExtractedStudy,
  ItemChange,
  Moment,
  ReviewAnswer,
  ReviewListAnswer,
  ReviewLogAnswer,
  SettledSds,
} from '@tandem/wire'

export type Reviews = {
  list(person: PersonId): Promise<ReviewListAnswer>
  read(review: ReviewId, person: PersonId): Promise<ReviewAnswer | null>
  log(review: ReviewId, person: PersonId): Promise<ReviewLogAnswer | null>
  extractions(review: ReviewId, person: PersonId, form: string): Promise<readonly ExtractedStudy[] | null>
  settledSds(review: ReviewId, person: PersonId, form: string): Promise<readonly SettledSds[] | null>
  itemHistory(
    review: ReviewId,
    person: PersonId,
    document: DocumentId,
    item: string,
  ): Promise<readonly ItemChange[] | null>
  documentHistory(review: ReviewId, person: PersonId, document: DocumentId): Promise<readonly Moment[] | null>
  found(founder: Founder, plan: AskedPlan): Promise<Result<ReviewId, FoundingDenial>>
  /** For somebody who need not be a member: the caller has checked their secret. */
  atTheDoor(review: ReviewId, person: PersonId, command: DoorCommand): Promise<CommandAnswer | null>
  command(review: ReviewId, person: PersonId, request: CommandRequest): Promise<CommandAnswer | null>
  snapshot(review: ReviewId, person: PersonId, number: number): Promise<SnapshotFile | null>
}

export type SnapshotFile = { readonly fileName: string; readonly text: string }
