/**
 * What is wrong with a form of data extraction, in sentences for the people who build it; empty if nothing is.
 *
 * Run over every built-in form as a test, over what somebody publishes, over what is read from a file, and over the
 * definitions inside a snapshot.
 */
import { RESERVED_NAMES } from '../content/index.ts'
import { isId } from '../fields/ids.ts'
import { fieldTypeOf, isFieldType } from '../fields/index.ts'
import type { Condition } from '../instruments/definition.ts'
import { MEASURES, REPEATS, type ExtractionForm, type Field, type Section } from './definition.ts'

export const MAX_SECTIONS = 60
export const MAX_FIELDS = 400

export function formFaults(form: ExtractionForm): readonly string[] {
  const { sections, title, shortTitle, version } = form
  const tooMany = sizeFaults(form)
  // Of what is far too much nothing else is looked for: each field is held against all before it.
  if (tooMany.length > 0) return tooMany
  return [
    ...(Number.isSafeInteger(version) && version >= 1 ? [] : ['Versions are whole numbers from 1.']),
    ...([title, shortTitle].some(isBlank) ? ['The form needs a title and a short title.'] : []),
    ...idFaults('The form', [form.id]),
    ...(sections.some(({ retired }) => !retired) ? [] : ['The form has no section.']),
    ...idFaults(
      'The form',
      sections.map(({ id }) => id),
    ),
    ...idFaults('The form', onceIn(sections), 'Sections that are filled in once have the'),
    ...sections.flatMap((section, at) => sectionFaults(section, sections.slice(0, at))),
  ]
}

function sizeFaults({ sections }: ExtractionForm): readonly string[] {
  const fields = sections.reduce((count, section) => count + section.fields.length, 0)
  return [
    ...(sections.length > MAX_SECTIONS ? [`A form has at most ${MAX_SECTIONS} sections.`] : []),
    ...(fields > MAX_FIELDS ? [`A form has at most ${MAX_FIELDS} fields.`] : []),
  ]
}

/** Fields of these share one space of names, with the sections: `<field>` is the whole key. */
function onceIn(sections: readonly Section[]): readonly string[] {
  return sections.filter(({ per }) => per === 'study').flatMap(({ fields }) => fields.map(({ id }) => id))
}

function idFaults(whose: string, ids: readonly string[], twice = `${whose} has the`): readonly string[] {
  return [
    ...ids.filter((id) => !isId(id)).map((id) => `${whose} has the id "${id}", which is not kebab-case.`),
    ...repeated(ids).map((id) => `${twice} id "${id}" twice.`),
  ]
}

function sectionFaults(section: Section, before: readonly Section[]): readonly string[] {
  const whose = `Section "${section.title || section.id}"`
  const { fields, per, key, required } = section
  const ids = fields.map(({ id }) => id)
  return [
    ...(isBlank(section.title) ? [`${whose} has no title.`] : []),
    ...(REPEATS.includes(per) ? [] : [`${whose} is filled in "${per}", which is no way.`]),
    ...(fields.some(({ retired }) => !retired) || section.retired ? [] : [`${whose} has no field.`]),
    ...(key !== undefined && (per !== 'row' || !ids.includes(key))
      ? [`${whose} names its rows by "${key}", which is none of its fields.`]
      : []),
    ...(required && per !== 'row' ? [`${whose} has no rows that could be required.`] : []),
    ...(per === 'study' ? [] : idFaults(whose, ids)),
    ...ids
      .filter((id) => RESERVED_NAMES.includes(id))
      .map((id) => `${whose} has a field "${id}", a name that is kept.`),
    ...fields.flatMap((field, at) => fieldFaults(field, whose, [...earlierOnce(before), ...fields.slice(0, at)])),
  ]
}

const earlierOnce = (before: readonly Section[]): readonly Field[] =>
  before.filter(({ per }) => per === 'study').flatMap(({ fields }) => fields)

function fieldFaults(field: Field, section: string, earlier: readonly Field[]): readonly string[] {
  const whose = `${section}, field "${field.label || field.id}"`
  const { settings, measures, when } = field
  if (!isFieldType(settings.type)) return [`${whose} has the type "${settings.type}", which is none.`]
  const type = fieldTypeOf(settings)
  return [
    ...(isBlank(field.label) ? [`${whose} has no label.`] : []),
    ...(type.isForBuilders ? [`${whose} has a type that only forms about forms have.`] : []),
    ...type.settingsFaults(settings).map((fault) => `${whose}: ${fault}`),
    ...(measures ?? [])
      .filter((measure) => !MEASURES.includes(measure))
      .map((measure) => `${whose} is asked of "${measure}", which is no kind of outcome.`),
    // What is no longer asked hangs on nothing: its gate may stand elsewhere by now.
    ...(when && !field.retired ? conditionFaults(when, `The condition of ${whose}`, earlier) : []),
  ]
}

/** A gate stands before what it opens, in the same section or in one that is filled in once. */
function conditionFaults(condition: Condition, whose: string, earlier: readonly Field[]): readonly string[] {
  if (!('item' in condition)) {
    const parts = 'all' in condition ? condition.all : condition.any
    if (parts.length === 0) return [`${whose} has an empty list.`]
    return parts.flatMap((part) => conditionFaults(part, whose, earlier))
  }
  const gate = earlier.findLast(({ id }) => id === condition.item)
  if (!gate) return [`${whose} refers to "${condition.item}", which is no earlier field.`]
  const options = optionsOf(gate)
  if (options === null) return [`${whose} refers to "${gate.label}", which has no options.`]
  if (condition.in.length === 0) return [`${whose} names no answer.`]
  return condition.in
    .filter((id) => !options.includes(id))
    .map((id) => `${whose} names "${id}", which is no option of "${gate.label}".`)
}

function optionsOf({ settings }: Field): readonly string[] | null {
  if ('options' in settings) return (settings.options as readonly { readonly id: string }[]).map(({ id }) => id)
  return settings.type === 'yes-no-unclear' ? ['yes', 'no', 'unclear'] : null
}

const isBlank = (text: string): boolean => text.trim() === ''

const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, place) => values.indexOf(value) !== place)),
]
