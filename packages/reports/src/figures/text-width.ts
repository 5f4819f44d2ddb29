/**
 * Estimated widths: a figure is drawn where no font can be measured. The classes are those of DejaVu Sans, the widest of
 * the faces that a plain viewer falls back to, rounded up: a text may end before its box does but not after it.
 */
export function textWidth(text: string, size: number, isBold = false): number {
  let ems = 0
  for (const character of text) ems += emsOf(character)
  return ems * size * (isBold ? 1.13 : 1)
}

function emsOf(character: string): number {
  if (/[ijl.,:;'|!]/.test(character)) return 0.34
  if (/[ frtI()[\]-]/.test(character)) return 0.42
  if (/[mMW@%]/.test(character)) return 1
  if (/[A-Zw&]/.test(character)) return 0.78
  return character < '\u0250' ? 0.64 : 1
}

/** The text in lines no wider than `width`. A single word that is wider is cut with an ellipsis. */
export function wrapped(text: string, width: number, size: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = current === '' ? word : `${current} ${word}`
    if (textWidth(longer, size) <= width) current = longer
    else {
      if (current !== '') lines.push(current)
      current = fitted(word, width, size)
    }
  }
  return current === '' ? lines : [...lines, current]
}

/** The text, cut with an ellipsis where it would be wider than `width`. */
export function fitted(text: string, width: number, size: number, isBold = false): string {
  if (textWidth(text, size, isBold) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size, isBold) > width) characters.pop()
  return `${characters.join('').trimEnd()}…`
}
