import type { Condition } from '../instruments/definition.ts'
import { canonicalJson } from '../json.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { isId } from './ids.ts'
import { shorterJsonFirst } from './order.ts'
import { hasExactly, isListOf, sortedIds } from './shape.ts'

export type ConditionField = Settings<'condition'>

/** Deeper than anybody can follow when reading a form. */
const MAX_DEPTH = 4
const MAX_PARTS = 20
const MAX_ANSWERS = 200

/**
 * When a field is asked, as one text:
 *
 *   condition = item " is " id { " or " id } | ( "all of (" | "any of (" ) condition { "; " condition } ")"
 *
 * Only what `show` writes is read: conditions are made with an editor, and pasted from one form into another.
 */
export const condition: FieldType<ConditionField, Condition> = {
  id: 'condition',
  title: 'Condition',
  purpose: 'When a field is asked.',
  isForBuilders: true,
  fresh: { type: 'condition' },
  settingsFaults: () => [],
  fits: (_, value): value is Condition => isCondition(value, MAX_DEPTH),
  show: (_, value) => toText(value),
  parse: (_, typed) => {
    if (typed.trim() === '') return parsed<Condition>(null)
    const read = readCondition(typed.trim())
    return read !== null && read.rest === '' && isCondition(read.condition, MAX_DEPTH)
      ? parsed(read.condition)
      : unreadable('This field takes a condition such as "design is rct or cohort".')
  },
  isSame: (_, a, b) => normalText(a) === normalText(b),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [
    {
      settings: { type: 'condition' },
      values: [
        { item: 'design', in: ['rct', 'cohort'] },
        { item: 'design', in: ['cohort', 'rct'] },
        { all: [{ item: 'design', in: ['rct'] }, { any: [{ item: 'setting', in: ['work'] }] }] },
        { any: [{ item: 'design', in: ['rct'] }] },
      ],
    },
  ],
}

function isCondition(value: unknown, depth: number): value is Condition {
  if (depth === 0) return false
  const isPart = (part: unknown): part is Condition => isCondition(part, depth - 1)
  if (hasExactly(value, ['all'])) return isListOf(value.all, isPart, MAX_PARTS)
  if (hasExactly(value, ['any'])) return isListOf(value.any, isPart, MAX_PARTS)
  return hasExactly(value, ['item', 'in']) && isId(value.item) && isListOf(value.in, isId, MAX_ANSWERS)
}

function toText(value: Condition): string {
  if ('item' in value) return `${value.item} is ${value.in.join(' or ')}`
  return 'all' in value
    ? `all of (${value.all.map(toText).join('; ')})`
    : `any of (${value.any.map(toText).join('; ')})`
}

type Read = { readonly condition: Condition; readonly rest: string }

const ID = '[a-z0-9]+(?:[.-][a-z0-9]+)*'
const LEAF = new RegExp(`^(${ID}) is (${ID}(?: or ${ID})*)`)

function readCondition(text: string, depth = MAX_DEPTH): Read | null {
  const list = /^(all|any) of \(/.exec(text)
  if (list !== null) return depth === 0 ? null : readList(list[1] as 'all' | 'any', text.slice(list[0].length), depth)
  const [matched, item, ids] = LEAF.exec(text) ?? []
  if (matched === undefined || item === undefined || ids === undefined) return null
  return { condition: { item, in: ids.split(' or ') }, rest: text.slice(matched.length) }
}

function readList(kind: 'all' | 'any', text: string, depth: number): Read | null {
  const parts: Condition[] = []
  let rest = text
  while (true) {
    const part = readCondition(rest, depth - 1)
    if (part === null) return null
    parts.push(part.condition)
    if (part.rest.startsWith(')')) {
      return { condition: kind === 'all' ? { all: parts } : { any: parts }, rest: part.rest.slice(1) }
    }
    if (!part.rest.startsWith('; ')) return null
    rest = part.rest.slice(2)
  }
}

/** The same for conditions that say the same in another order or with repeats. */
function normalText(value: Condition): string {
  if ('item' in value) return canonicalJson([value.item, ...sortedIds(value.in)])
  const [kind, parts] = 'all' in value ? ['all', value.all] : ['any', value.any]
  return canonicalJson({ [kind as string]: sortedIds((parts as readonly Condition[]).map(normalText)) })
}
