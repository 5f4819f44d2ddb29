/** One document as a calculation reads it: numbers by cell, and where its inputs stand. */
import { JOINT, placeOf, type Answer, type Cell, type ExtractionForm, type Field, type Structure } from '@tandem/rules'
import { cellId, currentSections, toCanonical, type Amount, type Repeats } from '@tandem/rules'
import type { CalculationInput, InputValue } from '@tandem/statistics'
import type { Origin } from './placements.ts'

export type Sheet = {
  readonly form: ExtractionForm
  readonly structure: Structure | null
  readonly answerAt: (cell: string) => Answer | null
}

/**
 * What the form says for an input; null where it says nothing. Where the answer was itself calculated by this conversion (a
 * mean and its SD of the same groups), it is what went in there: the answer is a result and no input.
 */
export function saidFor(
  sheet: Sheet,
  cell: Cell,
  conversion: string,
  input: CalculationInput,
  origin: Origin | undefined,
): InputValue | null {
  if (origin === undefined) return null
  const places = cellsFor(sheet, cell, origin)
  const [first] = places
  if (first === undefined) return null
  if (input.repeated) return listOf(places.map((place) => numberAt(sheet, place, input)))
  const calculation = sheet.answerAt(first)?.calculation
  if (calculation?.conversion === conversion) return (calculation.inputs[input.id] as InputValue | undefined) ?? null
  return numberAt(sheet, first, input)
}

/** Groups of which this number is known; fewer than two are no groups. */
function listOf(numbers: readonly (number | null)[]): readonly number[] | null {
  const known = numbers.filter((number) => number !== null)
  return known.length === numbers.length && known.length >= 2 ? known : null
}

/** Ids of the cells in which it stands; none where there is no such question. */
export function cellsFor(sheet: Sheet, cell: Cell, { of, field }: Origin): readonly string[] {
  const { section, row } = cell
  if (of === 'row') return existing(sheet, row ? cellId(section.id, row.id, field) : field)
  const { structure } = sheet
  if (row === null || structure === null) return []
  const [outcome = '', timepoint = '', arm = '', comparator = ''] = row.id.split(JOINT)
  const resultOf = (ofArm: string | undefined, at = timepoint): readonly string[] =>
    ofArm === undefined ? [] : inSection(sheet, 'result', [outcome, at, ofArm], field)
  switch (of) {
    case 'arm':
      return resultOf(arm)
    case 'comparator':
      return resultOf(comparator)
    case 'other-arm':
      return resultOf(comparedWith(structure, arm))
    case 'like-arms':
      return armsLike(structure, arm).flatMap((like) => resultOf(like))
    case 'first-timepoint': {
      const [first] = structure.timepoints
      return first === undefined || first.id === timepoint ? [] : resultOf(arm, first.id)
    }
    case 'between': {
      const other = comparedWith(structure, arm) ?? ''
      const pairs = [
        [outcome, timepoint, arm, other],
        [outcome, timepoint, other, arm],
      ]
      // Which of the two is a row follows from who is the control.
      const control = isControl(structure, arm) ? 1 : 0
      return inSection(sheet, 'contrast', pairs[control] ?? [], field)
    }
  }
}

function inSection(sheet: Sheet, per: Repeats, row: readonly string[], field: string): readonly string[] {
  const section = currentSections(sheet.form).find((one) => one.per === per)
  return section ? existing(sheet, cellId(section.id, row.join(JOINT), field)) : []
}

const existing = ({ form }: Sheet, id: string): readonly string[] => (placeOf(form, id) ? [id] : [])

const isControl = ({ arms }: Structure, arm: string): boolean =>
  arms.some(({ id, role }) => id === arm && role === 'control')

/** The control of an arm; of a control, the first arm that is none; without controls, the first other arm. */
function comparedWith(structure: Structure, arm: string): string | undefined {
  const others = structure.arms.filter(({ id }) => id !== arm)
  const wanted = others.find(({ id }) => isControl(structure, id) !== isControl(structure, arm))
  return (wanted ?? others[0])?.id
}

const armsLike = (structure: Structure, arm: string): readonly string[] =>
  structure.arms
    .filter(({ id }) => id !== arm && isControl(structure, id) === isControl(structure, arm))
    .map(({ id }) => id)

function numberAt(sheet: Sheet, cell: string, { kind }: CalculationInput): number | null {
  const value = sheet.answerAt(cell)?.value
  const field = placeOf(sheet.form, cell)?.field
  if (value === undefined || field === undefined) return null
  if (kind === 'decimals') return typeof value === 'object' ? decimalsOf((value as Amount).amount) : null
  const number = numberOf(field, value as number | Amount)
  // Forms ask for the level of an interval in percent, conversions take a share.
  return number !== null && kind === 'level' ? number / 100 : number
}

/** In the field's first unit; null where it is no number. */
function numberOf({ settings }: Field, value: number | Amount): number | null {
  if (settings.type === 'whole' && typeof value === 'number') return value
  return settings.type === 'number' && typeof value === 'object' ? toCanonical(settings, value) : null
}

const decimalsOf = (amount: string): number => amount.split('.')[1]?.length ?? 0
