/** Which studies the board shows, and in which order: as one chooses it, and as the address of the page keeps it. */
import type { PersonId } from '@tandem/rules'
import { isBegun, type BoardRow } from './rows.ts'

export type Choice = {
  readonly text: string
  /** Somebody who rates the study. */
  readonly person: PersonId | null
  readonly state: StateGroup | null
  readonly due: 'overdue' | 'due-soon' | null
  /** Whose turn it is; `anybody` where somebody has done their share and waits. */
  readonly waitsFor: PersonId | 'anybody' | null
  readonly order: Order
  readonly isDescending: boolean
}

export const STATE_GROUPS = ['unassigned', 'blank', 'begun', 'partial', 'conflict', 'settled'] as const
/** `blank` and `begun` are told apart only for those who may know. */
export type StateGroup = (typeof STATE_GROUPS)[number]

export const ORDERS = ['place', 'study', 'state', 'waits', 'due'] as const
export type Order = (typeof ORDERS)[number]

export const ALL: Choice = {
  text: '',
  person: null,
  state: null,
  due: null,
  waitsFor: null,
  order: 'place',
  isDescending: false,
}

export function groupOf(row: BoardRow): StateGroup {
  switch (row.state) {
    case 'unassigned':
    case 'partial':
    case 'conflict':
      return row.state
    case 'pending':
      return isBegun(row) ? 'begun' : 'blank'
    // Lasts no longer than a transaction.
    case 'compare':
      return 'partial'
    case 'agreed':
    case 'resolved':
    case 'locked':
      return 'settled'
  }
}

export function chosen(rows: readonly BoardRow[], choice: Choice): readonly BoardRow[] {
  const words = choice.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const kept = rows.filter((row) => isChosen(row, choice) && hasWords(row, words))
  if (choice.order === 'place' && !choice.isDescending) return kept
  const sign = choice.isDescending ? -1 : 1
  return kept.toSorted((one, other) => sign * compare(one, other, choice.order) || one.place - other.place)
}

/** Filters alone: an order hides nothing. */
export function isFiltering({ text, person, state, due, waitsFor }: Choice): boolean {
  return text.trim() !== '' || [person, state, due, waitsFor].some((value) => value !== null)
}

function isChosen(row: BoardRow, { person, state, due, waitsFor }: Choice): boolean {
  return (
    (person === null || isWorkOf(row, person)) &&
    (state === null || groupOf(row) === state) &&
    (due === null || row.deadline === due) &&
    (waitsFor === null ||
      (waitsFor === 'anybody' ? row.turn?.since != null : row.turn?.waitsFor.includes(waitsFor) === true))
  )
}

function isWorkOf({ drafts, assessment }: BoardRow, person: PersonId): boolean {
  return drafts.some((draft) => draft.person === person) || (assessment?.verifiers.includes(person) ?? false)
}

function hasWords({ study }: BoardRow, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text =
    `${study.label} ${study.citation.title} ${study.design} ${study.citation.authors.join(' ')}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** What has no date, and what nobody waits for, comes last. */
function compare(one: BoardRow, other: BoardRow, order: Order): number {
  switch (order) {
    case 'place':
      return one.place - other.place
    case 'study':
      return one.study.label.localeCompare(other.study.label, 'en')
    case 'state':
      return STATE_GROUPS.indexOf(groupOf(one)) - STATE_GROUPS.indexOf(groupOf(other))
    case 'waits':
      return compareText(one.turn?.since ?? null, other.turn?.since ?? null)
    case 'due':
      return compareText(one.study.due ?? null, other.study.due ?? null)
  }
}

function compareText(one: string | null, other: string | null): number {
  if (one === other) return 0
  if (one === null) return 1
  if (other === null) return -1
  return one < other ? -1 : 1
}

/** Short, and without what is as it always is. */
export function choiceToQuery(choice: Choice): string {
  const parts: readonly (readonly [string, string | null])[] = [
    ['text', choice.text || null],
    ['person', choice.person],
    ['state', choice.state],
    ['due', choice.due],
    ['waits', choice.waitsFor],
    ['by', choice.order === ALL.order ? null : choice.order],
    ['down', choice.isDescending ? 'yes' : null],
  ]
  const query = new URLSearchParams(parts.flatMap(([key, value]) => (value === null ? [] : [[key, value]])))
  return query.size === 0 ? '' : `?${query}`
}

/** What is not known is as if it were not there. @param people those who may be named. */
export function queryToChoice(query: Pick<URLSearchParams, 'get'>, people: readonly PersonId[]): Choice {
  const person = (key: string): PersonId | null => people.find((id) => id === query.get(key)) ?? null
  const oneOf = <Value extends string>(values: readonly Value[], key: string): Value | null =>
    values.find((value) => value === query.get(key)) ?? null
  return {
    text: query.get('text') ?? '',
    person: person('person'),
    state: oneOf(STATE_GROUPS, 'state'),
    due: oneOf(['overdue', 'due-soon'] as const, 'due'),
    waitsFor: query.get('waits') === 'anybody' ? 'anybody' : person('waits'),
    order: oneOf(ORDERS, 'by') ?? ALL.order,
    isDescending: query.get('down') === 'yes',
  }
}
