import type { Finding, Trap } from './trap.ts'

type Details = { readonly sum: number; readonly n: string }

export const categoriesAddUp = {
  id: 'categories-add-up',
  sentence: ({ sum, n }) => `The categories have ${sum} people together, the result is of ${n}.`,
  source: 'Cochrane Handbook 5.1, section 9.2.4: each person is in one category of an ordinal outcome.',
  check: ({ results }) =>
    results.flatMap(({ counts, given: { n } }): readonly Finding<Details>[] => {
      const sum = counts?.values.reduce((people, count) => people + count, 0)
      if (!counts || !n || sum === undefined || sum === n.value) return []
      return [{ cell: counts.cell, cells: [counts.cell, n.cell], details: { sum, n: n.printed } }]
    }),
} as const satisfies Trap<Details>
