/**
 * `pnpm tandem`: one door for what works on files alone (apps/cli) and for what looks into the data of a server
 * (apps/server). Apps never import each other, so each command runs in its own program.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SERVER = '../apps/server/src/inspect/main.ts'
const FILES = '../apps/cli/src/main.ts'
const OF_SERVER = ['inspect', 'replay']

const [name = 'help', ...rest] = process.argv.slice(2)
process.exitCode = await carryOut()

async function carryOut(): Promise<number> {
  const isHelp = ['help', '--help', '-h'].includes(name)
  if (isHelp && rest.length === 0) return (await run(FILES, ['help'])) || (await listServerCommands())
  if (isHelp && OF_SERVER.includes(rest[0] ?? '')) return run(SERVER, [rest[0] ?? '', '--help'])
  return run(OF_SERVER.includes(name) ? SERVER : FILES, [name, ...rest])
}

function listServerCommands(): Promise<number> {
  process.stdout.write('\nOn the data of a server:\n\n')
  return run(SERVER, ['inspect', '--help'])
}

/** @returns its exit code; 1 if a signal ended it. */
async function run(program: string, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...words], {
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}
