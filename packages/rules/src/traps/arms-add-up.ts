import type { Finding, Given, Trap } from './trap.ts'

type Details = { readonly arms: number; readonly total: string; readonly known: 'all' | 'some' }

export const armsAddUp = {
  id: 'arms-add-up',
  sentence: ({ arms, total, known }) =>
    known === 'all'
      ? `The arms have ${arms} people together, the study randomised ${total}.`
      : `The arms whose number is given have ${arms} people already, the study randomised ${total}.`,
  source: 'CONSORT 2010, item 13a: the numbers randomised to each group.',
  check: ({ arms, totalRandomised: total }): readonly Finding<Details>[] => {
    const given = arms.flatMap(({ randomised }): readonly Given[] => (randomised ? [randomised] : []))
    if (!total || given.length === 0) return []
    const sum = given.reduce((people, { value }) => people + value, 0)
    const known = given.length === arms.length ? 'all' : 'some'
    if (known === 'all' ? sum === total.value : sum <= total.value) return []
    return [
      {
        cell: total.cell,
        cells: [total.cell, ...given.map(({ cell }) => cell)],
        details: { arms: sum, total: total.printed, known },
      },
    ]
  },
} as const satisfies Trap<Details>
