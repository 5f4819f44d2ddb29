/**
 * What the server tells of itself while it works: numbers and ids of rules, never an answer, a name or a title. Whoever
 * watches (metrics today) hangs on here; the core knows nothing of how it is shown.
 */
import type { CommandType } from '@tandem/rules'

export type Watch = {
  /** An update was accepted, with its size in bytes. */
  readonly updateAccepted: (bytes: number) => void
  readonly updateRefused: (rule: string) => void
  /** A command was answered; `rule` is the one that refused it, or null. */
  readonly commandAnswered: (command: CommandType, rule: string | null) => void
  /** A commit is on disk, or failed, after so many seconds. */
  readonly committed: (seconds: number, entries: number, isWritten: boolean) => void
}

export const UNWATCHED: Watch = {
  updateAccepted: () => undefined,
  updateRefused: () => undefined,
  commandAnswered: () => undefined,
  committed: () => undefined,
}
