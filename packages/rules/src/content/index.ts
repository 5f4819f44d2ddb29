/**
 * The fields of a document, and what may stand in each.
 *
 *   <item>                      the answer: an option id of an instrument's item, see `forms/answer.ts` for other forms
 *   <item>/source               where it stands: a list of places in the report
 *   <item>/note                 a draft's note: plain text (a draft has one author)
 *   <item>/accepted             warnings that somebody has looked at and let stand, each with the reason
 *   <item>/reworded             the version of the form in which the question was reworded after it was answered here; set by
 *                               the server, taken away by whoever has looked at the answer again
 *   text:<item>                 a long answer of a shared document: a text that people type together
 *   text:<item>/note            a shared document's note, likewise
 *   <row>/order                 where among its section's rows this one stands; a row without it is not there
 *   <field>/candidate/<person>  a value that lost against another one whose author had not seen it (shared documents)
 *
 * An item is a question of the form, `<item id>` or `<field id>`; in sections that are filled in more than once it is
 * `<section>/<row>/<field>`, and `<section>/<row>` is the row. All but the `text:` names are keys of one flat map. An empty
 * field is an absent key, never an empty value.
 */
import type { Json } from '../json.ts'
import type { DocumentKind, PersonId } from '../review.ts'

/** One place in a report. */
export type Source = {
  /** SHA-256 of the PDF, null while none is attached. */
  readonly pdf: string | null
  /** The printed page, e.g. "443" or "e12"; null if unknown. */
  readonly page: string | null
  readonly quote: string
  /** In unrotated PDF points; empty while no PDF is attached. */
  readonly rectangles: readonly Rectangle[]
}

export type Rectangle = {
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What every question of every form has, and what is talked about. */
export const ITEM_PARTS = ['answer', 'source', 'note'] as const
export type ItemPart = (typeof ITEM_PARTS)[number]

/** What there are fields for. */
export type Part = ItemPart | 'accepted' | 'reworded' | 'order'

type FieldPart = {
  /** How many segments the name of what it belongs to can have. */
  readonly of: readonly number[]
  /** Behind the item's id in the key. */
  readonly suffix: string
  /** Where it stands: a key of the flat map, or a text that people type together. Absent: documents of that kind have none. */
  readonly standsIn: Readonly<Partial<Record<DocumentKind, 'map' | 'text'>>>
}

const CELL = [1, 3]
const OF_ASSESSMENTS = { draft: 'map', consensus: 'map', joint: 'map' } as const

/**
 * Every part of an item, once. A new one does not compile before it is said here where it stands, in `rulebook/edits.ts`
 * what fits, in `consensus.ts` what a consensus begins with, and in the snapshot (`reports`) how it is frozen.
 */
export const PARTS: Readonly<Record<Part, FieldPart>> = {
  answer: { of: CELL, suffix: '', standsIn: { ...OF_ASSESSMENTS, definition: 'map' } },
  source: { of: CELL, suffix: '/source', standsIn: OF_ASSESSMENTS },
  note: { of: CELL, suffix: '/note', standsIn: { draft: 'map', consensus: 'text', joint: 'text' } },
  accepted: { of: CELL, suffix: '/accepted', standsIn: OF_ASSESSMENTS },
  reworded: { of: CELL, suffix: '/reworded', standsIn: OF_ASSESSMENTS },
  order: { of: [2], suffix: '/order', standsIn: { ...OF_ASSESSMENTS, definition: 'map' } },
}

/** Names that no field in a row may have: they would be read as parts. */
export const RESERVED_NAMES: readonly string[] = Object.values(PARTS).flatMap(({ suffix }) => suffix.slice(1) || [])

export type FieldPath =
  | { readonly part: Part; readonly item: string }
  | { readonly part: 'candidate'; readonly of: Part; readonly item: string; readonly person: PersonId }

/** A document's content in canonical order-free form: what is hashed, signed, compared and frozen. */
export type PlainDocument = {
  readonly fields: Readonly<Record<string, Json>>
  /** Long texts by name without the `text:` prefix; empty ones are absent. */
  readonly texts: Readonly<Record<string, string>>
}

export const EMPTY_DOCUMENT: PlainDocument = { fields: {}, texts: {} }

export const fieldKey = (item: string, part: Part): string => item + PARTS[part].suffix
export const answerKey = (item: string): string => fieldKey(item, 'answer')
export const sourceKey = (item: string): string => fieldKey(item, 'source')
export const noteKey = (item: string): string => fieldKey(item, 'note')
export const rewordedKey = (item: string): string => fieldKey(item, 'reworded')
export const candidateKey = (field: string, person: PersonId | 'system'): string => field + CANDIDATE + person

const CANDIDATE = '/candidate/'

/** What a key of the flat map means, or null if it follows no known pattern. */
export function parseFieldKey(key: string): FieldPath | null {
  const [field = '', person, ...rest] = key.split(CANDIDATE)
  const path = parseField(field)
  if (path === null || person === undefined) return path
  if (person === '' || person.includes('/') || rest.length > 0) return null
  return { part: 'candidate', of: path.part, item: path.item, person: person as PersonId }
}

function parseField(field: string): { readonly part: Part; readonly item: string } | null {
  const slash = field.lastIndexOf('/')
  const named = slash < 0 ? undefined : PART_NAMES.find((name) => PARTS[name].suffix === field.slice(slash))
  const [part, item] = named === undefined ? (['answer', field] as const) : [named, field.slice(0, slash)]
  const segments = item.split('/')
  return segments.includes('') || !PARTS[part].of.includes(segments.length) ? null : { part, item }
}

const PART_NAMES = Object.keys(PARTS) as Part[]

/** Keys of candidates that nobody has settled yet, sorted. They block signing. */
export function candidatesIn(document: PlainDocument): readonly string[] {
  return Object.keys(document.fields)
    .filter((key) => parseFieldKey(key)?.part === 'candidate')
    .sort()
}

export function sourcesOf(document: PlainDocument, item: string): readonly Source[] {
  const value = document.fields[sourceKey(item)]
  return Array.isArray(value) ? (value as unknown as readonly Source[]) : []
}

/** What stands in one item, by itself: what a confirmation is about. */
export function itemContent(document: PlainDocument, item: string): PlainDocument {
  const isOfItem = ([key]: readonly [string, unknown]): boolean => parseFieldKey(key)?.item === item
  return {
    fields: Object.fromEntries(Object.entries(document.fields).filter(isOfItem)),
    texts: Object.fromEntries(Object.entries(document.texts).filter(isOfItem)),
  }
}

/** The note of an item, whichever kind of document holds it; empty if there is none. */
export function noteOf(document: PlainDocument, item: string): string {
  const plain = document.fields[noteKey(item)]
  return typeof plain === 'string' ? plain : (document.texts[noteKey(item)] ?? '')
}
