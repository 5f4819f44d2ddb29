/**
 * A `<textarea>` that several people type in. Local input becomes the smallest change; what others type appears without
 * moving the caret. While an input method composes (Japanese, dead keys), the field is left alone and the others'
 * changes wait.
 */
import { noteText } from '@tandem/documents'
import type { Attachment } from 'svelte/attachments'
import type * as Y from 'yjs'
import type { LiveDocument } from './live-document.svelte.ts'
import { cursorAt } from './presence.ts'
import { changeBetween, shiftedBy, type TextStep } from './text-change.ts'

/** Binds the note of an item of a shared document. */
export function boundNote(live: LiveDocument, item: string): Attachment<HTMLTextAreaElement> {
  return (field) => {
    const replica = live.replica
    const text = noteText(replica.doc, item)
    const name = `${item}/note`
    let shown = text.toString()
    let isComposing = false
    let isWriting = false
    let missed: (readonly TextStep[])[] = []
    field.value = shown

    const onChange = (event: Y.YTextEvent): void => {
      if (isWriting) return
      missed.push(event.delta as TextStep[])
      if (!isComposing) showMissed()
    }
    const showMissed = (): void => {
      const shifted = (position: number): number => missed.reduce((at, delta) => shiftedBy(delta, at), position)
      const [start, end, scroll] = [shifted(field.selectionStart), shifted(field.selectionEnd), field.scrollTop]
      missed = []
      shown = text.toString()
      if (field.value === shown) return
      field.value = shown
      field.setSelectionRange(start, end)
      field.scrollTop = scroll
    }
    const onInput = (): void => {
      if (isComposing) return
      const change = changeBetween(shown, field.value, field.selectionEnd)
      if (change) {
        const shifted = (position: number): number => missed.reduce((at, delta) => shiftedBy(delta, at), position)
        const at = shifted(change.at)
        isWriting = true
        replica.changeText(text, {
          at,
          remove: Math.max(0, shifted(change.at + change.remove) - at),
          insert: change.insert,
        })
        isWriting = false
        shown = field.value
      }
      if (missed.length > 0) showMissed()
      sayWhere()
    }
    const sayWhere = (): void => {
      if (document.activeElement === field) live.at(name, cursorAt(text, field.selectionStart, field.selectionEnd))
    }
    const onFocus = (): void => {
      replica.undoing.stopCapturing()
      sayWhere()
    }
    const onBlur = (): void => {
      replica.undoing.stopCapturing()
      live.at(null)
    }
    const onCompose = (event: Event): void => {
      isComposing = event.type === 'compositionstart'
      if (!isComposing) onInput()
    }

    text.observe(onChange)
    const listeners = {
      input: onInput,
      focus: onFocus,
      blur: onBlur,
      select: sayWhere,
      keyup: sayWhere,
      pointerup: sayWhere,
      compositionstart: onCompose,
      compositionend: onCompose,
    } satisfies Record<string, EventListener>
    for (const [type, listener] of Object.entries(listeners)) field.addEventListener(type, listener)
    return () => {
      text.unobserve(onChange)
      for (const [type, listener] of Object.entries(listeners)) field.removeEventListener(type, listener)
    }
  }
}
