/** The history of a question in words, and what of it can be used again. */
import {
  judgeEdit,
  NEEDS_VALUE,
  parseFieldKey,
  sentenceOf,
  type Actor,
  type Answer,
  type Cell,
  type ExtractionForm,
  type Json,
  type PersonId,
} from '@tandem/rules'
import type { ItemChange } from '@tandem/wire'
import { sourcesInWords } from '#lib/assessment/source-words.ts'
import { answerWords } from '../cell-words.ts'

export type Entry = {
  readonly at: string
  readonly by: Actor
  readonly words: string
  /** What stood there; null where it is no answer, or was emptied. */
  readonly answer: Answer | null
}

type Names = { readonly nameOf: (person: PersonId) => string; readonly labelOf: (row: string) => string }

/** The newest first. */
export function entriesOf(cell: Cell, changes: readonly ItemChange[], names: Names): readonly Entry[] {
  let status: Answer['status'] = 'reported'
  const entries = changes.map((change) => {
    const answer = answerIn(cell, change, status)
    // The words of a text that is typed together have the status that stands beside them.
    if (change.part === 'field' && change.key === cell.id) status = answer?.status ?? 'reported'
    return { at: change.at, by: change.by, words: wordsOf(cell, change, answer, names), answer }
  })
  return entries.reverse()
}

function answerIn(cell: Cell, { part, key, value }: ItemChange, status: Answer['status']): Answer | null {
  if (key !== cell.id || value === null || value === '') return null
  if (part === 'field') return value as unknown as Answer
  return { status: NEEDS_VALUE[status] === 'none' ? 'reported' : status, value }
}

function wordsOf(cell: Cell, { key, value }: ItemChange, answer: Answer | null, names: Names): string {
  const path = parseFieldKey(key)
  if (path?.part === 'candidate') {
    const other = names.nameOf(path.person)
    return value === null
      ? `settled the second value, ${other}’s`
      : `${other}’s ${candidateWords(cell, path.of, value, names)}, set at the same moment, was kept beside it`
  }
  switch (path?.part) {
    case 'source':
      return value === null ? 'took the source away' : `source: ${sourcesInWords(value)}`
    case 'note':
      return value === null || value === '' ? 'emptied the note' : `note: ${String(value)}`
    case 'accepted':
      return value === null ? 'wants a warning looked at again' : `let a warning stand: ${reasonsIn(value)}`
    case 'reworded':
      return value === null ? 'looked at the answer again' : `noted that version ${String(value)} asks in other words`
    default:
      return answer === null ? 'emptied it' : answerWords(cell.field, answer, names.labelOf)
  }
}

function candidateWords(cell: Cell, of: string, value: Json, { labelOf }: Names): string {
  return of === 'answer' ? answerWords(cell.field, value as unknown as Answer, labelOf) : of
}

const reasonsIn = (value: Json): string =>
  Object.values(value as Readonly<Record<string, string>>)
    .map((reason) => `“${reason}”`)
    .join('; ')

/** Why this answer cannot stand here any more, in the rule's words; null where it can. */
export function objectionTo(form: ExtractionForm, cell: Cell, answer: Answer, isTypedTogether: boolean): string | null {
  if (isTypedTogether) return null
  const edit = { target: 'field', key: cell.id, value: answer } as const
  const denial = judgeEdit({ form, kind: 'draft', edit })
  return denial && sentenceOf(denial.rule)
}
