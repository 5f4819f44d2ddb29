/** Steps from cell to cell of a table; over the places where nothing is asked. */
export type Direction = 'up' | 'down' | 'left' | 'right'

type Place = { readonly line: number; readonly column: number }

const STEPS: Readonly<Record<Direction, Place>> = {
  up: { line: -1, column: 0 },
  down: { line: 1, column: 0 },
  left: { line: 0, column: -1 },
  right: { line: 0, column: 1 },
}

/** Null at the edge. */
export function stepFrom(
  places: readonly (readonly (object | null)[])[],
  from: Place,
  direction: Direction,
): Place | null {
  const step = STEPS[direction]
  for (let { line, column } = from; ;) {
    line += step.line
    column += step.column
    const place = places[line]?.[column]
    if (place === undefined) return null
    if (place !== null) return { line, column }
  }
}
