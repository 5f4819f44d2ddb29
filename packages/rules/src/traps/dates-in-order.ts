import { compareDates } from '../fields/date.ts'
import type { Finding, Trap, TrapDate } from './trap.ts'

type Details = { readonly label: string; readonly value: string; readonly earlier: string; readonly before: string }

export const datesInOrder = {
  id: 'dates-in-order',
  sentence: ({ label, value, earlier, before }) => `${label} (${value}) comes before ${earlier} (${before}).`,
  source: 'CONSORT 2010, item 14a: the dates of recruitment and follow-up.',
  check: ({ dates }) =>
    dates.flatMap((date): readonly Finding<Details>[] => {
      const before = dates.find((other) => isLaterThough(other, date))
      if (before === undefined) return []
      return [
        {
          cell: date.cell,
          cells: [date.cell, before.cell],
          details: { label: date.label, value: date.value, earlier: before.label, before: before.value },
        },
      ]
    }),
} as const satisfies Trap<Details>

/** Whether the one that should not be later is, as far as both are known. */
const isLaterThough = (first: TrapDate, second: TrapDate): boolean =>
  first.order !== null &&
  second.order !== null &&
  first.order < second.order &&
  compareDates(first.value, second.value) === 1
