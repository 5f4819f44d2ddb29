import { isPrintedAbove } from './span.ts'
import type { Finding, Givens, Trap } from './trap.ts'

type Details = { readonly low: string; readonly high: string }

export const boundsInOrder = {
  id: 'bounds-in-order',
  sentence: ({ low, high }) => `The interval begins at ${low} and ends at ${high}: the bounds may be exchanged.`,
  source: 'Cochrane Handbook 5.1, section 7.7.7.2: a lower and an upper limit.',
  check: ({ results, contrasts }) => [...results, ...contrasts].flatMap(({ given }) => foundIn(given)),
} as const satisfies Trap<Details>

function foundIn({ 'ci-low': low, 'ci-high': high }: Givens<'ci-low' | 'ci-high'>): readonly Finding<Details>[] {
  if (!low || !high || !isPrintedAbove(low, high)) return []
  return [{ cell: low.cell, cells: [low.cell, high.cell], details: { low: low.printed, high: high.printed } }]
}
