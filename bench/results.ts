/** What a run found, as it is written to a file. */
import type { Figure, Figures } from './measures/measure.ts'
import type { Machine } from './machine.ts'
import type { HotFunction } from './profile.ts'
import type { ServerName } from './servers/server.ts'

export type Results = {
  /** UTC, ISO 8601. */
  readonly startedAt: string
  readonly endedAt: string
  readonly command: string
  readonly isQuick: boolean
  readonly seed: number
  readonly machine: Machine
  readonly loadBefore: readonly number[]
  readonly loadAfter: readonly number[]
  /** By package. */
  readonly versions: Readonly<Record<string, string>>
  readonly measures: readonly MeasureResults[]
  /** Of our server at saturation, what counts of it; null if not asked for. */
  readonly profile: readonly HotFunction[] | null
}

export type MeasureResults = {
  readonly name: string
  readonly title: string
  readonly figures: readonly Figure[]
  /** One entry for each repetition. */
  readonly repetitions: readonly Repetition[]
}

export type Repetition = Readonly<Record<ServerName, Outcome>>

/** Faults say what went wrong in a measurement: refusals, closed sockets, what was not delivered. */
export type Outcome = { readonly figures: Figures; readonly faults: readonly string[] }

/** A figure of a server in each repetition. */
export function valuesOf({ repetitions }: MeasureResults, server: ServerName, key: string): readonly number[] {
  return repetitions.map((repetition) => repetition[server].figures[key] ?? Number.NaN)
}
