/**
 * `pnpm bench`: our server beside two others, under the same load, on the same machine, at the same time.
 *
 *   pnpm bench [--quick] [--profile] [--seed N] [--repetitions N] [--only MEASURE]... [--out FOLDER]
 *
 * Within a repetition every measure runs on one server after the other, each started anew in an empty folder, and the
 * order of the servers changes with the repetition. Results go to docs/bench/, as JSON and as a page to read.
 *
 *   --quick    short phases; memory, the thousand clients and what ours alone has once: within 3 minutes
 *   --profile  once more at saturation, with the processor profile of our server
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPeers, NotInstalled, peerVersions } from './install.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    repetitions: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: fileURLToPath(new URL('../docs/bench', import.meta.url)) },
  },
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

try {
  installPeers()
  // Only now: what it imports needs the packages.
  const { runBench } = await import('./run.ts')
  const { reportOf } = await import('./report.ts')
  const { quick: isQuick, profile: isProfiled, only } = values
  const wanted = { isQuick, isProfiled, only, seed: Number(values.seed), repetitions: Number(values.repetitions) }
  const results = await inTemporaryFolder((work) =>
    runBench({ ...wanted, work, command: commandLine(), versions: peerVersions(), say }),
  )
  const report = reportOf(results)
  write(`${results.startedAt.slice(0, 10)}${isQuick ? '-quick' : ''}`, JSON.stringify(results, null, 2), report)
  process.stdout.write(`${report}\n`)
} catch (error) {
  if (!(error instanceof NotInstalled)) throw error
  say(error.message)
  process.exitCode = 1
}

async function inTemporaryFolder<Value>(run: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function commandLine(): string {
  return ['pnpm bench', ...process.argv.slice(2)].join(' ')
}

function say(sentence: string): void {
  process.stderr.write(`${process.uptime().toFixed(0).padStart(5)} s  ${sentence}\n`)
}

function write(name: string, json: string, page: string): void {
  mkdirSync(values.out, { recursive: true })
  const [jsonFile, pageFile] = [join(values.out, `${name}.json`), join(values.out, `${name}.md`)]
  writeFileSync(jsonFile, `${json}\n`)
  writeFileSync(pageFile, `${page}\n`)
  // In the form of every other file of the repository, where its formatter is there.
  const formatter = fileURLToPath(new URL('../node_modules/.bin/oxfmt', import.meta.url))
  if (existsSync(formatter)) execFileSync(formatter, [jsonFile, pageFile])
  say(`Written: ${jsonFile}, ${pageFile}`)
}
