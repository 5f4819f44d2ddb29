const FIELDS = { source: '[data-first]', note: '[data-note]', calculator: null, history: null } as const

/** Opens something beside the question in hand; in a table it stands in the strip below it. @returns whether it has one. */
export function unfoldInHand(what: keyof typeof FIELDS): boolean {
  const scope = document.querySelector('[data-strip]') ?? document.querySelector('[data-card]')
  const selector = FIELDS[what]
  const field = selector === null ? null : scope?.querySelector<HTMLElement>(selector)
  const button = scope?.querySelector<HTMLElement>(`[data-unfold="${what}"]`)
  if (field) field.focus()
  else button?.click()
  return field != null || button != null
}
