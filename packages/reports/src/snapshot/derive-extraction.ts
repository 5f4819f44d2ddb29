/** What is counted of extractions, and how far the first drafts of two people coincide. Nothing of them is scored. */
import {
  aligned,
  answeredIn,
  comparisonOf,
  needsStructure,
  structureIn,
  type ExtractionForm,
  type Hash,
  type Structure,
} from '@tandem/rules'
import {
  settledContent,
  type Code,
  type DerivedExtraction,
  type ExtractionAgreement,
  type SnapshotDraft,
  type SnapshotExtraction,
  type SnapshotState,
  type SnapshotStudy,
} from './format.ts'

/** @param form of the drafts. @param consensusForm of what was settled. */
export function derivedExtraction(
  form: ExtractionForm,
  consensusForm: ExtractionForm,
  extraction: SnapshotExtraction,
  structure: Structure | null,
): DerivedExtraction {
  const { round, drafts, differing } = extraction
  const settled = settledContent(extraction)
  const then = structureThen(extraction, structure)
  const cells = drafts && mayCount(form, then) ? comparisonOfDrafts(form, drafts, then).cells : null
  return {
    round,
    drafts: (drafts ?? []).map(({ reviewer }, at) => ({
      reviewer,
      answered: cells && cells.filter(({ answers }) => answers[at] !== undefined).length,
    })),
    compared: cells && cells.length,
    differing: differing && differing.length,
    settled:
      settled && mayCount(consensusForm, structure) ? answeredIn(consensusForm, settled, { structure }).length : null,
  }
}

/** Whether it is known which cells there are. */
const mayCount = (form: ExtractionForm, structure: Structure | null): boolean =>
  structure !== null || !needsStructure(form)

export function comparisonOfDrafts(
  form: ExtractionForm,
  drafts: readonly SnapshotDraft[],
  structure: Structure | null,
) {
  const contents = drafts.map(({ content }) => content)
  return comparisonOf(form, aligned(form, contents), structure)
}

/** What drafts were compared by. @param now what is agreed of the study in the file. */
export function structureThen({ structure }: SnapshotExtraction, now: Structure | null): Structure | null {
  return structure ? structureIn({ fields: structure, texts: {} }) : now
}

/** What is agreed of a study in the file; null where nothing is. */
export function agreedStructure(
  { forms = {} }: Pick<SnapshotState, 'forms'>,
  { extractions = [] }: SnapshotStudy,
): Structure | null {
  const structures = extractions.filter(({ form, isCurrent }) => isCurrent && forms[form]?.kind === 'structure')
  const [content] = structures.flatMap((extraction) => settledContent(extraction) ?? [])
  return content ? structureIn(content) : null
}

/** One entry per form and pair, from first rounds only: later ones began with what both had seen. */
export function extractionAgreementIn(state: SnapshotState): readonly ExtractionAgreement[] {
  const pairs = new Map<string, Tally>()
  for (const study of state.studies) {
    const structure = agreedStructure(state, study)
    for (const extraction of study.extractions ?? []) {
      const { form, round, drafts } = extraction
      if (round !== 1 || drafts === null) continue
      const then = structureThen(extraction, structure)
      for (const pair of pairsOf(drafts)) count(pairs, { hash: form, form: formIn(state, form) }, pair, then)
    }
  }
  return [...pairs.values()].map((tally) => ({
    ...tally,
    percent: tally.cells === 0 ? null : (100 * tally.same) / tally.cells,
  }))
}

type Tally = Omit<ExtractionAgreement, 'percent'>
type Pair = readonly [SnapshotDraft, SnapshotDraft]

function count(
  pairs: Map<string, Tally>,
  { hash, form }: { readonly hash: Hash; readonly form: ExtractionForm },
  pair: Pair,
  structure: Structure | null,
): void {
  const reviewers = [pair[0].reviewer, pair[1].reviewer] as const
  const name = [hash, ...reviewers].join()
  const before = pairs.get(name) ?? { form: hash, reviewers, studies: 0, leftOut: 0, cells: 0, same: 0 }
  if (!mayCount(form, structure)) {
    pairs.set(name, { ...before, leftOut: before.leftOut + 1 })
    return
  }
  const { cells, differing } = comparisonOfDrafts(form, pair, structure)
  pairs.set(name, {
    ...before,
    studies: before.studies + 1,
    cells: before.cells + cells.length,
    same: before.same + cells.length - differing.length,
  })
}

function pairsOf(drafts: readonly SnapshotDraft[]): readonly Pair[] {
  const inOrder = [...drafts].sort((a, b) => inOrderOfPeople(a.reviewer, b.reviewer))
  return inOrder.flatMap((first, at) => inOrder.slice(at + 1).map((second): Pair => [first, second]))
}

/** R2 before R10. */
export const inOrderOfPeople = (a: Code, b: Code): number => a.length - b.length || (a < b ? -1 : 1)

export function formIn({ forms = {} }: SnapshotState, hash: Hash): ExtractionForm {
  const form = forms[hash]
  if (form === undefined) throw new Error(`the state holds no definition ${hash}`)
  return form
}
