import type { Finding, ResultField, Trap, TrapResult } from './trap.ts'

type Details = { readonly unit: string; readonly other: string; readonly study: string }

/** What is in the unit of its outcome. */
const IN_UNIT = ['mean', 'median', 'sd', 'se'] as const satisfies readonly ResultField[]

export const oneUnit = {
  id: 'one-unit',
  sentence: ({ unit, other, study }) => `The unit is ${unit}; in ${study} the same outcome is in ${other}.`,
  source: 'Cochrane Handbook 5.1, section 9.2.3: means are compared in one unit.',
  check: ({ outcomes, results }) =>
    outcomes.flatMap(({ id, unit, elsewhere }): readonly Finding<Details>[] => {
      const other = elsewhere.find((one) => one.unit !== null && unit !== null && one.unit !== unit.label)
      if (!unit || !other?.unit) return []
      const cells = [unit.cell, ...firstInUnit(results.filter(({ outcome }) => outcome === id))]
      return [{ cell: unit.cell, cells, details: { unit: unit.label, other: other.unit, study: other.study } }]
    }),
} as const satisfies Trap<Details>

/** The unit stands in the structure: where results are typed, the first number is where somebody can see it. */
function firstInUnit(results: readonly TrapResult[]): readonly string[] {
  const numbers = results.flatMap(({ given }) => IN_UNIT.flatMap((field) => given[field]?.cell ?? []))
  return numbers.slice(0, 1)
}
