/** Text for terminals. */

/**
 * Text from a file, fit to be printed: control characters (which could move the cursor or rename the window) and
 * direction overrides (which could show a line backwards) become a replacement mark.
 */
export const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are the characters to replace
  text.replace(/[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD')

/** A value that somebody gave, in quotes and never long. */
export function quoted(text: string): string {
  const characters = [...text]
  return `"${plain(characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text)}"`
}

export type Align = 'left' | 'right'

/** Columns padded to their widest cell. Nothing behind the last cell of a row. */
export function table(rows: readonly (readonly string[])[], align: readonly Align[] = []): string {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, [...cell].length)),
    [],
  )
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (align[at] === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}
