/**
 * Plain values of a draft that are typed in one place while they change in another (a second tab, a second device of the
 * same person). Both changes are kept.
 */
import { isSameJson, type Json } from '@tandem/rules'

/** What was typed on top of `base`, on top of `stored` instead. Where both changed the same words, both stand there. */
export function rebasedText(base: string, typed: string, stored: string): string {
  if (stored === base || stored === typed) return typed
  if (typed === base) return stored
  const { start, removed, inserted } = changeBetween(base, typed)
  const place = stored.indexOf(base.slice(0, start)) === 0 ? start : -1
  const isUntouched = place >= 0 && stored.slice(place, place + removed.length) === removed
  if (isUntouched) return stored.slice(0, place) + inserted + stored.slice(place + removed.length)
  return inserted.trim() === '' ? stored : `${stored}\n${inserted.trim()}`
}

/** The typed list, and what came into the stored one meanwhile. */
export function rebasedList<Entry extends Json>(
  base: readonly Entry[],
  typed: readonly Entry[],
  stored: readonly Entry[],
): readonly Entry[] {
  const holds = (list: readonly Entry[], entry: Entry): boolean => list.some((known) => isSameJson(known, entry))
  const added = stored.filter((entry) => !holds(base, entry) && !holds(typed, entry))
  const dropped = base.filter((entry) => !holds(stored, entry))
  return [...typed.filter((entry) => !holds(dropped, entry)), ...added]
}

function changeBetween(before: string, after: string): { start: number; removed: string; inserted: string } {
  const limit = Math.min(before.length, after.length)
  let start = 0
  while (start < limit && before[start] === after[start]) start += 1
  let end = 0
  while (end < limit - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  return { start, removed: before.slice(start, before.length - end), inserted: after.slice(start, after.length - end) }
}
