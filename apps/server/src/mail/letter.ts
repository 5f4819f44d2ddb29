import { ACCOUNT_LIMITS } from '../limits.ts'

/** A letter, before anything is known of how letters travel. */
export type Letter = {
  readonly to: string
  readonly subject: string
  /** Plain text; lines as they are. */
  readonly text: string
  /** Milliseconds since 1970 after which it is of no use, e.g. because its link is over; null: as long as letters live. */
  readonly usefulUntil: number | null
}

/**
 * What somebody calls themselves or their review, for a letter to somebody who knows neither: one line, nothing unseen that
 * turns the direction of writing, no link, and too short for a message of its own.
 */
export function nameInLetter(text: string): string {
  // Unseen characters first: without them more could look like a link.
  const shown = text.replace(/\p{Cf}+/gu, '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  const name = shown.replaceAll('://', ' ').replace(/\s+/gu, ' ').trim()
  const characters = [...name]
  const { namedInLetter } = ACCOUNT_LIMITS
  return characters.length > namedInLetter ? `${characters.slice(0, namedInLetter - 1).join('')}…` : name
}
