/** What the gate asks of a form: which items its documents have, and which values each takes. */
import { ITEM_PARTS, type Part } from '../content/index.ts'
import { optionOf } from '../instruments/score.ts'
import type { Instrument } from '../instruments/definition.ts'
import { isAnswer } from './answer.ts'
import { isLongText, placeOf } from './cells.ts'
import type { ExtractionForm } from './definition.ts'
import { isInstrument, type Form } from './form.ts'
import { hasRowId, isRow, itemIn } from './items.ts'

export type Question = {
  readonly parts: readonly Part[]
  /** Its answer is a long text, which is typed together in a shared document. */
  readonly isLongText: boolean
  /** @param standsElsewhere the value is typed together, and only its status stands here. */
  readonly takes: (value: unknown, standsElsewhere: boolean) => boolean
}

const OF_CELLS: readonly Part[] = [...ITEM_PARTS, 'accepted', 'reworded']
const OF_ROWS: readonly Part[] = ['order']

/** Also of what is retired: refusing that would refuse a whole offline batch of an old browser. Null if there is none. */
export function questionOf(form: Form, item: string): Question | null {
  return isInstrument(form) ? itemQuestion(form, item) : cellQuestion(form, item)
}

function itemQuestion(instrument: Instrument, id: string): Question | null {
  const item = itemIn(instrument, id)
  if (!item) return null
  const takes = (value: unknown): boolean => typeof value === 'string' && optionOf(item, value) !== undefined
  return { parts: ITEM_PARTS, isLongText: false, takes }
}

function cellQuestion(form: ExtractionForm, item: string): Question | null {
  if (!hasRowId(item)) return null
  if (isRow(form, item)) return { parts: OF_ROWS, isLongText: false, takes: () => false }
  const place = placeOf(form, item)
  if (!place) return null
  return {
    parts: OF_CELLS,
    isLongText: isLongText(place.field),
    takes: (value, standsElsewhere) => isAnswer(place.field, value, standsElsewhere),
  }
}
