/** A whole form at a glance: how far each section is, what is open, and what is kept though nobody asks it any more. */
import {
  answerAt,
  cellsOf,
  countedCells,
  currentSections,
  isAsked,
  openIn,
  parseFieldKey,
  placeOf,
  rewordedKey,
  rowIdsIn,
  type Answer,
  type Cell,
  type ExtractionForm,
  type Ground,
  type PlainDocument,
  type Section,
} from '@tandem/rules'

export type Outline = {
  /** Ids of cells that are asked, in the form's order; before those of a section that needs a row and has none, its id. */
  readonly order: readonly string[]
  /** Current cells by id, also those that are not asked after the other answers. */
  readonly cells: ReadonlyMap<string, Cell>
  /** What the rules want before this can be submitted or signed, in the same order. */
  readonly open: readonly string[]
  /** Answered before their question was reworded, and not looked at since, in the same order. */
  readonly reworded: readonly string[]
  readonly sections: readonly SectionState[]
  readonly kept: readonly KeptAnswer[]
}

export type SectionState = {
  readonly id: string
  readonly asked: number
  readonly answered: number
  readonly open: number
}

export type KeptAnswer = {
  readonly item: string
  readonly answer: Answer
  /** Why nobody asks it. */
  readonly why: 'retired' | 'structure'
}

export const EMPTY_OUTLINE: Outline = { order: [], cells: new Map(), open: [], reworded: [], sections: [], kept: [] }

export function outlineOf(form: ExtractionForm, document: PlainDocument, ground: Ground): Outline {
  const cells = cellsOf(form, document, ground.structure)
  const asked = cells.filter((cell) => isAsked(form, cell, document))
  const counted = countedCells(form, document, asked)
  const wanted = new Set(openIn(form, document, ground))
  const order = currentSections(form).flatMap(({ id }) => [
    ...(wanted.has(id) ? [id] : []),
    ...asked.filter(({ section }) => section.id === id).map((cell) => cell.id),
  ])
  const stateOf = ({ id }: Section): SectionState => {
    const own = asked.filter(({ section }) => section.id === id).map((cell) => cell.id)
    return {
      id,
      asked: own.length,
      answered: own.filter((cell) => counted.has(cell)).length,
      open: own.filter((cell) => wanted.has(cell)).length + (wanted.has(id) ? 1 : 0),
    }
  }
  return {
    order,
    cells: new Map(cells.map((cell) => [cell.id, cell])),
    open: order.filter((item) => wanted.has(item)),
    reworded: order.filter((item) => rewordedKey(item) in document.fields),
    sections: currentSections(form).map(stateOf),
    kept: keptAnswers(form, document, new Set(cells.map(({ id }) => id)), ground.structure !== null),
  }
}

/** Answers to questions that are no longer asked of anybody. Those behind a closed gate are kept too, but are none of these. */
function keptAnswers(
  form: ExtractionForm,
  document: PlainDocument,
  current: ReadonlySet<string>,
  hasStructure: boolean,
): readonly KeptAnswer[] {
  const items = new Set([...Object.keys(document.fields), ...Object.keys(document.texts)].flatMap(itemOfAnswer))
  return [...items].sort().flatMap((item): readonly KeptAnswer[] => {
    const place = placeOf(form, item)
    const answer = answerAt(document, item)
    if (!place || !answer || current.has(item) || isOfDeletedRow(place.section, item, document)) return []
    if (place.section.retired || place.field.retired) return [{ item, answer, why: 'retired' }]
    // Before the structure is agreed nobody knows what will be asked.
    return hasStructure ? [{ item, answer, why: 'structure' }] : []
  })
}

const itemOfAnswer = (key: string): readonly string[] => {
  const path = parseFieldKey(key)
  return path?.part === 'answer' ? [path.item] : []
}

/** Somebody took the row away on purpose; undo brings it back. */
function isOfDeletedRow({ id, per }: Section, item: string, document: PlainDocument): boolean {
  return per === 'row' && !rowIdsIn(document, id).includes(item.split('/')[1] ?? '')
}

/** The first of `items` after `current` in this order, from the top again at the end; null if there is none. */
export function nextIn(order: readonly string[], current: string | null, items: ReadonlySet<string>): string | null {
  const at = current === null ? -1 : order.indexOf(current)
  return [...order.slice(at + 1), ...order.slice(0, at + 1)].find((item) => items.has(item)) ?? null
}
