/**
 * What the server did not accept, kept as readable text until the person dismisses it. Lies in localStorage, so that it
 * survives a reload and shows in all tabs of this person.
 */
import type { DocumentId, Json, PersonId } from '@tandem/rules'
import { rescuePrefix } from './device.ts'

type RescuedRow = {
  readonly key: string
  readonly part: 'field' | 'text'
  readonly value: Json
  /** "Item 19, note" */
  readonly label: string
  /** The value in words. */
  readonly text: string
}

export type Rescue = {
  readonly document: DocumentId
  /** What the document is about, e.g. "Ibrahim 2019, your copy". */
  readonly title: string
  /** The rule that refused; empty if the right to write was lost. */
  readonly rule: string
  /** When it happened, ISO 8601. */
  readonly at: string
  readonly rows: readonly RescuedRow[]
}

export class RescueShelf {
  readonly #person: PersonId
  #rescues: readonly Rescue[]
  #seeker: (() => void) | null = null

  constructor(person: PersonId) {
    this.#person = person
    this.#rescues = $state.raw(this.#read())
  }

  get rescues(): readonly Rescue[] {
    return this.#rescues
  }

  /** Follows the other tabs. @returns how to stop. */
  follow(): () => void {
    const onStorage = (event: StorageEvent): void => {
      if (event.key === null || event.key.startsWith(this.#prefix)) this.#rescues = this.#read()
    }
    addEventListener('storage', onStorage)
    return () => removeEventListener('storage', onStorage)
  }

  /** @param seeker looks for unsaved work that no open document will bring any more. @returns how to stop. */
  seekWith(seeker: () => void): () => void {
    this.#seeker = seeker
    return () => {
      if (this.#seeker === seeker) this.#seeker = null
    }
  }

  /** Something may have been left behind just now. */
  seek(): void {
    this.#seeker?.()
  }

  /** Rows of a second refusal join those of the first; the newer value of the same field wins. */
  keep(rescue: Rescue): void {
    const before = this.#rescues.find((known) => known.document === rescue.document)
    const older = before?.rows.filter((row) => !rescue.rows.some((newer) => isSamePlace(row, newer))) ?? []
    this.#write({ ...rescue, rows: [...older, ...rescue.rows] })
  }

  dismiss(document: DocumentId): void {
    this.#rescues = this.#rescues.filter((rescue) => rescue.document !== document)
    try {
      localStorage.removeItem(this.#prefix + document)
    } catch {
      // Nothing was stored then.
    }
  }

  #write(rescue: Rescue): void {
    this.#rescues = [...this.#rescues.filter((known) => known.document !== rescue.document), rescue]
    try {
      localStorage.setItem(this.#prefix + rescue.document, JSON.stringify(rescue))
    } catch {
      // Storage is full or closed: the panel of this tab still holds everything.
    }
  }

  #read(): readonly Rescue[] {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.#prefix))
        .flatMap((key) => parseRescue(localStorage.getItem(key)))
    } catch {
      return []
    }
  }

  get #prefix(): string {
    return rescuePrefix(this.#person)
  }
}

const isSamePlace = (a: RescuedRow, b: RescuedRow): boolean => a.part === b.part && a.key === b.key

function parseRescue(text: string | null): readonly Rescue[] {
  try {
    const rescue = JSON.parse(text ?? 'null') as Rescue | null
    return rescue && Array.isArray(rescue.rows) ? [rescue] : []
  } catch {
    return []
  }
}
