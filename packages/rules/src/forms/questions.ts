/** What the gate asks of a form: which items its documents have, and which values each takes. */
import { ITEM_PARTS, type Part } from '../content/index.ts'
import { optionOf } from '../instruments/score.ts'
import type { Instrument, Item } from '../instruments/definition.ts'
import { isAnswer } from './answer.ts'
import { placeOf, sectionOfRow } from './cells.ts'
import { isLongText } from './comparison.ts'
import type { ExtractionForm } from './definition.ts'
import { isInstrument, type Form } from './form.ts'

export type Question = {
  readonly parts: readonly Part[]
  /** Its answer is a long text, which is typed together in a shared document. */
  readonly isLongText: boolean
  /** @param standsElsewhere the value is typed together, and only its status stands here. */
  readonly takes: (value: unknown, standsElsewhere: boolean) => boolean
}

const OF_CELLS: readonly Part[] = [...ITEM_PARTS, 'accepted']
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

function itemIn(instrument: Instrument, id: string): Item | undefined {
  // Asked for every keystroke: no list is made of all items.
  for (const domain of instrument.domains) {
    const item = domain.items.find((one) => one.id === id)
    if (item) return item
  }
  return undefined
}

function cellQuestion(form: ExtractionForm, item: string): Question | null {
  if (!hasRowId(item)) return null
  if (item.split('/').length === 2)
    return sectionOfRow(form, item) ? { parts: OF_ROWS, isLongText: false, takes: () => false } : null
  const place = placeOf(form, item)
  if (!place) return null
  return {
    parts: OF_CELLS,
    isLongText: isLongText(place.field),
    takes: (value, standsElsewhere) => isAnswer(place.field, value, standsElsewhere),
  }
}

/** Ids of rows are made by whoever adds them, so they are judged too; those of results are several in one. */
function hasRowId(item: string): boolean {
  const [, row] = item.split('/')
  return row === undefined || ROW.test(row)
}

const ROW = /^[a-z0-9]{1,40}(?:~[a-z0-9]{1,40}){0,3}$/
