/** The options of a choice. An option that is no longer offered stays in the form: answers that name it stay readable. */
export type FieldOption = { readonly id: string; readonly label: string; readonly retired?: true }

const ID = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/

export function optionFaults(options: readonly FieldOption[]): readonly string[] {
  const ids = options.map(({ id }) => id)
  const current = options.filter(({ retired }) => !retired)
  return [
    ...(current.length < 2 ? ['A choice needs at least two options.'] : []),
    ...ids.filter((id) => !ID.test(id)).map((id) => `The option id "${id}" is not kebab-case.`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `The option "${id}" stands twice.`),
    ...(current.some(({ label }) => label.trim() === '') ? ['An option has no label.'] : []),
    ...current
      .map(({ label }) => label)
      .filter((label, at, labels) => label.trim() !== '' && labels.indexOf(label) !== at)
      .map((label) => `Two options are called "${label}".`),
  ]
}

/** By its label or its id, without case; undefined if there is none. */
export function optionNamed(options: readonly FieldOption[], typed: string): FieldOption | undefined {
  const wanted = typed.trim().toLowerCase()
  return options.find(({ id, label }) => label.toLowerCase() === wanted || id === wanted)
}
