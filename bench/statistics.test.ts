import { describe, expect, it } from 'vitest'
import { median, pairedRatio, quantile, spread } from './statistics.ts'

describe('statistics', () => {
  it('take the middle value, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 9])).toBe(3)
    expect(median([10, 9, 100])).toBe(10)
  })

  it('take quantiles that were measured', () => {
    const values = Array.from({ length: 100 }, (_, place) => 100 - place)
    expect(quantile(values, 0.5)).toBe(50)
    expect(quantile(values, 0.99)).toBe(99)
    expect(quantile([7], 0.99)).toBe(7)
  })

  it('say nothing of nothing', () => {
    expect(median([])).toBeNaN()
    expect(quantile([], 0.5)).toBeNaN()
    expect(pairedRatio([], [])).toBeNull()
    expect(pairedRatio([1], [0])).toBeNull()
  })

  it('keep the extremes', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 })
  })

  it('compare within the repetition, not between medians', () => {
    // The second repetition ran on a machine ten times as busy.
    expect(pairedRatio([1, 10, 3], [2, 20, 4])).toEqual({ median: 0.5, least: 0.5, most: 0.75 })
  })
})
