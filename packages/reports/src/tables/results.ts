/**
 * Results by outcome: one table of arms, one of comparisons with the effects that follow from the arms' numbers.
 *
 * Outcomes of two studies are the same where domain and name are. The domain is the outcome of the review that they belong to:
 * studies call one thing by many names, so all of a domain can be asked for as well.
 */
import {
  comparable,
  CONTRASTS,
  currentSections,
  EMPTY_DOCUMENT,
  JOINT,
  rowsOf,
  type Arm,
  type ExtractionForm,
  type Outcome,
  type Section,
  type Structure,
  type Timepoint,
} from '@tandem/rules'
import { emptyCell, fieldCell } from './cells.ts'
import { effectsOf, effectText, type CellsByField, type EffectCell } from './effects.ts'
import type { ExtractedReview } from './extracted.ts'
import { readStudy, type ReadCell, type StudyReading } from './reading.ts'
import { plainCell, plainColumn, type Column, type Table, type TableCell } from './table.ts'
import { isNumeric } from './value-text.ts'

export type Results = {
  /** What can be asked for, of every study that can be read, in order of appearance: a domain before its outcomes. */
  readonly outcomes: readonly OutcomeGroup[]
  /** Study by outcome by timepoint by arm. */
  readonly arms: Table
  /** Study by outcome by timepoint by pair of arms: what the report says of it, and what follows from the arms. */
  readonly comparisons: Table
  /** One per row of `comparisons`. */
  readonly effects: readonly (readonly EffectCell[])[]
}

/** All outcomes of a domain, or one outcome. */
export type OutcomeGroup = { readonly id: string; readonly label: string }

/** @param outcome the id of a group; all where it is absent. */
export function resultsOf({ form, studies }: ExtractedReview, outcome?: string): Results {
  const occasions = studies.flatMap((study) => occasionsOf(readStudy(form, study)))
  const isShown = ({ groups }: Occasion): boolean => outcome === undefined || groups.some(({ id }) => id === outcome)
  const shown = occasions.filter(isShown)
  const compared = shown.flatMap(comparisonsIn(form))
  return {
    outcomes: groupsAmong(occasions),
    arms: armsTable(form, shown),
    comparisons: comparisonsTable(form, compared),
    effects: compared.map(({ effects }) => effects),
  }
}

/** One outcome of one study at one timepoint. */
type Occasion = {
  readonly reading: StudyReading
  readonly structure: Structure
  readonly outcome: Outcome
  readonly timepoint: Timepoint
  /** Its domain, if its structure names one, and itself. */
  readonly groups: readonly OutcomeGroup[]
  readonly cellsOf: CellsOf
}

/** The cells of a row, by section and field. @param row ids of outcome, timepoint and arms. */
type CellsOf = (row: readonly string[]) => CellsBySection
type CellsBySection = ReadonlyMap<string, CellsByField>

const NO_CELLS: CellsBySection = new Map()

function occasionsOf(reading: StudyReading): readonly Occasion[] {
  const { structure } = reading.study
  if (reading.isHidden || structure === null) return []
  const rows = cellsByRow(reading)
  const cellsOf: CellsOf = (row) => rows.get(row.join(JOINT)) ?? NO_CELLS
  return structure.outcomes.flatMap((outcome) =>
    structure.timepoints
      .filter(({ id }) => outcome.timepoints.includes(id))
      .map((timepoint) => ({ reading, structure, outcome, timepoint, groups: groupsOf(outcome), cellsOf })),
  )
}

/** By row, section and field, in one pass: every row of two tables asks. */
function cellsByRow({ cells }: StudyReading): ReadonlyMap<string, CellsBySection> {
  const rows = new Map<string, Map<string, Map<string, ReadCell>>>()
  for (const read of cells) {
    const { row, section, field } = read.cell
    if (row === null) continue
    const sections = rows.get(row.id) ?? new Map<string, Map<string, ReadCell>>()
    const fields = sections.get(section.id) ?? new Map<string, ReadCell>()
    rows.set(row.id, sections.set(section.id, fields.set(field.id, read)))
  }
  return rows
}

function groupsOf({ domain, label }: Outcome): readonly OutcomeGroup[] {
  const [whole, one] = [comparable(domain), comparable(label)]
  const itself = { id: `${whole} ${one}`, label: domain === '' ? label : `${domain}: ${label}` }
  return domain === '' ? [itself] : [{ id: whole, label: domain }, itself]
}

/** Each once, named as it is first; the outcomes of a domain stand together. */
function groupsAmong(occasions: readonly Occasion[]): readonly OutcomeGroup[] {
  const byFirst = Map.groupBy(occasions, ({ groups }) => groups[0]?.id)
  return [...byFirst.values()].flatMap((together) => {
    const groups = new Map<string, OutcomeGroup>()
    for (const group of together.flatMap((occasion) => occasion.groups)) {
      if (!groups.has(group.id)) groups.set(group.id, group)
    }
    return [...groups.values()]
  })
}

const ABOUT: readonly Column[] = [
  plainColumn('outcome', 'Outcome'),
  plainColumn('domain', 'Domain'),
  plainColumn('timepoint', 'Timepoint'),
]

const aboutCells = ({ outcome, timepoint }: Occasion): readonly TableCell[] => [
  plainCell(outcome.label),
  plainCell(outcome.domain),
  plainCell(timepoint.label),
]

