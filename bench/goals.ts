/** What our server is to reach, beside what it did reach. Only measured figures; a goal is never adjusted here. */
import type { MeasureResults } from './results.ts'
import { median, pairedRatio } from './statistics.ts'

export type Goal = {
  readonly text: string
  readonly measure: string
  readonly figure: string
  /** Against @y/websocket-server in the same repetition, or as it stands. The worst repetition counts for counts. */
  readonly as: 'ratio' | 'median' | 'least' | 'most'
  readonly bound: { readonly most: number } | { readonly least: number }
}

export type Judged = { readonly goal: Goal; readonly value: number; readonly isMet: boolean }

const ratio = (text: string, measure: string, figure: string, bound: Goal['bound']): Goal => {
  return { text, measure, figure, as: 'ratio', bound }
}

export const GOALS: readonly Goal[] = [
  ratio('CPU per update at saturation at most 0.6×', 'saturation', 'cpu', { most: 0.6 }),
  ratio('throughput at saturation at least 1.1×', 'saturation', 'throughput', { least: 1.1 }),
  ratio('CPU per update in the hot room at most 0.8×', 'hot-room', 'cpu', { most: 0.8 }),
  ratio('typing p50 at most 2×', 'typing', 'p50', { most: 2 }),
  {
    text: 'typing p50 at most 5 ms on a quiet disk',
    measure: 'typing',
    figure: 'p50',
    as: 'median',
    bound: { most: 5 },
  },
  ratio('cold load of 1 MB at most 0.5×', 'cold-load', 'first', { most: 0.5 }),
  ratio('storm of 200, slowest, at most 1.0×', 'storm', 'slowest', { most: 1 }),
  {
    text: 'kept after SIGKILL: all 50, in every repetition',
    measure: 'kept',
    figure: 'kept',
    as: 'least',
    bound: { least: 50 },
  },
  { text: 'told "synced" too early: nobody, ever', measure: 'storm', figure: 'early', as: 'most', bound: { most: 0 } },
  {
    text: 'a thousand clients: p99 under 50 ms',
    measure: 'thousand',
    figure: 'p99',
    as: 'median',
    bound: { most: 50 },
  },
  {
    text: 'a thousand clients: under half a core',
    measure: 'thousand',
    figure: 'core',
    as: 'median',
    bound: { most: 0.5 },
  },
  {
    text: 'typing: every update delivered to everybody, in every repetition',
    measure: 'typing',
    figure: 'delivered',
    as: 'least',
    bound: { least: 1 },
  },
  {
    text: 'open 10 kB document at most 260 kB',
    measure: 'open-documents',
    figure: 'each',
    as: 'median',
    bound: { most: 260 },
  },
  ...(
    [
      ['coldP95', 'the first read after a start'],
      ['memberP95', 'the first read of a member'],
      ['againP95', 'read again'],
    ] as const
  ).map(([figure, what]): Goal => ({
    text: `300 studies × 27 items × 3 people, ${what}: p95 under 100 ms`,
    measure: 'first-paint',
    figure,
    as: 'median',
    bound: { most: 100 },
  })),
  {
    text: 'the board moves within 250 ms of an edit: p99',
    measure: 'board-updates',
    figure: 'p99',
    as: 'median',
    bound: { most: 250 },
  },
  {
    text: 'the board: told of every answer, in every repetition',
    measure: 'board-updates',
    figure: 'delivered',
    as: 'least',
    bound: { least: 1 },
  },
  {
    text: 'fifty reviews, 200 people: acknowledged, p99 under 100 ms',
    measure: 'fifty-reviews',
    figure: 'ackP99',
    as: 'median',
    bound: { most: 100 },
  },
  {
    text: 'a large extraction: at most 60 kB',
    measure: 'extraction-documents',
    figure: 'size',
    as: 'most',
    bound: { most: 60 },
  },
  {
    text: 'a large extraction: under 500 kB of heap where it is open',
    measure: 'extraction-documents',
    figure: 'heap',
    as: 'median',
    bound: { most: 500 },
  },
  {
    text: '300 studies × 3 documents of extractions, the first read of their progress after a start: p95 under 100 ms',
    measure: 'extraction-reads',
    figure: 'progressP95',
    as: 'median',
    bound: { most: 100 },
  },
  {
    text: '300 studies × 3 documents of extractions, read for the tables again: p95 under 500 ms',
    measure: 'extraction-reads',
    figure: 'tablesAgainP95',
    as: 'median',
    bound: { most: 500 },
  },
  {
    text: 'a large extraction opens in the browser: p95 under 600 ms',
    measure: 'extraction-page',
    figure: 'openP95',
    as: 'median',
    bound: { most: 600 },
  },
  {
    text: 'a large extraction, from a key to its paint: p95 under 50 ms',
    measure: 'extraction-page',
    figure: 'paintP95',
    as: 'median',
    bound: { most: 50 },
  },
  {
    text: 'fifty reviews: their supervisors told of every answer, in every repetition',
    measure: 'fifty-reviews',
    figure: 'delivered',
    as: 'least',
    bound: { least: 1 },
  },
]

/** Goals of measures that were not run are left out. */
export function judge(measures: readonly MeasureResults[]): readonly Judged[] {
  return GOALS.flatMap((goal) => {
    const measure = measures.find(({ name }) => name === goal.measure)
    if (!measure) return []
    const value = valueFor(goal, measure)
    const isMet = 'most' in goal.bound ? value <= goal.bound.most : value >= goal.bound.least
    return [{ goal, value, isMet }]
  })
}

function valueFor({ as, figure }: Goal, { repetitions }: MeasureResults): number {
  const ours = repetitions.map(({ tandem }) => tandem.figures[figure] ?? Number.NaN)
  switch (as) {
    case 'ratio':
      return (
        pairedRatio(
          ours,
          repetitions.map((repetition) => repetition['y-websocket-server'].figures[figure] ?? Number.NaN),
        )?.median ?? Number.NaN
      )
    case 'median':
      return median(ours)
    case 'least':
      return Math.min(...ours)
    case 'most':
      return Math.max(...ours)
  }
}
