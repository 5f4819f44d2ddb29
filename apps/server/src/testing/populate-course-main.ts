/**
 * Populates a data folder with a review that is well under way, and prints what is in it as JSON, like `populate-main.ts`: 300 studies that three
 * people rate two by two, eight weeks of work, some of it late. Everything in it is invented.
 *
 *   node populate-course-main.ts --folder F
 *
 * The server is then started with TANDEM_DATA=F and TANDEM_DEMO=off.
 */
import { parseArgs } from 'node:util'
import { instrumentById } from '@tandem/rules'
import { populate, type WantedStudy } from './populate.ts'

const STUDIES = 300
const DAY = 24 * 3_600_000
const WEEKS = 8

const { values } = parseArgs({ options: { folder: { type: 'string' } } })
const instrument = instrumentById('downs-and-black')
if (values.folder === undefined || !instrument) throw new Error('--folder is missing')

const now = Date.now()
const studies = Array.from({ length: STUDIES }, (_, place) => studyAt(place))
const populated = await populate({ folder: values.folder, reviewers: 3, studies, instrument })
process.stdout.write(`${JSON.stringify([populated])}\n`)

/** The first 180 are rated, evenly over the weeks; every sixth of them is in conflict. */
function studyAt(place: number): WantedStudy {
  const by = [place % 3, (place + 1) % 3]
  const due = new Date(now + (place - 190) * DAY).toISOString().slice(0, 10)
  const at = now - WEEKS * 7 * DAY * (1 - Math.min(1, place / 200))
  if (place < 180) return { state: place % 6 === 5 ? 'revealed' : 'agreed', by, at, due }
  if (place < 200) return { state: 'partial', by, at, due }
  return place < 290 ? { state: 'drafting', by, due } : { state: 'unassigned' }
}
