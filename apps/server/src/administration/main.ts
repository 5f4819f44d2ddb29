/** `tandem user` and `tandem review`: the server's administration without a browser. */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { refused, type Json, type Result } from '@tandem/rules'
import { dataFolderOf, readConfig, type Config, type Surroundings } from '../config.ts'
import { QUARANTINE_LIMITS } from '../limits.ts'
import { StoreFailure } from '../store/contract.ts'
import { StoreDamaged } from '../store/sqlite/damage.ts'
import { FolderInUse } from '../store/sqlite/folder-lock.ts'
import { UnknownSchema } from '../store/sqlite/migrations.ts'
import { FolderUnreadable, openReader } from '../store/sqlite/reader.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { printable } from '../watch/printable.ts'
import { isPeopleAsked, readCommandLine, USAGE, type PeopleAsked, type ReviewAsked } from './command-line.ts'
import { printAnswer } from './print.ts'
import { answerAboutReviews } from './reviews.ts'
import { askServer } from './socket.ts'
import { answerWithoutServer } from './without-server.ts'

const EXIT = { done: 0, cannot: 1, misused: 2 } as const

// `tandem review export | head` closes the pipe early; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

async function main(line: readonly string[]): Promise<void> {
  const asked = readCommandLine(line)
  if (!asked.ok) return leave(EXIT.misused, `${asked.reason}\n\n${USAGE}`)
  const { folder, isJson, command } = asked.value
  if (command === null) return say(USAGE)
  try {
    const answer = await answerTo(folder, command)
    if (answer.ok)
      say(
        isJson || command.what === 'export-review' ? JSON.stringify(answer.value, null, 2) : printAnswer(answer.value),
      )
    else leave(EXIT.cannot, answer.reason)
  } catch (error) {
    const sentence = sentenceOf(error)
    if (sentence === null) throw error
    leave(EXIT.cannot, sentence)
  }
}

/** As the server reads it: links that are made here lead to the same address. */
const surroundings: Surroundings = {
  environment: process.env,
  defaultDataFolder: fileURLToPath(new URL('../../../../.data', import.meta.url)),
  // pnpm runs scripts in the package's folder and says in INIT_CWD where the person stands.
  workingFolder: process.env['INIT_CWD'] ?? process.cwd(),
}

async function answerTo(given: string | null, asked: PeopleAsked | ReviewAsked): Promise<Result<Json, string>> {
  const config = readConfig(surroundings)
  if (!config.ok) return refused(config.reason.join('\n'))
  const folder = given === null ? config.value.dataFolder : dataFolderOf(given, surroundings)
  return isPeopleAsked(asked) ? fromServerOrFolder(folder, asked, config.value) : fromReader(folder, asked)
}

async function fromReader(folder: string, asked: ReviewAsked): Promise<Result<Json, string>> {
  const reader = openReader(folder)
  try {
    return await answerAboutReviews(reader, asked)
  } finally {
    reader.close()
  }
}

async function fromServerOrFolder(folder: string, asked: PeopleAsked, config: Config): Promise<Result<Json, string>> {
  // Says that there is no data, instead of making an empty folder of it.
  openReader(folder).close()
  return (await askServer(folder, asked)) ?? fromFolder(folder, asked, config)
}

/** A server that starts or ends just now answers nothing, and holds the lock: its sentence says so. */
async function fromFolder(folder: string, asked: PeopleAsked, config: Config): Promise<Result<Json, string>> {
  const { store, sessions, together } = openSqliteStore({ folder, random: randomBytes, quarantine: QUARANTINE_LIMITS })
  try {
    return await answerWithoutServer({ tables: sessions, together, config, clock: Date.now }, asked)
  } finally {
    await store.close()
  }
}

function sentenceOf(error: unknown): string | null {
  const kinds = [FolderInUse, FolderUnreadable, StoreDamaged, StoreFailure, UnknownSchema]
  return error instanceof Error && (kinds.some((kind) => error instanceof kind) || 'syscall' in error)
    ? error.message
    : null
}

function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`)
}

function leave(code: number, text: string): void {
  process.stderr.write(`tandem: ${printable(text)}\n`)
  process.exitCode = code
}

// Last, when everything above is initialised.
await main(process.argv.slice(2))
