/** What tables of extraction are made from: what a reader may read of every study, as plain data. */
import type { AssessmentState, ExtractionForm, PlainDocument, Structure } from '@tandem/rules'

export type ExtractedReview = {
  /** The newest version: it has every question of the earlier ones, so all studies are read by it. */
  readonly form: ExtractionForm
  /** In the order of the review. */
  readonly studies: readonly ExtractedStudy[]
  /** Says what is invented; printed in every file. Null where nothing is. */
  readonly invented: string | null
}

export type ExtractedStudy = {
  readonly key: string
  readonly label: string
  readonly year: number
  readonly state: AssessmentState
  /** Null while it is not agreed. */
  readonly structure: Structure | null
  /** The version that this study was extracted with: what that did not ask is not missing. */
  readonly form: ExtractionForm
  /** Revealed drafts in the order of the reviewers; empty before the reveal, and where people write together. */
  readonly drafts: readonly { readonly reviewer: string; readonly content: PlainDocument }[]
  /** The consensus, or what was written together; null before there is any. */
  readonly consensus: { readonly content: PlainDocument; readonly isSettled: boolean } | null
}
