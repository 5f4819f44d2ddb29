/** Answers as text for a terminal: lists as columns, single things as lines of name and value. */
import type { Json } from '@tandem/rules'
import { aligned } from '../inspect/print.ts'

export function printAnswer(answer: Json): string {
  if (Array.isArray(answer))
    return answer.length === 0 ? 'There is nothing to list.' : aligned(rowsOf(answer)).join('\n')
  if (isRecord(answer))
    return aligned(Object.entries(answer).map(([name, value]) => [wordsOf(name), cell(value)])).join('\n')
  return cell(answer)
}

/** All entries of a list have the same names. */
function rowsOf(list: readonly Json[]): readonly (readonly string[])[] {
  const records = list.filter(isRecord)
  const names = Object.keys(records[0] ?? {})
  return [names.map(wordsOf), ...records.map((record) => names.map((name) => cell(record[name] ?? null)))]
}

function cell(value: Json): string {
  if (value === null) return '-'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map(cell).join(', ')
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, inner]) => `${cell(inner)} ${wordsOf(name)}`)
      .join(', ')
  return String(value)
}

/** "lastSeenOn" as "last seen on". */
const wordsOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
