import { describe, expect, test } from 'vitest'
import type { Assessment, Instant, PersonId } from '../review.ts'
import { alice, bob, firstStudy } from '../testing/scene.ts'
import { MOST_WEEKS, paceOf } from './pace.ts'

const now = '2026-03-30T12:00:00.000Z' as Instant
const ago = (days: number): Instant => new Date(Date.parse(now) - days * 24 * 3_600_000).toISOString() as Instant

/** Days ago that each person submitted, and that it was settled; null where it was not. */
function round(submitted: readonly (readonly [PersonId, number | null])[], settled: number | null = null): Assessment {
  const slots = submitted.map(([reviewer, days]) => ({
    reviewer,
    draft: null,
    submittedAt: days === null ? null : ago(days),
  }))
  const settlement = settled === null ? null : { how: 'agreed', at: ago(settled) }
  return { study: firstStudy, isCurrent: true, slots, settlement } as unknown as Assessment
}

describe('pace', () => {
  test('is nothing before the first submission', () => {
    expect(paceOf([round([[alice, null]])], now)).toBeNull()
  })

  test('counts submissions and settled studies up to the end of each week, the last of which is now', () => {
    const pace = paceOf(
      [
        round(
          [
            [alice, 20],
            [bob, 10],
          ],
          9,
        ),
        round([
          [alice, 3],
          [bob, null],
        ]),
      ],
      now,
    )
    expect(pace?.ends).toEqual([ago(14), ago(7), now])
    expect(pace?.settled.by).toEqual([0, 1, 1])
    expect(pace?.people).toMatchObject([
      { person: alice, total: 2, by: [1, 1, 2] },
      { person: bob, total: 1, by: [0, 1, 1] },
    ])
  })

  test('is a rate over the time since the first submission, once a week has passed', () => {
    const done = [
      round(
        [
          [alice, 14],
          [bob, 1],
        ],
        1,
      ),
      round([[alice, 2]]),
    ]
    expect(paceOf(done, now)?.people.map(({ perWeek }) => perWeek)).toEqual([1, 0.5])
    expect(paceOf([round([[alice, 6.9]])], now)?.people[0]?.perWeek).toBeNull()
  })

  test('forgets in its rate what was done longer ago than it looks back, and still counts it', () => {
    const weeks = MOST_WEEKS
    const pace = paceOf([round([[alice, 7 * weeks + 30]]), round([[alice, 7 * weeks - 1]])], now)
    expect(pace?.ends).toHaveLength(weeks)
    expect(pace?.people[0]).toMatchObject({ total: 2, before: 1, perWeek: 1 / weeks })
    expect(pace?.people[0]?.by[0]).toBe(2)
  })

  test('counts what a clock that is behind calls the future', () => {
    expect(paceOf([round([[alice, -0.01]])], now)?.people[0]).toMatchObject({ total: 1, by: [1] })
  })

  test('does not count the settlement of an earlier round', () => {
    const earlier = {
      ...round(
        [
          [alice, 9],
          [bob, 8],
        ],
        8,
      ),
      isCurrent: false,
    }
    expect(paceOf([earlier], now)?.settled.total).toBe(0)
  })
})
