/**
 * Who is in a shared document, and in which field.
 *
 * A connection sends one state of its own; the server writes name, colour and person into it, and counts its clock
 * itself, so that nobody can speak for another or lock another's state with a huge clock. There is none at all in
 * blind drafts, nor in revealed ones: only shared documents have a room to meet in.
 */
import type { Person } from '@tandem/rules'
import type { PresenceEntry } from './frames.ts'

export type PresenceLimits = { readonly bytes: number; readonly perSecond: number }

/** What a client may say of itself; everything else of its state is dropped. */
type OwnState = { readonly field: string | null; readonly cursor: unknown }

export class Presence {
  readonly #limits: PresenceLimits
  readonly #clock: () => number
  readonly #states = new Map<string, PresenceEntry>()
  readonly #seconds = new Map<string, { second: number; sent: number }>()

  constructor(limits: PresenceLimits, clock: () => number) {
    this.#limits = limits
    this.#clock = clock
  }

  /** @returns what to tell the others, or null if this state is too large, too frequent or no state. */
  say(connection: string, client: number, state: string, person: Person): PresenceEntry | null {
    if (Buffer.byteLength(state) > this.#limits.bytes || !this.#isInTime(connection)) return null
    const own = ownState(state)
    if (own === null) return this.leave(connection)
    const known = this.#states.get(connection)
    const entry = {
      client: known?.client ?? client,
      clock: (known?.clock ?? 0) + 1,
      state: JSON.stringify({ person: person.id, name: person.name, hue: person.hue, ...own }),
    }
    this.#states.set(connection, entry)
    return entry
  }

  /** @returns what to tell the others, or null if they never heard of this connection. */
  leave(connection: string): PresenceEntry | null {
    const known = this.#states.get(connection)
    this.#states.delete(connection)
    this.#seconds.delete(connection)
    return known ? { client: known.client, clock: known.clock + 1, state: 'null' } : null
  }

  /** Everybody but the asking connection itself. */
  others(connection: string): readonly PresenceEntry[] {
    return [...this.#states].filter(([id]) => id !== connection).map(([, entry]) => entry)
  }

  #isInTime(connection: string): boolean {
    const second = Math.floor(this.#clock() / 1_000)
    const window = this.#seconds.get(connection)
    if (window?.second !== second) {
      this.#seconds.set(connection, { second, sent: 1 })
      return true
    }
    window.sent += 1
    return window.sent <= this.#limits.perSecond
  }
}

function ownState(text: string): OwnState | null {
  let state: unknown
  try {
    state = JSON.parse(text)
  } catch {
    // Not JSON: nothing is known of where this person is.
    return null
  }
  if (typeof state !== 'object' || state === null) return null
  const { field, cursor } = state as Record<string, unknown>
  return { field: typeof field === 'string' ? field.slice(0, 200) : null, cursor: isCursor(cursor) ? cursor : null }
}

/** Relative positions as the client encodes them: opaque here, but short texts and nothing else. */
function isCursor(value: unknown): value is { readonly anchor: string; readonly head: string } {
  if (typeof value !== 'object' || value === null) return false
  const { anchor, head, ...rest } = value as Record<string, unknown>
  return typeof anchor === 'string' && typeof head === 'string' && Object.keys(rest).length === 0
}
