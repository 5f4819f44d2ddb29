/**
 * A backup of the real server while people work on it, restored and looked at. `pnpm torture backup` does the same
 * for many rounds; `BACKUP_SEED=7` begins with another one.
 */
import { describe, expect, it } from 'vitest'
import { backupLoop } from '../torture/backup.ts'

const FIRST = Number(process.env['BACKUP_SEED'] ?? 2_026)
const MINUTE = 60_000

describe('a backup of a server that people work on', () => {
  it(
    `is one moment, and holds all that was acknowledged before it began (seeds from ${FIRST})`,
    async () => {
      const report = await backupLoop({ work: 'rating', seed: FIRST, rounds: 1 })
      expect(report.faults).toEqual([])
      expect(report.before).toBeGreaterThanOrEqual(100)
      expect(report.commands).toBeGreaterThan(0)
      // People went on meanwhile.
      expect(report.acknowledged).toBeGreaterThan(report.before)
    },
    MINUTE,
  )
})
