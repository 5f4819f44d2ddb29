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
import type { DocumentSummary } from '../store/contract.ts'
import type { SummarisedDocument } from './summarised.ts'

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
