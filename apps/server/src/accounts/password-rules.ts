/**
 * Which passwords are taken (SP 800-63B-4, 3.1.1): long enough, and not put together from what is tried first. No rules
 * about kinds of characters, none about age: they make passwords worse.
 *
 * What is tried first: common pieces, years, runs along a keyboard or an alphabet, one piece over and over, and words that
 * belong to this account or this server. All of that is taken out; what is left has to be something of one's own.
 */
import { ACCOUNT_LIMITS } from '../limits.ts'
import { COMMON_PIECES, RUNS } from './common-passwords.ts'

/** Names, addresses and hosts, as they are; they are taken apart here. */
export type PasswordContext = {
  readonly words: readonly string[]
  /** A second factor is on. */
  readonly hasSecondFactor: boolean
}

/** Characters that have to be left. Six characters of one's own beside common words take longer to find than 15 minutes. */
const OF_ONES_OWN = 6
const YEARS = /(19|20)\d\d/g
/** Shorter words of the context stand in many other words. */
const SHORTEST_WORD = 4
const SHORTEST_RUN = 4

/** What speaks against a password, as a sentence, or null. */
export function passwordFault(password: string, context: PasswordContext): string | null {
  const length = passwordLength(password)
  const minimum = minimumPassword(context.hasSecondFactor)
  if (length < minimum) return `A password needs at least ${minimum} characters, and this one has ${length}.`
  const left = ownPart(password.normalize('NFKC').toLowerCase(), [...wordsOf(context.words), ...COMMON_PIECES])
  return left >= OF_ONES_OWN
    ? null
    : 'This password is made of what is tried first: common words, rows of keys, your name, your address or this server’s name. Choose another.'
}

export function minimumPassword(hasSecondFactor: boolean): number {
  return hasSecondFactor ? ACCOUNT_LIMITS.password.withSecondFactor : ACCOUNT_LIMITS.password.alone
}

/** In characters as people count them: a code point each, after normalisation. */
export function passwordLength(password: string): number {
  return [...password.normalize('NFKC')].length
}

function ownPart(text: string, words: readonly string[]): number {
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length)
  let left = text
  for (const word of longestFirst) left = left.replaceAll(word, '\0')
  left = left.replaceAll(YEARS, '\0')
  const parts = left.split('\0').flatMap(withoutRuns)
  return [...withoutRepetition(parts.join(''))].length
}

/** Words of the account and the server: each by itself, and an address or a host in its parts. */
function wordsOf(texts: readonly string[]): readonly string[] {
  const words = [...texts, 'tandem'].flatMap((text) => {
    const plain = text.normalize('NFKC').toLowerCase()
    return [plain, plain.replace(/\s+/g, ''), ...plain.split(/[^\p{L}\p{N}]+/u)]
  })
  return words.filter((word) => word.length >= SHORTEST_WORD)
}

function withoutRuns(text: string): readonly string[] {
  for (let length = Math.min(text.length, LONGEST_RUN); length >= SHORTEST_RUN; length -= 1) {
    for (let start = 0; start + length <= text.length; start += 1) {
      if (!isRun(text.slice(start, start + length))) continue
      return [text.slice(0, start), text.slice(start + length)].flatMap(withoutRuns)
    }
  }
  return [text]
}

const LONGEST_RUN = Math.max(...RUNS.map((run) => run.length))
const BOTH_WAYS = RUNS.flatMap((run) => [run, [...run].reverse().join('')])

function isRun(text: string): boolean {
  return BOTH_WAYS.some((run) => run.includes(text))
}

/** "abcabcabc" counts as "abc", "aaaa" as "a". */
function withoutRepetition(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const piece = text.slice(0, length)
    if (piece.repeat(Math.ceil(text.length / length)).startsWith(text)) return piece
  }
  return text
}
