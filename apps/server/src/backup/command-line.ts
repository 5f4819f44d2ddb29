/**
 * What `backup` and `restore` are asked:
 *
 *   backup FILE [--data FOLDER] [--force] [--json]
 *   backup --check FILE [--json]
 *   restore FILE [--data FOLDER] [--keep-sessions] [--json]
 *
 * FILE may be `-`: standard output, or standard input.
 */
import { parseArgs } from 'node:util'
import { accepted, refused, type Result } from '@tandem/rules'

export type Asked =
  | { readonly what: 'help' }
  | {
      readonly what: 'backup'
      readonly file: string
      readonly mayReplace: boolean
      readonly folder: Folder
      readonly isJson: boolean
    }
  | { readonly what: 'check'; readonly file: string; readonly isJson: boolean }
  | {
      readonly what: 'restore'
      readonly file: string
      readonly keepsSessions: boolean
      readonly folder: Folder
      readonly isJson: boolean
    }

/** Null: where the server's configuration says. */
type Folder = string | null

export const USAGE = `  tandem backup FILE [--force]      writes all that a server keeps into one file, also while it runs; --force replaces
  tandem backup --check FILE        reads a backup from end to end, and prints where its logs end
  tandem restore FILE               makes a data folder from a backup; the folder must be empty. Everybody is signed out,
                                    unless --keep-sessions lets open pages go on: not after a break-in

  FILE may be -, for standard output or input. --data FOLDER is the data folder. --json prints JSON.
  Exit codes: 0 done, 1 cannot be done, 2 wrong command line.`

const OPTIONS = {
  backup: {
    check: { type: 'boolean' },
    force: { type: 'boolean' },
    data: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
  restore: {
    'keep-sessions': { type: 'boolean' },
    data: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
} as const

export function readCommandLine([name = '', ...rest]: readonly string[]): Result<Asked, string> {
  if (name !== 'backup' && name !== 'restore')
    return refused(`"${name}" is no command here. Commands: backup, restore.`)
  const parsed = parsedBy(OPTIONS[name], rest)
  if (!parsed.ok) return parsed
  const { positionals, values } = parsed.value
  if (values['help']) return accepted({ what: 'help' })
  const [file, tooMuch] = positionals
  if (file === undefined) return refused(`${name} needs a file, or - for a pipe.`)
  if (tooMuch !== undefined) return refused(`${name} takes one file, "${tooMuch}" is too much.`)
  return name === 'backup' ? readBackup(file, values) : readRestore(file, values)
}

type Values = Readonly<Record<string, string | boolean | undefined>>
type Parsed = { readonly positionals: readonly string[]; readonly values: Values }

function readBackup(file: string, values: Values): Result<Asked, string> {
  const { folder, isJson } = shared(values)
  const mayReplace = values['force'] === true
  if (!values['check']) return accepted({ what: 'backup', file, mayReplace, folder, isJson })
  if (mayReplace || folder !== null) return refused('--check reads a backup alone: it takes no --force and no --data.')
  return accepted({ what: 'check', file, isJson })
}

function readRestore(file: string, values: Values): Result<Asked, string> {
  return accepted({ what: 'restore', file, keepsSessions: values['keep-sessions'] === true, ...shared(values) })
}

function shared(values: Values): { readonly folder: Folder; readonly isJson: boolean } {
  return { folder: values['data'] === undefined ? null : String(values['data']), isJson: values['json'] === true }
}

function parsedBy(options: (typeof OPTIONS)['backup' | 'restore'], args: readonly string[]): Result<Parsed, string> {
  try {
    return accepted(parseArgs({ args: [...args], options, allowPositionals: true }) as Parsed)
  } catch (error) {
    // Node's first sentence says which option is wrong and how; what follows is about values that begin with a dash.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ')
    return refused(`${sentence}.`)
  }
}
