/**
 * What several drafts of one study say alike and where they differ.
 *
 * Rows that people added themselves have other ids in each draft. Two rows are the same where the field that names them has
 * the same answer; `aligned` gives them one id, so that everything after it compares cell by cell.
 */
import { fieldKey, parseFieldKey, sourcesOf, type PlainDocument } from '../content/index.ts'
import { unitedSources } from '../content/source.ts'
import type { Json } from '../json.ts'
import { isSameAnswer, mergedAnswer, type Answer } from './answer.ts'
import { cellsOf, countedCells, isLongText, type Cell } from './cells.ts'
import type { ExtractionForm, Section } from './definition.ts'
import { answerAt, cellId, rowIdsIn } from './rows.ts'
import type { Structure } from './structure.ts'

export type Comparison = {
  /** Every cell that one of them answered, in the form's order, with its answer in each draft. */
  readonly cells: readonly ComparedCell[]
  /** Ids of the cells whose answers differ. */
  readonly differing: readonly string[]
}

export type ComparedCell = {
  readonly cell: Cell
  readonly answers: readonly (Answer | undefined)[]
  readonly isSame: boolean
}

/** @param drafts as `aligned` gives them. */
export function comparisonOf(
  form: ExtractionForm,
  drafts: readonly PlainDocument[],
  structure: Structure | null,
): Comparison {
  const everything = united(drafts)
  const cells = cellsOf(form, everything, structure)
  const counted = drafts.map((draft) => countedCells(form, draft, cells))
  const compared = cells
    .map((cell) =>
      comparedCell(
        cell,
        counted.map((answers) => answers.get(cell.id)),
      ),
    )
    .filter(({ answers }) => answers.some((answer) => answer !== undefined))
  return { cells: compared, differing: compared.filter(({ isSame }) => !isSame).map(({ cell }) => cell.id) }
}

function comparedCell(cell: Cell, answers: readonly (Answer | undefined)[]): ComparedCell {
  const [first] = answers
  const isSame = answers.every((answer) => answer && first && isSameAnswer(cell.field, first, answer))
  return { cell, answers, isSame }
}

/** The first content of a consensus: rows of all, same answers, sources together, no notes. */
export function seedOf(
  form: ExtractionForm,
  drafts: readonly PlainDocument[],
  structure: Structure | null,
): PlainDocument {
  const same = aligned(form, drafts)
  const fields: Record<string, Json> = Object.fromEntries(
    Object.entries(united(same).fields).filter(([key]) => parseFieldKey(key)?.part === 'order'),
  )
  const texts: Record<string, string> = {}
  for (const { cell, answers, isSame } of comparisonOf(form, same, structure).cells) {
    const sources = unitedSources(same.map((draft) => sourcesOf(draft, cell.id)))
    if (sources.length > 0) fields[fieldKey(cell.id, 'source')] = sources
    if (!isSame) continue
    const answer = answers.reduce((one, other) => (one && other ? mergedAnswer(cell.field, one, other) : one))
    if (answer) put(cell, answer, fields, texts)
  }
  return { fields, texts }
}

/** A long text is typed together from here on, so it stands in a text of its own. */
function put({ id, field }: Cell, answer: Answer, fields: Record<string, Json>, texts: Record<string, string>): void {
  const { value, ...others } = answer
  const isTyped = isLongText(field) && typeof value === 'string'
  if (isTyped) texts[id] = value
  if (!isTyped || answer.status !== 'reported') fields[id] = (isTyped ? others : answer) as unknown as Json
}

/** The drafts with one id for rows that are the same; the ids are those of the first draft that has the row. */
export function aligned(form: ExtractionForm, drafts: readonly PlainDocument[]): readonly PlainDocument[] {
  const sections = form.sections.filter(({ per }) => per === 'row')
  if (sections.length === 0) return drafts
  const renamings = drafts.map(() => new Map<string, string>())
  for (const section of sections) alignSection(section, drafts, renamings)
  return drafts.map((draft, at) => renamed(draft, renamings[at] ?? new Map()))
}

type KnownRow = { readonly id: string; readonly name: Answer | undefined }

function alignSection(
  section: Section,
  drafts: readonly PlainDocument[],
  renamings: readonly Map<string, string>[],
): void {
  const key = section.fields.find(({ id }) => id === section.key)
  const known: KnownRow[] = []
  drafts.forEach((draft, at) => {
    const taken = new Set<string>()
    for (const row of rowIdsIn(draft, section.id)) {
      const name = key && answerAt(draft, cellId(section.id, row, key.id))
      const same =
        key && name && known.find((one) => !taken.has(one.id) && one.name && isSameAnswer(key, one.name, name))
      const id = same ? same.id : row
      if (!same) known.push({ id, name })
      taken.add(id)
      if (id !== row) renamings[at]?.set(`${section.id}/${row}`, id)
    }
  })
}

/** The same object where nothing is renamed: most drafts come through here as they are, and hundreds at once. */
function renamed(draft: PlainDocument, rows: ReadonlyMap<string, string>): PlainDocument {
  if (rows.size === 0) return draft
  const { fields, texts } = draft
  const name = <Value>([key, value]: [string, Value]): [string, Value] => {
    const [section, row, ...rest] = key.split('/')
    const to = rows.get(`${section}/${row}`)
    return [to === undefined ? key : [section, to, ...rest].join('/'), value]
  }
  return {
    fields: Object.fromEntries(Object.entries(fields).map(name)),
    texts: Object.fromEntries(Object.entries(texts).map(name)),
  }
}

/** Only to know which rows there are: of two answers in one cell, the first stays. */
function united(drafts: readonly PlainDocument[]): PlainDocument {
  const fields: Record<string, Json> = {}
  for (const draft of [...drafts].reverse()) Object.assign(fields, draft.fields)
  return { fields, texts: {} }
}
