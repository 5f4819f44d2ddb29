/**
 * The bias matrix as a figure for print: studies by items, a disc per answer, total and band at the right, and below
 * it all that a reader needs without the paper: legend, bands, the wording of the items, the instrument's sources.
 *
 * One SVG file: text as text, no script, no external reference, white ground in every theme. At 27 items it is about
 * 930 units wide and its smallest text 12, so at a journal's full width of 174 mm nothing is smaller than 6 pt.
 */
import { highestTotalOf, itemsOf, type Domain, type Item } from '@tandem/rules'
import { bandText, cellText, optionIn, rangeText, type BiasMatrix, type MatrixCell, type MatrixRow } from '../matrix.ts'
import { dashedRing, disc, dot, faceOf, hollowRing, splitDisc, type Face } from './disc.ts'
import { matrixInWords, matrixTitle } from './bias-matrix-words.ts'
import { element, line, short, words, type Markup } from './svg.ts'
import { fitted, textWidth, wrapped } from './text-width.ts'

const FONT = "'Atkinson Hyperlegible Next', 'Liberation Sans', Arial, Helvetica, sans-serif"
const INK = '#141C18'
const INK_2 = '#435049'
const HAIRLINE = '#DCE1DD'
const RULE = '#7F8A84'

const SMALL = 12
const LEADING = 16
const MARGIN = 24
const ROW = 36
const CELL = 20
const GROUP_GAP = 8
const MAX_LABEL = 200
const MIN_BODY = 640

export function biasMatrixSvg(matrix: BiasMatrix): string {
  const columns = layColumns(matrix)
  const width = columns.right + MARGIN
  const blocks = [heading, table, legend, itemKey, sources]
  let y = MARGIN
  const drawn: Markup[] = []
  for (const block of blocks) {
    const { marks, height } = block(matrix, columns, y)
    drawn.push(...marks)
    y += height
  }
  const height = y + MARGIN - LEADING / 2
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      role: 'img',
      'aria-labelledby': 'bias-matrix-title bias-matrix-desc',
      lang: 'en',
      'font-family': FONT,
      'font-size': SMALL,
      fill: INK,
    },
    [
      element('title', { id: 'bias-matrix-title' }, [words(matrixTitle(matrix))]),
      element('desc', { id: 'bias-matrix-desc' }, [words(matrixInWords(matrix))]),
      element('rect', { width: '100%', height: '100%', fill: '#FFFFFF' }),
      ...drawn,
    ],
  )
  return `${svg}\n`
}

/** A part of the figure drawn downwards from `y`, and how much height it took. */
type Block = (
  matrix: BiasMatrix,
  columns: Columns,
  y: number,
) => { readonly marks: readonly Markup[]; readonly height: number }

type Columns = {
  readonly labelWidth: number
  readonly groups: readonly Group[]
  /** Centre of each item's column by item id. */
  readonly centres: ReadonlyMap<string, number>
  /** Left edge of the total; null for an instrument without points. */
  readonly total: number | null
  readonly right: number
}

type Group = { readonly domain: Domain; readonly items: readonly Item[]; readonly left: number; readonly width: number }

function layColumns(matrix: BiasMatrix): Columns {
  const { instrument, rows } = matrix
  const cell = Math.max(CELL, ...itemsOf(instrument).map((item) => textWidth(item.number, SMALL) + 4))
  const labels = rows.flatMap((row) => [textWidth(row.study.label, SMALL, true), textWidth(row.study.design, SMALL)])
  const labelWidth = Math.min(MAX_LABEL, Math.max(96, ...labels)) + 14
  const groups: Group[] = []
  const centres = new Map<string, number>()
  let x = MARGIN + labelWidth
  for (const domain of instrument.domains) {
    const items = domain.items.filter((item) => !item.retired)
    // A short group is widened to its heading, so that headings never run into each other.
    const width = Math.max(items.length * cell, textWidth(domain.shortTitle, SMALL) + 4)
    const inset = (width - items.length * cell) / 2
    items.forEach((item, place) => centres.set(item.id, x + inset + (place + 0.5) * cell))
    groups.push({ domain, items, left: x, width })
    x += width + GROUP_GAP
  }
  const maximum = commonMaximum(matrix)
  const totals = rows.flatMap((row) =>
    totalLines(row, maximum).map((text, place) => textWidth(text, SMALL, place === 0)),
  )
  const hasTotal = highestTotalOf(instrument) > 0
  const end = hasTotal
    ? x + GROUP_GAP + Math.max(textWidth(totalHeading(maximum), SMALL, true), ...totals)
    : x - GROUP_GAP
  return {
    labelWidth,
    groups,
    centres,
    total: hasTotal ? x + GROUP_GAP : null,
    right: Math.max(end, MARGIN + MIN_BODY),
  }
}

