import type { Attachment } from 'svelte/attachments'

/** Where the work goes on: the first field of a step that has just appeared, or what was refused. */
export const focused: Attachment<HTMLElement> = (element) => element.focus()

/** Where the button that was pressed has gone with its row: the heading of its section. */
export function focusSection(id: string): void {
  document.getElementById(`${id}-title`)?.focus()
}
