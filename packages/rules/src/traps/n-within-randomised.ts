import type { Finding, Given, Trap, TrapStudy } from './trap.ts'

type Details = { readonly n: string; readonly randomised: string; readonly arm: string }

export const nWithinRandomised = {
  id: 'n-within-randomised',
  sentence: ({ n, randomised, arm }) => `${n} people in a result of "${arm}", to which ${randomised} were randomised.`,
  source: 'CONSORT 2010, items 13a and 16: numbers randomised to each group, and analysed of them.',
  check: (study) => [
    ...study.arms.flatMap((arm) => foundIn(study, arm.id, arm.analysed)),
    ...study.results.flatMap(({ arm, given: { n } }) => foundIn(study, arm, n ?? null)),
  ],
} as const satisfies Trap<Details>

function foundIn({ arms }: TrapStudy, id: string, n: Given | null): readonly Finding<Details>[] {
  const arm = arms.find((one) => one.id === id)
  if (!n || !arm?.randomised || n.value <= arm.randomised.value) return []
  return [
    {
      cell: n.cell,
      cells: [n.cell, arm.randomised.cell],
      details: { n: n.printed, randomised: arm.randomised.printed, arm: arm.label },
    },
  ]
}
