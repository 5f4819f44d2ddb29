/**
 * Which fields hold something that the server has not acknowledged, and what stood there before.
 *
 * A refusal ends a Yjs document for good (a CRDT cannot take a change back), so what was typed has to be told apart from
 * what was saved, field by field, as plain values.
 */
import { isSameJson, type Json, type PlainDocument } from '@tandem/rules'

/** `null` means the field is empty. A text's key is its name without the `text:` prefix; both never share a key. */
export type UnsavedField = { readonly key: string; readonly part: 'field' | 'text'; readonly value: Json }

export class UnsavedFields {
  #base: PlainDocument
  /** The number of the newest local change of each place. */
  readonly #touched = new Map<string, number>()
  /** Places of which a change has left this device: the server may hold any of their values since. */
  readonly #sent = new Set<string>()

  /** @param base what the server is known to hold. */
  constructor(base: PlainDocument) {
    this.#base = base
  }

  /** A local change with this number has changed the place. */
  changedHere(part: UnsavedField['part'], key: string, change: number): void {
    this.#touched.set(`${part} ${key}`, change)
  }

  /** Everything changed here so far is on its way to the server. */
  sent(): void {
    for (const place of this.#touched.keys()) this.#sent.add(place)
  }

  /** The server sent this value, so it has it. A place with an unsaved local change keeps that. */
  changedElsewhere(part: UnsavedField['part'], key: string, value: Json): void {
    if (!this.#touched.has(`${part} ${key}`)) this.#base = withValue(this.#base, part, key, value)
  }

  /** All local changes up to this number are on the server's disk. */
  acknowledged(upTo: number, now: PlainDocument): void {
    for (const [place, change] of this.#touched) {
      if (change > upTo) continue
      const { part, key } = placeOf(place)
      this.#touched.delete(place)
      this.#sent.delete(place)
      this.#base = withValue(this.#base, part, key, valueIn(now, part, key))
    }
  }

  /** After reading a kept copy: everything that differs from what the server was known to hold is not saved. */
  compare(now: PlainDocument, change: number): void {
    for (const part of ['field', 'text'] as const) {
      const keys = new Set([...Object.keys(placesIn(now, part)), ...Object.keys(placesIn(this.#base, part))])
      for (const key of keys) {
        if (!isSameJson(valueIn(now, part, key), valueIn(this.#base, part, key))) this.changedHere(part, key, change)
      }
    }
  }

  /** How many places were changed here and wait. */
  get count(): number {
    return this.#touched.size
  }

  /** What the server is known to hold. */
  get base(): PlainDocument {
    return this.#base
  }

  /** In the order of their keys. A place that was changed back counts as saved, if nobody can have seen it in between. */
  listed(now: PlainDocument): readonly UnsavedField[] {
    return [...this.#touched.keys()]
      .filter((place) => this.#sent.has(place) || this.#differs(place, now))
      .map(placeOf)
      .map(({ part, key }) => ({ part, key, value: valueIn(now, part, key) }))
      .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }))
  }

  #differs(place: string, now: PlainDocument): boolean {
    const { part, key } = placeOf(place)
    return !isSameJson(valueIn(now, part, key), valueIn(this.#base, part, key))
  }
}

const placesIn = (document: PlainDocument, part: UnsavedField['part']): Readonly<Record<string, Json>> =>
  part === 'field' ? document.fields : document.texts

const valueIn = (document: PlainDocument, part: UnsavedField['part'], key: string): Json =>
  placesIn(document, part)[key] ?? null

function withValue(document: PlainDocument, part: UnsavedField['part'], key: string, value: Json): PlainDocument {
  const { [key]: _, ...others } = placesIn(document, part)
  const places = value === null || value === '' ? others : { ...others, [key]: value }
  return part === 'field'
    ? { ...document, fields: places }
    : { ...document, texts: places as Readonly<Record<string, string>> }
}

function placeOf(place: string): { part: UnsavedField['part']; key: string } {
  const at = place.indexOf(' ')
  return { part: place.slice(0, at) as UnsavedField['part'], key: place.slice(at + 1) }
}
