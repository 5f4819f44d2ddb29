/**
 * Effects from events and people in two groups. With a, b the people with and without the event in group 1, c, d in
 * group 2, n1 = a + b, n2 = c + d:
 *
 *   RR    ln[(a/n1) / (c/n2)]   variance  1/a - 1/n1 + 1/c - 1/n2
 *   OR    ln[a d / (b c)]                 1/a + 1/b + 1/c + 1/d
 *   RD    a/n1 - c/n2                     a b / n1³ + c d / n2³
 *   Peto  (a - E) / V                     1 / V, with N = n1 + n2, E = n1 (a+c) / N,
 *                                         V = n1 n2 (a+c)(b+d) / (N² (N-1))            Yusuf et al. 1985
 *
 * Zero cells
 *   RR, OR  0.5 is added to all four cells of a study with a zero among them. A study in which nobody had the event, or
 *           everybody had, says nothing about a ratio and is left out.
 *   RD      stands with zero cells. Only where the variance would be 0 (each group all or none) is it taken from cells
 *           with 0.5 added, so that the study can be kept; the estimate is never shifted.
 *   Peto    needs no correction, and is left out where nobody or everybody had the event.
 */
import { eventsFault } from '../calculator/checks.ts'
import { events, size } from '../calculator/fields.ts'
import { refuse, type Refusal } from '../calculator/inputs.ts'
import { effectCalculation, type ZeroCells } from './effect.ts'

const inputs = {
  a: events('people with the event in group 1'),
  n1: size('people in group 1'),
  c: events('people with the event in group 2'),
  n2: size('people in group 2'),
}

type Counts = { readonly a: number; readonly n1: number; readonly c: number; readonly n2: number }

type Cells = { readonly a: number; readonly b: number; readonly c: number; readonly d: number }

const HALF_ADDED = '; with a zero cell 0.5 is added to all four cells'

export const riskRatio = effectCalculation({
  id: 'effect-rr',
  title: 'Risk ratio',
  measure: 'RR',
  scale: 'log',
  formula: `ln[(a/n1) / (c/n2)], variance 1/a - 1/n1 + 1/c - 1/n2${HALF_ADDED}`,
  source: 'Cochrane Handbook 6.4.1; Borenstein et al. 2009, formulas 5.1 to 5.3',
  inputs,
  compute: (counts) =>
    ratio(counts, ({ a, b, c, d }) => ({
      estimate: Math.log(a) + Math.log(c + d) - Math.log(c) - Math.log(a + b),
      // 1/a - 1/n1 as a quotient: the difference of the two would lose digits where a is near n1.
      variance: b / (a * (a + b)) + d / (c * (c + d)),
    })),
})

export const oddsRatio = effectCalculation({
  id: 'effect-or',
  title: 'Odds ratio',
  measure: 'OR',
  scale: 'log',
  formula: `ln[a d / (b c)], variance 1/a + 1/b + 1/c + 1/d${HALF_ADDED}`,
  source: 'Cochrane Handbook 6.4.1; Borenstein et al. 2009, chapter 5',
  inputs,
  compute: (counts) =>
    ratio(counts, ({ a, b, c, d }) => ({
      estimate: Math.log(a) + Math.log(d) - Math.log(b) - Math.log(c),
      variance: 1 / a + 1 / b + 1 / c + 1 / d,
    })),
})

export const riskDifference = effectCalculation({
  id: 'effect-rd',
  title: 'Risk difference',
  measure: 'RD',
  scale: 'linear',
  formula: 'a/n1 - c/n2, variance a b / n1³ + c d / n2³; where that is 0, the variance of cells with 0.5 added',
  source: 'Cochrane Handbook 6.4.1; Borenstein et al. 2009, chapter 5',
  inputs,
  compute: (counts) => {
    const fault = countsFault(counts)
    if (fault !== null) return fault
    const observed = differenceVariance(cellsOf(counts))
    const isCertain = observed === 0
    return {
      estimate: counts.a / counts.n1 - counts.c / counts.n2,
      variance: isCertain ? differenceVariance(halfAdded(cellsOf(counts))) : observed,
      zeroCells: isCertain ? 'half-added-to-variance' : 'none',
    }
  },
})

export const petoOddsRatio = effectCalculation({
  id: 'effect-peto',
  title: "Odds ratio by Peto's method",
  measure: 'Peto OR',
  scale: 'log',
  formula: '(a - E) / V, variance 1 / V; E = n1 (a + c) / N, V = n1 n2 (a + c)(b + d) / (N² (N - 1)), N = n1 + n2',
  source: 'Yusuf et al. 1985; Cochrane Handbook 10.4.2',
  inputs,
  compute: (counts) => {
    const fault = countsFault(counts) ?? emptyFault(cellsOf(counts))
    if (fault !== null) return fault
    const { a, n1, c, n2 } = counts
    const all = n1 + n2
    const v = (n1 * n2 * (a + c) * (all - a - c)) / (all * all * (all - 1))
    return { estimate: (a - (n1 * (a + c)) / all) / v, variance: 1 / v }
  },
})

type Estimate = { readonly estimate: number; readonly variance: number }

function ratio(
  counts: Counts,
  of: (cells: Cells) => Estimate,
): (Estimate & { readonly zeroCells: ZeroCells }) | Refusal {
  const cells = cellsOf(counts)
  const fault = countsFault(counts) ?? emptyFault(cells)
  if (fault !== null) return fault
  const hasZero = Object.values(cells).includes(0)
  return { ...of(hasZero ? halfAdded(cells) : cells), zeroCells: hasZero ? 'half-added' : 'none' }
}

const cellsOf = ({ a, n1, c, n2 }: Counts): Cells => ({ a, b: n1 - a, c, d: n2 - c })

const halfAdded = ({ a, b, c, d }: Cells): Cells => ({ a: a + 0.5, b: b + 0.5, c: c + 0.5, d: d + 0.5 })

const differenceVariance = ({ a, b, c, d }: Cells): number => (a * b) / (a + b) ** 3 + (c * d) / (c + d) ** 3

const countsFault = ({ a, n1, c, n2 }: Counts): Refusal | null =>
  eventsFault(a, n1, 'a', 'n1') ?? eventsFault(c, n2, 'c', 'n2')

function emptyFault({ a, b, c, d }: Cells): Refusal | null {
  if (a === 0 && c === 0)
    return refuse('no-events', 'Nobody had the event in either group: left out, for a ratio it says nothing.')
  if (b === 0 && d === 0)
    return refuse('only-events', 'Everybody had the event in both groups: left out, for a ratio it says nothing.')
  return null
}
