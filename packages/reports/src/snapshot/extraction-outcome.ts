/**
 * What came of an extraction: the drafts differ where the file says so, and what is settled is complete.
 *
 * Where drafts differ is computed again by the structure that they were compared by at the reveal, which the file says. Files of
 * logs that did not keep it hold the agreed one alone: what hangs on the structure is computed again only while that is the
 * first one; of each cell of a result that is said to differ it is otherwise only asked that the drafts are not alike there. What
 * was settled by signatures or adjudication was complete by the structure of that moment, which is in no file: the same holds.
 */
import {
  aligned,
  answerAt,
  faultsOf,
  isSameJson,
  needsStructure,
  openIn,
  type ExtractionForm,
  type Hash,
  type Json,
  type Structure,
} from '@tandem/rules'
import { agreedStructure, comparisonOfDrafts, structureThen } from './derive-extraction.ts'
import { settledContent, type SnapshotDraft, type SnapshotExtraction, type SnapshotStudy } from './format.ts'
import type { Problem } from './problem.ts'

export type StudyGround = {
  readonly structure: Structure | null
  /** How the structure stands: never begun; agreed once and for all so far; or opened again since. */
  readonly standing: 'absent' | 'first' | 'moved'
}

export function groundIn(study: SnapshotStudy, forms: Readonly<Record<Hash, ExtractionForm>>): StudyGround {
  const structure = agreedStructure({ forms }, study)
  const rounds = (study.extractions ?? []).filter(({ form }) => forms[form]?.kind === 'structure')
  const [only] = rounds
  if (!only) return { structure, standing: 'absent' }
  const isFirst = rounds.length === 1 && (only.together ?? only.consensus)?.attempt === 1
  return { structure, standing: isFirst ? 'first' : 'moved' }
}

type Saying = (at: string, sentence: string) => Problem

/** The version of the drafts, and the one that the consensus was opened again with, which mostly is the same. */
export type RoundForms = { readonly form: ExtractionForm; readonly later: ExtractionForm }

export function outcomeProblems(
  { form, later }: RoundForms,
  extraction: SnapshotExtraction,
  ground: StudyGround,
  label: string,
  where: string,
): readonly Problem[] {
  const problem: Saying = (at, sentence) => ({ where: `${where}/${at}`, sentence: `${label}: ${sentence}` })
  const { drafts, settlement } = extraction
  if (drafts === null && settlement === null) return revealProblems(extraction, problem)
  if (needsStructure(form) && ground.standing === 'absent')
    return [problem('form', 'its form asks for results, but the structure of the study is not in the file.')]
  return [
    ...revealProblems(extraction, problem),
    ...structureProblems(extraction, ground, problem),
    ...differenceProblems(form, extraction, ground, problem),
    ...versionProblems(extraction, { form, later }, problem),
    ...settledProblems({ form, later }, extraction, ground, problem),
  ]
}

function versionProblems(
  { consensusForm, consensus }: SnapshotExtraction,
  { form, later }: RoundForms,
  problem: Saying,
): readonly Problem[] {
  if (consensusForm === undefined) return []
  const isReopened = consensus !== null && consensus.attempt > 1
  const isLater = later.id === form.id && later.version > form.version && faultsOf(later, form).length === 0
  return isReopened && isLater
    ? []
    : [problem('consensusForm', 'a consensus goes on with a later version of the form only where it was opened again.')]
}

function structureProblems(
  { structure }: SnapshotExtraction,
  ground: StudyGround,
  problem: Saying,
): readonly Problem[] {
  if (structure === null && ground.structure === null)
    return [problem('structure', 'its drafts are said to be compared by the agreed structure, but none is agreed.')]
  if (structure && ground.standing !== 'moved')
    return [problem('structure', 'its drafts are said to be compared by another structure, but there was only one.')]
  return []
}

function revealProblems({ drafts, differing, consensus }: SnapshotExtraction, problem: Saying): readonly Problem[] {
  return [
    ...((drafts === null) === (differing === null)
      ? []
      : [problem('differing', 'it is said from the reveal on, and not before, where the drafts differ.')]),
    ...(drafts !== null && consensus === null ? [problem('consensus', 'what was revealed has a consensus.')] : []),
  ]
}

function differenceProblems(
  form: ExtractionForm,
  extraction: SnapshotExtraction,
  ground: StudyGround,
  problem: Saying,
): readonly Problem[] {
  const { drafts, differing } = extraction
  if (drafts === null || differing === null) return []
  const known = isKnownThen(form, extraction, ground)
  const printed = differing.filter(known)
  const structure = structureThen(extraction, ground.structure)
  const computed = comparisonOfDrafts(form, drafts, structure).differing.filter(known)
  const unfounded = differing.filter((cell) => !known(cell) && areAlike(form, drafts, cell))
  return [
    ...(isSameJson(printed, computed)
      ? []
      : [problem('differing', `the drafts differ in ${named(computed)}, but the file says in ${named(printed)}.`)]),
    ...unfounded.map((cell) => problem('differing', `the drafts are said to differ in ${cell}, but are alike there.`)),
  ]
}

function settledProblems(
  { form, later }: RoundForms,
  extraction: SnapshotExtraction,
  ground: StudyGround,
  problem: Saying,
): readonly Problem[] {
  const content = settledContent(extraction)
  if (content === null) return []
  const { structure } = ground
  const { drafts, together, differing, settlement } = extraction
  const known = isKnown(later, ground)
  const open = openIn(later, content, { structure, differing: differing ?? [] }).filter(known)
  const consensus = { reviewer: 'consensus', content }
  const then = structureThen(extraction, structure)
  const unlike =
    settlement?.how === 'agreed' && drafts
      ? comparisonOfDrafts(form, [...drafts, consensus], then).differing.filter(isKnownThen(form, extraction, ground))
      : []
  const where = `${together ? 'together' : 'consensus'}/content`
  return [
    ...(open.length > 0 ? [problem(where, `it is settled, but ${named(open)} has no answer.`)] : []),
    ...(unlike.length > 0
      ? [problem(where, `it is settled as agreed, but ${named(unlike)} was not said by all.`)]
      : []),
  ]
}

/** Whether what is asked there can be computed again: all of it, or what does not hang on the structure. */
const isKnown =
  (form: ExtractionForm, { standing }: StudyGround) =>
  (item: string): boolean => {
    const [section, row] = item.split('/')
    const per = form.sections.find(({ id }) => id === section)?.per
    return standing === 'first' || row === undefined || per === 'row'
  }

const isKnownThen = (form: ExtractionForm, { structure }: SnapshotExtraction, ground: StudyGround) =>
  structure === undefined ? isKnown(form, ground) : () => true

function areAlike(form: ExtractionForm, drafts: readonly SnapshotDraft[], cell: string): boolean {
  const contents = aligned(
    form,
    drafts.map(({ content }) => content),
  )
  const [first, ...others] = contents.map((content) => (answerAt(content, cell) ?? null) as Json)
  return others.every((answer) => isSameJson(answer, first ?? null))
}

const MOST_NAMED = 5

const named = (cells: readonly string[]): string => {
  if (cells.length === 0) return 'nothing'
  const more = cells.length - MOST_NAMED
  return cells.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
