import { describe, expect, it } from 'vitest'
import { Allowance } from './rate.ts'

let now = 0
const allowance = (): Allowance => new Allowance({ burst: 5, perSecond: 2 }, () => now)
const takenAtOnce = (from: Allowance): number => {
  let taken = 0
  while (from.take()) taken += 1
  return taken
}

describe('an allowance', () => {
  it('lets a burst through, not one more', () => {
    expect(takenAtOnce(allowance())).toBe(5)
  })

  it('refills with time, to a burst and not above', () => {
    const from = allowance()
    takenAtOnce(from)
    now += 499
    expect(from.take()).toBe(false)
    now += 1
    expect(takenAtOnce(from)).toBe(1)
    now += 3_600_000
    expect(takenAtOnce(from)).toBe(5)
  })

  it('says how long to wait, and after that one more is there', () => {
    const from = allowance()
    expect(from.wait()).toBe(0)
    takenAtOnce(from)
    expect(from.wait()).toBe(500)
    now += 200
    expect(from.wait()).toBe(300)
    now += 300
    expect(from.take()).toBe(true)
  })

  it('is not stopped by a clock that jumps back, nor widened by one that jumps ahead', () => {
    const from = allowance()
    takenAtOnce(from)
    now -= 3_600_000
    expect(from.wait()).toBe(500)
    now += 500
    expect(takenAtOnce(from)).toBe(1)
    now += 10 * 365 * 86_400_000
    expect(takenAtOnce(from)).toBe(5)
  })
})
