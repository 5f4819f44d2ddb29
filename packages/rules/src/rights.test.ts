import { describe, expect, it } from 'vitest'
import type { CommandType, Decidable } from './commands.ts'
import { COMMAND_TYPES, rightOf, rightsTable } from './rights.ts'
import { ROLES, type Person, type PersonId, type Role } from './review.ts'
import { COMMAND_RULES } from './rulebook/index.ts'
import type { CommandRule } from './rulebook/rule.ts'
import { bob, COMMAND_EXAMPLES, firstStudy, Scene } from './testing/index.ts'

const frank = 'frank' as PersonId

/** Frank has this role and no other, and is assigned to nothing. */
function joinedBy(scene: Scene, role: Role): Scene {
  const member: Person = { id: frank, name: 'Frank', roles: [role], conflictsOfInterest: [], hue: 6 }
  scene.view = { ...scene.view, people: [...scene.view.people, member] }
  return scene
}

/** For commands that are nobody's example of a rule. */
const OTHERS: readonly Decidable[] = [
  { type: 'leave', reason: '' },
  { type: 'remove-member', person: bob, reason: 'Bob has changed posts.' },
  {
    type: 'correct-study',
    study: firstStudy,
    corrected: { label: 'One 2002', design: 'cohort', citation: new Scene().view.studies[0]!.citation },
  },
]

/** A scene in which somebody may carry this command out, taken from the examples of the rules. */
function allowedExample(type: CommandType) {
  const found = Object.values(COMMAND_EXAMPLES)
    .map(({ allowed }): { scene: Scene; command: Decidable } => allowed())
    .concat(OTHERS.map((command) => ({ scene: new Scene(), command })))
    .find(({ command }) => command.type === type)
  if (found) return found
  throw new Error(`no example of ${type}`)
}

/** What only asks who; the first of them that objects is the one that answers. */
const asksWho = (type: CommandType): readonly string[] =>
  (COMMAND_RULES[type] as readonly CommandRule[]).filter(({ allows }) => allows !== undefined).map(({ id }) => id)

describe('the table of rights', () => {
  for (const type of COMMAND_TYPES.filter((command) => command !== 'join')) {
    for (const role of ROLES) {
      it(`${type}: somebody who is only ${role} is answered as it says (${rightOf(role, type)})`, () => {
        const { scene, command } = allowedExample(type)
        const decision = joinedBy(scene, role).ask(frank, command as Decidable)
        const refusedBy = decision.ok ? null : decision.reason.rule
        const isRefusedForWho = refusedBy !== null && asksWho(type).includes(refusedBy)
        expect(isRefusedForWho).toBe(rightOf(role, type) !== 'yes')
      })
    }
  }

  it('has a row for each command', () => {
    expect(rightsTable().map(({ command }) => command)).toEqual(Object.keys(COMMAND_RULES))
  })
})
