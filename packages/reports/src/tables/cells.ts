/** From what was read of a study to the cells of a table. */
import type { Answer } from '@tandem/rules'
import { CELL_STATE_WORDS, type CellState, type ReadCell } from './reading.ts'
import type { CellPart, TableCell } from './table.ts'
import { answerText, orderOf, type RowNames } from './value-text.ts'

/** A cell that stands alone. */
export function fieldCell(read: ReadCell, names: RowNames): TableCell {
  const part = cellPart(read, names, '')
  const { answer } = read
  const order = answer === undefined ? null : orderOf(read.cell.field, answer, names)
  return { state: part.state, text: part.text, order, address: part.address, parts: [part] }
}

/** The same field of several rows in one cell: "Back school: 60; Usual care: 58". It sorts by its first row. */
export function listCell(reads: readonly ReadCell[], names: RowNames, isNamed: boolean): TableCell {
  const parts = reads.map((read) => cellPart(read, names, isNamed ? (read.cell.row?.label ?? '') : ''))
  const first = reads.find(({ answer }) => answer !== undefined)
  const isEmpty = parts.every(({ text }) => text === '')
  return {
    state: stateOfAll(parts.flatMap(({ state }) => state ?? [])),
    text: isEmpty ? '' : parts.filter(isTold).map(listedText).join('; '),
    order: first?.answer ? orderOf(first.cell.field, first.answer, names) : null,
    address: (parts.find(({ state }) => state !== 'agreed' && state !== 'not-asked') ?? parts[0])?.address ?? null,
    parts,
  }
}

export const emptyCell = (state: CellState, address: string | null = null): TableCell => ({
  state,
  text: '',
  order: null,
  address,
  parts: [],
})

const isTold = ({ text, state }: CellPart): boolean => text !== '' || state === 'missing'

const listedText = ({ label, text }: CellPart): string => {
  const said = text === '' ? CELL_STATE_WORDS.missing : text
  return label === '' ? said : `${label}: ${said}`
}

/** What needs people first decides. */
const FIRST: readonly CellState[] = ['conflict', 'one-draft', 'missing', 'open', 'agreed', 'not-asked', 'hidden']

const stateOfAll = (states: readonly CellState[]): CellState =>
  FIRST.find((state) => states.includes(state)) ?? 'not-asked'

export function cellPart({ cell, state, answer, drafts }: ReadCell, names: RowNames, label: string): CellPart {
  const said = (one: Answer | undefined): string => (one === undefined ? '' : answerText(cell.field, one, names))
  const each = drafts.map(said)
  return { label, state, address: cell.id, drafts: each, text: partText(state, said(answer), each) }
}

function partText(state: CellState, stands: string, drafts: readonly string[]): string {
  switch (state) {
    case 'conflict':
    case 'one-draft':
      return `${stands || distinct(drafts).join(' or ')} (${CELL_STATE_WORDS[state]})`
    case 'not-asked':
      return stands === '' ? '' : `${stands} (no longer asked)`
    case 'agreed':
    case 'open':
    case 'missing':
    case 'hidden':
      return stands
  }
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].filter((text) => text !== '')
