/** A letter, before anything is known of how letters travel. */
export type Letter = {
  readonly to: string
  readonly subject: string
  /** Plain text; lines as they are. */
  readonly text: string
  /** Milliseconds since 1970 after which it is of no use, e.g. because its link is over; null: as long as letters live. */
  readonly usefulUntil: number | null
}

/** One line that names a thing: what breaks a line, or steers a terminal, becomes a space. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
