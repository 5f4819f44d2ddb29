/** What may stand where in a document. Types, options and sizes are refused; plausibility never is: it warns. */
import { PARTS, parseFieldKey, type FieldPath, type Part } from '../content/index.ts'
import { isSource } from '../content/source.ts'
import { plainJsonFault } from '../json.ts'
import { isPlace } from '../forms/rows.ts'
import { isSharedKind, type DocumentKind } from '../review.ts'
import type { Question } from '../forms/questions.ts'
import { NOTHING, type EditRule, type EditSituation } from './rule.ts'

/** Characters (UTF-16 code units). Far above what a note needs, far below what makes a form slow. */
export const MAX_NOTE = 20_000
export const MAX_QUOTE = 4_000
export const MAX_SOURCES = 20

export const valueIsJson = {
  id: 'value-is-json',
  sentence: 'A value is plain text, a number, yes or no, or a list or table of these.',
  source: 'Method D4: only plain JSON can be frozen and checked.',
  check: ({ edit }) => {
    if (edit.target === 'text' || edit.value === undefined) return null
    const fault = plainJsonFault(edit.value)
    return fault === null ? null : { fault }
  },
} as const satisfies EditRule

export const fieldExists = {
  id: 'field-exists',
  sentence: 'The form has no such field.',
  source: 'Method D4: a document holds the fields of its form and nothing else.',
  check: (situation) => (fieldOf(situation) === null ? NOTHING : null),
} as const satisfies EditRule

export const candidateIsOnlyDeleted = {
  id: 'candidate-is-only-deleted',
  sentence: 'Losing values are kept by the server; people only settle them.',
  source: 'Method D3: candidates are written by the server.',
  check: ({ edit }) =>
    edit.target === 'field' && edit.value !== undefined && parseFieldKey(edit.key)?.part === 'candidate'
      ? NOTHING
      : null,
} as const satisfies EditRule

export const valueFitsField = {
  id: 'value-fits-field',
  sentence: 'The value is not one that this field takes.',
  source: 'Method D4: types and options are checked at the gate.',
  check: ({ questionOf, kind, edit }) => {
    if (edit.target === 'text' || edit.value === undefined) return null
    const path = parseFieldKey(edit.key)
    if (path === null) return null
    const question = questionOf(path.item)
    return question && fits(path.part, question, kind, edit.value) ? null : { item: path.item }
  },
} as const satisfies EditRule

export const valueIsSmall = {
  id: 'value-is-small',
  sentence: 'The text is longer than this field takes.',
  source: 'Method D4: sizes are checked at the gate.',
  check: ({ edit }) => {
    if (edit.target === 'text') return edit.length > MAX_NOTE ? { limit: MAX_NOTE } : null
    if (typeof edit.value === 'string') return edit.value.length > MAX_NOTE ? { limit: MAX_NOTE } : null
    if (!Array.isArray(edit.value)) return null
    if (edit.value.length > MAX_SOURCES) return { limit: MAX_SOURCES }
    return edit.value.some((source) => isSource(source) && source.quote.length > MAX_QUOTE)
      ? { limit: MAX_QUOTE }
      : null
  },
} as const satisfies EditRule

/** The field that an edit is about, or null if documents of this kind have no such field. */
function fieldOf({ questionOf, kind, edit }: EditSituation): FieldPath | null {
  const path = parseFieldKey(edit.target === 'text' ? edit.name : edit.key)
  const question = path && questionOf(path.item)
  if (!path || !question) return null
  const part = path.part === 'candidate' ? path.of : path.part
  if (!question.parts.includes(part) || PARTS[part].standsIn[kind] === undefined) return null
  const place = edit.target === 'text' ? 'text' : 'map'
  const isThere = PARTS[part].standsIn[kind] === place || (place === 'text' && isTyped(part, question, kind))
  // Losing values occur only where several people write, and only beside what stands in the map.
  if (path.part === 'candidate') return isThere && place === 'map' && isSharedKind(kind) ? path : null
  return isThere ? path : null
}

/** The answer to a question that takes a long text is typed together in a shared document. */
const isTyped = (part: Part, { isLongText }: Question, kind: DocumentKind): boolean =>
  part === 'answer' && isLongText && isSharedKind(kind)

function fits(part: FieldPath['part'], question: Question, kind: DocumentKind, value: unknown): boolean {
  switch (part) {
    case 'answer':
      return question.takes(value, isTyped(part, question, kind))
    case 'source':
      return Array.isArray(value) && value.length > 0 && value.every(isSource)
    case 'note':
      return typeof value === 'string' && value !== ''
    case 'accepted':
      return isAcceptance(value)
    // The server sets it and people take it away; who undoes that brings it back.
    case 'reworded':
      return Number.isSafeInteger(value) && (value as number) >= 1
    case 'order':
      return isPlace(value)
    case 'candidate':
      return true
  }
}

/** Ids of warnings, each with the reason for letting it stand. */
function isAcceptance(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length > 0 &&
    entries.length <= MAX_ACCEPTED &&
    entries.every(([id, reason]) => id.length <= MAX_QUOTE && typeof reason === 'string' && reason.length <= MAX_QUOTE)
  )
}

const MAX_ACCEPTED = 40
