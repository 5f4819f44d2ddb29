/**
 * What the server tells of itself while it works: numbers, sizes, close codes and ids of rules, never an answer, a name or
 * a title. Whoever watches (metrics, the log) hangs on here; the core knows nothing of how it is shown.
 */
import type { CommandType } from '@tandem/rules'

export type Watch = {
  /** An update was accepted, with its size in bytes. */
  readonly updateAccepted: (bytes: number) => void
  readonly updateRefused: (rule: string, bytes: number) => void
  /** A command was answered; `rule` is the one that refused it, or null. */
  readonly commandAnswered: (command: CommandType, rule: string | null) => void
  /** A commit is on disk, or failed, after so many seconds. */
  readonly committed: (seconds: number, entries: number, isWritten: boolean) => void
  /** The server closed a socket. The reason is one of its own words or the id of a rule. */
  readonly socketClosed: (code: number, reason: string) => void
  /** A browser reports that our page has broken its policy. Both are words of lists of ours. */
  readonly policyBroken: (directive: string, blocked: string) => void
}

/** What stands at the moment of asking. */
export type Standing = {
  readonly rooms: number
  readonly connections: number
  readonly watchers: number
  readonly isStoreFull: boolean
}

/** Tells several. */
export function toAll(watches: readonly Watch[]): Watch {
  return {
    updateAccepted: (...told) => watches.forEach((watch) => watch.updateAccepted(...told)),
    updateRefused: (...told) => watches.forEach((watch) => watch.updateRefused(...told)),
    commandAnswered: (...told) => watches.forEach((watch) => watch.commandAnswered(...told)),
    committed: (...told) => watches.forEach((watch) => watch.committed(...told)),
    socketClosed: (...told) => watches.forEach((watch) => watch.socketClosed(...told)),
    policyBroken: (...told) => watches.forEach((watch) => watch.policyBroken(...told)),
  }
}

export const UNWATCHED: Watch = toAll([])
