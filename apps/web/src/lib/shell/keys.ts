/** Keys pressed alone must never act while somebody types. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      isTextInput(target))
  )
}

function isTextInput(element: HTMLElement): boolean {
  return (
    element instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(element.type)
  )
}

/** The key alone, in lower case; null with a modifier, while typing, or inside an input method. */
export function singleKey(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target))
    return null
  return event.key.length === 1 ? event.key.toLowerCase() : event.key
}
