/** A table as plain data, and what people do with it: choose columns, sort, filter. Screen, clipboard and files share it. */
import { comparable, type AssessmentState } from '@tandem/rules'
import type { CellState } from './reading.ts'
import type { Order } from './value-text.ts'

export type Table = {
  readonly columns: readonly Column[]
  readonly rows: readonly TableRow[]
}

export type Column = {
  /** `<field>`, `<section>/<field>`, or a name of the table's own. */
  readonly id: string
  readonly label: string
  /** The section that it belongs to; empty for the table's own. */
  readonly group: string
  readonly isNumeric: boolean
  /** The field is no longer asked; the column is there because somebody answered it. */
  readonly isRetired: boolean
}

export type TableRow = {
  readonly id: string
  readonly study: { readonly key: string; readonly label: string; readonly state: AssessmentState }
  /** One per column of the table. */
  readonly cells: readonly TableCell[]
}

export type TableCell = {
  /** Null for what nobody extracts: names of outcomes and arms, effects. */
  readonly state: CellState | null
  /** All that a file says of the cell. */
  readonly text: string
  readonly order: Order
  /** The id of the cell to open; null where there is none. */
  readonly address: string | null
  /** What stands behind the text; one part for each row of a section that is listed inside the cell. */
  readonly parts: readonly CellPart[]
}

export type CellPart = {
  /** The row's name; empty where the section has no rows. */
  readonly label: string
  readonly text: string
  readonly state: CellState | null
  readonly address: string | null
  /** What each draft says, in their order; empty where people write together. */
  readonly drafts: readonly string[]
}

export const plainColumn = (id: string, label: string, isNumeric = false): Column => ({
  id,
  label,
  group: '',
  isNumeric,
  isRetired: false,
})

export function plainCell(text: string, address: string | null = null): TableCell {
  return { state: null, text, order: text === '' ? null : text, address, parts: [] }
}

/** @param ids those that the table does not have are passed over: a saved choice may be of an earlier version. */
export function withColumns({ columns, rows }: Table, ids: readonly string[]): Table {
  const places = ids.map((id) => columns.findIndex((column) => column.id === id)).filter((place) => place >= 0)
  const chosen = <One>(all: readonly One[]): readonly One[] => places.flatMap((place) => all[place] ?? [])
  return { columns: chosen(columns), rows: rows.map((row) => ({ ...row, cells: chosen(row.cells) })) }
}

/** `study` sorts by the study's label. */
export type Sorting = { readonly column: string; readonly direction: 'up' | 'down' }

/** Rows without a value come last in both directions; rows that are alike keep their order. */
export function sorted(table: Table, sorting: Sorting | null): Table {
  if (sorting === null) return table
  const { column, direction } = sorting
  const place = table.columns.findIndex(({ id }) => id === column)
  if (place < 0 && column !== 'study') return table
  const orderIn = ({ study, cells }: TableRow): Order =>
    column === 'study' ? study.label : (cells[place]?.order ?? null)
  const keyed = table.rows.map((row) => ({ row, order: compared(orderIn(row)) }))
  const sign = direction === 'up' ? 1 : -1
  const rows = keyed.sort((a, b) => compareOrders(a.order, b.order, sign)).map(({ row }) => row)
  return { ...table, rows }
}

/** Texts without case and space: made when somebody sorts, and not for every cell of every table. */
const compared = (order: Order): Order => (typeof order === 'string' ? comparable(order) : order)

/** In code units, the same on every machine: no locale decides what a table looks like. */
function compareOrders(a: Order, b: Order, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a !== typeof b) return sign * (typeof a === 'number' ? -1 : 1)
  return sign * (a < b ? -1 : a > b ? 1 : 0)
}

export type Filter = {
  /** Every word stands in the row, in any of its shown cells or in the study's label. */
  readonly text: string
  /** One of the shown cells is this; null: whatever they are. */
  readonly state: CellState | null
}

export function filtered(table: Table, { text, state }: Filter): Table {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0 && state === null) return table
  const isShown = ({ study, cells }: TableRow): boolean => {
    const all = [study.label, ...cells.map((cell) => cell.text)].join('\n').toLowerCase()
    return words.every((word) => all.includes(word)) && (state === null || cells.some((cell) => isOf(cell, state)))
  }
  return { ...table, rows: table.rows.filter(isShown) }
}

/** A cell that lists rows is also what each of them is. */
const isOf = (cell: TableCell, state: CellState): boolean =>
  cell.state === state || cell.parts.some((part) => part.state === state)
