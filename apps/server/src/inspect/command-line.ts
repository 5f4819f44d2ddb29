/**
 * What `inspect` and `replay` are asked:
 *
 *   inspect [DOCUMENT] [--path KEY --person ID [--value JSON]] [--values] [--json] [--data FOLDER]
 *   replay DOCUMENT [--until SEQ] [--values] [--json] [--data FOLDER]
 */
import { parseArgs } from 'node:util'
import { accepted, refused, type DocumentId, type Json, type PersonId, type Result } from '@tandem/rules'

export type Asked = {
  /** Null: where the server's configuration says. */
  readonly folder: string | null
  readonly showsValues: boolean
  readonly isJson: boolean
} & (
  | { readonly what: 'help' }
  | { readonly what: 'overview' }
  | { readonly what: 'tree'; readonly document: DocumentId }
  | ({ readonly what: 'verdict'; readonly document: DocumentId } & Question)
  | { readonly what: 'replay'; readonly document: DocumentId; readonly until: number | null }
)

export type Question = {
  readonly key: string
  readonly person: PersonId
  /** Undefined: the place is cleared. */
  readonly value: Json | undefined
}

export const USAGE = `  tandem inspect                                    lists reviews, their documents and whether their logs hold
  tandem inspect DOCUMENT                           shows a document as a tree: who wrote what, and sizes
  tandem inspect DOCUMENT --path KEY --person ID    says what the rules say if this person clears that place,
                          [--value JSON]            or writes the value into it
  tandem replay DOCUMENT [--until SEQ]              tells a document update by update, or shows it as it was then

  --values shows answers, notes and exact sizes, which are hidden else. --json prints JSON. --data FOLDER is the data folder.
  Both only read, also while the server runs. Exit codes: 0 done, 1 cannot be done, 2 wrong command line.`

const SHARED = {
  data: { type: 'string' },
  values: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const
const OPTIONS = {
  inspect: { ...SHARED, path: { type: 'string' }, person: { type: 'string' }, value: { type: 'string' } },
  replay: { ...SHARED, until: { type: 'string' } },
} as const

export function readCommandLine([name = '', ...rest]: readonly string[]): Result<Asked, string> {
  if (name !== 'inspect' && name !== 'replay')
    return refused(`"${name}" is no command here. Commands: inspect, replay.`)
  const parsed = parsedBy(OPTIONS[name], rest)
  if (!parsed.ok) return parsed
  const { positionals, values } = parsed.value
  const shared = {
    folder: values['data'] === undefined ? null : String(values['data']),
    showsValues: values['values'] === true,
    isJson: values['json'] === true,
  }
  if (values['help']) return accepted({ ...shared, what: 'help' })
  if (positionals.length > 1) return refused(`${name} takes one document, "${positionals[1]}" is too much.`)
  const [document] = positionals as DocumentId[]
  const asked = name === 'inspect' ? readInspect(document, values) : readReplay(document, values)
  return asked.ok ? accepted({ ...shared, ...asked.value }) : asked
}

type Values = Readonly<Record<string, string | boolean | undefined>>
type Parsed = { readonly positionals: readonly string[]; readonly values: Values }

function parsedBy(options: (typeof OPTIONS)['inspect' | 'replay'], args: readonly string[]): Result<Parsed, string> {
  try {
    return accepted(parseArgs({ args: [...args], options, allowPositionals: true }) as Parsed)
  } catch (error) {
    // Node's first sentence says which option is wrong and how; what follows is about values that begin with a dash.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ')
    return refused(`${sentence}.`)
  }
}

type InspectAsked = Pick<Extract<Asked, { what: 'overview' }>, 'what'> | Kind<'tree'> | Kind<'verdict'>
type Kind<What extends Asked['what']> = Omit<Extract<Asked, { what: What }>, 'folder' | 'showsValues' | 'isJson'>

function readInspect(document: DocumentId | undefined, values: Values): Result<InspectAsked, string> {
  const { path, person, value } = values
  const isQuestion = path !== undefined || person !== undefined || value !== undefined
  if (document === undefined) {
    return isQuestion ? refused('--path, --person and --value need a document.') : accepted({ what: 'overview' })
  }
  if (!isQuestion) return accepted({ what: 'tree', document })
  if (path === undefined || person === undefined) return refused('A verdict needs both --path and --person.')
  const read = readValue(value)
  if (!read.ok) return read
  return accepted({
    what: 'verdict',
    document,
    key: String(path),
    person: String(person) as PersonId,
    value: read.value,
  })
}

function readValue(text: string | boolean | undefined): Result<Json | undefined, string> {
  if (text === undefined) return accepted(undefined)
  try {
    return accepted(JSON.parse(String(text)) as Json)
  } catch {
    return refused('--value must be JSON: a text stands in quotes, such as \'"yes"\'.')
  }
}

function readReplay(document: DocumentId | undefined, { until }: Values): Result<Kind<'replay'>, string> {
  if (document === undefined) return refused('replay needs a document. "tandem inspect" lists them.')
  if (until === undefined) return accepted({ what: 'replay', document, until: null })
  return /^\d{1,15}$/.test(String(until))
    ? accepted({ what: 'replay', document, until: Number(until) })
    : refused(`--until must be a seq, a whole number from 0, not "${until}".`)
}
