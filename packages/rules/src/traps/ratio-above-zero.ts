import type { Finding, Trap } from './trap.ts'

type Details = { readonly value: string }

export const ratioAboveZero = {
  id: 'ratio-above-zero',
  sentence: ({ value }) => `A ratio is never below 0; ${value} may be its logarithm, or a difference.`,
  source: 'Cochrane Handbook 5.1, section 9.2.7: ratios, and their logarithms.',
  check: ({ contrasts }) =>
    contrasts
      .filter(({ effect }) => effect === 'ratio')
      .flatMap(({ given: { estimate, 'ci-low': low, 'ci-high': high } }): readonly Finding<Details>[] => {
        const below = [estimate, low, high].find((one) => one !== undefined && one.value < 0)
        return below ? [{ cell: below.cell, cells: [below.cell], details: { value: below.printed } }] : []
      }),
} as const satisfies Trap<Details>
