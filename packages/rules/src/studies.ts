/** How studies are named, and when two are the same. */
import type { Citation, Study } from './review.ts'

/** "Burke 1994": the first author's family name, or the first words of the title where nobody is named. */
export function studyLabel({ authors, title, year }: Citation): string {
  const family = (authors[0]?.split(',')[0] ?? '').trim()
  const name = family || title.split(/\s+/).slice(0, 3).join(' ')
  return year > 0 ? `${name} ${year}` : name
}

/**
 * "Burke 1994", and "Burke 1994b" where another study is called that: names are told apart in text and figures.
 *
 * @param tried as of `studyKey`.
 */
export function labelAmong(
  citation: Citation,
  taken: ReadonlySet<string>,
  tried: Map<string, number> = new Map(),
): string {
  const label = studyLabel(citation)
  return untaken(label, /\d$/.test(label) ? '' : ' ', taken, tried)
}

/** How many a review holds. What everybody is sent of a review grows with them; reviews of reviews have some hundreds. */
export const MAX_STUDIES = 5_000

/**
 * "burke-1994", and "burke-1994-b" where that is taken: stable, and fit for an address.
 *
 * @param tried how far counting has come for a name that many have; whoever makes several keys keeps it between them.
 */
export function studyKey(label: string, taken: ReadonlySet<string>, tried: Map<string, number> = new Map()): string {
  const plain = label
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_KEY)
  return untaken(plain || 'study', '-', taken, tried)
}

function untaken(name: string, joint: string, taken: ReadonlySet<string>, tried: Map<string, number>): string {
  if (!taken.has(name)) return name
  for (let count = tried.get(name) ?? 2; ; count += 1) {
    const next = `${name}${joint}${LETTERS[count - 1] ?? count}`
    tried.set(name, count)
    if (!taken.has(next)) return next
  }
}

const MAX_KEY = 60
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * Finds the study that a citation already is: same DOI, same PMID, or same title and year. Null if it is new. Only what
 * cannot be two: everything less certain is for deduplication, where people are asked.
 */
export function knownAmong(studies: readonly Study[]): (citation: Citation) => Study | null {
  const places = new Map<string, number>()
  for (const [place, { citation }] of studies.entries()) {
    for (const identity of identitiesOf(citation)) if (!places.has(identity)) places.set(identity, place)
  }
  return (citation) => {
    const found = identitiesOf(citation).flatMap((identity) => places.get(identity) ?? [])
    return studies[Math.min(...found)] ?? null
  }
}

/** What identifies a citation, one text each; two with one in common are the same. */
export function identitiesOf({ doi, pmid, title, year }: Citation): readonly string[] {
  const words = title.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? []
  return [
    ...(doi ? [`doi ${doi.toLowerCase().replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:\s*)/, '')}`] : []),
    ...(pmid ? [`pmid ${pmid}`] : []),
    ...(words.length > 0 && year > 0 ? [`title ${words.join(' ')} ${year}`] : []),
  ]
}
