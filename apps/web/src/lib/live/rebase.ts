/**
 * Plain values of a draft that are typed in one place while they change in another (a second tab, a second device of the
 * same person). Both changes are kept.
 */
import { isSameJson, type Json } from '@tandem/rules'
import { changeBetween } from './text-change.ts'

/** What was typed on top of `base`, on top of `stored` instead. Where both changed the same words, both stand there. */
export function rebasedText(base: string, typed: string, stored: string): string {
  if (stored === base || stored === typed) return typed
  if (typed === base) return stored
  const change = changeBetween(base, typed)
  if (change === null) return stored
  const { at, remove, insert } = change
  // What stands before and in the place of the change is as it was: it fits there still.
  if (stored.startsWith(base.slice(0, at + remove))) return stored.slice(0, at) + insert + stored.slice(at + remove)
  return insert.trim() === '' ? stored : `${stored}\n${insert.trim()}`
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
