/**
 * Cursors of the live feed: how many events of a review one person has been sent. After a restore from a backup the count
 * of before may stand for other events, so it is no cursor any more: the number of restores stands before it.
 */
export function countToCursor(count: number, restores: number): string {
  return restores === 0 ? String(count) : `${restores}-${count}`
}

/** Null if it is none of ours. Nobody who begins has to know of restores: "0" is everybody's. */
export function cursorToCount(cursor: string, restores: number): number | null {
  const [, before, count] = /^(?:(\d{1,9})-)?(\d{1,9})$/.exec(cursor) ?? []
  if (count === undefined) return null
  return Number(before ?? 0) === restores || cursor === '0' ? Number(count) : null
}
