/** What others may look at without opening a document: the row that is written in the commit of each edit. */
import {
  answeredCount,
  candidatesIn,
  isSharedKind,
  recordedAnswers,
  type Form,
  type Instant,
  type PlainDocument,
} from '@tandem/rules'
import type { DocumentSummary, StoredDocument } from '../store/contract.ts'

/** A form under construction has none: everybody who may see it may open it. */
export const hasSummary = (document: StoredDocument): document is SummarisedDocument => document.assessment !== null

export type SummarisedDocument = StoredDocument & Pick<DocumentSummary, 'assessment'>

export function summaryOf(
  { id, review, assessment, kind, owner }: SummarisedDocument,
  form: Form,
  content: PlainDocument,
  at: Instant,
): DocumentSummary {
  return {
    document: id,
    review,
    assessment,
    kind,
    owner,
    answered: answeredCount(form, content),
    // A draft's answers never enter a projection.
    answers: isSharedKind(kind) ? recordedAnswers(form, content) : null,
    openCandidates: candidatesIn(content).length,
    at,
  }
}
