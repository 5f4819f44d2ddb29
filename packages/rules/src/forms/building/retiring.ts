/**
 * What an earlier version of a form had and a later one has not stays in it as retired: no answer becomes unreadable, no
 * offline work is refused, and no id is used for another question.
 */
import type { FieldSettings } from '../../fields/index.ts'
import type { Json } from '../../json.ts'
import type { ExtractionForm, Field, Section } from '../definition.ts'

export function withRetired(form: ExtractionForm, earlier: ExtractionForm): ExtractionForm {
  const onceNow = new Set(form.sections.filter(isOnce).flatMap(({ fields }) => fields.map(({ id }) => id)))
  const sections = form.sections.map((section) => {
    const before = earlier.sections.find(({ id }) => id === section.id)
    return before ? sectionWithRetired(section, before, earlier, onceNow) : withEarlierSettings(section, earlier)
  })
  const gone = earlier.sections
    .filter(({ id }) => !form.sections.some((section) => section.id === id))
    .map((section) => retiredSection(section, onceNow))
  return { ...form, sections: [...sections, ...gone] }
}

function sectionWithRetired(
  section: Section,
  before: Section,
  earlier: ExtractionForm,
  onceNow: ReadonlySet<string>,
): Section {
  const kept = new Set([...section.fields.map(({ id }) => id), ...(isOnce(before) ? onceNow : [])])
  const gone = before.fields.filter(({ id }) => !kept.has(id)).map(retired)
  const current = withEarlierSettings(section, earlier)
  return { ...current, fields: [...current.fields, ...gone] }
}

function retiredSection(section: Section, onceNow: ReadonlySet<string>): Section {
  const fields = section.fields.filter(({ id }) => !isOnce(section) || !onceNow.has(id))
  return { ...section, fields: fields.map(retired), retired: true }
}

const retired = (field: Field): Field => ({ ...field, retired: true })
const isOnce = ({ per }: Section): boolean => per === 'study'

function withEarlierSettings(section: Section, earlier: ExtractionForm): Section {
  const fields = section.fields.map((field) => {
    const before = earlierField(section, field.id, earlier)
    return before?.settings.type === field.settings.type
      ? { ...field, settings: withEarlierEntries(field.settings, before.settings) }
      : field
  })
  return { ...section, fields }
}

/** The same question in an earlier version: in its section or, where it is asked once, in any such section. */
export function earlierField(section: Section, id: string, earlier: ExtractionForm): Field | undefined {
  const places = isOnce(section)
    ? earlier.sections.filter(isOnce)
    : earlier.sections.filter((one) => one.id === section.id && one.per === section.per)
  return places.flatMap(({ fields }) => fields).find((field) => field.id === id)
}

/** Options and units: entries with ids, whichever type has them. */
function withEarlierEntries(settings: FieldSettings, earlier: FieldSettings): FieldSettings {
  const before = earlier as unknown as Readonly<Record<string, Json>>
  const entries = Object.entries(settings as unknown as Readonly<Record<string, Json>>)
  return Object.fromEntries(entries.map(([name, value]) => [name, joined(value, before[name])])) as FieldSettings
}

type Entry = Readonly<Record<string, Json>> & { readonly id: string }

function joined(now: Json, before: Json | undefined): Json {
  if (!isEntries(now) || !isEntries(before)) return now
  const gone = before.filter(({ id }) => !now.some((entry) => entry.id === id))
  return [...now, ...gone.map((entry) => ({ ...entry, retired: true }))]
}

const isEntries = (value: Json | undefined): value is readonly Entry[] =>
  Array.isArray(value) && value.every((entry: Json) => typeof entry === 'object' && entry !== null && 'id' in entry)
