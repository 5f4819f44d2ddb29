import { isId } from './ids.ts'
import { hasExactly } from './shape.ts'
import { comparable, isLine, tidied } from './text.ts'

/** The options of a choice. An option that is no longer offered stays in the form: answers that name it stay readable. */
export type FieldOption = { readonly id: string; readonly label: string; readonly retired?: true }

/** Of the types that have options. */
export const OPTIONS_QUESTION = {
  setting: 'options',
  label: 'Options',
  help: 'One a line. An option that was published and is taken out stays readable where it was chosen.',
  answered: { type: 'options' },
} as const

/** More than any list that people read through; a longer one is a text. */
export const MAX_OPTIONS = 200

export function isFieldOption(value: unknown): value is FieldOption {
  if (!hasExactly(value, ['id', 'label'], ['retired'])) return false
  const isRetiredFit = !('retired' in value) || value.retired === true
  return isId(value.id) && isLine(value.label) && isRetiredFit
}

/**
 * Labels are told apart without case and space, and the retired ones too: two answers that read alike could not be told
 * apart in a table, and a file could not be read back.
 */
export function optionFaults(options: readonly FieldOption[]): readonly string[] {
  const ids = options.map(({ id }) => id)
  const labels = options.map(({ label }) => comparable(label))
  return [
    ...(options.filter(({ retired }) => !retired).length < 2 ? ['A choice needs at least two options.'] : []),
    ...(options.length > MAX_OPTIONS ? [`A choice has at most ${MAX_OPTIONS} options.`] : []),
    ...ids.filter((id) => !isId(id)).map((id) => `The option id "${id}" is not kebab-case.`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `The option "${id}" stands twice.`),
    ...(options.some(({ label }) => label.trim() === '') ? ['An option has no label.'] : []),
    ...options
      .filter((_, at) => labels[at] !== '' && labels.indexOf(labels[at] as string) !== at)
      .map(({ label }) => `Two options are called "${tidied(label)}".`),
    ...options
      .filter(({ label }) => !isLine(label))
      .map(({ label }) => `The option "${tidied(label)}" has a line end or too many characters in its label.`),
  ]
}

/** By its label or, where no label says that, by its id; without case and space. Undefined if there is none. */
export function optionNamed(options: readonly FieldOption[], typed: string): FieldOption | undefined {
  const wanted = comparable(typed)
  return options.find(({ label }) => comparable(label) === wanted) ?? options.find(({ id }) => id === wanted)
}
