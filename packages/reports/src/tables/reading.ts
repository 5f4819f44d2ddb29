/**
 * One study, read once for every table: each cell with what each draft says, what stands, and what that makes of the cell.
 *
 * Rows that people added themselves get one id in all documents of a study, as in the comparison of drafts.
 */
import {
  aligned,
  answerAt,
  cellsOf,
  isAsked,
  isSameAnswer,
  parseFieldKey,
  rowIdsIn,
  rowsOf,
  type Answer,
  type Cell,
  type ExtractionForm,
  type Json,
  type PlainDocument,
  type Row,
  type Section,
  type Structure,
} from '@tandem/rules'
import type { ExtractedStudy } from './extracted.ts'
import type { RowNames } from './value-text.ts'

/**
 * - `agreed`: settled, or all drafts say the same
 * - `conflict`: the drafts differ, and the study is not settled
 * - `one-draft`: only one of several drafts says anything, and the study is not settled
 * - `open`: written together after or without drafts, and the study is not settled
 * - `missing`: asked, and nobody has said anything
 * - `not-asked`: after the other answers, of this kind of outcome, in this version, or with this structure
 * - `hidden`: not revealed, or not to this reader
 */
export const CELL_STATES = ['agreed', 'conflict', 'one-draft', 'open', 'missing', 'not-asked', 'hidden'] as const
export type CellState = (typeof CELL_STATES)[number]

export const CELL_STATE_WORDS: Readonly<Record<CellState, string>> = {
  agreed: 'agreed',
  conflict: 'in conflict',
  'one-draft': 'one draft only',
  open: 'not settled',
  missing: 'missing',
  'not-asked': 'not asked',
  hidden: 'not shown yet',
}

export type ReadCell = {
  readonly cell: Cell
  readonly state: CellState
  /** What stands: in the consensus once there is one, before that what all drafts say. */
  readonly answer: Answer | undefined
  /** What each draft says, in their order. */
  readonly drafts: readonly (Answer | undefined)[]
}

export type StudyReading = {
  readonly study: ExtractedStudy
  /** Nothing of the study can be read: its only cells would be hidden ones. */
  readonly isHidden: boolean
  readonly cells: readonly ReadCell[]
  readonly names: RowNames
  /** The study's documents, rows of the same meaning under the same ids. */
  readonly versions: readonly StudyVersion[]
}

export type StudyVersion = {
  /** "reviewer 1", "consensus", "together". */
  readonly name: string
  readonly document: PlainDocument
  /** Of this document alone: what is asked depends on its own answers. */
  readonly isSettled: boolean
}

const READINGS = new WeakMap<ExtractionForm, WeakMap<ExtractedStudy, StudyReading>>()

/** Kept as long as the study stays the same object: where one study moves, only that one is read again. */
export function readStudy(form: ExtractionForm, study: ExtractedStudy): StudyReading {
  const known = READINGS.get(form) ?? new WeakMap<ExtractedStudy, StudyReading>()
  READINGS.set(form, known)
  const reading = known.get(study) ?? studyReading(form, study)
  known.set(study, reading)
  return reading
}

function studyReading(form: ExtractionForm, study: ExtractedStudy): StudyReading {
  const versions = versionsOf(form, study)
  if (versions.length === 0) return { study, isHidden: true, cells: [], names: new Map(), versions }
  const documents = versions.map(({ document }) => document)
  const drafts = documents.slice(0, study.drafts.length)
  const consensus = documents[study.drafts.length] ?? null
  const isSettled = study.consensus?.isSettled ?? false
  const ground = isSettled && consensus ? consensus : united(form, drafts, consensus)
  const asked = isSettled && consensus ? [consensus] : documents
  const cells = cellsOf(form, ground, study.structure)
  const isOfDrafts = isOfRowsIn(form, drafts)
  const read = (cell: Cell, isCellAsked: boolean): ReadCell => {
    const said = drafts.map((draft) => countedAt(form, cell, draft))
    const isSame = !isSettled && isOfDrafts(cell) && areSame(cell, said)
    const stands = consensus ? countedAt(form, cell, consensus) : isSame ? said[0] : undefined
    const state = isCellAsked ? stateOf(said, stands, isSame, isSettled) : 'not-asked'
    return { cell, state, answer: stands, drafts: said }
  }
  return {
    study,
    isHidden: false,
    names: namesIn(form, ground, study.structure),
    versions,
    cells: [
      ...cells.map((cell) =>
        read(cell, wasAskedOf(study, cell) && asked.some((document) => isAsked(form, cell, document))),
      ),
      ...keptCells(form, asked, cells, (section) => rowsOf(section, ground, study.structure)).map((cell) =>
        keptCell(cell, drafts, consensus),
      ),
    ],
  }
}

/** The version that a study was extracted with may not have had the question. */
function wasAskedOf({ form }: ExtractedStudy, { section, field }: Cell): boolean {
  const before = form.sections.find(({ id }) => id === section.id)
  const once = section.per === 'study'
  const fields = once ? form.sections.filter(({ per }) => per === 'study').flatMap((one) => one.fields) : before?.fields
  return fields?.some(({ id }) => id === field.id) ?? false
}

