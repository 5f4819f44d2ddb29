/**
 * What `user` and `review` are asked:
 *
 *   user list | invite [E-MAIL] | reset-link E-MAIL | disable E-MAIL | enable E-MAIL
 *   user administrator E-MAIL [--off] | second-factor-off E-MAIL
 *   review list | show REVIEW | members REVIEW | export REVIEW [--drafts]
 *
 *   each with [--json] [--data FOLDER] [--help]
 */
import { parseArgs } from 'node:util'
import { accepted, refused, type Result, type ReviewId } from '@tandem/rules'

export type Asked = {
  /** Null: where the server's configuration says. */
  readonly folder: string | null
  readonly isJson: boolean
  /** Null: how it goes. */
  readonly command: PeopleAsked | ReviewAsked | null
}

export type PeopleAsked =
  | { readonly what: 'list-users' }
  | { readonly what: 'invite'; readonly email: string | null }
  | { readonly what: 'reset-link'; readonly email: string }
  | { readonly what: 'set-disabled'; readonly email: string; readonly disabled: boolean }
  | { readonly what: 'set-administrator'; readonly email: string; readonly administrator: boolean }
  | { readonly what: 'second-factor-off'; readonly email: string }

export type ReviewAsked =
  | { readonly what: 'list-reviews' }
  | { readonly what: 'show-review' | 'list-members'; readonly review: ReviewId }
  | { readonly what: 'export-review'; readonly review: ReviewId; readonly withDrafts: boolean }

const ABOUT_PEOPLE: readonly PeopleAsked['what'][] = [
  'list-users',
  'invite',
  'reset-link',
  'set-disabled',
  'set-administrator',
  'second-factor-off',
]

export function isPeopleAsked(asked: unknown): asked is PeopleAsked {
  return (
    typeof asked === 'object' && asked !== null && 'what' in asked && ABOUT_PEOPLE.some((what) => what === asked.what)
  )
}

export const USAGE = `  tandem user list                          lists accounts: e-mail, name, and how they are secured
  tandem user invite [E-MAIL]               makes a link for one person, to register with; for that address if one is given
  tandem user reset-link E-MAIL             makes a link to set a new password with, for an hour
  tandem user disable E-MAIL                ends all sessions of an account and lets it in no more; enable takes it back
  tandem user administrator E-MAIL [--off]  makes somebody an administrator of the server, or no longer one
  tandem user second-factor-off E-MAIL      for who has lost it: takes codes and passkeys away, and ends all sessions
  tandem review list                        lists the reviews
  tandem review show REVIEW                 how many people, studies and assessments, and in which states
  tandem review members REVIEW              who is in it, with roles
  tandem review export REVIEW [--drafts]    prints all of a review as JSON; blind drafts only with --drafts

  What changes something is done by the server where one runs, and in the folder itself where none does; the security
  log names the oldest administrator. --json prints JSON. --data FOLDER is the data folder.
  Exit codes: 0 done, 1 cannot be done, 2 wrong command line.`

const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  off: { type: 'boolean' },
  drafts: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Command = PeopleAsked | ReviewAsked
type Flags = { readonly off: boolean; readonly drafts: boolean }
type Shape = {
  readonly takes: 'nothing' | 'optional' | 'one'
  readonly flag?: keyof Flags
  readonly read: (subject: string, flags: Flags) => Command
}

const SHAPES: Readonly<Record<string, Shape>> = {
  'user list': { takes: 'nothing', read: () => ({ what: 'list-users' }) },
  'user invite': { takes: 'optional', read: (email) => ({ what: 'invite', email: email || null }) },
  'user reset-link': { takes: 'one', read: (email) => ({ what: 'reset-link', email }) },
  'user disable': { takes: 'one', read: (email) => ({ what: 'set-disabled', email, disabled: true }) },
  'user enable': { takes: 'one', read: (email) => ({ what: 'set-disabled', email, disabled: false }) },
  'user administrator': {
    takes: 'one',
    flag: 'off',
    read: (email, { off }) => ({ what: 'set-administrator', email, administrator: !off }),
  },
  'user second-factor-off': { takes: 'one', read: (email) => ({ what: 'second-factor-off', email }) },
  'review list': { takes: 'nothing', read: () => ({ what: 'list-reviews' }) },
  'review show': { takes: 'one', read: (review) => ({ what: 'show-review', review: review as ReviewId }) },
  'review members': { takes: 'one', read: (review) => ({ what: 'list-members', review: review as ReviewId }) },
  'review export': {
    takes: 'one',
    flag: 'drafts',
    read: (review, { drafts }) => ({ what: 'export-review', review: review as ReviewId, withDrafts: drafts }),
  },
}

export function readCommandLine(line: readonly string[]): Result<Asked, string> {
  const parsed = parsedLine(line)
  if (!parsed.ok) return parsed
  const { positionals, values } = parsed.value
  const shared = { folder: values.data ?? null, isJson: values.json === true }
  if (values.help) return accepted({ ...shared, command: null })
  const [group = '', name = '', ...subjects] = positionals
  const shape = SHAPES[`${group} ${name}`]
  if (!shape) return refused(`"${`${group} ${name}`.trim()}" is no command here.`)
  const flags = { off: values.off === true, drafts: values.drafts === true }
  const fault = faultOf(shape, `${group} ${name}`, subjects, flags)
  return fault === null ? accepted({ ...shared, command: shape.read(subjects[0] ?? '', flags) }) : refused(fault)
}

function faultOf({ takes, flag }: Shape, name: string, subjects: readonly string[], flags: Flags): string | null {
  const most = takes === 'nothing' ? 0 : 1
  if (subjects.length > most) return `"${subjects[most]}" is too much for ${name}.`
  if (takes === 'one' && subjects.length === 0)
    return `${name} needs ${name.startsWith('user') ? 'an e-mail address' : 'the id of a review'}.`
  const misplaced = (Object.keys(flags) as (keyof Flags)[]).find((each) => flags[each] && each !== flag)
  return misplaced === undefined ? null : `${name} takes no --${misplaced}.`
}

function parsedLine(args: readonly string[]) {
  try {
    return accepted(parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true }))
  } catch (error) {
    // Node's first sentence says which option is wrong and how; what follows is about values that begin with a dash.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ')
    return refused(`${sentence}.`)
  }
}
