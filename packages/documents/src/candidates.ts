/**
 * Values that lost against another one whose author had not seen them.
 *
 * In a Yjs map the item with the higher client id wins a concurrent write, whichever came first, and the other value
 * is gone from every copy. In shared documents such a value is kept beside the winner until somebody settles it. Two
 * writes of one key are concurrent when the arriving item does not follow the key's current item, at once or over others
 * of the same update. What was overwritten before it was sent arrives without its value; only the document that it has
 * become part of shows that it lies between, so this is looked at after the update was applied.
 */
import { isSameJson, type Json } from '@tandem/rules'
import * as Y from 'yjs'
import type { DryRun, FieldSet } from './dry-run.ts'
import { answersMap } from './layout.ts'

export type LostValue = {
  readonly key: string
  readonly value: Json
  /** Client id of its author. */ readonly client: number
}

type Rivals = {
  readonly key: string
  readonly current: Y.Item | null
  readonly currentValue: unknown
  /** The end of `current` before the update: it may be merged with what follows it. */
  readonly currentId: Y.ID
  readonly arriving: FieldSet
}

/** Call before the update is applied; call the returned function after it. */
export function watchForLosers(doc: Y.Doc, run: DryRun): () => readonly LostValue[] {
  const rivals = rivalsIn(doc, run)
  return () => rivals.flatMap((rival) => loserOf(doc, rival))
}

function rivalsIn(doc: Y.Doc, run: DryRun): readonly Rivals[] {
  const map = answersMap(doc)
  const lastSets = new Map(run.sets.map((set) => [set.key, set]))
  return [...lastSets.values()].flatMap((arriving) => {
    const current = map._map.get(arriving.key) ?? null
    const isNext = run.sets.some(
      (set) => set.key === arriving.key && current !== null && Y.compareIDs(set.origin, current.lastId),
    )
    if (current === null || isNext) return []
    const currentValue = current.deleted ? undefined : map.get(arriving.key)
    return [{ key: arriving.key, current, currentValue, currentId: current.lastId, arriving }]
  })
}

/**
 * Whether the item was written by somebody who had seen the other one: its origins lead back to it. Nobody overwrites a
 * value more often than `FARTHEST` before it is sent; who seems to is taken for a rival, and nothing is lost by that.
 */
function follows(doc: Y.Doc, item: Y.ID, seen: Y.ID): boolean {
  let at: Y.ID | null = item
  for (let steps = 0; at !== null && steps < FARTHEST; steps += 1) {
    const { id, length, origin }: Y.Item = Y.getItem(doc.store, at) as Y.Item
    if (id.client === seen.client && id.clock <= seen.clock && seen.clock < id.clock + length) return true
    at = origin
  }
  return false
}

const FARTHEST = 5_000

function loserOf(doc: Y.Doc, { key, current, currentValue, currentId, arriving }: Rivals): readonly LostValue[] {
  if (follows(doc, arriving.id, currentId)) return []
  const map = answersMap(doc)
  const winner = map._map.get(key)
  const winningValue = winner && !winner.deleted ? (map.get(key) as Json) : undefined
  const arrivingWon =
    winner !== undefined && winner.id.client === arriving.id.client && winner.id.clock === arriving.id.clock
  const lost = arrivingWon ? currentValue : arriving.value
  const client = arrivingWon ? current?.id.client : arriving.id.client
  if (lost === undefined || client === undefined) return []
  if (winningValue !== undefined && isSameJson(winningValue, lost as Json)) return []
  return [{ key, value: lost as Json, client }]
}