function versionsOf(form: ExtractionForm, { drafts, consensus }: ExtractedStudy): readonly StudyVersion[] {
  const isSettled = consensus?.isSettled ?? false
  const all = [
    ...drafts.map(({ content }, at) => ({ name: `reviewer ${at + 1}`, content })),
    ...(consensus ? [{ name: drafts.length > 0 ? 'consensus' : 'together', content: consensus.content }] : []),
  ]
  const documents = aligned(
    form,
    all.map(({ content }) => content),
  )
  return all.map(({ name, content }, at) => ({ name, document: documents[at] ?? content, isSettled }))
}

/**
 * The rows that somebody added, and no other cell; once there is a consensus, those that it kept, with names that the drafts
 * give them.
 */
function united(
  form: ExtractionForm,
  drafts: readonly PlainDocument[],
  consensus: PlainDocument | null,
): PlainDocument {
  const isOfRow = isInRows(form)
  const fields: Record<string, Json> = {}
  for (const draft of [...drafts].reverse())
    for (const [key, value] of Object.entries(draft.fields))
      if (isOfRow(key) && (consensus === null || !key.endsWith('/order'))) fields[key] = value
  return { fields: { ...fields, ...consensus?.fields }, texts: consensus?.texts ?? {} }
}

function isInRows({ sections }: ExtractionForm): (key: string) => boolean {
  const prefixes = sections.filter(({ per }) => per === 'row').map(({ id }) => `${id}/`)
  return (key) => prefixes.some((prefix) => key.startsWith(prefix))
}

/** Whether a cell is there for the drafts, too: a row may have come with the consensus, or have been taken out of each draft. */
function isOfRowsIn(form: ExtractionForm, drafts: readonly PlainDocument[]): (cell: Cell) => boolean {
  const sections = form.sections.filter(({ per }) => per === 'row')
  const rows = new Set(
    sections.flatMap(({ id }) => drafts.flatMap((draft) => rowIdsIn(draft, id).map((row) => `${id}/${row}`))),
  )
  return ({ section, row }) => section.per !== 'row' || rows.has(`${section.id}/${row?.id}`)
}

/** Said by all, and alike. */
function areSame({ field }: Cell, said: readonly (Answer | undefined)[]): boolean {
  const [first] = said
  return first !== undefined && said.every((answer) => answer !== undefined && isSameAnswer(field, first, answer))
}

/** The answer to a question that is asked in this document. */
function countedAt(form: ExtractionForm, cell: Cell, document: PlainDocument): Answer | undefined {
  const answer = answerAt(document, cell.id)
  return answer !== undefined && isAsked(form, cell, document) ? answer : undefined
}

function stateOf(
  said: readonly (Answer | undefined)[],
  stands: Answer | undefined,
  isSame: boolean,
  isSettled: boolean,
): CellState {
  if (isSettled) return stands ? 'agreed' : 'missing'
  const count = said.filter((answer) => answer !== undefined).length
  if (count === 0) return stands ? 'open' : 'missing'
  if (isSame) return stands ? 'agreed' : 'open'
  return count === 1 ? 'one-draft' : 'conflict'
}

/** Answers that belong to no cell any more: of retired fields, of rows that the structure has lost. They are never dropped. */
function keptCells(
  form: ExtractionForm,
  documents: readonly PlainDocument[],
  cells: readonly Cell[],
  rowsIn: (section: Section) => readonly Row[] | null,
): readonly Cell[] {
  const known = new Set(cells.map(({ id }) => id))
  return documents.flatMap(({ fields, texts }) =>
    [...Object.keys(fields), ...Object.keys(texts)].flatMap((key) => {
      if (known.has(key) || parseFieldKey(key)?.part !== 'answer') return []
      known.add(key)
      return cellNamed(form, key, rowsIn) ?? []
    }),
  )
}

function cellNamed(
  { sections }: ExtractionForm,
  id: string,
  rowsIn: (section: Section) => readonly Row[] | null,
): Cell | undefined {
  const [name, row, fieldName] = id.split('/')
  const isOnce = row === undefined
  const section = sections.find(({ id: other, per, fields }) =>
    isOnce ? per === 'study' && fields.some((field) => field.id === name) : other === name && per !== 'study',
  )
  const field = section?.fields.find((one) => one.id === (isOnce ? name : fieldName))
  if (!section || !field) return undefined
  if (isOnce) return { id, section, row: null, field }
  const known = rowsIn(section)?.find((one) => one.id === row)
  // A row that somebody took out is gone; one that the structure has lost is not.
  if (known === undefined && section.per === 'row') return undefined
  return { id, section, row: known ?? { id: row, label: row }, field }
}

function keptCell(cell: Cell, drafts: readonly PlainDocument[], consensus: PlainDocument | null): ReadCell {
  const said = drafts.map((draft) => answerAt(draft, cell.id))
  const answer = consensus ? answerAt(consensus, cell.id) : said.find((one) => one !== undefined)
  return { cell, state: 'not-asked', answer, drafts: said }
}

function namesIn(form: ExtractionForm, document: PlainDocument, structure: Structure | null): RowNames {
  const added = form.sections
    .filter(({ per }) => per === 'row')
    .map((section) => [section.id, rowsOf(section, document, structure) ?? []] as const)
  // A structure's lists are called as the sections that its rows come from.
  const agreed = structure === null ? [] : Object.entries(structure)
  return new Map(
    [...added, ...agreed].flatMap(([section, rows]) =>
      rows.map(({ id, label }) => [`${section}/${id}`, label] as const),
    ),
  )
}
