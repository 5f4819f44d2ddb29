/**
 * A `<textarea>` that several people type in. Local input becomes the smallest change; what others type appears without
 * moving the caret. While an input method composes (Japanese, dead keys), the field is left alone and the others'
 * changes wait.
 */
import { untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type * as Y from 'yjs'
import type { LiveDocument } from './live-document.svelte.ts'
import { cursorAt } from './presence.ts'
import type { Replica } from './replica.ts'
import { changeBetween, shiftedBy, type TextStep } from './text-change.ts'

/** Binds a text of a shared document, e.g. the note of an item. */
export function boundText(live: LiveDocument, name: string): Attachment<HTMLTextAreaElement> {
  return (field) => new BoundText(live, name, field).listen()
}

class BoundText {
  readonly #live: LiveDocument
  readonly #name: string
  readonly #field: HTMLTextAreaElement
  readonly #replica: Replica
  readonly #text: Y.Text
  /** The text as the field knows it; the others' changes that it does not know are in `#missed`. */
  #shown: string
  #missed: (readonly TextStep[])[] = []
  #isComposing = false
  #isWriting = false

  constructor(live: LiveDocument, name: string, field: HTMLTextAreaElement) {
    this.#live = live
    this.#name = name
    this.#field = field
    this.#replica = live.replica
    this.#text = this.#replica.text(name)
    this.#shown = this.#text.toString()
    field.value = this.#shown
  }

  /** @returns how to stop. */
  listen(): () => void {
    const listeners = {
      input: () => this.#typed(),
      focus: () => this.#entered(),
      blur: () => this.#left(),
      select: () => this.#sayWhere(),
      keyup: () => this.#sayWhere(),
      pointerup: () => this.#sayWhere(),
      compositionstart: () => (this.#isComposing = true),
      compositionend: () => {
        this.#isComposing = false
        this.#typed()
      },
    } satisfies Record<string, EventListener>
    this.#text.observe(this.#changed)
    for (const [type, listener] of Object.entries(listeners)) this.#field.addEventListener(type, listener)
    return () => {
      this.#text.unobserve(this.#changed)
      for (const [type, listener] of Object.entries(listeners)) this.#field.removeEventListener(type, listener)
    }
  }

  #changed = (event: Y.YTextEvent): void => {
    if (this.#isWriting) return
    this.#missed.push(event.delta as TextStep[])
    if (!this.#isComposing) this.#showMissed()
  }

  #showMissed(): void {
    const field = this.#field
    const [start, end] = [this.#shifted(field.selectionStart), this.#shifted(field.selectionEnd)]
    const scroll = field.scrollTop
    this.#missed = []
    this.#shown = this.#text.toString()
    if (field.value === this.#shown) return
    field.value = this.#shown
    field.setSelectionRange(start, end)
    field.scrollTop = scroll
  }

  #typed(): void {
    if (this.#isComposing) return
    this.#write()
    if (this.#missed.length > 0) this.#showMissed()
    this.#sayWhere()
  }

  /** What was typed here, as a change of the text that the others have changed meanwhile. */
  #write(): void {
    const { value, selectionEnd } = this.#field
    const change = changeBetween(this.#shown, value, selectionEnd)
    if (change === null) return
    const at = this.#shifted(change.at)
    const remove = Math.max(0, this.#shifted(change.at + change.remove) - at)
    this.#isWriting = true
    this.#replica.changeText(this.#text, { at, remove, insert: change.insert })
    this.#isWriting = false
    this.#shown = value
  }

  #shifted(position: number): number {
    return this.#missed.reduce((at, delta) => shiftedBy(delta, at), position)
  }

  #entered(): void {
    this.#replica.undoing.stopCapturing()
    this.#sayWhere()
  }

  #left(): void {
    this.#replica.undoing.stopCapturing()
    // A field that is moved or taken out of the page loses focus in the middle of its being rendered.
    untrack(() => this.#live.at(null))
  }

  #sayWhere(): void {
    const { selectionStart, selectionEnd } = this.#field
    if (document.activeElement !== this.#field) return
    this.#live.at(this.#name, cursorAt(this.#text, selectionStart, selectionEnd))
  }
}