const sectionsPer = (form: ExtractionForm, per: Section['per']): readonly Section[] =>
  currentSections(form).filter((section) => section.per === per)

const columnsOf = (sections: readonly Section[]): readonly Column[] =>
  sections.flatMap(({ id, title, fields }) =>
    fields
      .filter(({ retired }) => !retired)
      .map((field) => ({
        id: `${id}/${field.id}`,
        label: field.label,
        group: title,
        isNumeric: isNumeric(field),
        isRetired: false,
      })),
  )

/** One for all: most cells of a wide table are of another kind of outcome. */
const NOT_ASKED = emptyCell('not-asked')

function fieldCells(
  sections: readonly Section[],
  cells: CellsBySection,
  { names }: StudyReading,
): readonly TableCell[] {
  return sections.flatMap(({ id, fields }) =>
    fields
      .filter(({ retired }) => !retired)
      .map((field) => {
        const read = cells.get(id)?.get(field.id)
        return read ? fieldCell(read, names) : NOT_ASKED
      }),
  )
}

function armsTable(form: ExtractionForm, occasions: readonly Occasion[]): Table {
  const sections = sectionsPer(form, 'result')
  return {
    columns: [...ABOUT, plainColumn('arm', 'Arm'), ...columnsOf(sections)],
    rows: occasions.flatMap((occasion) =>
      occasion.structure.arms.map((arm) => ({
        id: rowId(occasion, [arm]),
        study: occasion.reading.study,
        cells: [
          ...aboutCells(occasion),
          plainCell(arm.label),
          ...fieldCells(sections, occasion.cellsOf(idsOf(occasion, [arm])), occasion.reading),
        ],
      })),
    ),
  }
}

type Comparison = {
  readonly occasion: Occasion
  readonly arm: Arm
  readonly comparator: Arm
  readonly effects: readonly EffectCell[]
}

function comparisonsIn(form: ExtractionForm): (occasion: Occasion) => readonly Comparison[] {
  const [results, contrasts] = [sectionsPer(form, 'result'), sectionsPer(form, 'contrast')]
  return (occasion) => {
    const together = (sections: readonly Section[], arms: readonly Arm[]): CellsByField =>
      byField(sections, occasion.cellsOf(idsOf(occasion, arms)))
    return pairsOf(occasion).map(([arm, comparator]) => {
      const effects = effectsOf(occasion.outcome.measure, {
        arm: { label: arm.label, cells: together(results, [arm]) },
        comparator: { label: comparator.label, cells: together(results, [comparator]) },
        between: together(contrasts, [arm, comparator]),
      })
      return { occasion, arm, comparator, effects }
    })
  }
}

/** Of two sections with a field of the same id, the first is meant. */
function byField(sections: readonly Section[], cells: CellsBySection): CellsByField {
  const given = sections.flatMap(({ id }) => cells.get(id) ?? [])
  const [first = NO_FIELDS] = given
  return given.length > 1 ? new Map(given.toReversed().flatMap((fields) => [...fields])) : first
}

const NO_FIELDS: CellsByField = new Map()

/** The pairs of arms that the rules compare, whether the form has a section for them or not. */
function pairsOf({ structure, outcome, timepoint }: Occasion): readonly (readonly [Arm, Arm])[] {
  const here = { ...structure, outcomes: [outcome], timepoints: [timepoint] }
  const armOf = (id: string): Arm | undefined => structure.arms.find((arm) => arm.id === id)
  return (rowsOf(CONTRASTS, EMPTY_DOCUMENT, here) ?? []).flatMap(({ id }) => {
    const [, , first, second] = id.split(JOINT).map(armOf)
    return first && second ? [[first, second] as const] : []
  })
}

const idsOf = ({ outcome, timepoint }: Occasion, arms: readonly Arm[]): readonly string[] =>
  [outcome, timepoint, ...arms].map(({ id }) => id)

const rowId = (occasion: Occasion, arms: readonly Arm[]): string =>
  `${occasion.reading.study.key} ${idsOf(occasion, arms).join(JOINT)}`

function comparisonsTable(form: ExtractionForm, compared: readonly Comparison[]): Table {
  const sections = sectionsPer(form, 'contrast')
  const measures = [...new Set(compared.flatMap(({ effects }) => effects.map(({ measure }) => measure)))]
  return {
    columns: [
      ...ABOUT,
      plainColumn('arm', 'Arm'),
      plainColumn('comparator', 'Against'),
      ...measures.map((measure) => plainColumn(`effect ${measure}`, measure, true)),
      ...columnsOf(sections),
    ],
    rows: compared.map(({ occasion, arm, comparator, effects }) => ({
      id: rowId(occasion, [arm, comparator]),
      study: occasion.reading.study,
      cells: [
        ...aboutCells(occasion),
        plainCell(arm.label),
        plainCell(comparator.label),
        ...measures.map((measure) => effectTableCell(effects.find((effect) => effect.measure === measure))),
        ...fieldCells(sections, occasion.cellsOf(idsOf(occasion, [arm, comparator])), occasion.reading),
      ],
    })),
  }
}

function effectTableCell(effect: EffectCell | undefined): TableCell {
  if (effect === undefined) return plainCell('')
  const text = effectText(effect)
  const words = effect.ok ? effect.sentences.join(' ') : effect.reason
  const part = { label: effect.measure, text: words, state: null, address: null, drafts: [] }
  return { state: null, text, order: effect.ok ? effect.estimate : null, address: null, parts: [part] }
}
