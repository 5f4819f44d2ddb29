/**
 * From an extraction to what traps look at. Fields are known by the ids that built-in forms give them (`forms/results.ts`); what
 * a form does not ask for is not given, and no trap is about it.
 */
import type { PlainDocument } from '../content/index.ts'
import { fieldTypeOf } from '../fields/index.ts'
import { roundingOf, toCanonical, type Amount, type NumberField } from '../fields/number.ts'
import { answerAt, cellId } from '../forms/rows.ts'
import type { ExtractionForm, Field, Section } from '../forms/definition.ts'
import { cellsOf, currentSections, rowsOf } from '../forms/cells.ts'
import { JOINT, type Outcome, type Structure } from '../forms/structure.ts'
import { OUTCOMES } from '../forms/structure-sections.ts'
import { elsewhereOf, type OutcomeElsewhere, type SdsByOutcome } from './elsewhere.ts'
import type {
  ContrastField,
  EffectKind,
  Given,
  Givens,
  ResultField,
  TrapArm,
  TrapContrast,
  TrapDate,
  TrapOutcome,
  TrapResult,
  TrapStudy,
} from './trap.ts'

/** @param others outcomes of the other studies, as `outcomesElsewhere` gives them. */
export function trapStudyOf(
  form: ExtractionForm,
  document: PlainDocument,
  structure: Structure,
  others: readonly OutcomeElsewhere[],
): TrapStudy {
  return {
    arms: armsOf(form, document, structure),
    outcomes: structure.outcomes.map((outcome) => outcomeOf(outcome, others)),
    totalRandomised: givenIn(form, document, 'randomised'),
    dates: datesOf(form, document),
    results: rowsPer(form, 'result', document, structure).map((row) => resultOf(row, document)),
    contrasts: rowsPer(form, 'contrast', document, structure).map((row) => contrastOf(row, document)),
  }
}

/** What a settled extraction says to the traps of other studies. SDs of changes are smaller than those of measurements. */
export function settledSds(form: ExtractionForm, document: PlainDocument, structure: Structure): SdsByOutcome {
  const said = rowsPer(form, 'result', document, structure).flatMap((row) => {
    const sd = valueAt(row, 'kind', document) === 'change' ? null : givenAt(row, 'sd', document)
    return sd ? [{ outcome: row.id.split(JOINT)[0] ?? '', sd: sd.value }] : []
  })
  const byOutcome = Map.groupBy(said, ({ outcome }) => outcome)
  return Object.fromEntries([...byOutcome].map(([outcome, all]) => [outcome, all.map(({ sd }) => sd)]))
}

type RowAt = { readonly section: Section; readonly id: string }

function rowsPer(
  form: ExtractionForm,
  per: Section['per'],
  document: PlainDocument,
  structure: Structure,
): readonly RowAt[] {
  return currentSections(form)
    .filter((section) => section.per === per)
    .flatMap((section) => (rowsOf(section, document, structure) ?? []).map(({ id }) => ({ section, id })))
}

function armsOf(form: ExtractionForm, document: PlainDocument, structure: Structure): readonly TrapArm[] {
  const rows = rowsPer(form, 'arm', document, structure)
  return structure.arms.map(({ id, label }) => {
    const own = rows.filter((row) => row.id === id)
    const first = (field: string): Given | null => own.flatMap((row) => givenAt(row, field, document) ?? [])[0] ?? null
    return { id, label, randomised: first('n'), analysed: first('analysed') }
  })
}

function outcomeOf(outcome: Outcome, others: readonly OutcomeElsewhere[]): TrapOutcome {
  const { id, label, measure, low, high, unit } = outcome
  const end = (field: string, printed: string | null): Given | null =>
    printed === null ? null : { cell: cellId(OUTCOMES, id, field), value: Number(printed), within: 0, printed }
  return {
    id,
    label,
    measure,
    low: end('low', low),
    high: end('high', high),
    unit: unit === '' ? null : { cell: cellId(OUTCOMES, id, 'unit'), label: unit },
    elsewhere: elsewhereOf(outcome, others),
  }
}

