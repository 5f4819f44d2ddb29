/** `tandem backup` and `tandem restore`. A backup only reads the data folder; a restore makes one. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { dataFolderOf } from '../config.ts'
import { FolderUnusable, prepareDataFolder } from '../data-folder.ts'
import { StoreFailure } from '../store/contract.ts'
import { bringForward, copyDatabase, examineCopy, factsOf, takeOver } from '../store/sqlite/copy.ts'
import { StoreDamaged } from '../store/sqlite/damage.ts'
import { FolderInUse, lockFolder } from '../store/sqlite/folder-lock.ts'
import { markFolder } from '../store/sqlite/folder-mark.ts'
import { UnknownSchema } from '../store/sqlite/migrations.ts'
import { FolderUnreadable } from '../store/sqlite/reader.ts'
import { printable } from '../watch/printable.ts'
import { readCommandLine, USAGE, type Asked } from './command-line.ts'
import type { DatabaseFiles } from './database.ts'
import { bytesOf, writeDurably } from './durable.ts'
import { packBackup, type Packed } from './pack.ts'
import { AFTER_RESTORE, printBackup, SIGNED_OUT } from './print.ts'
import { restoreBackup } from './restore.ts'
import { unpackBackup, type Unpacked } from './unpack.ts'

const EXIT = { done: 0, cannot: 1, misused: 2 } as const

const PIPE = '-'

const database: DatabaseFiles = { copy: copyDatabase, facts: factsOf, examine: examineCopy, bringForward, takeOver }
const places = { prepare: prepareDataFolder, lock: lockFolder, mark: markFolder }

// `tandem restore | head` closes the pipe early; that is no failure of ours. Of a backup that goes there it is: `pipeline`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

async function main(line: readonly string[]): Promise<void> {
  const asked = readCommandLine(line)
  if (!asked.ok) return leave(EXIT.misused, `${asked.reason}\n\n${USAGE}`)
  try {
    await carryOut(asked.value)
  } catch (error) {
    const sentence = sentenceOf(error)
    if (sentence === null) throw error
    leave(EXIT.cannot, sentence)
  }
}

async function carryOut(asked: Asked): Promise<void> {
  switch (asked.what) {
    case 'help':
      return say(process.stdout, USAGE)
    case 'backup':
      return backUp(asked)
    case 'check':
      return check(asked)
    case 'restore':
      return restore(asked)
  }
}

async function backUp({ file, mayReplace, folder, isJson }: Extract<Asked, { what: 'backup' }>): Promise<void> {
  const target = file === PIPE ? null : pathOf(file)
  const inTheWay = target !== null && !mayReplace && existsSync(target)
  if (inTheWay) return leave(EXIT.cannot, `${target} exists already. Choose another name, or replace it with --force.`)
  await withWorkFolder(target, async (work) => {
    const packed = await packBackup({ folder: folderOf(folder), work, database, clock: Date.now })
    if (target === null) await pipeline(packed.archive, process.stdout)
    else await writeDurably(target, packed.archive, randomBytes(6).toString('hex'))
    report(packed, isJson, target === null ? process.stderr : process.stdout)
  })
}

async function check({ file, isJson }: Extract<Asked, { what: 'check' }>): Promise<void> {
  await withWorkFolder(null, async (into) => {
    const checked = await unpackBackup({ archive: readFrom(file), into, database })
    if (checked.ok) report(checked.value, isJson, process.stdout)
    else leave(EXIT.cannot, checked.reason)
  })
}

async function restore({ file, keepsSessions, folder, isJson }: Extract<Asked, { what: 'restore' }>): Promise<void> {
  const parts = { archive: readFrom(file), folder: folderOf(folder), keepsSessions, database, places, clock: Date.now }
  const restored = await restoreBackup(parts)
  if (!restored.ok) return leave(EXIT.cannot, restored.reason)
  report(restored.value, isJson, process.stdout)
  if (!isJson) say(process.stdout, keepsSessions ? AFTER_RESTORE : `${SIGNED_OUT}${AFTER_RESTORE}`)
}

function report({ id, manifest }: Unpacked | Packed, isJson: boolean, to: NodeJS.WriteStream): void {
  say(to, isJson ? JSON.stringify({ id, ...manifest }, null, 2) : printBackup({ id, manifest }))
}

/** Beside the file that is to be written, where there must be room anyway; else where the system keeps such things. */
async function withWorkFolder(target: string | null, use: (work: string) => Promise<void>): Promise<void> {
  const parent = target === null ? tmpdir() : dirname(target)
  const work = await mkdtemp(join(parent, `.${target === null ? 'tandem-backup' : basename(target)}.`))
  // Ctrl-C is no reason to leave a copy of everything behind.
  const stop = (): void => void rm(work, { recursive: true, force: true }).finally(() => process.exit(EXIT.cannot))
  for (const signal of STOPPED_BY) process.once(signal, stop)
  try {
    await use(work)
  } finally {
    for (const signal of STOPPED_BY) process.off(signal, stop)
    await rm(work, { recursive: true, force: true })
  }
}

const STOPPED_BY = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function readFrom(file: string): AsyncIterable<Uint8Array> {
  return file === PIPE ? process.stdin : bytesOf(pathOf(file))
}

function folderOf(asked: string | null): string {
  return dataFolderOf(asked ?? (process.env['TANDEM_DATA']?.trim() || null), {
    environment: process.env,
    defaultDataFolder: fileURLToPath(new URL('../../../../.data', import.meta.url)),
    workingFolder: workingFolder(),
  })
}

const pathOf = (file: string): string => resolve(workingFolder(), file)

/** pnpm runs scripts in the package's folder and says in INIT_CWD where the person stands. */
function workingFolder(): string {
  return process.env['INIT_CWD'] ?? process.cwd()
}

/** What a person can do something about gets a sentence; anything else is a bug and keeps its stack. */
function sentenceOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const isOurs = [FolderInUse, FolderUnusable, FolderUnreadable, StoreDamaged, StoreFailure, UnknownSchema].some(
    (kind) => error instanceof kind,
  )
  // Of the file or the folder that was named: not there, not allowed, no room.
  return isOurs || 'syscall' in error ? error.message : null
}

function say(to: NodeJS.WriteStream, text: string): void {
  to.write(`${printable(text)}\n`)
}

function leave(code: number, text: string): void {
  process.stderr.write(`tandem: ${printable(text)}\n`)
  process.exitCode = code
}

// Last, when everything above is initialised.
await main(process.argv.slice(2))
