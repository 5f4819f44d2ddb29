/** A standard error is SD/√n. Where both are given they have to agree; confused with each other they differ by n. */
import { factorBetween, shortly, spanOf, type Span } from './span.ts'
import type { Finding, Trap } from './trap.ts'

type Details = {
  readonly sd: string
  readonly se: string
  readonly n: string
  readonly computed: string
  readonly looks: 'exchanged' | 'unlike'
}

export const sdMatchesSe = {
  id: 'sd-matches-se',
  sentence: ({ sd, se, n, computed, looks }) =>
    looks === 'exchanged'
      ? `The SE of ${se} is larger than the SD of ${sd}: they may be exchanged.`
      : `An SE of ${se} among ${n} people means an SD of ${computed}, not ${sd}.`,
  source: 'Cochrane Handbook 5.1, section 7.7.3.2: SD = SE × √n.',
  check: ({ results }) =>
    results.flatMap(({ given: { sd, se, n } }): readonly Finding<Details>[] => {
      if (!sd || !se || !n || n.value < 2) return []
      const implied = scaled(spanOf(se), Math.sqrt(n.value))
      if (factorBetween(spanOf(sd), implied) <= TOLERATED) return []
      const isExchanged = se.value > sd.value
      return [
        {
          cell: sd.cell,
          cells: [sd.cell, se.cell, n.cell],
          details: {
            sd: sd.printed,
            se: se.printed,
            n: n.printed,
            computed: shortly(se.value * Math.sqrt(n.value)),
            looks: isExchanged ? 'exchanged' : 'unlike',
          },
        },
      ]
    }),
} as const satisfies Trap<Details>

/** Some divide by √(n-1), and some have an SE of fewer people than the arm has: neither is an error to search for. */
const TOLERATED = 1.1

const scaled = ({ low, high }: Span, factor: number): Span => ({ low: low * factor, high: high * factor })
