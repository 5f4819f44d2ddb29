/**
 * Sections that are filled in once for each arm, outcome or result, as tables.
 *
 * Of arms, outcomes and timepoints a table has one column each and one line for each question: there are few of them and many
 * questions. Results are the other way round: one table for each outcome, a line for each arm (or pair of arms) at each
 * timepoint, and the numbers beside each other as reports print them.
 */
import {
  cellId,
  cellsOf,
  EMPTY_DOCUMENT,
  JOINT,
  type Cell,
  type ExtractionForm,
  type Field,
  type Section,
  type Structure,
} from '@tandem/rules'

export type Grid = {
  /** Of the section and, of results, the outcome. */
  readonly id: string
  /** Null where the section has one table. */
  readonly title: string | null
  readonly columns: readonly Head[]
  readonly lines: readonly Line[]
  readonly isByField: boolean
}

export type Head = { readonly id: string; readonly label: string; readonly field: Field | null }

export type Line = {
  readonly id: string
  /** E.g. the timepoint; said once for lines that share it. */
  readonly group: string | null
  readonly label: string
  readonly field: Field | null
  /** In the order of the columns; null where nothing is asked. */
  readonly cells: readonly (Cell | null)[]
}

export function gridsOf(form: ExtractionForm, section: Section, structure: Structure): readonly Grid[] {
  const cells = cellsOf({ ...form, sections: [section] }, EMPTY_DOCUMENT, structure)
  const isResult = section.per === 'result' || section.per === 'contrast'
  const grids = isResult
    ? structure.outcomes.map((outcome) => resultGrid(section, structure, outcome, cells))
    : [entityGrid(section, cells)]
  return grids.filter(({ columns, lines }) => columns.length > 0 && lines.length > 0)
}

function entityGrid(section: Section, cells: readonly Cell[]): Grid {
  const rows = distinct(cells.map(({ row }) => row).filter((row) => row !== null))
  const fields = section.fields.filter((field) => cells.some((cell) => cell.field === field))
  return {
    id: section.id,
    title: null,
    isByField: true,
    columns: rows.map(({ id, label }) => ({ id, label, field: null })),
    lines: fields.map((field) => ({
      id: field.id,
      group: null,
      label: field.label,
      field,
      cells: rows.map((row) => cells.find(({ id }) => id === cellId(section.id, row.id, field.id)) ?? null),
    })),
  }
}

function resultGrid(
  section: Section,
  structure: Structure,
  outcome: Structure['outcomes'][number],
  all: readonly Cell[],
): Grid {
  const cells = all.filter(({ row }) => row?.id.startsWith(outcome.id + JOINT))
  const rows = distinct(cells.map(({ row }) => row).filter((row) => row !== null))
  const fields = section.fields.filter((field) => cells.some((cell) => cell.field === field))
  const byId = new Map(cells.map((cell) => [cell.id, cell]))
  return {
    id: `${section.id}/${outcome.id}`,
    title: outcome.label,
    isByField: false,
    columns: fields.map((field) => ({ id: field.id, label: field.label, field })),
    lines: rows.map(({ id }) => ({
      id,
      ...headOf(id, structure),
      field: null,
      cells: fields.map((field) => byId.get(cellId(section.id, id, field.id)) ?? null),
    })),
  }
}

/** The id of a result names its outcome, its timepoint and one or two arms. */
function headOf(row: string, { timepoints, arms }: Structure): { readonly group: string; readonly label: string } {
  const [, timepoint, ...between] = row.split(JOINT)
  const names = between.map((id) => arms.find((arm) => arm.id === id)?.label ?? id)
  return { group: timepoints.find(({ id }) => id === timepoint)?.label ?? '', label: names.join(' against ') }
}

function distinct<One extends { readonly id: string }>(rows: readonly One[]): readonly One[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}
