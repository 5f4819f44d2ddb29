/**
 * A form out of a file: JSON as `form-download.ts` writes it, from this review, another one or somebody's hands.
 *
 * Nothing of it is trusted. What is not exactly a form is refused with what is wrong, in sentences; what is one has to be
 * sound by the rules, and every answer of its document has to be one that the gate takes, before any of it is written.
 */
import {
  documentOf,
  fieldTypeOf,
  FIELD_TYPES,
  FORM_OF_FORMS,
  formFaults,
  isId,
  judgeEdit,
  MEASURES,
  REPEATS,
  sentenceOf,
  type ExtractionForm,
  type FieldSettings,
  type Json,
} from '@tandem/rules'
import { buildFieldWords, shortened } from './build-words.ts'

export type FormRead =
  | { readonly ok: true; readonly form: ExtractionForm }
  | { readonly ok: false; readonly faults: readonly string[] }

/** Bytes. The largest form that the rules take, with long texts everywhere, is below that. */
export const MAX_FORM_FILE = 2_000_000
/** A file that is something else has a fault in every line. */
const MOST_SAID = 12

export function readForm(text: string): FormRead {
  if (text.length > MAX_FORM_FILE) return refused(['The file is too large to be a form.'])
  const content = parsed(text)
  if (content === undefined) return refused(['The file is no JSON: it may be cut off, or something else.'])
  const shape = shapeFaults(content)
  if (shape.length > 0) return refused(shape)
  const form = content as ExtractionForm
  const faults = [...formFaults(form), ...gateFaults(form)]
  return faults.length > 0 ? refused(faults) : { ok: true, form }
}

function refused(faults: readonly string[]): FormRead {
  const more = faults.length - MOST_SAID
  return { ok: false, faults: more > 0 ? [...faults.slice(0, MOST_SAID), `And ${more} more.`] : faults }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch {
    // Whatever the parser says of it is about places in a text that nobody has written by hand.
    return undefined
  }
}

/** What of it could not be stored: texts that are too long, or hold what cannot be seen. */
function gateFaults(form: ExtractionForm): readonly string[] {
  const document = documentOf(form)
  const edits = [
    ...Object.entries(document.fields).map(([key, value]) => ({ target: 'field', key, value }) as const),
    ...Object.entries(document.texts).map(([name, { length }]) => ({ target: 'text', name, length }) as const),
  ]
  return edits.flatMap((edit) => {
    const denial = judgeEdit({ form: FORM_OF_FORMS, kind: 'definition', edit })
    if (denial === null) return []
    const key = edit.target === 'field' ? edit.key : edit.name
    return [`${buildFieldWords(document, { key, part: 'field', value: null }).label}: ${sentenceOf(denial.rule)}`]
  })
}

// Shape

type Check = (value: unknown, whose: string) => readonly string[]

const FORM_MEMBERS: Readonly<Record<string, Check>> = {
  kind: (value) => (value === 'extraction' ? [] : ['The file holds no form of data extraction.']),
  id: (value, whose) => (isId(value) ? [] : [`${whose} has an id that is none.`]),
  version: (value, whose) => (typeof value === 'number' ? [] : [`${whose} has a version that is no number.`]),
  title: text('title'),
  shortTitle: text('short title'),
  cites: (value, whose) => (isTexts(value) ? [] : [`${whose} has sources that are no list of texts.`]),
  sections: listOf('sections', (value, at) => sectionFaults(value, `Section ${at + 1}`)),
}

const SECTION_MEMBERS: Readonly<Record<string, Check>> = {
  id: FORM_MEMBERS['id'] as Check,
  title: text('title'),
  help: text('help'),
  per: (value, whose) =>
    (REPEATS as readonly unknown[]).includes(value) ? [] : [`${whose} is filled in in a way that is not known here.`],
  fields: () => [],
}

const FIELD_MEMBERS: Readonly<Record<string, Check>> = {
  id: FORM_MEMBERS['id'] as Check,
  label: text('label'),
  help: text('help'),
  required: (value, whose) => (typeof value === 'boolean' ? [] : [`${whose} does not say whether it is required.`]),
  settings: (value, whose) => settingsFaults(value, whose),
}

