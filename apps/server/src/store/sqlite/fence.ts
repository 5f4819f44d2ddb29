/**
 * The fence: a number in the file that each opening raises, and that every transaction finds unchanged or fails.
 *
 * The folder's lock keeps a second process out. A lock can be lost: on a network mount, with a restored copy, by somebody
 * who deletes the file. Then the process that opened last goes on, and an earlier one (stopped for a while, or cut off
 * from its mount) can write no more: two writers would each continue the chain from a head of their own.
 *
 * The same row carries the probe's ballast. A transaction that fits into space which the file already has proves nothing
 * about a full disk, so the probe asks for new space and gives it back to the file.
 */
import type { DatabaseSync } from 'node:sqlite'
import { StoreFailure } from '../contract.ts'

/** Bytes. More than an ordinary commit needs. */
const BALLAST = 64 * 1_024

export type Fence = {
  /** Inside a transaction. @throws StoreFailure, a final one, if another process has opened the file since. */
  check(): void
  /** Inside a transaction: takes new space. */
  fill(): void
  /** Inside a transaction: leaves the space to the file. */
  empty(): void
}

export function raiseFence(database: DatabaseSync): Fence {
  const mine = database
    .prepare(
      `INSERT INTO fence (only_row, number, ballast) VALUES (1, 1, x'')
       ON CONFLICT (only_row) DO UPDATE SET number = number + 1 RETURNING number`,
    )
    .get()?.['number']
  const current = database.prepare('SELECT number FROM fence')
  const load = database.prepare('UPDATE fence SET ballast = zeroblob(?)')
  return {
    check() {
      if (current.get()?.['number'] !== mine) throw new StoreFailure(OVERTAKEN, true, null)
    },
    fill: () => void load.run(BALLAST),
    empty: () => void load.run(0),
  }
}

/** By whoever puts a file in the place of another one, which may have seen more openings. @param least for the number. */
export function raiseFenceBeyond(database: DatabaseSync, least: number): void {
  database
    .prepare(
      `INSERT INTO fence (only_row, number, ballast) VALUES (1, ?, x'')
       ON CONFLICT (only_row) DO UPDATE SET number = max(number, excluded.number) + 1`,
    )
    .run(least)
}

const OVERTAKEN =
  'Another Tandem process has opened this data and writes it now, so this one writes no more. See docs/recovery.md, "Two servers".'
