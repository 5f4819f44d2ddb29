/**
 * `pnpm tandem`: one door for what works on files alone (apps/cli) and for what looks into the data of a server
 * (apps/server). Apps never import each other, so each command runs in its own program.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const FILES = '../apps/cli/src/main.ts'
const INSPECT = '../apps/server/src/inspect/main.ts'
const BACKUP = '../apps/server/src/backup/main.ts'
const ADMINISTRATION = '../apps/server/src/administration/main.ts'
const OF_SERVER: Readonly<Record<string, string>> = {
  inspect: INSPECT,
  replay: INSPECT,
  backup: BACKUP,
  restore: BACKUP,
  user: ADMINISTRATION,
  review: ADMINISTRATION,
}

const [name = 'help', ...rest] = process.argv.slice(2)
process.exitCode = await carryOut()

async function carryOut(): Promise<number> {
  const isHelp = ['help', '--help', '-h'].includes(name)
  if (isHelp && rest.length === 0) return (await run(FILES, ['help'])) || (await listServerCommands())
  const asked = isHelp ? (rest[0] ?? '') : name
  const ofServer = OF_SERVER[asked]
  if (isHelp && ofServer) return run(ofServer, [asked, '--help'])
  return run(ofServer ?? FILES, [name, ...rest])
}

async function listServerCommands(): Promise<number> {
  process.stdout.write('\nOn the data of a server:\n')
  for (const [program, names] of Object.entries(
    Object.groupBy(Object.keys(OF_SERVER), (each) => OF_SERVER[each] ?? ''),
  )) {
    process.stdout.write('\n')
    await run(program, [names?.[0] ?? '', '--help'])
  }
  return 0
}

/** @returns its exit code; 1 if a signal ended it. */
async function run(program: string, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), ...words], {
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}
