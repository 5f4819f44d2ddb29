/** What the routes ask of the reviews. Null answers for unknown and forbidden, alike. */
import type { PersonId, ReviewId } from '@tandem/rules'
import type { CommandAnswer, CommandRequest, ReviewAnswer, ReviewListAnswer } from '@tandem/wire'

export type Reviews = {
  list(person: PersonId): Promise<ReviewListAnswer>
  read(review: ReviewId, person: PersonId): Promise<ReviewAnswer | null>
  command(review: ReviewId, person: PersonId, request: CommandRequest): Promise<CommandAnswer | null>
  snapshot(review: ReviewId, person: PersonId, number: number): Promise<SnapshotFile | null>
}

export type SnapshotFile = { readonly fileName: string; readonly text: string }
