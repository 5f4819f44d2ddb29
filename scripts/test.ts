/**
 * `npm test`: everything that must hold, in the order of speed, with one closing line `N passed, N failed`.
 *
 * Each check counts as one, each test of vitest and Playwright as one. A step that fails does not stop the others: one
 * run tells everything that is wrong. Steps of one group run at once: each leaves a core idle that another can use.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

type Count = { readonly passed: number; readonly failed: number }
type Step = { readonly name: string; readonly run: () => Promise<Count> }

const results = mkdtempSync(join(tmpdir(), 'tandem-test-'))
const file = (name: string): string => join(results, name)

/** Some hundred processes load the same modules: Node keeps here what it has compiled of them. */
const compiled = fileURLToPath(new URL('../.cache/node', import.meta.url))

const unitTests: Step = {
  name: 'unit tests',
  run: async () => {
    const out = file('vitest.json')
    const code = await command(['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${out}`])
    return counted(code, () => {
      const report = readJson(out) as { numPassedTests: number; numFailedTests: number }
      return { passed: report.numPassedTests, failed: report.numFailedTests }
    })
  },
}

const browserTests: Step = {
  name: 'browser tests',
  run: async () => {
    const out = file('playwright.json')
    const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: out }
    const code = await command(
      ['pnpm', '--silent', '--filter', '@tandem/web', 'e2e', '--reporter=line,json'],
      environment,
    )
    return counted(code, () => {
      const { stats } = readJson(out) as { stats: { expected: number; unexpected: number; flaky: number } }
      // A test that passes only at the second try has failed.
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky }
    })
  },
}

const groups: readonly (readonly Step[])[] = [
  [
    check('format', ['oxfmt', '--check', '.']),
    check('lint', ['oxlint', '.']),
    check('imports', ['depcruise', '--config', '.dependency-cruiser.cjs', 'packages', 'apps']),
    check('build', ['turbo', 'run', 'build', '--output-logs=errors-only']),
  ],
  // After the build: both write what Kit generates.
  [check('types', ['turbo', 'run', 'check', '--output-logs=errors-only'])],
  [unitTests],
  [browserTests],
]

let total: Count = { passed: 0, failed: 0 }
const broken: string[] = []
for (const group of groups) await Promise.all(group.map(carryOut))
rmSync(results, { recursive: true, force: true })
if (broken.length > 0) write(`Failed: ${broken.join(', ')}`)
write(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

async function carryOut({ name, run }: Step): Promise<void> {
  const began = process.hrtime.bigint()
  const { passed, failed } = await run()
  const seconds = Number((process.hrtime.bigint() - began) / 10_000_000n) / 100
  write(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed, ${seconds} s`)
  total = { passed: total.passed + passed, failed: total.failed + failed }
  if (failed > 0) broken.push(name)
}

function check(name: string, words: readonly string[]): Step {
  return {
    name,
    run: async () => ((await quietCommand(words)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  }
}

/** A runner that ends badly without naming a failed test (or without a report) still counts as one failure. */
function counted(code: number, read: () => Count): Count {
  let count: Count
  try {
    count = read()
  } catch (error) {
    write(`No report was written: ${String(error)}`)
    return { passed: 0, failed: 1 }
  }
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

/** Shows what it says as it is said. */
async function command(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<number> {
  return ended(start(words, 'inherit', environment))
}

/** Shows what it said when it has ended, so that several at once can be told apart. */
async function quietCommand(words: readonly string[]): Promise<number> {
  const child = start(words, 'pipe')
  const said = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''))
  const code = await ended(child)
  process.stdout.write((await Promise.all(said)).join(''))
  return code
}

function start(
  [program = '', ...words]: readonly string[],
  output: 'inherit' | 'pipe',
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(program, words, {
    stdio: ['ignore', output, output],
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...environment },
  })
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      write(String(error))
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function write(line: string): void {
  process.stdout.write(`${line}\n`)
}
