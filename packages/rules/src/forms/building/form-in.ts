/**
 * The form that a document of `FORM_OF_FORMS` describes, and the document that describes a form. One is the inverse of the
 * other for every form without retired parts; what an earlier version had and this one has not comes back as retired.
 *
 * A document that is still being written gives a form with faults, never an exception: `formFaults` says which.
 */
import type { PlainDocument } from '../../content/index.ts'
import type { Settings, SettingQuestion } from '../../fields/field-type.ts'
import { fieldTypeOf, isFieldType, type FieldSettings } from '../../fields/index.ts'
import type { Condition } from '../../instruments/definition.ts'
import type { Json } from '../../json.ts'
import type { ExtractionForm, Field, Measure, Repeats, Section } from '../definition.ts'
import { answerAt, cellId, rowIdsIn } from '../rows.ts'
import { FIELDS, SECTIONS } from './form-of-forms.ts'
import { questionId } from './question-id.ts'
import { withRetired } from './retiring.ts'

/** Which form it is, and which version it would be. */
export type FormIdentity = Pick<ExtractionForm, 'id' | 'version'>

/** @param earlier the version before, whose parts are kept; null for the first. */
export function formIn(
  document: PlainDocument,
  identity: FormIdentity,
  earlier: ExtractionForm | null,
): ExtractionForm {
  const rowsOf = rowsBySection(document)
  const form: ExtractionForm = {
    kind: 'extraction',
    ...identity,
    title: textAt(document, 'title'),
    shortTitle: textAt(document, 'short-title'),
    cites: linesOf(textAt(document, 'cites')),
    sections: rowIdsIn(document, SECTIONS).map((id) => sectionIn(document, id, rowsOf.get(id) ?? [])),
  }
  return earlier ? withRetired(form, earlier) : form
}

function sectionIn(document: PlainDocument, id: string, rows: readonly string[]): Section {
  const at = (name: string): string => textAt(document, cellId(SECTIONS, id, name))
  const per = (at('per') || 'study') as Repeats
  const key = at('key')
  return {
    id,
    title: at('title'),
    help: at('help'),
    per,
    ...(per === 'row' && key !== '' && { key }),
    ...(per === 'row' && at('required') === 'yes' && { required: true as const }),
    fields: rows.map((row) => fieldIn(document, row)),
  }
}

/** Ids of the rows of fields that stand in a section, in their order. */
export const fieldRowsOf = (document: PlainDocument, section: string): readonly string[] =>
  rowsBySection(document).get(section) ?? []

/** The document is gone through once for all sections: it may have thousands of either, and publishing reads it. */
const rowsBySection = (document: PlainDocument): ReadonlyMap<string, readonly string[]> =>
  Map.groupBy(rowIdsIn(document, FIELDS), (row) => textAt(document, cellId(FIELDS, row, 'section')))

function fieldIn(document: PlainDocument, row: string): Field {
  const value = (name: string): Json | undefined => answerAt(document, cellId(FIELDS, row, name))?.value
  const measures = value('measures') as readonly Measure[] | undefined
  const when = value('when') as Condition | undefined
  return {
    id: fieldIdOf(row),
    label: textAt(document, cellId(FIELDS, row, 'label')),
    help: textAt(document, cellId(FIELDS, row, 'help')),
    required: value('required') === 'yes',
    settings: settingsIn(value),
    ...(when && { when }),
    ...(measures && { measures }),
  }
}

export const fieldIdOf = (row: string): string => row.slice(row.indexOf(BETWEEN) + 1)
/** @param section the one in which the field is made; it may be moved to another. */
export const fieldRowId = (section: string, field: string): string => section + BETWEEN + field

const BETWEEN = '~'

/** Of a type that nobody has chosen yet: a text. */
function settingsIn(value: (name: string) => Json | undefined): FieldSettings {
  const type = value('type')
  const id = typeof type === 'string' && isFieldType(type) ? type : 'text'
  const { fresh, asks = [] } = fieldTypeOf<Settings<string>>({ type: id })
  const settings = asks.map(
    (question) => [question.setting, settingFrom(question, value(questionId(question)))] as const,
  )
  return { ...fresh, ...Object.fromEntries(settings) } as FieldSettings
}

function settingFrom({ answered }: SettingQuestion, value: Json | undefined): Json {
  if (answered.type === 'number') return isAmount(value) ? Number(value.amount) : null
  if (answered.type === 'text') return typeof value === 'string' ? value : ''
  return value ?? []
}

const isAmount = (value: Json | undefined): value is { readonly amount: string } =>
  typeof value === 'object' && value !== null && 'amount' in value

function textAt(document: PlainDocument, cell: string): string {
  const value = answerAt(document, cell)?.value
  return typeof value === 'string' ? value : ''
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
