/** Which rows of a long table are drawn. All rows have one height, so that what is not drawn can be measured. */
export type RowWindow = { readonly from: number; readonly to: number }

/** Beyond the edges, so that scrolling finds rows that are already there. */
const MARGIN = 10

export function rowWindow(count: number, rowHeight: number, top: number, height: number): RowWindow {
  const first = Math.floor(Math.max(0, top) / rowHeight)
  const shown = Math.ceil(height / rowHeight)
  const to = Math.min(count, first + shown + MARGIN)
  return { from: Math.max(0, Math.min(first, to) - MARGIN), to }
}

/** Where to scroll so that a row is whole between the head and the lower edge; `top` where it is already. */
export function scrolledTo(row: number, rowHeight: number, top: number, height: number): number {
  const start = row * rowHeight
  if (start < top) return start
  return start + rowHeight > top + height ? start + rowHeight - height : top
}
