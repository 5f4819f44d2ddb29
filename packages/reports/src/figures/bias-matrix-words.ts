/** The bias matrix in words: the title and long description of the figure, for those who hear it or search it. */
import { itemsOf } from '@tandem/rules'
import { bandText, cellText, rangeText, type BiasMatrix, type MatrixRow } from '../matrix.ts'

export function matrixTitle({ instrument, review }: BiasMatrix): string {
  return `Risk of bias by item, ${instrument.title}: ${review.title}`
}

export function matrixInWords(matrix: BiasMatrix): string {
  const { instrument, rows, invented } = matrix
  const size = `A matrix of ${count(rows.length, 'study', 'studies')} by ${count(itemsOf(instrument).length, 'item', 'items')} of ${instrument.title}.`
  return [size, ...(invented === null ? [] : [invented]), ...rows.map((row) => rowInWords(matrix, row))].join(' ')
}

function rowInWords(matrix: BiasMatrix, row: MatrixRow): string {
  const name = row.study.design === '' ? row.study.label : `${row.study.label} (${row.study.design})`
  if (row.state === 'untouched') return `${name}: not assigned.`
  if (row.state === 'writing') return `${name}: being written.`
  if (row.state === 'hidden') return `${name}: hidden, ${row.submitted} of ${row.reviewers} submitted.`
  const total = totalInWords(matrix, row)
  const groups = [...itemsByAnswer(matrix, row)].map(([answer, numbers]) => `${answer}: ${numbers.join(', ')}`)
  const state = row.state === 'open' ? ['not settled yet'] : []
  return `${name}: ${[...state, ...total, groups.join('; ')].join('. ')}.`
}

function totalInWords({ instrument }: BiasMatrix, { score }: MatrixRow): readonly string[] {
  if (score === null || score.total.maximum === 0) return []
  const bands = instrument.bands.length === 0 ? '' : `, ${bandText(score.bands)}`
  return [`${rangeText(score.total)} of ${score.total.maximum} points${bands}`]
}

function itemsByAnswer(matrix: BiasMatrix, row: MatrixRow): ReadonlyMap<string, readonly string[]> {
  const numbers = new Map(itemsOf(matrix.instrument).map((item) => [item.id, item.number]))
  const groups = new Map<string, string[]>()
  for (const cell of row.cells) {
    const answer = cellText(matrix.instrument, cell)
    groups.set(answer, [...(groups.get(answer) ?? []), numbers.get(cell.item) ?? cell.item])
  }
  return groups
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`
