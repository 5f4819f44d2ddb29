import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Actor, Hash, PersonId, ReviewId } from '@tandem/rules'
import { describeStore, type LogDoor, type StorePlace } from '../store/contract-suite.ts'
import { MemoryDisk } from './memory-disk.ts'
import { reviewId, smallReview } from './house.ts'

const quarantine = { perPerson: 3, inAll: 5, bytesEach: 100 }

async function memoryPlace(): Promise<StorePlace> {
  const disk = new MemoryDisk({ random: randomBytes, quarantine })
  return {
    open: async () => disk.open(),
    setDisk: (mood) => (disk.mood = mood),
    log: logDoor(disk),
    refused: () => disk.refused.map(({ person, bytes }) => ({ person, size: bytes.byteLength })),
    quarantine,
    remove: async () => undefined,
  }
}

function logDoor(disk: MemoryDisk): LogDoor {
  const logOf = (review: ReviewId) => disk.reviews.get(review)?.log ?? []
  const change = (review: ReviewId, seq: number, part: Partial<ReturnType<typeof logOf>[number]>): void => {
    const log = logOf(review)
    const at = log.findIndex((row) => row.seq === seq)
    const row = log[at]
    if (row) log[at] = { ...row, ...part }
  }
  return {
    alterPayload: (review, seq) => change(review, seq, { payload: new Uint8Array([9]) }),
    alterActor: (review, seq, actor) => change(review, seq, { actor }),
    remove: (review, seq) => void logOf(review).splice(seq - 1, 1),
    swap: (review, a, b) => {
      const log = logOf(review)
      const [first, second] = [log[a - 1], log[b - 1]]
      if (first && second) log.splice(a - 1, 1, { ...second, seq: a })
      if (first && second) log.splice(b - 1, 1, { ...first, seq: b })
    },
    forge: (review) => {
      const last = logOf(review).at(-1)
      if (last) logOf(review).push({ ...last, seq: last.seq + 1, link: new Uint8Array(32) })
    },
    tryToChange: (review, seq) => {
      const row = logOf(review)[seq - 1] as { actor: Actor } | undefined
      if (row) row.actor = 'mallory' as PersonId
    },
  }
}

describeStore('the store in memory', memoryPlace)

describe('a disk in memory', () => {
  const event = (number: number) => ({
    review: reviewId,
    documents: [],
    entries: [
      {
        kind: 'event',
        event: {
          at: '2026-01-01T00:00:00.000Z',
          actor: 'alice',
          type: 'signed',
          assessment: 'a',
          person: 'alice',
          contentHash: `${number}` as Hash,
        },
      },
    ],
    owners: [],
    summaries: [],
    snapshot: null,
    command: null,
  })
  type Commits = Parameters<ReturnType<MemoryDisk['open']>['commit']>[0]

  it('keeps after a crash the commits that had reached it, in order, and nothing of the others', async () => {
    const disk = new MemoryDisk({ random: randomBytes, quarantine })
    const store = disk.open()
    await store.createReview(smallReview())
    disk.fsync = () => new Promise(() => {})
    const heard: number[] = []
    for (const number of [1, 2, 3])
      void store.commit([event(number)] as unknown as Commits).then(() => heard.push(number))
    disk.crash(2)
    disk.fsync = () => Promise.resolve()
    const events = (await disk.open().loadReview(reviewId))?.events ?? []
    expect(events.map((each) => 'contentHash' in each && each.contentHash)).toEqual(['1', '2'])
    expect(heard).toEqual([])
  })

  it('answers nobody through a store that was opened before the crash', async () => {
    const disk = new MemoryDisk({ random: randomBytes, quarantine })
    const store = disk.open()
    await store.createReview(smallReview())
    disk.crash(0)
    let isAnswered = false
    void store.loadReview(reviewId).then(() => (isAnswered = true))
    await disk.open().loadReview(reviewId)
    expect(isAnswered).toBe(false)
  })
})
