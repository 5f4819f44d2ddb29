/** Which questions may open another one: those before it, of its own section or of one that is filled in once. */
import type { Condition, ExtractionForm, Field } from '@tandem/rules'

export type Gate = {
  readonly id: string
  readonly label: string
  readonly options: readonly { readonly id: string; readonly label: string }[]
}

/** @param field id of the field that would be opened, in the section of this id. */
export function gatesBefore(form: ExtractionForm, section: string, field: string): readonly Gate[] {
  return earlierFields(form, section, field).flatMap(({ id, label, settings }) => {
    const options = optionsOf(settings)
    return options.length > 0 ? [{ id, label: label || id, options }] : []
  })
}

function earlierFields({ sections }: ExtractionForm, section: string, field: string): readonly Field[] {
  const at = sections.findIndex(({ id }) => id === section)
  const before = sections.slice(0, Math.max(0, at)).filter(({ per, retired }) => per === 'study' && !retired)
  const own = sections[at]?.fields ?? []
  const place = own.findIndex(({ id }) => id === field)
  return [...before.flatMap(({ fields }) => fields), ...own.slice(0, Math.max(0, place))].filter(
    ({ retired }) => !retired,
  )
}

/** Also those that are no longer offered: where they were chosen, they still open. */
function optionsOf(settings: Field['settings']): Gate['options'] {
  if ('options' in settings) return settings.options
  return settings.type === 'yes-no-unclear' ? YES_NO : []
}

const YES_NO = [
  { id: 'yes', label: 'Yes' },
  { id: 'no', label: 'No' },
  { id: 'unclear', label: 'Unclear' },
]

/** "Design is Cohort or Other, and Setting is Home" */
export function conditionWords(condition: Condition, gates: readonly Gate[]): string {
  if ('item' in condition) {
    const gate = gates.find(({ id }) => id === condition.item)
    const answers = condition.in.map((answer) => gate?.options.find(({ id }) => id === answer)?.label ?? answer)
    return `${gate?.label ?? condition.item} is ${answers.join(' or ')}`
  }
  const parts = 'all' in condition ? condition.all : condition.any
  const words = parts.map((part) => ('item' in part ? conditionWords(part, gates) : `(${conditionWords(part, gates)})`))
  return words.join('all' in condition ? ', and ' : ', or ')
}

/**
 * The form as it can be tried while it is built. A condition on something that is no earlier question is a fault, which is
 * said elsewhere: two such conditions may wait for each other for ever. So may a question that stands twice.
 */
export function triable(form: ExtractionForm): ExtractionForm {
  const sections = form.sections.map((section) => ({
    ...section,
    fields: section.fields.filter(isFirst).map((field) => soundly(form, section.id, field)),
  }))
  return { ...form, sections }
}

const isFirst = ({ id }: Field, at: number, all: readonly Field[]): boolean =>
  all.findIndex((field) => field.id === id) === at

function soundly(form: ExtractionForm, section: string, field: Field): Field {
  const { when, ...always } = field
  if (when === undefined) return field
  const gates = new Set(gatesBefore(form, section, field.id).map(({ id }) => id))
  return gatesIn(when).every((gate) => gates.has(gate)) ? field : always
}

function gatesIn(condition: Condition): readonly string[] {
  if ('item' in condition) return [condition.item]
  return ('all' in condition ? condition.all : condition.any).flatMap(gatesIn)
}
