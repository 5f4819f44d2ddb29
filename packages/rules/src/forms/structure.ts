/**
 * The structure of a study: its arms, the outcomes that it measured and when. It is agreed in a joint document before results
 * are extracted, so that two drafts name them by the same ids and can be compared.
 */
import type { PlainDocument } from '../content/index.ts'
import type { Answers } from '../instruments/definition.ts'
import type { AgreedStructure, Assessment, ReviewView, Settlement, StudyId } from '../review.ts'
import type { ExtractionForm, Measure, Section } from './definition.ts'
import { answerAt, rowIdsIn } from './rows.ts'
import { ARMS, OUTCOMES, TIMEPOINTS } from './structure-sections.ts'

export type Structure = {
  readonly arms: readonly Arm[]
  readonly outcomes: readonly Outcome[]
  readonly timepoints: readonly Timepoint[]
}

export type Arm = { readonly id: string; readonly label: string; readonly role: string | null }
export type Timepoint = { readonly id: string; readonly label: string }
export type Outcome = {
  readonly id: string
  readonly label: string
  readonly measure: Measure
  /** Those at which it was measured. */
  readonly timepoints: readonly string[]
  /** The outcome of the review that it belongs to, the instrument it was measured with, its unit; empty where not said. */
  readonly domain: string
  readonly instrument: string
  readonly unit: string
  /** The ends of its scale, as printed; null where not said. */
  readonly low: string | null
  readonly high: string | null
}

/** Null while it is not agreed: nothing that hangs on it can be asked. */
export function structureOf(view: Pick<ReviewView, 'assessments'>, study: StudyId): Structure | null {
  const settled = structureSettlement(view, study)
  return settled ? structureIn({ fields: settled.answers, texts: {} }) : null
}

export function structureSettlement(
  { assessments }: Pick<ReviewView, 'assessments'>,
  study: StudyId,
): Settlement | null {
  const settled = assessments.find((one) => isStructureOf(one, study) && one.isCurrent && one.settlement)
  return settled?.settlement ?? null
}

const isStructureOf = ({ study, form }: Assessment, of: StudyId): boolean => study === of && form.kind === 'structure'

/** What the drafts were compared by at the reveal, whatever became of it since. Undefined where the log does not say. */
export function structureAtReveal(
  { assessments }: Pick<ReviewView, 'assessments'>,
  { study, revealed }: Pick<Assessment, 'study' | 'revealed'>,
): AgreedStructure | undefined {
  const hash = revealed?.structure
  if (hash === undefined) return undefined
  const agreed = assessments
    .filter((one) => isStructureOf(one, study))
    .flatMap(({ settlement, formerStructures = [] }) => [...formerStructures, ...(settlement ? [settlement] : [])])
  return agreed.find(({ contentHash }) => contentHash === hash)
}

export function structureIn(document: PlainDocument): Structure {
  const timepoints = rowIdsIn(document, TIMEPOINTS).map((id) => ({
    id,
    label: textAt(document, TIMEPOINTS, id, 'name'),
  }))
  return {
    timepoints,
    arms: rowIdsIn(document, ARMS).map((id) => ({
      id,
      label: textAt(document, ARMS, id, 'name'),
      role: textAt(document, ARMS, id, 'role') || null,
    })),
    outcomes: rowIdsIn(document, OUTCOMES).map((id) => ({
      id,
      label: textAt(document, OUTCOMES, id, 'name'),
      measure: (textAt(document, OUTCOMES, id, 'measure') || 'effect') as Measure,
      timepoints: timepointsAt(document, id, timepoints),
      domain: textAt(document, OUTCOMES, id, 'domain'),
      instrument: textAt(document, OUTCOMES, id, 'instrument'),
      unit: textAt(document, OUTCOMES, id, 'unit'),
      low: amountAt(document, id, 'low'),
      high: amountAt(document, id, 'high'),
    })),
  }
}

/** At all of them where an outcome names none. */
function timepointsAt(document: PlainDocument, outcome: string, all: readonly Timepoint[]): readonly string[] {
  const named = answerAt(document, `${OUTCOMES}/${outcome}/timepoints`)?.value
  const ids = all.map(({ id }) => id)
  return Array.isArray(named) ? ids.filter((id) => named.includes(id)) : ids
}

function textAt(document: PlainDocument, section: string, row: string, field: string): string {
  const value = answerAt(document, `${section}/${row}/${field}`)?.value
  return typeof value === 'string' ? value : ''
}

function amountAt(document: PlainDocument, outcome: string, field: string): string | null {
  const value = answerAt(document, `${OUTCOMES}/${outcome}/${field}`)?.value
  return typeof value === 'object' && value !== null && 'amount' in value ? String(value['amount']) : null
}

/** What a settlement of the structure keeps: rows and answers, as they stand in the document. */
export function structureAnswers({ fields }: PlainDocument): Answers {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => /^[^/]+\/[^/]+\/[^/]+$/.test(key)))
}

/** Whether the form asks anything that hangs on a study's structure. */
export function needsStructure({ sections }: ExtractionForm): boolean {
  return sections.some(({ per, retired }) => !retired && per !== 'study' && per !== 'row')
}

export type Row = { readonly id: string; readonly label: string; readonly measure?: Measure }

/** The rows that a section has because of the structure, in its order; null where they do not follow from it. */
export function structureRows({ per }: Pick<Section, 'per'>, structure: Structure): readonly Row[] | null {
  switch (per) {
    case 'arm':
      return structure.arms.map(({ id, label }) => ({ id, label }))
    case 'outcome':
      return structure.outcomes.map(({ id, label, measure }) => ({ id, label, measure }))
    case 'timepoint':
      return structure.timepoints.map(({ id, label }) => ({ id, label }))
    case 'result':
      return occasionsOf(structure).flatMap(({ outcome, timepoint }) =>
        structure.arms.map((arm) => ({
          id: [outcome.id, timepoint.id, arm.id].join(JOINT),
          label: `${outcome.label}, ${timepoint.label}, ${arm.label}`,
          measure: outcome.measure,
        })),
      )
    case 'contrast':
      return occasionsOf(structure).flatMap(({ outcome, timepoint }) =>
        pairsOf(structure.arms).map(([arm, comparator]) => ({
          id: [outcome.id, timepoint.id, arm.id, comparator.id].join(JOINT),
          label: `${outcome.label}, ${timepoint.label}, ${arm.label} against ${comparator.label}`,
          measure: outcome.measure,
        })),
      )
    case 'study':
    case 'row':
      return null
  }
}

/** How many rows of results and of contrasts there are, without making them. */
export const resultCount = (structure: Structure): number =>
  occasionsOf(structure).length * (structure.arms.length + pairsOf(structure.arms).length)

/** Between the ids of which the id of a result is made. No id of a row has it. */
export const JOINT = '~'

function occasionsOf({ outcomes, timepoints }: Structure) {
  return outcomes.flatMap((outcome) =>
    timepoints.filter(({ id }) => outcome.timepoints.includes(id)).map((timepoint) => ({ outcome, timepoint })),
  )
}

/** Each arm against each control; where none is called that, each against every later one. */
function pairsOf(arms: readonly Arm[]): readonly (readonly [Arm, Arm])[] {
  const controls = arms.filter(({ role }) => role === 'control')
  if (controls.length === 0 || controls.length === arms.length) {
    return arms.flatMap((arm, at) => arms.slice(at + 1).map((other) => [arm, other] as const))
  }
  return arms
    .filter((arm) => !controls.includes(arm))
    .flatMap((arm) => controls.map((control) => [arm, control] as const))
}
