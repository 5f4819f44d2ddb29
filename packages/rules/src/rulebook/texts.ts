/** What people write for others to read. */
import type { Decidable } from '../commands.ts'
import type { CommandRule } from './rule.ts'

export const textIsPlain = {
  id: 'text-is-plain',
  sentence: 'A text holds no character that cannot be seen and changes how the rest is shown.',
  source: 'Method D16: what is shown is what was written.',
  check: ({ command }) => {
    const unfit = new Set(textsIn(command).flatMap((text) => text.match(UNFIT) ?? []))
    return unfit.size > 0 ? { characters: [...unfit].map(codePoint) } : null
  },
} as const satisfies CommandRule

/**
 * Control characters but tabs and line ends, and what turns the direction of writing around. Marks of direction stay: texts
 * in two scripts need them, and they turn nothing but themselves.
 */
// oxlint-disable-next-line no-control-regex -- these are the characters to refuse
const UNFIT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu

/** The text without what the rule refuses, for what comes from files of others. */
export const plainText = (text: string): string => text.replace(UNFIT, '')

type Nested = string | number | boolean | null | undefined | readonly Nested[] | { readonly [key: string]: Nested }

function textsIn(value: Nested | Decidable): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((inner: Nested) => textsIn(inner))
}

/** "U+202E": shown itself, it would do what it is refused for. */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
