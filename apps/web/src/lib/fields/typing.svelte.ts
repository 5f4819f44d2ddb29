/**
 * Text that becomes a value: while somebody types, on a short pause, when the field is left.
 *
 * What cannot be read stays in the field as it was typed, with its reason, and is no value. So does what could be read when
 * the value became another one meanwhile (a second tab, another person): nobody overwrites what they have not seen.
 */
import { isSameJson, type Json, type Parsed } from '@tandem/rules'
import type { Unread } from './editor.ts'

type Parts = {
  readonly value: () => Json
  readonly show: (value: Json) => string
  readonly read: (text: string) => Parsed<Json>
  readonly onchange: (value: Json) => void
  readonly unread: () => Unread | null
  readonly onunread: (unread: Unread | null) => void
}

type Typed = {
  readonly text: string
  /** The value when typing began. */
  readonly base: Json
  /** What the text was read as, once it was; undefined before. */
  readonly read?: Json
}

const PAUSE = 700

export class Typing {
  #typed = $state.raw<Typed | null>(null)
  readonly #parts: Parts
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What stands in the field. */
  readonly text: string = $derived.by(() => {
    const typed = this.#typed
    const { value, unread, show } = this.#parts
    if (typed && (typed.read === undefined || isSameJson(typed.read, value()))) return typed.text
    const known = unread()
    if (known) return known.text
    const current = value()
    return current === null ? '' : show(current)
  })

  readonly input = (text: string): void => {
    const base = this.#typed && this.#typed.read === undefined ? this.#typed.base : this.#parts.value()
    this.#typed = { text, base }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#commit(false), PAUSE)
  }

  /** Reads what stands in the field now, also over a value that came meanwhile: it is on screen. */
  readonly accept = (): void => {
    const { unread, value } = this.#parts
    const known = unread()
    if (this.#typed === null && known) this.#typed = { text: known.text, base: value() }
    this.#commit(true)
  }

  readonly left = (): void => {
    this.#commit(true)
    this.#typed = null
  }

  /** Back to the value. */
  readonly drop = (): void => {
    clearTimeout(this.#timer)
    this.#typed = null
    this.#parts.onunread(null)
  }

  /** @param isDone nobody types on: what cannot be read now is said. */
  #commit(isDone: boolean): void {
    clearTimeout(this.#timer)
    const typed = this.#typed
    if (typed === null || typed.read !== undefined) return
    const { read, value, show, onchange, onunread } = this.#parts
    const parsed = read(typed.text)
    const now = value()
    if (!parsed.ok) {
      if (isDone) onunread({ text: typed.text, reason: parsed.reason, isOvertaken: false })
      return
    }
    if (!isSameJson(now, typed.base) && !isSameJson(now, parsed.value)) {
      const became = now === null ? 'empty' : `“${show(now)}”`
      onunread({ text: typed.text, reason: `Meanwhile this became ${became}.`, isOvertaken: true })
      this.#typed = null
      return
    }
    this.#typed = { ...typed, read: parsed.value }
    onunread(null)
    if (!isSameJson(now, parsed.value)) onchange(parsed.value)
  }
}
