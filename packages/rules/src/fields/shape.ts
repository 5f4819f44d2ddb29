/** What a value from outside looks like, before anything of it is used. */

/** A plain object with exactly these members: nothing more is stored than what is shown and frozen. */
export function hasExactly<Name extends string>(
  value: unknown,
  names: readonly Name[],
  optional: readonly string[] = [],
): value is Readonly<Record<Name, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return (
    names.every((name) => Object.hasOwn(value, name)) &&
    Object.keys(value).every((key) => (names as readonly string[]).includes(key) || optional.includes(key))
  )
}

/** A list of 1 to `most` elements. An empty list is never stored: a field without an answer is an absent key. */
export function isListOf<T>(
  value: unknown,
  isElement: (element: unknown) => element is T,
  most: number,
): value is readonly T[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) return false
  // `every` skips the holes of a list; its iterator does not.
  for (const element of value as readonly unknown[]) if (!isElement(element)) return false
  return true
}

/** Without repeats, in the order of code units: the one order that no change of a form can change. */
export const sortedIds = (ids: Iterable<string>): readonly string[] => [...new Set(ids)].sort()

export const isSorted = (ids: readonly string[]): boolean =>
  ids.every((id, at) => at === 0 || (ids[at - 1] as string) < id)
