/** Mentions: "@" and a name as it is typed; whom it means is found by the names of those who may be mentioned. */
import type { Person, PersonId } from '@tandem/rules'

type Named = Pick<Person, 'id' | 'name'>

/** Whom this text means. Of two names one of which begins the other, the longer one is meant. */
export function mentionedIn(text: string, people: readonly Named[]): readonly PersonId[] {
  return [...new Set(pieces(text, people).flatMap(({ people: meant }) => meant))]
}

/** A piece of text; `people` are whom it names, none for the words between. */
export type Piece = { readonly text: string; readonly people: readonly PersonId[] }

export function pieces(text: string, people: readonly Named[]): readonly Piece[] {
  const names = [...new Set(people.map(({ name }) => name))].sort((a, b) => b.length - a.length)
  const found: Piece[] = []
  let plain = ''
  for (let at = 0; at < text.length;) {
    const name = text[at] === '@' ? names.find((one) => isNamedAt(text, at + 1, one)) : undefined
    if (name === undefined) {
      plain += text[at]
      at += 1
      continue
    }
    if (plain !== '') found.push({ text: plain, people: [] })
    plain = ''
    found.push({ text: `@${name}`, people: people.filter((one) => one.name === name).map(({ id }) => id) })
    at += 1 + name.length
  }
  return plain === '' ? found : [...found, { text: plain, people: [] }]
}

/** "@Bo" in "@Bob" names nobody. */
function isNamedAt(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/^[\p{L}\p{N}]/u.test(text.slice(at + name.length))
}

/** What is being typed behind the last "@" before the cursor; null where nothing is. */
export function beingTyped(text: string, cursor: number): { readonly from: number; readonly word: string } | null {
  const from = text.lastIndexOf('@', cursor - 1)
  if (from < 0 || /[\p{L}\p{N}]/u.test(text[from - 1] ?? '')) return null
  const word = text.slice(from + 1, cursor)
  return word.includes('\n') || word.length > LONGEST ? null : { from, word }
}

/** Characters of a name that somebody types to find a person. */
const LONGEST = 40

/** Those with a name one word of which begins so. */
export function matching<One extends Named>(word: string, people: readonly One[]): readonly One[] {
  const sought = word.toLowerCase()
  return people.filter(({ name }) => {
    const lower = name.toLowerCase()
    return lower.startsWith(sought) || lower.split(/\s+/).some((part) => part.startsWith(sought))
  })
}
