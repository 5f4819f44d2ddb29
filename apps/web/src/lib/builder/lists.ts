/** The list with its entry at `at` one place further; as it is where there is no such place. */
export function moved<T>(list: readonly T[], at: number, by: 1 | -1): readonly T[] {
  const [one, other] = [list[at], list[at + by]]
  if (one === undefined || other === undefined) return list
  return list.map((entry, place) => (place === at ? other : place === at + by ? one : entry))
}
