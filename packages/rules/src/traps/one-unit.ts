import type { Finding, Trap } from './trap.ts'

type Details = { readonly unit: string; readonly other: string; readonly study: string }

export const oneUnit = {
  id: 'one-unit',
  sentence: ({ unit, other, study }) => `The unit is ${unit}; in ${study} the same outcome is in ${other}.`,
  source: 'Cochrane Handbook 5.1, section 9.2.3: means are compared in one unit.',
  check: ({ outcomes }) =>
    outcomes.flatMap(({ unit, elsewhere }): readonly Finding<Details>[] => {
      const other = elsewhere.find((one) => one.unit !== null && unit !== null && one.unit !== unit.label)
      if (!unit || !other?.unit) return []
      return [
        { cell: unit.cell, cells: [unit.cell], details: { unit: unit.label, other: other.unit, study: other.study } },
      ]
    }),
} as const satisfies Trap<Details>
