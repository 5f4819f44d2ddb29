/**
 * The history of a document for people: what one person changed within one minute is one moment. Whoever may read the document
 * may read it; no number of the log is in it, and no finer time than a minute, which would tell how somebody hesitates.
 */
import { parseFieldKey, toMinute } from '@tandem/rules'
import type { ItemChange, Moment } from '@tandem/wire'
import { placeOf, type Change, type Chapter } from './story.ts'

/** The first one first. Taken one after the other they give the document as it was. */
export function momentsOf(chapters: readonly Chapter[]): readonly Moment[] {
  const moments: { at: Moment['at']; by: Moment['by']; changes: Map<string, Change> }[] = []
  for (const { actor, at, changes } of chapters) {
    if (changes.length === 0) continue
    const minute = toMinute(at)
    const last = moments.at(-1)
    // Only with those right before: what another person did in between came in between.
    const moment = last?.by === actor && last.at === minute ? last : { at: minute, by: actor, changes: new Map() }
    if (moment !== last) moments.push(moment)
    for (const change of changes) moment.changes.set(placeOf(change.part, change.key), change)
  }
  return moments.map(({ at, by, changes }) => ({
    at,
    by,
    changes: [...changes.values()].map(({ part, key, after }) => ({ part, key, value: after })),
  }))
}

/** Every value that a question ever had; of a text that is typed letter by letter, what stood there at the end of a moment. */
export function changesOf(chapters: readonly Chapter[], item: string): readonly ItemChange[] {
  const found: ItemChange[] = []
  for (const { actor: by, at: exactly, changes } of chapters)
    for (const { part, key, after: value } of changes) {
      if (parseFieldKey(key)?.item !== item) continue
      const change = { at: toMinute(exactly), by, part, key, value }
      const before = found.findLastIndex((one) => one.key === key)
      if (part === 'text' && isSameMoment(found[before], change)) found[before] = change
      else found.push(change)
    }
  return found
}

const isSameMoment = (before: ItemChange | undefined, { at, by, part }: ItemChange): boolean =>
  before?.part === part && before.by === by && before.at === at
