/** Cells that are copied from a spreadsheet: lines end with line ends, cells are set apart by tabs. */
export type Block = readonly (readonly string[])[]

/** Null for what is one cell: that is pasted as any text. A cell with a line end or a tab inside stands in quotes. */
export function blockIn(text: string): Block | null {
  const lines = linesOf(text.replace(/\r\n?/g, '\n').replace(/\n$/, ''))
  return lines.length === 1 && lines[0]?.length === 1 ? null : lines
}

function linesOf(text: string): Block {
  const lines: string[][] = [[]]
  let rest = text
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(rest)
    const cell = quoted ?? /^[^\t\n]*/.exec(rest)
    lines.at(-1)?.push(quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (cell?.[0] ?? ''))
    rest = rest.slice(cell?.[0].length ?? 0)
    if (rest === '') return lines
    if (rest.startsWith('\n')) lines.push([])
    rest = rest.slice(1)
  }
}

/** Where each text of a block comes to stand if its first one is put at `at`; what would stand outside is left out. */
export function placed<Place>(
  block: Block,
  places: readonly (readonly (Place | null)[])[],
  at: { readonly line: number; readonly column: number },
): readonly (readonly [place: Place, text: string])[] {
  return block.flatMap((texts, line) =>
    texts.flatMap((text, column) => {
      const place = places[at.line + line]?.[at.column + column]
      return place ? [[place, text] as const] : []
    }),
  )
}
