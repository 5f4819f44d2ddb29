/** `pnpm torture`: see HELP. Ends with 0 where all held, 1 where something did not, 3 where the machine cannot. */
import { parseArgs } from 'node:util'
import { backupLoop } from './backup.ts'
import { control, type ControlName } from './controls/index.ts'
import { cutLoop } from './cut.ts'
import { damageEverywhere, failingSyncs, killsAtCalls } from './fault.ts'
import { fullLoop } from './full.ts'
import { killLoop } from './kill.ts'
import type { WorldKind } from '../simulation/world.ts'
import { CannotHere } from './machine.ts'
import { compareMany, simulateMany } from './simulate.ts'

const HELP = `
pnpm torture <what> [options]

  kill    kills the server at random moments while people work
            --cycles N   how many kills (100)
  cut     cuts the power: what the disk has, not what the kernel has. Needs root and Linux
            --cuts N     how many cuts (30)
  full    fills the disk while people work, and frees it. Needs root and Linux
            --rounds N   how many times (50)
  backup  makes backups while people work, restores each, and lets the people come back to it
            --rounds N   how many (50)
  fault   fails and kills at single system calls (needs strace), and damages the file
            --times N    how many of each (20)
            --step N     every N-th byte is flipped; 1 for all, about 10 ms each (100)

  simulate  server, people, disk, network and clock in one process, on all cores
            --seeds N    how many (100000)
  pairs   two worlds that differ in what a blinded person may not know
            --pairs N    how many (2000)

  --extracting  people agree on structures and extract, instead of rating: kill, cut, full, backup, fault
  --seed N     where the random numbers begin (2026). Cycle n has seed N + n, so a long run can be done in parts
  --quiet      no line for each cycle

Each looks afterwards, as somebody who has nothing, whether everything is there that people were told was saved or
shown. "kill" and "cut" first try themselves on servers that lose data; if they do not notice, they are broken.

It ends with 0 if all held, 1 if something did not, 2 if it was not understood, 3 if this machine cannot do it.
`

const EXIT = { held: 0, failed: 1, misunderstood: 2, cannot: 3 } as const

/** A control must fail within so many cycles. */
const CONTROL_CYCLES = 5

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
    extracting: { type: 'boolean', default: false },
    seed: { type: 'string', default: '2026' },
    cycles: { type: 'string', default: '100' },
    cuts: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '50' },
    times: { type: 'string', default: '20' },
    step: { type: 'string', default: '100' },
    seeds: { type: 'string', default: '100000' },
    pairs: { type: 'string', default: '2000' },
  },
})
const seed = Number(values.seed)
const work: WorldKind = values.extracting ? 'extracting' : 'rating'

/** What was done, in figures, and what was found. */
type Outcome = { readonly figures: Readonly<Record<string, unknown>>; readonly faults: readonly string[] }

const TORTURES: Readonly<Record<string, () => Promise<readonly Outcome[]>>> = {
  kill: async () => [await killControls(), await kill()],
  cut: async () => [await cutControls(), await cut(false), await cut(true)],
  full: async () => [await full()],
  backup: async () => [await backup()],
  fault: async () => [await syncs(), await calls(), await damage()],
  simulate: async () => [await simulation()],
  pairs: async () => [await pairs()],
}

async function simulation(): Promise<Outcome> {
  const { faults, ...figures } = await simulateMany(seed, Number(values.seeds), say)
  return { figures: { what: 'simulate', ...figures }, faults }
}

async function pairs(): Promise<Outcome> {
  const { faults, ...figures } = await compareMany(seed, Number(values.pairs))
  return { figures: { what: 'pairs', ...figures }, faults }
}

async function kill(): Promise<Outcome> {
  const onCycle = ({ cycle, phase, faults }: { cycle: number; phase: string; faults: readonly string[] }): void =>
    progress(`kill ${cycle} (${phase})`, faults)
  const { faults, ...figures } = await killLoop({
    work,
    seed,
    cycles: Number(values.cycles),
    cyclesPerFolder: 20,
    onCycle,
  })
  return { figures: { what: 'kill', ...figures }, faults }
}

/** Losing a promise must be seen. Losing a sync cannot be: if it is, something else is wrong. */
async function killControls(): Promise<Outcome> {
  const lossesOf = async (name: ControlName): Promise<number> => {
    const run = { work, seed, cycles: CONTROL_CYCLES, cyclesPerFolder: CONTROL_CYCLES, program: control(name) }
    return (await killLoop(run)).faults.length
  }
  const found = { sound: await lossesOf('sound'), unsynced: await lossesOf('unsynced'), early: await lossesOf('early') }
  return { figures: { what: 'controls of kill', ...found }, faults: faultsOfControls(found, ['early']) }
}

