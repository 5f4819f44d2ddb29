import { describe, expect, test } from 'vitest'
import type { Assessment, Instant, Study } from '../review.ts'
import { COMPLETE, OTHER } from '../testing/scene.ts'
import { tinyInstrument } from '../testing/tiny-instrument.ts'
import { agreementOverTime, BLOCK, MOST_BLOCKS } from './agreement-over-time.ts'

/** Revealed one a day in this order; in those before `drift` the two differ. */
function course(
  count: number,
  drift: number,
  order = (place: number): number => place,
  later: readonly Assessment[] = [],
) {
  const places = Array.from({ length: count }, (_, place) => place)
  const studies = places.map((place) => ({ id: `id-${place}`, key: `key-${place}` }) as unknown as Study)
  const day = (place: number): Instant => new Date(Date.UTC(2026, 0, 1 + order(place))).toISOString() as Instant
  const assessments = places.map(
    (place) => ({ study: `id-${place}`, round: 1, revealed: { at: day(place), ratings: [] } }) as unknown as Assessment,
  )
  const ratings = places.map((place) => ({
    study: `key-${place}`,
    answers: [COMPLETE, order(place) < drift ? OTHER : COMPLETE] as const,
  }))
  return agreementOverTime(tinyInstrument, { ratings }, studies, [...assessments, ...later])
}

describe('agreement over time', () => {
  test('is not said of fewer studies than two blocks', () => {
    expect(course(2 * BLOCK - 1, 0)).toEqual([])
    expect(course(2 * BLOCK, 0)).toHaveLength(2)
  })

  test('has every study once, in blocks of about the same size, and not more of them than can be read', () => {
    const blocks = course(25, 0)
    expect(blocks.map(({ studies }) => studies)).toEqual([13, 12])
    expect(course(500, 0)).toHaveLength(MOST_BLOCKS)
  })

  test('follows the order of the reveals, not that of the studies', () => {
    const backwards = (place: number): number => 2 * BLOCK - 1 - place
    const [early, later] = course(2 * BLOCK, BLOCK, backwards)
    expect(early?.agreement.percent?.value).toBeLessThan(100)
    expect(later?.agreement.percent?.value).toBe(100)
    expect((early?.to ?? '') < (later?.from ?? '')).toBe(true)
  })

  test('does not move a study that was rated again', () => {
    const at = '2027-01-01T00:00:00.000Z' as Instant
    const again = { study: 'id-0', round: 2, revealed: { at, ratings: [] } } as unknown as Assessment
    expect(course(2 * BLOCK, BLOCK, undefined, [again])).toEqual(course(2 * BLOCK, BLOCK))
  })
})
