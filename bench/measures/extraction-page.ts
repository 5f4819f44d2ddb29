import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cookieOf } from '../grounds.ts'
import { quantile } from '../statistics.ts'
import type { Stage } from '../stage.ts'
import type { Measure } from './measure.ts'

export const extractionPage: Measure = {
  name: 'extraction-page',
  title: 'A large extraction in the browser: a draft of 100 fields over 5 arms × 6 outcomes × 4 timepoints',
  servers: ['tandem'],
  ground: 'large-extractions',
  figures: [
    { key: 'openP50', label: 'opens, p50', unit: 'ms' },
    { key: 'openP95', label: 'opens, p95', unit: 'ms' },
    { key: 'paintP50', label: 'a letter is painted, p50', unit: 'ms' },
    { key: 'paintP95', label: 'a letter is painted, p95', unit: 'ms' },
  ],
  run: open,
}

const SPEED = fileURLToPath(new URL('../../apps/web/e2e/speed-main.ts', import.meta.url))
const FORM = 'return-to-work-large'

async function open(stage: Stage) {
  const [review] = stage.reviews
  const study = review?.studies.find(({ consensus }) => consensus === null)
  const [draft] = study?.drafts ?? []
  if (!review || !study || !draft) throw new Error('nobody drafts')
  await stage.start()
  const address = `http://localhost:${stage.port}/r/${review.review}/study/${study.id}/extract/${FORM}`
  const words = [SPEED, '--address', address, '--cookie', cookieOf(review, draft.reviewer)]
  const { stdout } = await promisify(execFile)(process.execPath, words)
  const { opens, letters } = JSON.parse(stdout) as { readonly opens: number[]; readonly letters: number[] }
  return {
    openP50: quantile(opens, 0.5),
    openP95: quantile(opens, 0.95),
    paintP50: quantile(letters, 0.5),
    paintP95: quantile(letters, 0.95),
  }
}
