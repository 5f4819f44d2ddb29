/** Conditions while they are made: every step gives one that can be stored, or null for "always". */
import type { Condition } from '@tandem/rules'
import type { Gate } from './gates.ts'

export type Single = Extract<Condition, { readonly item: string }>
export type Group = Exclude<Condition, Single>
export type Joining = 'all' | 'any'

/** Groups inside groups, as deep as the rules take them: a condition, in a group, in a group, in a group. */
export const MOST_DEPTH = 4

export const isGroup = (condition: Condition): condition is Group => !('item' in condition)

export const joiningOf = (group: Group): Joining => ('all' in group ? 'all' : 'any')

export const partsOf = (group: Group): readonly Condition[] => ('all' in group ? group.all : group.any)

export const joined = (joining: Joining, parts: readonly Condition[]): Group =>
  joining === 'all' ? { all: parts } : { any: parts }

/** On this question and its first answer; undefined where there is nothing to ask about. */
export function freshOn(gate: Gate | undefined): Condition | undefined {
  const [first] = gate?.options ?? []
  return gate && first ? { item: gate.id, in: [first.id] } : undefined
}

/** One more beside what is there. */
export function withPart(condition: Condition | null, part: Condition): Condition {
  if (condition === null) return part
  return isGroup(condition) ? joined(joiningOf(condition), [...partsOf(condition), part]) : { all: [condition, part] }
}

/** Another part in the place of one, or none: a group of one is that one, an empty one is none. */
export function withPartAt(group: Group, at: number, part: Condition | null): Condition | null {
  const parts = partsOf(group).flatMap((old, place) => (place === at ? (part ?? []) : old))
  return parts.length < 2 ? (parts[0] ?? null) : joined(joiningOf(group), parts)
}

/** Chosen or not. The last answer stays: a condition on no answer would be none. */
export function withAnswer({ item, in: answers }: Single, answer: string, isChosen: boolean): Condition {
  const others = answers.filter((one) => one !== answer)
  if (!isChosen && others.length === 0) return { item, in: answers }
  return { item, in: isChosen ? [...others, answer] : others }
}