const heading: Block = (matrix, columns, y) => {
  const width = columns.right - MARGIN
  const { title, reference, registration } = matrix.review
  const below = [matrix.instrument.title, reference, registration].filter(Boolean).join(' · ')
  const marks: Markup[] = []
  let at = y + 12
  for (const text of wrapped(title, width, 17)) {
    marks.push(line(MARGIN, at, text, { 'font-size': 16, 'font-weight': 700 }))
    at += 21
  }
  for (const text of wrapped(below, width, SMALL)) {
    marks.push(line(MARGIN, at, text, { fill: INK_2 }))
    at += LEADING
  }
  if (matrix.invented !== null) {
    marks.push(
      element('rect', {
        x: MARGIN + 0.5,
        y: at - 9,
        width: 9,
        height: 9,
        fill: 'none',
        stroke: RULE,
        'stroke-dasharray': '2 2',
      }),
    )
    for (const text of wrapped(matrix.invented, width - 18, SMALL)) {
      marks.push(line(MARGIN + 18, at, text, { 'font-weight': 700 }))
      at += LEADING
    }
  }
  return { marks, height: at - y + 4 }
}

const table: Block = (matrix, columns, y) => {
  const top = y + 2 * LEADING + 6
  const marks = [...tableHead(matrix, columns, y)]
  matrix.rows.forEach((row, place) => {
    const middle = top + (place + 0.5) * ROW
    if (place > 0) marks.push(horizontal(columns, middle - ROW / 2, HAIRLINE))
    marks.push(...studyMarks(row, columns, middle))
    marks.push(...row.cells.map((cell) => cellMark(matrix, row, cell, columns.centres.get(cell.item) ?? 0, middle)))
    marks.push(...totalMarks(row, commonMaximum(matrix), columns, middle))
  })
  const bottom = top + matrix.rows.length * ROW
  marks.push(horizontal(columns, top, RULE), horizontal(columns, bottom, RULE))
  return { marks, height: bottom - y + 14 }
}

function tableHead(matrix: BiasMatrix, columns: Columns, y: number): readonly Markup[] {
  const groups = columns.groups.flatMap((group) => {
    const middle = group.left + group.width / 2
    return [
      line(middle, y + 11, group.domain.shortTitle, { 'text-anchor': 'middle', fill: INK_2 }),
      element('path', {
        d: `M${short(group.left + 2)} ${y + LEADING}H${short(group.left + group.width - 2)}`,
        stroke: RULE,
      }),
      ...group.items.map((item) =>
        line(columns.centres.get(item.id) ?? 0, y + 2 * LEADING, item.number, { 'text-anchor': 'middle' }),
      ),
    ]
  })
  const total =
    columns.total === null
      ? []
      : [line(columns.total, y + 2 * LEADING, totalHeading(commonMaximum(matrix)), { 'font-weight': 700 })]
  return [line(MARGIN, y + 2 * LEADING, 'Study', { 'font-weight': 700 }), ...groups, ...total]
}

function studyMarks({ study }: MatrixRow, { labelWidth }: Columns, middle: number): readonly Markup[] {
  const width = labelWidth - 14
  return [
    line(MARGIN, middle - 3, fitted(study.label, width, SMALL, true), { 'font-weight': 700 }),
    ...(study.design === '' ? [] : [line(MARGIN, middle + 12, fitted(study.design, width, SMALL), { fill: INK_2 })]),
  ]
}

function cellMark(matrix: BiasMatrix, row: MatrixRow, cell: MatrixCell, x: number, y: number): Markup {
  const item = itemsOf(matrix.instrument).find(({ id }) => id === cell.item)
  const hint = `${row.study.label}, item ${item?.number ?? cell.item}: ${cellText(matrix.instrument, cell)}`
  return element('g', {}, [element('title', {}, [words(hint)]), ...cellShapes(matrix, cell, x, y)])
}

