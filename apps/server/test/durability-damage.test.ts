/**
 * A damaged file is found when it is opened, or what is read from it is what was written: never something else.
 *
 * A sample of bytes and lengths, by `DAMAGE_SEED`; `pnpm torture fault` tries all of them.
 */
import { describe, expect, it } from 'vitest'
import { damagedStores, type Damage } from '../torture/damage.ts'
import { seededRandom } from '@tandem/documents/testing'

const seed = Number(process.env['DAMAGE_SEED'] ?? 2_026)
const random = seededRandom(seed)
const MINUTE = 60_000

const flips = (size: number): readonly Damage[] =>
  Array.from({ length: 400 }, () => ({ kind: 'flip', at: random.integer(size), bit: random.integer(8) }))

const cuts = (size: number): readonly Damage[] =>
  [0, 1, ...Array.from({ length: 40 }, () => random.integer(size))].map((length) => ({ kind: 'cut', length }))

describe('a file in which', () => {
  it(
    `any one bit changed is refused with a sentence, or gives what was written (seed ${seed})`,
    async () => {
      const report = await damagedStores(flips)
      expect(report.silent).toEqual([])
      expect(report.wordless).toEqual([])
      // Free space in pages is most of a small file: a bit there is nobody's.
      expect(report.found).toBeGreaterThan(10)
    },
    MINUTE,
  )

  it(
    `the end is cut off is refused with a sentence (seed ${seed})`,
    async () => {
      const report = await damagedStores(cuts)
      expect(report.silent).toEqual([])
      expect(report.wordless).toEqual([])
      expect(report.harmless).toBe(0)
    },
    MINUTE,
  )
})
