/** The document that describes a form: what somebody begins with who builds one from a template, a file or an earlier version. */
import type { PlainDocument } from '../../content/index.ts'
import type { Settings, SettingQuestion } from '../../fields/field-type.ts'
import { fieldTypeOf, isFieldType } from '../../fields/index.ts'
import type { Json } from '../../json.ts'
import type { ExtractionForm, Field, Section } from '../definition.ts'
import { cellId, orderKey, placeBetween } from '../rows.ts'
import { fieldRowId } from './form-in.ts'
import { FIELDS, SECTIONS } from './form-of-forms.ts'
import { questionId } from './question-id.ts'

type Writing = { readonly fields: Record<string, Json>; readonly texts: Record<string, string> }

/** Retired parts are left out: what was published is kept by its version. */
export function documentOf({ title, shortTitle, cites, sections }: Described): PlainDocument {
  const writing: Writing = { fields: {}, texts: {} }
  put(writing, 'title', title)
  put(writing, 'short-title', shortTitle)
  write(writing, 'cites', cites.join('\n'))
  inOrder(sections.filter(isCurrent), (section, place) => putSection(writing, section, place))
  const fields = sections
    .filter(isCurrent)
    .flatMap((section) => section.fields.filter(isCurrent).map((field) => ({ section: section.id, field })))
  inOrder(fields, ({ section, field }, place) => putField(writing, section, field, place))
  return writing
}

/** What a form begins with that is no copy. */
export const emptyForm = (title: string): Described => ({ title, shortTitle: title, cites: [], sections: [] })

export type Described = Pick<ExtractionForm, 'title' | 'shortTitle' | 'cites' | 'sections'>

const isCurrent = ({ retired }: { readonly retired?: true }): boolean => !retired

function inOrder<T>(list: readonly T[], each: (one: T, place: string) => void): void {
  let place: string | null = null
  for (const one of list) {
    place = placeBetween(place, null)
    each(one, place)
  }
}

function putSection(writing: Writing, { id, title, help, per, key, required }: Section, place: string): void {
  writing.fields[orderKey(SECTIONS, id)] = place
  const at = (name: string): string => cellId(SECTIONS, id, name)
  put(writing, at('title'), title)
  write(writing, at('help'), help)
  put(writing, at('per'), per)
  put(writing, at('key'), key)
  put(writing, at('required'), required && 'yes')
}

function putField(writing: Writing, section: string, field: Field, place: string): void {
  const row = fieldRowId(section, field.id)
  writing.fields[orderKey(FIELDS, row)] = place
  for (const [name, value] of answersOf(section, field)) put(writing, cellId(FIELDS, row, name), value)
  write(writing, cellId(FIELDS, row, 'help'), field.help)
}

function answersOf(section: string, { label, required, settings, when, measures }: Field) {
  const answers: readonly (readonly [string, Json | undefined])[] = [
    ['section', section],
    ['label', label],
    ['type', settings.type],
    ...settingAnswers(settings),
    ['required', required ? 'yes' : undefined],
    ['when', when as Json | undefined],
    ['measures', measures && [...measures].sort()],
  ]
  return answers
}

/** What a field type asks, as it is answered; empty ones are absent. */
export function settingAnswers(settings: Settings<string>): readonly (readonly [string, Json | undefined])[] {
  if (!isFieldType(settings.type)) return []
  const given = settings as unknown as Readonly<Record<string, Json>>
  return (fieldTypeOf(settings).asks ?? []).map((question) => [
    questionId(question),
    answerFrom(question, given[question.setting]),
  ])
}

function answerFrom({ answered }: SettingQuestion, value: Json | undefined): Json | undefined {
  if (answered.type === 'number')
    return typeof value === 'number' ? { amount: plainDecimal(value), unit: null } : undefined
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0)
  return isEmpty ? undefined : value
}

/** Without an exponent: amounts have none. */
const plainDecimal = (value: number): string =>
  Math.abs(value) >= 1e21
    ? String(BigInt(value))
    : /e/.test(String(value))
      ? value.toFixed(20).replace(/\.?0+$/, '')
      : String(value)

function put({ fields }: Writing, key: string, value: Json | undefined): void {
  if (value !== undefined && value !== '' && value !== false) fields[key] = { status: 'reported', value }
}

/** A long text is typed together, so it stands in a text of its own. */
function write({ texts }: Writing, name: string, text: string): void {
  if (text.trim() !== '') texts[name] = text
}
