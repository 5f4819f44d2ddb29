import { describe, expect, it } from 'vitest'
import { judge } from './goals.ts'
import type { MeasureResults, Outcome } from './results.ts'

const outcome = (figures: Outcome['figures']): Outcome => ({ figures, faults: [] })

/** Ours and the baseline's value in each repetition. */
function measured(name: string, key: string, pairs: readonly (readonly [number, number])[]): MeasureResults {
  const repetitions = pairs.map(([ours, theirs]) => ({
    tandem: outcome({ [key]: ours }),
    'y-websocket-server': outcome({ [key]: theirs }),
    hocuspocus: outcome({}),
  }))
  return { name, title: name, figures: [], repetitions }
}

const verdicts = (measure: MeasureResults) => judge([measure]).map(({ isMet, value }) => [isMet, value])

describe('a goal', () => {
  it('that bounds a ratio is judged by the median of the paired ratios', () => {
    const busy = [1, 10, 100] as const
    const pairs = (ratio: number) => busy.map((factor) => [ratio * factor, factor] as const)
    expect(verdicts(measured('hot-room', 'cpu', pairs(0.75)))).toEqual([[true, 0.75]])
    expect(verdicts(measured('hot-room', 'cpu', pairs(0.875)))).toEqual([[false, 0.875]])
    expect(verdicts(measured('saturation', 'throughput', pairs(1.125)))).toContainEqual([true, 1.125])
    expect(verdicts(measured('saturation', 'throughput', pairs(1)))).toContainEqual([false, 1])
  })

  it('about what must never happen is missed by a single repetition', () => {
    const keptBut = (worst: number) =>
      measured('kept', 'kept', [
        [50, 0],
        [worst, 50],
        [50, 50],
      ] as const)
    expect(verdicts(keptBut(50))).toEqual([[true, 50]])
    expect(verdicts(keptBut(49))).toEqual([[false, 49]])
  })

  it('of a figure that could not be taken is missed', () => {
    expect(verdicts(measured('kept', 'kept', [[Number.NaN, 50]]))).toEqual([[false, Number.NaN]])
  })

  it('of a measure that was not run is not spoken of', () => {
    expect(judge([])).toEqual([])
  })
})
