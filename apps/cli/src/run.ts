/** From a command line to an outcome. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { COMMANDS } from './commands/index.ts'
import { done, misused, type Command, type Outcome, type World } from './command.ts'
import { quoted } from './text.ts'

export async function run(line: readonly string[], world: World): Promise<Outcome> {
  const [name = 'help', ...rest] = line
  if (name === '--version' || name === '-V') return done(`${version()}\n`)
  if (name === 'help' || name === '--help' || name === '-h') return help(rest[0])
  const command = COMMANDS.find((known) => known.name === name)
  if (command === undefined) return unknown(name)
  if (rest.includes('--help') || rest.includes('-h')) return done(helpOf(command))
  const parsed = parse(command, rest)
  return typeof parsed === 'string' ? misused(`${parsed}\nusage: tandem ${command.usage}`) : command.run(parsed, world)
}

type Parsed = Parameters<Command['run']>[0]

/** The arguments, or what is wrong with them. */
function parse(command: Command, rest: readonly string[]): Parsed | string {
  const { positionals, tokens } = parseArgs({
    args: [...rest],
    options: command.options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const options: Record<string, string | boolean> = {}
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const known = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined
    if (known === undefined) return `${token.rawName} is no option of ${command.name}.`
    if (known.type === 'string' && token.value === undefined) return `${token.rawName} needs a value.`
    if (known.type === 'boolean' && token.value !== undefined) return `${token.rawName} takes no value.`
    options[token.name] = token.value ?? true
  }
  const { from, to } = argumentsOf(command)
  if (positionals.length < from) return `${command.name} needs ${amount(from)}.`
  if (positionals.length > to) {
    return `${command.name} takes ${amount(to)}, ${quoted(positionals[to] ?? '')} is too much.`
  }
  return { arguments: positionals, options }
}

function argumentsOf({ arguments: wanted }: Command): { readonly from: number; readonly to: number } {
  return typeof wanted === 'number' ? { from: wanted, to: wanted } : wanted
}

const amount = (count: number): string =>
  count === 0 ? 'no argument' : count === 1 ? 'one argument' : `${count} arguments`

function help(name: string | undefined): Outcome {
  if (name === undefined) return done(overview())
  const command = COMMANDS.find((known) => known.name === name)
  return command === undefined ? unknown(name) : done(helpOf(command))
}

const unknown = (name: string): Outcome =>
  misused(`${quoted(name)} is no command. Commands: ${COMMANDS.map((command) => command.name).join(', ')}, help.`)

function overview(): string {
  const width = Math.max(...COMMANDS.map((command) => command.usage.length))
  const lines = COMMANDS.map((command) => `  tandem ${command.usage.padEnd(width)}  ${command.summary}`)
  return `Tandem works on files alone: no server, no database, no network.

${lines.join('\n')}
  tandem ${'help [COMMAND]'.padEnd(width)}  shows how a command is used
  tandem ${'--version'.padEnd(width)}  prints the version

FILE may be - for standard input. Exit codes: 0 done, 1 refused or not verified, 2 wrong command line.
`
}

const helpOf = (command: Command): string =>
  [`tandem ${command.usage}`, '', `${command.summary}.`, ...command.details, ''].join('\n')

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
