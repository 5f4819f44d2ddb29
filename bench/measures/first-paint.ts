import { gzipSync } from 'node:zlib'
import { personWith, type PopulatedReview } from '../grounds.ts'
import { readReview } from '../reading.ts'
import { quantile } from '../statistics.ts'
import type { Stage } from '../stage.ts'
import type { Measure } from './measure.ts'

const READS_OF_EACH = 20

export const firstPaint: Measure = {
  name: 'first-paint',
  title: 'First paint: a review of 300 studies × 27 items × 3 people, two thirds of them revealed, is read',
  servers: ['tandem'],
  ground: 'large-review',
  figures: [
    { key: 'coldP50', label: 'the first one after a start, p50', unit: 'ms' },
    { key: 'coldP95', label: 'the first one after a start, p95', unit: 'ms' },
    { key: 'memberP50', label: 'the first one of each other member, p50', unit: 'ms' },
    { key: 'memberP95', label: 'the first one of each other member, p95', unit: 'ms' },
    { key: 'againP50', label: 'again, p50', unit: 'ms' },
    { key: 'againP95', label: 'again, p95', unit: 'ms' },
    { key: 'size', label: 'size for a supervisor', unit: 'kB' },
    { key: 'packed', label: 'the same with gzip (it is sent without)', unit: 'kB' },
  ],
  run: read,
}

async function read(stage: Stage) {
  const [review] = stage.reviews
  if (!review) throw new Error('there is no review')
  const supervisor = personWith('supervisor', review).cookie
  const [cold, members, again] = [[] as number[], [] as number[], [] as number[]]
  for (let start = 0; start < stage.pace.starts; start += 1) {
    const running = await stage.start()
    cold.push((await readReview(stage.port, review.review, supervisor)).took)
    members.push(...(await readByOthers(stage, review, supervisor)))
    if (start === 0) again.push(...(await readAgain(stage, review)))
    await running.kill()
  }
  await stage.start()
  const { body } = await readReview(stage.port, review.review, supervisor)
  return {
    coldP50: quantile(cold, 0.5),
    coldP95: quantile(cold, 0.95),
    memberP50: quantile(members, 0.5),
    memberP95: quantile(members, 0.95),
    againP50: quantile(again, 0.5),
    againP95: quantile(again, 0.95),
    size: body.byteLength / 1_000,
    packed: gzipSync(body).byteLength / 1_000,
  }
}

async function readByOthers(stage: Stage, { review, people }: PopulatedReview, first: string) {
  const took: number[] = []
  for (const { cookie } of people.filter((person) => person.cookie !== first)) {
    took.push((await readReview(stage.port, review, cookie)).took)
  }
  return took
}

/** Fewer than the limit of requests of one person lets through. */
async function readAgain(stage: Stage, { review, people }: PopulatedReview): Promise<readonly number[]> {
  const took: number[] = []
  for (let turn = 0; turn < READS_OF_EACH; turn += 1) {
    for (const { cookie } of people) took.push((await readReview(stage.port, review, cookie)).took)
  }
  return took
}
