export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // The clipboard is closed on plain http: the old way asks nobody.
    copyBySelection(text)
  }
}

function copyBySelection(text: string): void {
  const field = Object.assign(document.createElement('textarea'), { value: text })
  // Inside an open dialog nothing outside of it can be selected.
  const place = document.querySelector('dialog[open]') ?? document.body
  place.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
