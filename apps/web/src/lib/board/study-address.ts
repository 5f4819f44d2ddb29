import { resolve } from '$app/paths'
import type { ReviewId } from '@tandem/rules'
import type { BoardRow } from './rows.ts'

/** Where the study of a row is rated. */
export function studyAddressOf(review: ReviewId, { study }: BoardRow): string {
  return resolve('/r/[review]/study/[study]/bias', { review, study: study.key })
}
