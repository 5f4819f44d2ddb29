/**
 * The fields of an assessment document, and what may stand in each.
 *
 *   <item>                      the answer: an option id of that item
 *   <item>/source               where it stands: a list of places in the report
 *   <item>/note                 a draft's note: plain text (a draft has one author)
 *   text:<item>/note            a shared document's note: a text that people type together
 *   <field>/candidate/<person>  a value that lost against another one whose author had not seen it (shared documents)
 *
 * All but the `text:` names are keys of one flat map. An empty field is an absent key, never an empty value.
 */
import type { Json } from '../json.ts'
import type { Answers, Instrument } from '../instruments/definition.ts'
import type { DocumentKind, PersonId } from '../review.ts'
import { itemsOf } from '../instruments/score.ts'

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

/** What an item has fields for. */
export type Part = 'answer' | 'source' | 'note'

type FieldPart = {
  /** Behind the item's id in the key. */
  readonly suffix: string
  /** Where it stands: a key of the flat map, or a text that people type together. */
  readonly standsIn: Readonly<Record<DocumentKind, 'map' | 'text'>>
}

/**
 * Every part of an item, once. A new one does not compile before it is said here where it stands, in `rulebook/edits.ts`
 * what fits, in `consensus.ts` what a consensus begins with, and in the snapshot (`reports`) how it is frozen.
 */
export const PARTS: Readonly<Record<Part, FieldPart>> = {
  answer: { suffix: '', standsIn: { draft: 'map', consensus: 'map', joint: 'map' } },
  source: { suffix: '/source', standsIn: { draft: 'map', consensus: 'map', joint: 'map' } },
  note: { suffix: '/note', standsIn: { draft: 'map', consensus: 'text', joint: 'text' } },
}

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
  const slash = field.indexOf('/')
  const [item, suffix] = slash < 0 ? [field, ''] : [field.slice(0, slash), field.slice(slash)]
  const part = (Object.keys(PARTS) as Part[]).find((name) => PARTS[name].suffix === suffix)
  return item === '' || part === undefined ? null : { part, item }
}

/** The answers of a document, option id by item id. */
export function answersIn(instrument: Instrument, document: PlainDocument): Answers {
  const answers: Record<string, string> = {}
  for (const item of itemsOf(instrument)) {
    const value = document.fields[answerKey(item.id)]
    if (typeof value === 'string') answers[item.id] = value
  }
  return answers
}

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
