/**
 * SVG as escaped markup. Only what passes through `element` and `words` is markup, so a title that contains `<script>`
 * is drawn and never run.
 */
declare const brand: unique symbol
export type Markup = string & { readonly [brand]: 'markup' }

export type Attributes = Readonly<Record<string, string | number | undefined>>

export function element(name: string, attributes: Attributes, children: readonly Markup[] = []): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? short(value) : String(value))}"`)
    .join('')
  return (
    children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
  ) as Markup
}

/** Text content. */
export const words = (text: string): Markup => escaped(text) as Markup

/** One line of text, its baseline at y. */
export function line(x: number, y: number, text: string, attributes: Attributes = {}): Markup {
  return element('text', { x, y, ...attributes }, [words(text)])
}

function escaped(text: string): string {
  return legal(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Without the characters that XML 1.0 forbids: one of them makes the whole file unreadable. */
function legal(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to remove
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
}

/** Two decimals are finer than any printer. For coordinates inside paths; attributes are rounded by themselves. */
export const short = (value: number): string => String(Math.round(value * 100) / 100)
