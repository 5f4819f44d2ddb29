/**
 * The documents that are made from the code, so that they cannot lie: the import picture, the rulebook, the rights, the
 * facts that a blinded person may learn, the limits, the HTTP interface. `pnpm docs` writes them; a test fails while they
 * are behind the code.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMMAND_RULES, EDIT_RULES, PERMITTED_FACTS, rightsTable, ROLES, TRAPS } from '../packages/rules/src/index.ts'
import { openApi, ROUTE_IDS, ROUTES, type Route } from '../packages/wire/src/index.ts'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Text by path below docs/generated. */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['imports.md', importPicture()],
    ['limits.md', limits()],
    ['openapi.json', `${JSON.stringify(openApi(), null, 2)}\n`],
    ['permitted-facts.md', permittedFacts()],
    ['rights.md', rights()],
    ['rulebook.md', rulebook()],
    ['traps.md', traps()],
  ])
}

const NOTICE = '<!-- Made by `pnpm docs` from the code. Do not edit. -->\n\n'

type Cruise = {
  readonly modules: readonly {
    readonly source: string
    readonly dependencies: readonly { readonly resolved: string }[]
  }[]
}

function importPicture(): string {
  const words = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'apps']
  const json = execFileSync('depcruise', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 })
  const edges = new Set<string>()
  for (const { source, dependencies } of (JSON.parse(json) as Cruise).modules) {
    if (/\.test\.ts$|\/testing\/|\/test\/|\/simulation\/|\/torture\/|\/e2e\//.test(source)) continue
    for (const { resolved } of dependencies) {
      const [from, to] = [placeOf(source), placeOf(resolved)]
      if (from && to && from !== to) edges.add(`  ${from} --> ${to}`)
    }
  }
  const lines = ['```mermaid', 'flowchart LR', ...[...edges].sort(), '```', '']
  return `# Who imports whom\n\n${NOTICE}An arrow goes from the importer to the imported, tests left out.\n\n${lines.join('\n')}`
}

function placeOf(path: string): string | null {
  return /^(?:packages|apps)\/([a-z]+)\//.exec(path)?.[1] ?? null
}

function permittedFacts(): string {
  const facts = PERMITTED_FACTS.map((fact) => `- ${fact}`).join('\n')
  return `# What a blinded person may learn\n\n${NOTICE}Before the reveal of a study, its reviewers learn these facts and no others:\n\n${facts}\n`
}

/** Read from the source: its comments say the units and the reasons, its expressions are easier to read than numbers. */
function limits(): string {
  const source = readFileSync(join(root, 'apps/server/src/limits.ts'), 'utf8')
  const groups = source.split('\nexport const ').slice(1).map(limitGroup)
  const shorthand = 'kB is 1,024 bytes; times are milliseconds, `second` being 1,000.'
  return `# The limits of the server\n\n${NOTICE}${shorthand} A test tries each at the limit and one beyond.\n\n${groups.join('\n')}`
}

function limitGroup(text: string): string {
  const [name = ''] = text.split(' ')
  const end = text.indexOf('\n} as const')
  const rows = [...text.slice(0, end).matchAll(/\/\*\* ([^]*?) \*\/\n +(\w+): (\{ .* \}|[^{\n]+?),?(?=\n|$)/g)]
  const cells = rows.map(
    ([, why = '', limit, value = '']) => `| \`${limit}\` | ${plain(value)} | ${why.replace(/\s*\n +\* /g, ' ')} |`,
  )
  return [`## ${name}`, '', '| limit | value | unit and reason |', '| --- | --- | --- |', ...cells, ''].join('\n')
}

const plain = (expression: string): string => expression.replaceAll('_', ',').replaceAll(' * ', ' × ')

function rulebook(): string {
  const commands = Object.entries(COMMAND_RULES).map(([command, rules]) => `## ${command}\n\n${table(rules)}`)
  return `# The rulebook\n\n${NOTICE}A command's rules are asked in this order; the first that objects gives the refusal.\n\n${commands.join('\n')}\n## edits of a document\n\n${table(EDIT_RULES)}`
}

function table(rules: readonly { readonly id: string; readonly sentence: string; readonly source: string }[]): string {
  const rows = rules.map(({ id, sentence, source }) => `| \`${id}\` | ${sentence} | ${source} |`)
  return ['| rule | sentence | source |', '| --- | --- | --- |', ...rows, ''].join('\n')
}

function traps(): string {
  const rows = TRAPS.map(({ id, source }) => `| ${code(id)} | ${source} |`)
  const lines = ['| trap | source and rule |', '| --- | --- |', ...rows, '']
  return `# Error traps\n\n${NOTICE}Each warns about numbers that do not fit together, and never refuses them.\n\n${lines.join('\n')}`
}

function rights(): string {
  const commands = rightsTable().map(({ command, rights: given }) => [
    code(command),
    ...ROLES.map((role) => given[role]),
  ])
  const routes = ROUTE_IDS.map((id): Route => ROUTES[id]).map(({ method, path, who, token, confirmed }) => [
    code(`${method} /api${path.replaceAll(/:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g, ':$1')}`),
    who,
    token,
    confirmed === 'with-factor' ? 'with the second factor' : confirmed ? 'yes' : '',
  ])
  return [
    `# Who may do what\n\n${NOTICE}${RIGHTS_WORDS.commands}\n`,
    rows(['command', ...ROLES], commands),
    `\n## Routes\n\n${RIGHTS_WORDS.routes}\n`,
    rows(['route', 'who', 'token', 'confirmed'], routes),
    '',
  ].join('\n')
}

const RIGHTS_WORDS = {
  commands:
    'What each role of a review may ask for. People hold several roles at once and may do what any of them may. `assigned`: where they are assigned themselves. `oneself`: about themselves. Other rules say when and what: see [the rulebook](rulebook.md). An invitation is accepted (`join`) by whoever holds its link. The tests `apps/server/test/rights-*.test.ts` try each cell over HTTP.',
  routes:
    'Who may ask, and which scope an API token needs (`never`: only a browser that is signed in). `confirmed`: whoever asks has shown within the last ten minutes that it is them; `with the second factor`: and has shown that in this session, if the account has one. Without a session all but the first kind answer 401; to whoever else may not, the routes of members and administrators answer like an address that does not exist.',
}

const code = (text: string): string => `\`${text}\``

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}
