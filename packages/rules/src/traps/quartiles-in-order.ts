import { isPrintedAbove } from './span.ts'
import type { Finding, ResultField, Trap, TrapResult } from './trap.ts'

type Details = { readonly first: string; readonly low: string; readonly second: string; readonly high: string }

/** Each pair of which the first is not above the second. */
const PAIRS: readonly (readonly [ResultField, ResultField])[] = [
  ['minimum', 'q1'],
  ['q1', 'median'],
  ['median', 'q3'],
  ['q3', 'maximum'],
  ['minimum', 'median'],
  ['median', 'maximum'],
  ['q1', 'q3'],
  ['minimum', 'maximum'],
  ['minimum', 'mean'],
  ['mean', 'maximum'],
]

const NAMES: Readonly<Partial<Record<ResultField, string>>> = {
  minimum: 'minimum',
  q1: 'first quartile',
  median: 'median',
  q3: 'third quartile',
  maximum: 'maximum',
  mean: 'mean',
}

export const quartilesInOrder = {
  id: 'quartiles-in-order',
  sentence: ({ first, low, second, high }) => `The ${first} (${low}) is above the ${second} (${high}).`,
  source: 'Wan et al. 2014, BMC Med Res Methodol 14:135: minimum, quartiles, median and maximum of a sample.',
  check: ({ results }) => results.flatMap(foundIn),
} as const satisfies Trap<Details>

/** The first of a result: one value in the wrong place would be told several times. */
function foundIn({ given }: TrapResult): readonly Finding<Details>[] {
  const found = PAIRS.flatMap(([first, second]): readonly Finding<Details>[] => {
    const [low, high] = [given[first], given[second]]
    if (!low || !high || !isPrintedAbove(low, high)) return []
    const details = {
      first: NAMES[first] ?? first,
      low: low.printed,
      second: NAMES[second] ?? second,
      high: high.printed,
    }
    return [{ cell: low.cell, cells: [low.cell, high.cell], details }]
  })
  return found.slice(0, 1)
}