function cellShapes(matrix: BiasMatrix, cell: MatrixCell, x: number, y: number): readonly Markup[] {
  switch (cell.kind) {
    case 'answer': {
      const face = faceIn(matrix, cell.item, cell.option)
      return face === null ? [dashedRing(x, y)] : disc(x, y, face)
    }
    case 'disputed': {
      const [left = null, right = null] = [...new Set(cell.values)]
      return splitDisc(x, y, faceIn(matrix, cell.item, left), faceIn(matrix, cell.item, right))
    }
    case 'hidden':
      return [hollowRing(x, y)]
    case 'writing':
    case 'unanswered':
      return [dashedRing(x, y)]
    case 'not-asked':
      return [dot(x, y)]
  }
}

function faceIn({ instrument }: BiasMatrix, item: string, option: string | null): Face | null {
  const chosen = optionIn(instrument, item, option)
  const siblings = itemsOf(instrument).find(({ id }) => id === item)?.options ?? []
  return chosen === undefined ? null : faceOf(chosen, siblings)
}

function totalMarks(row: MatrixRow, maximum: number | null, { total }: Columns, middle: number): readonly Markup[] {
  if (total === null) return []
  const [first = '', second = ''] = totalLines(row, maximum)
  const isAlone = second === ''
  return [
    line(total, isAlone ? middle + 4 : middle - 3, first, {
      'font-weight': row.score === null ? undefined : 700,
      fill: row.score === null ? INK_2 : undefined,
    }),
    ...(isAlone ? [] : [line(total, middle + 12, second, { fill: INK_2 })]),
  ]
}

/** The maximum that all shown totals share, or null: "not applicable" takes an item out of one study's denominator. */
function commonMaximum({ rows }: BiasMatrix): number | null {
  const [first, ...others] = new Set(rows.flatMap((row) => row.score?.total.maximum ?? []))
  return first === undefined || others.length > 0 ? null : first
}

const totalHeading = (maximum: number | null): string => (maximum === null ? 'Total' : `Total of ${maximum}`)

function totalLines(row: MatrixRow, common: number | null): readonly string[] {
  if (row.state === 'untouched') return ['not assigned']
  if (row.state === 'writing') return ['being written']
  if (row.score === null) return ['hidden', `${row.submitted} of ${row.reviewers} in`]
  const of = common === null ? ` of ${row.score.total.maximum}` : ''
  // A total that may still change never looks like one that stands.
  const bands = [bandText(row.score.bands), ...(row.state === 'open' ? ['open'] : [])].filter(Boolean).join(', ')
  return [`${rangeText(row.score.total)}${of}`, bands]
}

type LegendEntry = { readonly label: string; readonly draw: (x: number, y: number) => readonly Markup[] }

const legend: Block = (matrix, columns, y) => {
  const marks: Markup[] = []
  let x = MARGIN
  let at = y + 8
  for (const { label, draw } of legendEntries(matrix)) {
    const width = 26 + textWidth(label, SMALL) + 16
    if (x > MARGIN && x + width > columns.right) {
      x = MARGIN
      at += 24
    }
    marks.push(...draw(x + 9, at), line(x + 24, at + 4, label))
    x += width
  }
  at += 24
  for (const text of wrapped(bandsInWords(matrix), columns.right - MARGIN, SMALL)) {
    marks.push(line(MARGIN, at + 4, text, { fill: INK_2 }))
    at += LEADING
  }
  return { marks, height: at - y + 6 }
}

function legendEntries(matrix: BiasMatrix): readonly LegendEntry[] {
  const entries = new Map<string, LegendEntry & { readonly face: Face }>()
  for (const item of itemsOf(matrix.instrument)) {
    for (const option of item.options) {
      const face = faceOf(option, item.options)
      entries.set(JSON.stringify([face, option.label]), { face, label: option.label, draw: (x, y) => disc(x, y, face) })
    }
  }
  const answers = [...entries.values()].sort((a, b) => rank(a.face) - rank(b.face))
  const kinds = new Set(matrix.rows.flatMap((row) => row.cells.map((cell) => cell.kind)))
  const kindLabel = (kind: 'hidden' | 'writing' | 'unanswered' | 'not-asked') =>
    cellText(matrix.instrument, { kind, item: '' })
  const marks: readonly (LegendEntry & { readonly kind: MatrixCell['kind'] })[] = [
    {
      kind: 'disputed',
      label: 'disputed, both values',
      draw: (x, y) => splitDisc(x, y, { tone: 'good', sign: null }, { tone: 'none', sign: null }),
    },
    { kind: 'hidden', label: kindLabel('hidden'), draw: (x, y) => [hollowRing(x, y)] },
    { kind: 'writing', label: kindLabel('writing'), draw: (x, y) => [dashedRing(x, y)] },
    { kind: 'unanswered', label: kindLabel('unanswered'), draw: (x, y) => [dashedRing(x, y)] },
    { kind: 'not-asked', label: kindLabel('not-asked'), draw: (x, y) => [dot(x, y)] },
  ]
  return [...answers, ...marks.filter(({ kind }) => kinds.has(kind))]
}

