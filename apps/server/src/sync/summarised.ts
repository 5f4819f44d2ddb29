import type { DocumentSummary, StoredDocument } from '../store/contract.ts'

/** A form under construction has none: everybody who may see it may open it. */
export const hasSummary = (document: StoredDocument): document is SummarisedDocument => document.assessment !== null

export type SummarisedDocument = StoredDocument & Pick<DocumentSummary, 'assessment'>
