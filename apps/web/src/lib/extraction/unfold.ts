/** Opens source or note of the question in hand; in a table they stand in the strip below it. @returns whether it has one. */
export function unfoldInHand(what: 'source' | 'note'): boolean {
  const scope = document.querySelector('[data-strip]') ?? document.querySelector('[data-card]')
  const field = scope?.querySelector<HTMLElement>(what === 'source' ? '[data-first]' : '[data-note]')
  const button = scope?.querySelector<HTMLElement>(`[data-unfold="${what}"]`)
  if (field) field.focus()
  else button?.click()
  return field != null || button != null
}
