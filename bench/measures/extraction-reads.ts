import { personWith } from '../grounds.ts'
import { readPath, readReview } from '../reading.ts'
import { quantile } from '../statistics.ts'
import type { Stage } from '../stage.ts'
import type { Measure } from './measure.ts'

/** Fewer than the limit of requests of one person lets through. */
const AGAIN = 5

export const extractionReads: Measure = {
  name: 'extraction-reads',
  title: 'Extractions of 300 studies × 3 documents: progress and tables are read',
  servers: ['tandem'],
  ground: 'extractions',
  figures: [
    { key: 'progressP95', label: 'the review with its progress, the first one after a start, p95', unit: 'ms' },
    { key: 'progressAgainP95', label: 'the same again, p95', unit: 'ms' },
    { key: 'tablesP95', label: 'what was extracted, the first one after a start, p95', unit: 'ms' },
    { key: 'tablesAgainP95', label: 'the same again, p95', unit: 'ms' },
    { key: 'tablesSize', label: 'what was extracted', unit: 'kB' },
  ],
  run: read,
}

async function read(stage: Stage) {
  const [review] = stage.reviews
  if (!review) throw new Error('there is no review')
  const { cookie } = personWith('supervisor', review)
  const readTables = () => readPath(stage.port, `/api/reviews/${review.review}/extractions/return-to-work`, cookie)
  const took = {
    progress: [] as number[],
    progressAgain: [] as number[],
    tables: [] as number[],
    again: [] as number[],
  }
  let size = Number.NaN
  for (let start = 0; start < stage.pace.starts; start += 1) {
    const running = await stage.start()
    took.progress.push((await readReview(stage.port, review.review, cookie)).took)
    took.tables.push((await readTables()).took)
    for (let turn = 0; turn < AGAIN; turn += 1) {
      took.progressAgain.push((await readReview(stage.port, review.review, cookie)).took)
      const again = await readTables()
      took.again.push(again.took)
      size = again.body.byteLength / 1_000
    }
    await running.kill()
  }
  return {
    progressP95: quantile(took.progress, 0.95),
    progressAgainP95: quantile(took.progressAgain, 0.95),
    tablesP95: quantile(took.tables, 0.95),
    tablesAgainP95: quantile(took.again, 0.95),
    tablesSize: size,
  }
}
