/** Times, lists and counts in words. */
import type { Citation, Mode, Role } from '@tandem/rules'

export function listed(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six']

/** Small numbers as words, for sentences. */
export const inWords = (number: number): string => SMALL[number] ?? String(number)

/** Whom something waits for, the places that nobody has after the names. */
export function waitedForWords(names: readonly string[], vacancies: number): string {
  if (vacancies === 0) return listed(names)
  return listed([
    ...names,
    `${vacancies === 1 ? 'a reviewer' : `${inWords(vacancies)} reviewers`} still to be assigned`,
  ])
}

/** "two blind drafts", "two in one document", "one writes, one confirms" */
export function wayWords(mode: Mode, reviewers: number): string {
  switch (mode) {
    case 'independent':
      return `${inWords(reviewers)} blind ${reviewers === 1 ? 'draft' : 'drafts'}`
    case 'joint':
      return reviewers === 1 ? 'one person' : `${inWords(reviewers)} in one document`
    case 'verified':
      return `${inWords(reviewers - 1)} ${reviewers === 2 ? 'writes' : 'write'}, one confirms`
  }
}

/** "item 21", "items 9, 12 and 17", "7 items": a short list by number, a long one as a count. */
export function itemsInWords(numbers: readonly string[]): string {
  if (numbers.length > 4) return counted(numbers.length, 'item')
  return `${numbers.length === 1 ? 'item' : 'items'} ${listed(numbers)}`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const shortClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' })

export const timeOf = (at: Date): string => clock.format(at)
export const minuteOf = (at: Date): string => shortClock.format(at)

/** "24 Dec 2026" of "2026-12-24": the same day wherever one is. */
export const dayOf = (date: string): string => day.format(new Date(`${date}T12:00:00`))

const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** "24 Dec", for axes. */
export const shortDayOf = (at: string): string => shortDay.format(new Date(at))

/** "14 Nov 2026, 16:20" */
export const momentOf = (at: string): string => `${day.format(new Date(at))}, ${shortClock.format(new Date(at))}`

/** "now", "16 min", "2 h", "since Monday", "since 3 Nov 2026". */
export function sinceWords(at: string | null, now: number): string {
  if (at === null) return ''
  const minutes = Math.floor((now - new Date(at).getTime()) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`
  if (minutes < 7 * 24 * 60) return `since ${weekday.format(new Date(at))}`
  return `since ${day.format(new Date(at))}`
}

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  lead: 'lead',
  reviewer: 'reviewer',
  adjudicator: 'adjudicator',
  supervisor: 'supervisor',
  guest: 'guest',
}

/** "Lead, adjudicator" */
export function dutyOf(roles: readonly Role[]): string {
  const words = roles.map((role) => ROLE_WORDS[role]).join(', ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

export function authorsOf(citation: Citation): string {
  return citation.authors.join(', ') + (citation.truncatedAuthors ? ', et al.' : '')
}

/** "BMC Musculoskelet Disord 2019; 20: 439" */
export function journalLine({ journal, year, volume, issue, pages }: Citation): string {
  const place = [volume + (issue ? `(${issue})` : ''), pages].filter((part) => part !== '').join(': ')
  return `${journal} ${year}${place ? `; ${place}` : ''}`
}