async function cut(isYoung: boolean): Promise<Outcome> {
  // A young folder is made anew for each few cuts: its youth is soon over.
  const cuts = isYoung ? 3 : Number(values.cuts)
  const onCut = ({ cut: number, faults }: { cut: number; faults: readonly string[] }): void =>
    progress(`${isYoung ? 'young cut' : 'cut'} ${number}`, faults)
  const { faults, ...figures } = await cutLoop({ work, seed, cuts, isYoung, onCut })
  return { figures: { what: isYoung ? 'cut of a folder just made' : 'cut', ...figures }, faults }
}

async function cutControls(): Promise<Outcome> {
  const lossesOf = async (name: ControlName): Promise<number> =>
    (await cutLoop({ work, seed, cuts: CONTROL_CYCLES, program: control(name) })).faults.length
  const found = {
    sound: await lossesOf('sound'),
    normal: await lossesOf('normal'),
    unsynced: await lossesOf('unsynced'),
  }
  return { figures: { what: 'controls of cut', ...found }, faults: faultsOfControls(found, ['normal', 'unsynced']) }
}

function faultsOfControls(found: Readonly<Record<string, number>>, mustFail: readonly string[]): readonly string[] {
  return Object.entries(found)
    .filter(([name, losses]) => mustFail.includes(name) !== losses > 0)
    .map(([name, losses]) => `the control "${name}" shows ${losses} losses: this torture is broken`)
}

async function full(): Promise<Outcome> {
  const onRound = ({ round, faults }: { round: number; faults: readonly string[] }): void =>
    progress(`round ${round}`, faults)
  const { faults, ...figures } = await fullLoop({ work, seed, rounds: Number(values.rounds), onRound })
  return { figures: { what: 'full', ...figures }, faults }
}

async function backup(): Promise<Outcome> {
  const onRound = ({ round, faults }: { round: number; faults: readonly string[] }): void =>
    progress(`backup ${round}`, faults)
  const { faults, ...figures } = await backupLoop({ work, seed, rounds: Number(values.rounds), onRound })
  return { figures: { what: 'backup', ...figures }, faults }
}

async function syncs(): Promise<Outcome> {
  const onTime = ({ time, faults }: { time: number; faults: readonly string[] }): void =>
    progress(`failing sync ${time}`, faults)
  const { faults, ...figures } = await failingSyncs({ work, seed, times: Number(values.times), onTime })
  return { figures: { what: 'failing syncs', ...figures }, faults }
}

async function calls(): Promise<Outcome> {
  const onTime = ({ time, faults }: { time: number; faults: readonly string[] }): void =>
    progress(`kill at a call ${time}`, faults)
  const { faults, ...figures } = await killsAtCalls({ work, seed, times: Number(values.times), onTime })
  return { figures: { what: 'kills at calls', ...figures }, faults }
}

async function damage(): Promise<Outcome> {
  const { found, harmless, silent, wordless } = await damageEverywhere(seed, Number(values.step))
  const faults = [...silent, ...wordless].map(
    (each) => `damage not found, or without a sentence: ${JSON.stringify(each)}`,
  )
  return { figures: { what: 'damage', found, harmless, silent: silent.length, wordless: wordless.length }, faults }
}

function progress(what: string, faults: readonly string[]): void {
  if (values.quiet && faults.length === 0) return
  say(`${what}: ${faults.length === 0 ? 'held' : `${faults.length} faults, first: ${faults[0]}`}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function main(): Promise<number> {
  const torture = TORTURES[positionals[0] ?? '']
  if (values.help || torture === undefined) {
    say(HELP)
    return values.help ? EXIT.held : EXIT.misunderstood
  }
  say(`seed ${seed}`)
  try {
    const outcomes = await torture()
    for (const { figures, faults } of outcomes) say(JSON.stringify({ ...figures, faults: faults.length }))
    for (const fault of outcomes.flatMap(({ faults }) => faults).slice(0, 20)) say(`FAULT ${fault}`)
    return outcomes.every(({ faults }) => faults.length === 0) ? EXIT.held : EXIT.failed
  } catch (error) {
    if (!(error instanceof CannotHere)) throw error
    say(error.message)
    return EXIT.cannot
  }
}

process.exitCode = await main()