/** Which dates cannot be later than which, by the ids of built-in forms. */
const DATE_ORDER: Readonly<Record<string, number>> = { 'recruited-from': 1, start: 1, 'recruited-to': 2, end: 2 }

function datesOf(form: ExtractionForm, document: PlainDocument): readonly TrapDate[] {
  return cellsOf(form, document, null).flatMap(({ id, field }): readonly TrapDate[] => {
    const value = field.settings.type === 'date' ? answerAt(document, id)?.value : undefined
    return typeof value === 'string'
      ? [{ cell: id, label: field.label, value, order: DATE_ORDER[field.id] ?? null }]
      : []
  })
}

const RESULT_FIELDS: readonly ResultField[] = [
  'n',
  'events',
  'percent',
  'mean',
  'sd',
  'se',
  'ci-low',
  'ci-high',
  'level',
  'median',
  'q1',
  'q3',
  'minimum',
  'maximum',
]
const CONTRAST_FIELDS: readonly ContrastField[] = ['estimate', 'ci-low', 'ci-high', 'level', 'se', 'p']

function resultOf(row: RowAt, document: PlainDocument): TrapResult {
  const [outcome = '', timepoint = '', arm = ''] = row.id.split(JOINT)
  const counts = answerAt(document, cellId(row.section.id, row.id, 'counts'))?.value
  return {
    outcome,
    timepoint,
    arm,
    of: valueAt(row, 'kind', document) === 'change' ? 'change' : 'final',
    given: givensAt(row, RESULT_FIELDS, document),
    counts: Array.isArray(counts)
      ? { cell: cellId(row.section.id, row.id, 'counts'), values: counts as number[] }
      : null,
  }
}

const EFFECTS: Readonly<Record<string, EffectKind>> = {
  rr: 'ratio',
  or: 'ratio',
  hr: 'ratio',
  'rate-ratio': 'ratio',
  rd: 'difference',
  md: 'difference',
  smd: 'standardised-difference',
}

function contrastOf(row: RowAt, document: PlainDocument): TrapContrast {
  const [outcome = '', timepoint = '', arm = '', comparator = ''] = row.id.split(JOINT)
  const effect = EFFECTS[String(valueAt(row, 'effect-measure', document))] ?? null
  return { outcome, timepoint, arm, comparator, effect, given: givensAt(row, CONTRAST_FIELDS, document) }
}

const valueAt = ({ section, id }: RowAt, field: string, document: PlainDocument): unknown =>
  answerAt(document, cellId(section.id, id, field))?.value

function givensAt<Name extends string>(row: RowAt, names: readonly Name[], document: PlainDocument): Givens<Name> {
  const given = names.flatMap((name) => {
    const found = givenAt(row, name, document)
    return found ? [[name, found] as const] : []
  })
  return Object.fromEntries(given) as Givens<Name>
}

function givenAt({ section, id }: RowAt, name: string, document: PlainDocument): Given | null {
  const field = section.fields.find((one) => one.id === name && !one.retired)
  return field ? numberAt(field, cellId(section.id, id, name), document) : null
}

/** Of a field that is filled in once. */
function givenIn(form: ExtractionForm, document: PlainDocument, name: string): Given | null {
  const cell = cellsOf(form, document, null).find(({ id }) => id === name)
  return cell ? numberAt(cell.field, name, document) : null
}

function numberAt({ settings }: Field, cell: string, document: PlainDocument): Given | null {
  const value = answerAt(document, cell)?.value
  if (value === undefined) return null
  const printed = fieldTypeOf(settings).show(settings, value)
  if (settings.type === 'whole' && typeof value === 'number') return { cell, value, within: 0, printed }
  if (settings.type !== 'number') return null
  const amount = value as Amount
  const number: NumberField = settings
  return { cell, value: toCanonical(number, amount), within: roundingOf(number, amount), printed }
}
