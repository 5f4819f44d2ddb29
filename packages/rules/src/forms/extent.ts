/**
 * How much one document may be made of. Rows cost a few bytes each, and what follows from them far more: rows of several
 * drafts are held against each other, and a structure gives a result for each arm at each timepoint of each outcome.
 */
import { currentSections } from './cells.ts'
import type { PlainDocument } from '../content/index.ts'
import type { ExtractionForm } from './definition.ts'
import { rowIdsIn } from './rows.ts'
import { resultCount, structureIn } from './structure.ts'

/** Of one section. Many times the arms, outcomes or funders of any study; what has more is a data set. */
export const MAX_ROWS = 200
/** Results of arms and comparisons of arms, of one study: 8 arms at 6 timepoints of 20 outcomes have 4,320 where none is a control. */
export const MAX_RESULTS = 5_000

export type Excess = { readonly section: string; readonly given: number; readonly limit: number }

/** What there is too much of; null if nothing is. */
export function excessIn(form: ExtractionForm, document: PlainDocument): Excess | null {
  for (const { id, per } of currentSections(form)) {
    const given = per === 'row' ? rowIdsIn(document, id).length : 0
    if (given > MAX_ROWS) return { section: id, given, limit: MAX_ROWS }
  }
  const results = form.kind === 'structure' ? resultCount(structureIn(document)) : 0
  return results > MAX_RESULTS ? { section: 'results', given: results, limit: MAX_RESULTS } : null
}
