/** What others may look at without opening a document: the row that is written in the commit of each edit. */
import {
  answersIn,
  candidatesIn,
  isSharedKind,
  itemProgress,
  type Instant,
  type Instrument,
  type PlainDocument,
} from '@tandem/rules'
import type { DocumentSummary, StoredDocument } from '../store/contract.ts'

export function summaryOf(
  { id, review, assessment, kind, owner }: StoredDocument,
  instrument: Instrument,
  content: PlainDocument,
  at: Instant,
): DocumentSummary {
  const answers = answersIn(instrument, content)
  return {
    document: id,
    review,
    assessment,
    kind,
    owner,
    answered: itemProgress(instrument, answers).answered,
    // A draft's answers never enter a projection.
    answers: isSharedKind(kind) ? answers : null,
    openCandidates: candidatesIn(content).length,
    at,
  }
}
