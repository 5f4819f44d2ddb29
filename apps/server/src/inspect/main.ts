/** `tandem inspect` and `tandem replay`: looks into the data of a server, which may be running. Never writes. */
import { fileURLToPath } from 'node:url'
import { dataFolderOf } from '../config.ts'
import { StoreFailure } from '../store/contract.ts'
import { FolderUnreadable, openReader } from '../store/sqlite/reader.ts'
import { printable } from '../watch/printable.ts'
import { answerOn } from './answer.ts'
import { readCommandLine, USAGE, type Asked } from './command-line.ts'

const EXIT = { done: 0, cannot: 1, misused: 2 } as const

// `tandem inspect | head` closes the pipe early; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

async function main(line: readonly string[]): Promise<void> {
  const asked = readCommandLine(line)
  if (!asked.ok) return leave(EXIT.misused, `${asked.reason}\n\n${USAGE}`)
  if (asked.value.what === 'help') return say(USAGE)
  try {
    await look(asked.value)
  } catch (error) {
    if (!(error instanceof FolderUnreadable || error instanceof StoreFailure)) throw error
    leave(EXIT.cannot, error.message)
  }
}

async function look(asked: Exclude<Asked, { readonly what: 'help' }>): Promise<void> {
  const folder = dataFolderOf(asked.folder ?? (process.env['TANDEM_DATA']?.trim() || null), {
    environment: process.env,
    defaultDataFolder: fileURLToPath(new URL('../../../../.data', import.meta.url)),
    // pnpm runs scripts in the package's folder and says in INIT_CWD where the person stands.
    workingFolder: process.env['INIT_CWD'] ?? process.cwd(),
  })
  const reader = openReader(folder)
  try {
    const answer = await answerOn(reader, asked)
    if (answer.ok) say(answer.value)
    else leave(EXIT.cannot, answer.reason)
  } finally {
    reader.close()
  }
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