/** Glyphs before signs, best before worst. */
function rank({ tone, sign }: Face): number {
  return ['good', 'some', 'bad', 'worst', 'none'].indexOf(tone) + (sign === null ? 0 : 5 + sign.charCodeAt(0))
}

function bandsInWords({ instrument }: BiasMatrix): string {
  if (instrument.bands.length === 0) return ''
  return `Bands of the total: ${instrument.bands.map((band) => `${band.label} ${rangeText({ low: band.from, high: band.to })}`).join(', ')}.`
}

type KeyLine = { readonly text: string; readonly number: string; readonly isHeading: boolean }

/** The wording of the items in columns, filled downwards so that they come out about equally long. */
const itemKey: Block = (matrix, columns, y) => {
  const width = columns.right - MARGIN
  const count = Math.max(1, Math.min(3, Math.floor(width / 270)))
  const gap = 20
  const columnWidth = (width - gap * (count - 1)) / count
  const inset = 8 + Math.max(0, ...itemsOf(matrix.instrument).map((item) => textWidth(item.number, SMALL)))
  const blocks = matrix.instrument.domains.flatMap((domain) => keyBlocks(domain, columnWidth, inset))
  const filled = inColumns(blocks, count)
  const marks = filled.flatMap((lines, column) =>
    lines.flatMap((entry, place) =>
      keyMarks(entry, MARGIN + column * (columnWidth + gap), inset, y + 12 + place * LEADING),
    ),
  )
  return { marks, height: 12 + Math.max(0, ...filled.map((lines) => lines.length)) * LEADING }
}

/** Lines that stay together: a heading with its first item, and each further item. */
function keyBlocks(domain: Domain, width: number, inset: number): readonly (readonly KeyLine[])[] {
  const heading = wrapped(domain.title, width, SMALL).map((text): KeyLine => ({ text, number: '', isHeading: true }))
  const items = domain.items
    .filter((item) => !item.retired)
    .map((item) =>
      wrapped(item.text, width - inset, SMALL).map((text, place): KeyLine => ({
        text,
        number: place === 0 ? item.number : '',
        isHeading: false,
      })),
    )
  return items.map((lines, place) => (place === 0 ? [...heading, ...lines] : lines))
}

function inColumns(blocks: readonly (readonly KeyLine[])[], count: number): readonly (readonly KeyLine[])[] {
  const target = blocks.flat().length / count
  const columns: KeyLine[][] = [[]]
  let seen = 0
  for (const block of blocks) {
    // A block goes where its middle falls.
    if (seen + block.length / 2 > columns.length * target && columns.length < count) columns.push([])
    const column = columns.at(-1)
    if (column !== undefined && column.length > 0 && block[0]?.isHeading) column.push(EMPTY_LINE)
    column?.push(...block)
    seen += block.length
  }
  return columns
}

const EMPTY_LINE: KeyLine = { text: '', number: '', isHeading: false }

function keyMarks({ text, number, isHeading }: KeyLine, x: number, inset: number, y: number): readonly Markup[] {
  if (text === '') return []
  if (isHeading) return [line(x, y, text, { 'font-weight': 700 })]
  return [...(number === '' ? [] : [line(x, y, number, { fill: INK_2 })]), line(x + inset, y, text)]
}

const sources: Block = (matrix, columns, y) => {
  const lines = matrix.instrument.cites.flatMap((cite) => wrapped(cite, columns.right - MARGIN, SMALL))
  const marks = lines.map((text, place) => line(MARGIN, y + 12 + place * LEADING, text, { fill: INK_2 }))
  return { marks, height: lines.length === 0 ? 0 : 4 + lines.length * LEADING }
}

const horizontal = (columns: Columns, y: number, colour: string): Markup =>
  element('path', { d: `M${MARGIN} ${short(y)}H${short(columns.right)}`, stroke: colour })