const only =
  (allowed: unknown, words: string): Check =>
  (value, whose) =>
    value === allowed ? [] : [`${whose} ${words}.`]

const SECTION_OPTIONS: Readonly<Record<string, Check>> = {
  key: text('name of rows'),
  required: only(true, 'is required in a way that is not known here'),
  retired: only(true, 'is retired in a way that is not known here'),
}

const FIELD_OPTIONS: Readonly<Record<string, Check>> = {
  when: (value, whose) => (fits({ type: 'condition' }, value) ? [] : [`${whose} has a condition that is none.`]),
  measures: (value, whose) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => (MEASURES as readonly unknown[]).includes(one))
      ? []
      : [`${whose} is asked of kinds of outcome that are not known here.`],
  retired: only(true, 'is retired in a way that is not known here'),
}

const shapeFaults = (value: unknown): readonly string[] => memberFaults(value, 'The form', FORM_MEMBERS, {})

function sectionFaults(value: unknown, place: string): readonly string[] {
  const whose = named(value, 'title', place)
  const fields = listOf('fields', (field, at) => fieldFaults(field, whose, at))
  return memberFaults(value, whose, { ...SECTION_MEMBERS, fields }, SECTION_OPTIONS)
}

function fieldFaults(value: unknown, section: string, at: number): readonly string[] {
  const whose = `${section}, ${named(value, 'label', `field ${at + 1}`)}`
  return memberFaults(value, whose, FIELD_MEMBERS, FIELD_OPTIONS)
}

/** A plain object with these members and no others: one that is not known here may change what the known ones mean. */
function memberFaults(
  value: unknown,
  whose: string,
  members: Readonly<Record<string, Check>>,
  options: Readonly<Record<string, Check>>,
): readonly string[] {
  if (!isObject(value)) return [`${whose} is not what a form has there.`]
  const missing = Object.keys(members).filter((name) => !Object.hasOwn(value, name))
  return [
    ...missing.map((name) => `${whose} has no "${name}".`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const check = checkFor(name, members) ?? checkFor(name, options)
      return check ? check(member, whose) : [`${whose} has a "${shortened(name)}", which is not known here.`]
    }),
  ]
}

const checkFor = (name: string, checks: Readonly<Record<string, Check>>): Check | undefined =>
  Object.hasOwn(checks, name) ? checks[name] : undefined

/** Each setting that a type asks for, as the type in which it is answered takes it, or empty. */
function settingsFaults(value: unknown, whose: string): readonly string[] {
  if (!isObject(value) || typeof value['type'] !== 'string') return [`${whose} has no type.`]
  const type = FIELD_TYPES.find(({ id, isForBuilders }) => id === value['type'] && !isForBuilders)
  if (!type) return [`${whose} has the type "${shortened(value['type'])}", which is not known here.`]
  const settings: Readonly<Record<string, Check>> = Object.fromEntries(
    (type.asks ?? []).map(({ setting, label, answered }) => [
      setting,
      (given: unknown) =>
        isSetting(answered as FieldSettings, given) ? [] : [`${whose}: “${label}” is not what this type takes.`],
    ]),
  )
  return memberFaults(value, whose, { type: () => [], ...settings }, {})
}

function isSetting(answered: FieldSettings, value: unknown): boolean {
  if (answered.type === 'number') return value === null || (typeof value === 'number' && Number.isFinite(value))
  if (answered.type === 'text') return typeof value === 'string'
  return (Array.isArray(value) && value.length === 0) || fits(answered, value)
}

const fits = (settings: { readonly type: 'condition' } | FieldSettings, value: unknown): boolean =>
  fieldTypeOf(settings).fits(settings, value as Json)

function text(name: string): Check {
  return (value, whose) => (typeof value === 'string' ? [] : [`${whose} has a ${name} that is no text.`])
}

function listOf(name: string, faultsOf: (value: unknown, at: number) => readonly string[]): Check {
  return (value, whose) => (Array.isArray(value) ? value.flatMap(faultsOf) : [`${whose} has ${name} that are no list.`])
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** By its words where it has any. */
function named(value: unknown, member: string, place: string): string {
  const words = isObject(value) ? value[member] : undefined
  return typeof words === 'string' && words.trim() !== '' ? `“${shortened(words)}”` : place
}
