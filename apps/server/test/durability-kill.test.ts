/**
 * The real server, killed with SIGKILL while people work: what they were told and shown is there afterwards.
 * `pnpm torture kill` does the same for hundreds of cycles; `KILL_SEED=7` begins with another one.
 */
import { describe, expect, it } from 'vitest'
import { killLoop } from '../torture/kill.ts'
import { control } from '../torture/controls/index.ts'

const FIRST = Number(process.env['KILL_SEED'] ?? 2_026)
const MINUTE = 60_000

describe('a server that is killed', () => {
  it(
    `ten times keeps all that was acknowledged or shown, once, and everybody converges (seeds from ${FIRST})`,
    async () => {
      const report = await killLoop({ work: 'rating', seed: FIRST, cycles: 10, cyclesPerFolder: 10 })
      expect(report.faults).toEqual([])
      expect(report.phases).toEqual({ work: 4, command: 2, start: 2, checkpoint: 2 })
      expect(report.acknowledged).toBeGreaterThan(100)
      expect(report.shown).toBeGreaterThan(100)
    },
    2 * MINUTE,
  )

  it(
    `five times while people agree on structures and extract keeps all of that, too (seeds from ${FIRST})`,
    async () => {
      const report = await killLoop({ work: 'extracting', seed: FIRST, cycles: 5, cyclesPerFolder: 5 })
      expect(report.faults).toEqual([])
      expect(report.phases).toEqual({ work: 2, command: 1, start: 1, checkpoint: 1 })
      expect(report.acknowledged).toBeGreaterThan(100)
      expect(report.shown).toBeGreaterThan(100)
    },
    MINUTE,
  )

  it(
    'but had said yes before it wrote is found out by this test',
    async () => {
      // Two kills in the middle of work, and a look after each.
      const seed = FIRST - (FIRST % 5)
      const report = await killLoop({ work: 'rating', seed, cycles: 2, cyclesPerFolder: 2, program: control('early') })
      expect(report.faults.filter((fault) => fault.includes('structs'))).not.toEqual([])
    },
    MINUTE,
  )
})
