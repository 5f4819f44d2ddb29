/**
 * The smallest change that turns one text into another: what lies between the common beginning and the common end.
 * Replacing a whole text would delete what somebody else typed in the meantime, and throw every caret to the end.
 */
export type TextChange = { readonly at: number; readonly remove: number; readonly insert: string }

/**
 * @param caret where the caret stands in `after`; decides where among equal characters the change happened ("aa" to
 *   "aaa"). Indices count UTF-16 code units, as textareas and Y.Text do.
 * @returns null if both are the same.
 */
export function changeBetween(before: string, after: string, caret = after.length): TextChange | null {
  if (before === after) return null
  const longestStart = Math.min(
    before.length,
    after.length,
    Math.max(caret - Math.max(after.length - before.length, 0), 0),
  )
  let start = 0
  while (start < longestStart && before.charCodeAt(start) === after.charCodeAt(start)) start += 1
  let end = 0
  const longestEnd = Math.min(before.length, after.length) - start
  while (end < longestEnd && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end += 1
  // A surrogate pair is one character: half of it would be a broken text.
  if (start > 0 && isHighSurrogate(after.charCodeAt(start - 1))) start -= 1
  if (end > 0 && isLowSurrogate(after.charCodeAt(after.length - end))) end -= 1
  return { at: start, remove: before.length - start - end, insert: after.slice(start, after.length - end) }
}

/** One step of a Yjs text event. */
export type TextStep = {
  readonly insert?: string | object
  readonly delete?: number
  readonly retain?: number
}

/** Where a position stands after somebody else's change. What is inserted at the position lands behind it. */
export function shiftedBy(delta: readonly TextStep[], position: number): number {
  let index = 0
  let shifted = position
  for (const step of delta) {
    if (step.retain !== undefined) index += step.retain
    else if (step.insert !== undefined) {
      const length = typeof step.insert === 'string' ? step.insert.length : 1
      if (index < shifted) shifted += length
      index += length
    } else if (step.delete !== undefined) {
      if (index < shifted) shifted -= Math.min(step.delete, shifted - index)
    }
  }
  return shifted
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff
