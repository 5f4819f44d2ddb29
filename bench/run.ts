/** One run of the bench: repetitions of measures of servers. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Grounds } from './grounds.ts'
import { longDocument } from './long-document.ts'
import { describeMachine, load } from './machine.ts'
import { boardUpdates } from './measures/board-updates.ts'
import { coldLoad } from './measures/cold-load.ts'
import { extractionDocuments } from './measures/extraction-documents.ts'
import { extractionPage } from './measures/extraction-page.ts'
import { extractionReads } from './measures/extraction-reads.ts'
import { fiftyReviews } from './measures/fifty-reviews.ts'
import { firstPaint } from './measures/first-paint.ts'
import { hotRoom } from './measures/hot-room.ts'
import { kept } from './measures/kept.ts'
import type { Figures, Measure } from './measures/measure.ts'
import { openDocuments } from './measures/open-documents.ts'
import { saturation } from './measures/saturation.ts'
import { storm } from './measures/storm.ts'
import { thousand } from './measures/thousand.ts'
import { typing } from './measures/typing.ts'
import { pinGenerator } from './pinned.ts'
import { hotFunctions, type CpuProfile, type HotFunction } from './profile.ts'
import { randomOf } from './random.ts'
import type { MeasureResults, Outcome, Repetition, Results } from './results.ts'
import { roomsOf } from './rooms.ts'
import { hocuspocus } from './servers/hocuspocus.ts'
import type { Server } from './servers/server.ts'
import { tandem } from './servers/tandem.ts'
import { yWebsocketServer } from './servers/y-websocket-server.ts'
import { onStage, type Pace, type StageParts } from './stage.ts'

export type Wanted = {
  readonly isQuick: boolean
  readonly isProfiled: boolean
  readonly seed: number
  readonly repetitions: number
  /** Names of measures; all if empty. */
  readonly only: readonly string[]
  /** An empty folder to work in. */
  readonly work: string
  readonly command: string
  readonly versions: Results['versions']
  readonly say: (sentence: string) => void
}

const SERVERS: readonly Server[] = [tandem, yWebsocketServer, hocuspocus]

const MEASURES: readonly Measure[] = [
  typing,
  hotRoom,
  saturation,
  coldLoad,
  kept,
  storm,
  openDocuments,
  thousand,
  firstPaint,
  boardUpdates,
  fiftyReviews,
  extractionDocuments,
  extractionReads,
  extractionPage,
]

/** Too long to be repeated in a quick run. */
const ONCE_IF_QUICK: readonly Measure[] = [
  openDocuments,
  thousand,
  firstPaint,
  boardUpdates,
  fiftyReviews,
  extractionDocuments,
  extractionReads,
  extractionPage,
]

const PACE: Readonly<Record<'quick' | 'full', Pace>> = {
  quick: { warmUp: 0.4, measured: 1, afterLeaving: [3], starts: 2 },
  full: { warmUp: 2, measured: 10, afterLeaving: [3, 35], starts: 7 },
}

type Setting = Omit<StageParts, 'server' | 'random' | 'ground'> & { readonly grounds: Grounds }

export async function runBench(wanted: Wanted): Promise<Results> {
  const measures = MEASURES.filter(({ name }) => wanted.only.length === 0 || wanted.only.includes(name))
  const [startedAt, loadBefore, machine] = [new Date().toISOString(), load(), describeMachine()]
  const setting = prepare(wanted)
  pinGenerator()
  const outcomes = new Map(measures.map((measure) => [measure, [] as Repetition[]]))
  for (let repetition = 0; repetition < wanted.repetitions; repetition += 1) {
    for (const [measure, repetitions] of outcomes) {
      if (repetition > 0 && wanted.isQuick && ONCE_IF_QUICK.includes(measure)) continue
      wanted.say(`${repetition + 1} of ${wanted.repetitions}: ${measure.title}`)
      repetitions.push(await repeat(measure, repetition, setting, wanted.seed))
    }
  }
  const profile = wanted.isProfiled ? await profileAtSaturation(setting, wanted) : null
  const { command, isQuick, seed, versions } = wanted
  const when = { startedAt, endedAt: new Date().toISOString() }
  const all = [...outcomes].map(([measure, repetitions]) => resultsOf(measure, repetitions))
  return { ...when, command, isQuick, seed, machine, loadBefore, loadAfter: load(), versions, measures: all, profile }
}

function prepare({ work, seed, isQuick }: Wanted): Setting {
  const grounds = new Grounds(work)
  const [review] = grounds.of('rooms').reviews
  if (!review) throw new Error('nothing was populated')
  const rooms = roomsOf(review)
  const pace = PACE[isQuick ? 'quick' : 'full']
  // Another seed than any repetition's: its client ids must be nobody else's.
  return { grounds, rooms, pace, longDocument: longDocument(rooms.items, randomOf(~seed)) }
}

async function repeat(measure: Measure, repetition: number, setting: Setting, seed: number): Promise<Repetition> {
  const outcomes: [string, Outcome][] = []
  for (let turn = 0; turn < SERVERS.length; turn += 1) {
    // Nobody always comes first, or always after the same one.
    const server = SERVERS[(turn + repetition) % SERVERS.length] ?? tandem
    // The same for every server: they meet the same load.
    const random = randomOf(seed + repetition)
    const ground = setting.grounds.of(measure.ground ?? 'rooms')
    const isMeasured = measure.servers?.includes(server.name) ?? true
    outcomes.push([
      server.name,
      isMeasured ? await outcomeOf(measure, { ...setting, ground, server, random }) : NOT_MEASURED,
    ])
  }
  return Object.fromEntries(outcomes) as Repetition
}

const NOT_MEASURED: Outcome = { figures: {}, faults: [] }

function outcomeOf(measure: Measure, parts: StageParts): Promise<Outcome> {
  return onStage(parts, async (stage) => {
    let figures: Figures = {}
    try {
      figures = await measure.run(stage)
    } catch (error) {
      // A measure that could not be taken is a result too; the others go on.
      stage.faults.push(`not measured: ${String(error)}`)
    }
    return { figures, faults: [...stage.faults] }
  })
}

function resultsOf({ name, title, figures }: Measure, repetitions: readonly Repetition[]): MeasureResults {
  return { name, title, figures, repetitions }
}

async function profileAtSaturation(setting: Setting, { work, seed, say }: Wanted): Promise<readonly HotFunction[]> {
  say('Profile: our server at saturation')
  const folder = join(work, 'profile')
  mkdirSync(folder)
  const program: Server['program'] = (place) => {
    const plain = tandem.program(place)
    return { ...plain, words: ['--cpu-prof', '--cpu-prof-dir', folder, ...plain.words] }
  }
  const server = { ...tandem, program }
  const ground = setting.grounds.of('rooms')
  await onStage({ ...setting, ground, server, random: randomOf(seed), ending: 'stop' }, (stage) =>
    saturation.run(stage),
  )
  return hotFunctions(readProfile(folder), setting.pace.measured).filter(
    ({ own, inAll }) => own > 0.005 || inAll > 0.02,
  )
}

function readProfile(folder: string): CpuProfile {
  const [file] = readdirSync(folder)
  if (file === undefined) throw new Error('no profile was written')
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile
}
