/** What a data folder holds: its reviews, whether their logs hold, and their documents. */
import type { DocumentId, PersonId, ReviewId } from '@tandem/rules'
import type { ChainBreak } from '../store/contract.ts'
import { aligned, counted } from './print.ts'

export type ReviewOverview = {
  readonly id: ReviewId
  readonly title: string
  readonly events: number
  /** Null where the chain holds. */
  readonly brokenAt: ChainBreak | null
  readonly documents: readonly DocumentOverview[]
}

export type DocumentOverview = {
  readonly id: DocumentId
  readonly kind: string
  readonly owner: PersonId | null
  /** Null for a form under construction. */
  readonly assessment: string | null
  readonly updates: number
  readonly bytes: number
  readonly layout: number
}

export function printOverview(reviews: readonly ReviewOverview[]): string {
  return reviews.length === 0 ? 'There is no review here.' : reviews.map(printReview).join('\n\n')
}

function printReview({ id, title, events, brokenAt, documents }: ReviewOverview): string {
  const chain = brokenAt === null ? 'its log holds' : `its log breaks at seq ${brokenAt.seq} (${brokenAt.why})`
  const rows = documents.map((document) => [
    `  ${document.id}`,
    document.kind,
    document.owner ?? 'shared',
    document.assessment === null ? 'no assessment' : `assessment ${document.assessment}`,
    counted(document.updates, 'update'),
    counted(document.bytes, 'byte'),
    `layout ${document.layout}`,
  ])
  const head = `${id}  ${title}\n${counted(events, 'event')}, ${counted(documents.length, 'document')}, ${chain}`
  return [head, ...aligned(rows)].join('\n')
}
