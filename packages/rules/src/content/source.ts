import { hasExactly } from '../fields/shape.ts'
import { isSameJson } from '../json.ts'
import type { Rectangle, Source } from './index.ts'

const MAX_PAGE_LABEL = 16
const MAX_RECTANGLES = 50

/** Exactly the members of a source, nothing more: what is stored is what is shown and frozen. */
export function isSource(value: unknown): value is Source {
  if (!hasExactly(value, ['pdf', 'page', 'quote', 'rectangles'])) return false
  const { pdf, page, quote, rectangles } = value
  return (
    (pdf === null || (typeof pdf === 'string' && /^[0-9a-f]{64}$/.test(pdf))) &&
    (page === null || (typeof page === 'string' && page.length > 0 && page.length <= MAX_PAGE_LABEL)) &&
    typeof quote === 'string' &&
    Array.isArray(rectangles) &&
    rectangles.length <= MAX_RECTANGLES &&
    rectangles.every(isRectangle)
  )
}

function isRectangle(value: unknown): value is Rectangle {
  if (!hasExactly(value, ['page', 'x', 'y', 'width', 'height'])) return false
  return Object.values(value).every((number) => typeof number === 'number' && Number.isFinite(number))
}

/** Each place once, in the order in which they come. */
export function unitedSources(lists: readonly (readonly Source[])[]): readonly Source[] {
  const united: Source[] = []
  for (const source of lists.flat()) {
    if (!united.some((known) => isSameJson(known, source))) united.push(source)
  }
  return united
}
