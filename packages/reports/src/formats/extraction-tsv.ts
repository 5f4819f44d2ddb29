/**
 * A table as it is shown, for pasting into a spreadsheet: tabs between cells, a line per row, the study in front. A line end
 * inside a cell would be a new row there, so it becomes a space. What a spreadsheet would run is neutralised as in CSV; a
 * plain number is none of that.
 */
import type { Column, Table } from '../tables/table.ts'
import { neutralised } from './csv.ts'

export function tableTsv({ columns, rows }: Table): string {
  const lines = [
    ['Study', ...columns.map(columnTitle)],
    ...rows.map(({ study, cells }) => [study.label, ...cells.map(({ text }) => text)]),
  ]
  return lines.map((line) => `${line.map(pasted).join('\t')}\n`).join('')
}

/** A label that two sections share is told apart by its section. */
export const columnTitle = ({ group, label }: Column): string => (group === '' ? label : `${group}: ${label}`)

function pasted(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  return /^-?\d+(?:\.\d+)?$/.test(line) ? line : neutralised(line)
}
