import type { Finding, Trap } from './trap.ts'

type Details = { readonly events: string; readonly n: string }

export const eventsWithinN = {
  id: 'events-within-n',
  sentence: ({ events, n }) => `${events} people with the event among ${n} people.`,
  source: 'Cochrane Handbook 5.1, section 9.2.2.1: a risk is the number of people with the event among all people.',
  check: ({ outcomes, results }) =>
    results.flatMap(({ outcome, given: { events, n } }): Finding<Details>[] => {
      // Of a rate, one person may have several events.
      const isRate = outcomes.some(({ id, measure }) => id === outcome && measure === 'rate')
      if (!events || !n || isRate || events.value <= n.value) return []
      return [{ cell: events.cell, cells: [events.cell, n.cell], details: { events: events.printed, n: n.printed } }]
    }),
} as const satisfies Trap<Details>
