import { isAbove, exactly, shortly, spanOf } from './span.ts'
import type { Finding, Trap } from './trap.ts'

type Details = { readonly events: string; readonly n: string; readonly percent: string; readonly computed: string }

export const percentOfN = {
  id: 'percent-of-n',
  sentence: ({ events, n, percent, computed }) => `${events} of ${n} are ${computed} %, not ${percent}.`,
  source: 'Cochrane Handbook 5.1, section 9.2.2.1: a risk is the number of people with the event among all people.',
  check: ({ outcomes, results }) =>
    results.flatMap(({ outcome, given: { events, n, percent } }): readonly Finding<Details>[] => {
      const isRate = outcomes.some(({ id, measure }) => id === outcome && measure === 'rate')
      if (!events || !n || !percent || isRate) return []
      const computed = exactly((100 * events.value) / n.value)
      if (!isAbove(computed, spanOf(percent)) && !isAbove(spanOf(percent), computed)) return []
      return [
        {
          cell: percent.cell,
          cells: [percent.cell, events.cell, n.cell],
          details: {
            events: events.printed,
            n: n.printed,
            percent: percent.printed,
            computed: shortly(computed.low),
          },
        },
      ]
    }),
} as const satisfies Trap<Details>
