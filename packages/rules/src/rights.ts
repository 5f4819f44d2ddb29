/**
 * Who may ask for what: role × command, made from the rules that ask who. `docs/generated/rights.md` prints it, and a test
 * tries each cell.
 */
import type { CommandType } from './commands.ts'
import { ROLES, type Role } from './review.ts'
import { COMMAND_RULES } from './rulebook/index.ts'
import type { CommandRule } from './rulebook/rule.ts'

/** `assigned`: where they are assigned themselves. `oneself`: about themselves. `no`: never. */
export type Right = 'yes' | 'assigned' | 'oneself' | 'no'

export const COMMAND_TYPES = Object.keys(COMMAND_RULES) as readonly CommandType[]

/** Whether somebody who holds this role and no other may ask for this command. Other rules say when and what. */
export function rightOf(role: Role, command: CommandType): Right {
  let right: Right = 'yes'
  for (const { allows } of COMMAND_RULES[command] as readonly CommandRule[]) {
    if (allows === undefined || allows.roles.includes(role)) continue
    if (allows.besides === undefined) return 'no'
    right = allows.besides
  }
  return right
}

/** Every role with its rights, one row for each command. */
export function rightsTable(): readonly {
  readonly command: CommandType
  readonly rights: Readonly<Record<Role, Right>>
}[] {
  return COMMAND_TYPES.map((command) => ({
    command,
    rights: Object.fromEntries(ROLES.map((role) => [role, rightOf(role, command)])) as Record<Role, Right>,
  }))
}
