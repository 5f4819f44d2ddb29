/**
 * A form of data extraction over one document, as one person fills it in: answers by cell, where they are, what is open.
 *
 * A cell reads its own keys and those of its gates. What follows from the whole document (what is open, how far each section
 * is) is worked out at a distance from the typing.
 */
import { tick } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import {
  answerAt,
  canonicalJson,
  cellId,
  fieldKey,
  fieldTypeOf,
  isAsked,
  isLongText,
  isSameJson,
  JOINT,
  NEEDS_VALUE,
  noteKey,
  orderKey,
  parseFieldKey,
  placeOf,
  rewordedKey,
  structureIn,
  rowIdsIn,
  type Answer,
  type Cell,
  type ExtractionForm,
  type Ground,
  type Json,
  type OutcomeElsewhere,
  type PlainDocument,
  type Section,
  type Status,
  type Warning,
} from '@tandem/rules'
import type { Unread } from '#lib/fields/editor.ts'
import type { Candidate, LiveDocument } from '#lib/live/live-document.svelte.ts'
import type { Presence } from '#lib/live/presence.ts'
import type { Sheet } from './calculator/sheet.ts'
import { EMPTY_OUTLINE, nextIn, outlineOf, type Outline } from './outline.ts'
import { lastPlace, movedRows, newRowId } from './rows.ts'
import type * as Traps from './traps.ts'

type Choosable = readonly { readonly id: string; readonly label: string }[]

const DISTANCE = 150

export class Extraction {
  readonly live: LiveDocument
  readonly form: ExtractionForm
  /** Several people write here: long texts are typed together, and others are seen. */
  readonly isShared: boolean
  /** What was typed and could not be read, by cell. */
  readonly unread = new SvelteMap<string, Unread>()
  readonly #ground: () => Ground
  readonly #elsewhere: () => readonly OutcomeElsewhere[]
  /** Chosen before there is a value for it, by cell. */
  readonly #wanted = new SvelteMap<string, Status>()
  readonly #folded = new SvelteMap<string, boolean>()
  /** What does not fit together, by the cell that shows it. */
  readonly #warnings = new SvelteMap<string, readonly Warning[]>()
  /** Fetched once a page is open: it is painted, and typed in, without them. */
  #traps = $state.raw<typeof Traps | null>(null)
  /** The document as it once was, while somebody looks at that; null at all other times. */
  #past = $state.raw<PlainDocument | null>(null)
  #current = $state<string | null>(null)
  #drawnSections = $state(1)
  #outline = $state.raw<Outline>(EMPTY_OUTLINE)
  #isOutlined = false
  #isLeft = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #isPointing = false
  #entered: string | null = null
  readonly #candidates: ReadonlyMap<string, readonly Candidate[]> = $derived.by(() =>
    Map.groupBy(this.#past === null ? this.live.candidates() : candidatesIn(this.#past), ({ item }) => item),
  )
  readonly #here: ReadonlyMap<string, Presence> = $derived.by(
    () => new Map(this.live.others.flatMap((other) => (other.place ? [[other.place.item, other]] : []))),
  )
  /** The document as conditions see it: whoever looks a key up here follows that key. A long text opens no gate. */
  readonly #gates: PlainDocument

  /** @param elsewhere what the other studies say of outcomes, to compare with. */
  constructor(
    live: LiveDocument,
    form: ExtractionForm,
    isShared: boolean,
    ground: () => Ground,
    elsewhere: () => readonly OutcomeElsewhere[],
  ) {
    this.live = live
    this.form = form
    this.isShared = isShared
    this.#ground = ground
    this.#elsewhere = elsewhere
    const fields = new Proxy({}, { get: (_, key) => (typeof key === 'string' ? this.value(key) : null) ?? undefined })
    this.#gates = { fields, texts: {} }
  }

  get ground(): Ground {
    return this.#ground()
  }

  // What is shown: the document as it is, or as it once was

  value(key: string): Json {
    return this.#past === null ? this.live.value(key) : (this.#past.fields[key] ?? null)
  }

  text(name: string): string {
    return this.#past === null ? this.live.text(name) : (this.#past.texts[name] ?? '')
  }

  rowIds(section: string): readonly string[] {
    return this.#past === null ? this.live.rowIds(section) : rowIdsIn(this.#past, section)
  }

  /** The note on an item: typed by one person, or together. */
  noteOn(item: string): string {
    const key = noteKey(item)
    return this.isShared ? this.text(key) : ((this.value(key) as string | null) ?? '')
  }

  /** Whether an earlier moment is shown. The controls of the form are read only then. */
  get isPast(): boolean {
    return this.#past !== null
  }

  /** @param document as it was; null for as it is. */
  showAsItWas(document: PlainDocument | null): void {
    this.#past = document
    this.refresh()
  }

  // What stands in a cell

  answerOf(cell: Pick<Cell, 'id' | 'field'>): Answer | null {
    return this.#answer(cell, this.value(cell.id), this.isTypedTogether(cell) ? this.text(cell.id) : '')
  }

  /** As it is, also while an earlier moment is shown. */
  answerNow(cell: Pick<Cell, 'id' | 'field'>): Answer | null {
    return this.#answer(cell, this.live.value(cell.id), this.isTypedTogether(cell) ? this.live.text(cell.id) : '')
  }

  #answer({ id }: Pick<Cell, 'id'>, value: Json, text: string): Answer | null {
    const fields: Record<string, Json> = value === null ? {} : { [id]: value }
    return answerAt({ fields, texts: { [id]: text } }, id) ?? null
  }

  isTypedTogether({ field }: Pick<Cell, 'field'>): boolean {
    return this.isShared && isLongText(field)
  }

  isAsked(cell: Cell): boolean {
    return isAsked(this.form, cell, this.#gates)
  }

  /** Also one that waits for its value; null where nothing was said. */
  statusOf(cell: Cell): Status | null {
    return this.answerOf(cell)?.status ?? this.#wanted.get(cell.id) ?? null
  }

  /** The numbers of this document, for calculations. */
  get sheet(): Sheet {
    const { structure } = this.ground
    return { form: this.form, structure, answerAt: (cell) => this.value(cell) as Answer | null }
  }

  /** Value, status and how it was calculated, in one step. */
  setAnswer(cell: Pick<Cell, 'id' | 'field'>, answer: Answer): void {
    this.#wanted.delete(cell.id)
    this.setUnread(cell.id, null)
    if (!this.isTypedTogether(cell)) return this.#put(cell.id, answer as unknown as Json)
    const text = typeof answer.value === 'string' ? answer.value : ''
    this.live.setAll(this.answered(cell.id, statusOfText(answer)), [[cell.id, text]])
  }

  setValue(cell: Pick<Cell, 'id' | 'field'>, value: Json): void {
    this.live.setAll(this.changesFor(cell, value))
    if (value !== null) this.#wanted.delete(cell.id)
  }

  /** What sets the value, as changes of the document: several cells can be filled in one step. */
  changesFor(cell: Pick<Cell, 'id' | 'field'>, value: Json): readonly (readonly [string, Json])[] {
    const known = this.#wanted.get(cell.id) ?? this.answerNow(cell)?.status ?? 'reported'
    if (value === null) return this.answered(cell.id, known === 'unclear' ? { status: known } : null)
    const status = NEEDS_VALUE[known] === 'none' ? 'reported' : known
    return this.answered(cell.id, { status, value })
  }

  setStatus(cell: Pick<Cell, 'id' | 'field'>, status: Status | null): void {
    this.#wanted.delete(cell.id)
    this.setUnread(cell.id, null)
    const value = this.answerNow(cell)?.value
    if (this.isTypedTogether(cell)) return this.#setStatusOfText(cell, status, value !== undefined)
    if (status === null) this.#put(cell.id, null)
    else if (NEEDS_VALUE[status] === 'none') this.#put(cell.id, { status })
    else if (value !== undefined) this.#put(cell.id, { status, value })
    else if (NEEDS_VALUE[status] === 'either') this.#put(cell.id, { status })
    else {
      // There is no value yet: an answer that says "reported" and nothing else would be none.
      this.#put(cell.id, null)
      if (status !== 'reported') this.#wanted.set(cell.id, status)
    }
  }

  /** The same for the cell of this id, if it is a current one. */
  declare(item: string, status: Status): void {
    const place = placeOf(this.form, item)
    if (place) this.setStatus({ id: item, field: place.field }, status)
  }

  /** The text itself stands elsewhere; what cannot have one loses it, in the same step of undo. */
  #setStatusOfText({ id }: Pick<Cell, 'id'>, status: Status | null, hasText: boolean): void {
    const isEmptied = status === null || NEEDS_VALUE[status] === 'none'
    const isSaid = status !== null && status !== 'reported' && (hasText || NEEDS_VALUE[status] !== 'value')
    this.live.setAll(this.answered(id, isSaid ? { status } : null), isEmptied ? [[id, '']] : [])
    if (status !== null && status !== 'reported' && !isSaid) this.#wanted.set(id, status)
  }

  /**
   * Fills several cells with texts in one step. What cannot be read stands in its cell as it is, and is no answer.
   *
   * @returns how many could not be read.
   */
  paste(texts: readonly (readonly [cell: Cell, text: string])[]): number {
    const read = texts.map(([cell, text]) => {
      const { settings } = cell.field
      return { cell, text, parsed: fieldTypeOf(settings).parse(settings, text) }
    })
    const together = read.filter(({ cell }) => this.isTypedTogether(cell))
    this.live.setAll(
      read.flatMap(({ cell, parsed }) =>
        parsed.ok && !this.isTypedTogether(cell) ? this.changesFor(cell, parsed.value) : [],
      ),
      together.map(({ cell, text }) => [cell.id, text]),
    )
    for (const { cell, text, parsed } of read)
      this.setUnread(cell.id, parsed.ok ? null : { text, reason: parsed.reason, isOvertaken: false })
    return read.filter(({ parsed }) => !parsed.ok).length
  }

  setUnread(cell: string, unread: Unread | null): void {
    if (unread === null) this.unread.delete(cell)
    else this.unread.set(cell, unread)
  }

  /** The version of the form in which the question was reworded after it was answered here; null where nobody need look. */
  rewordedIn(item: string): number | null {
    const version = this.value(rewordedKey(item))
    return typeof version === 'number' ? version : null
  }

  lookedAgain(item: string): void {
    this.live.set(rewordedKey(item), null)
  }

  /** What stores an answer, as changes of the document. Whoever answers has read the question as it is now. */
  answered(item: string, answer: Json): readonly (readonly [string, Json])[] {
    const mark = rewordedKey(item)
    return this.live.value(mark) === null
      ? [[item, answer]]
      : [
          [item, answer],
          [mark, null],
        ]
  }

  #put(item: string, answer: Json): void {
    this.live.setAll(this.answered(item, answer))
  }

  candidatesAt(item: string): readonly Candidate[] {
    return this.#candidates.get(item) ?? []
  }

  /** Second values of what no cell shows, e.g. of a row that was deleted: they would block everybody unseen. */
  candidatesElsewhere(): readonly (readonly [item: string, candidates: readonly Candidate[]])[] {
    const shown = new Set(this.#outline.order)
    return [...this.#candidates].filter(([item]) => !shown.has(item))
  }

  /** Somebody else who is in this cell. */
  hereAt(item: string): Presence | null {
    return this.isPast ? null : (this.#here.get(item) ?? null)
  }

  // Rows

  rowLabel({ id, key }: Pick<Section, 'id' | 'key'>, row: string): string {
    const answer = key === undefined ? null : (this.value(cellId(id, row, key)) as Answer | null)
    return typeof answer?.value === 'string' ? answer.value : ''
  }

  /** The rows that a field takes: of the document, or of the study's structure. */
  choosableFor({ settings }: Pick<Cell['field'], 'settings'>): Choosable {
    if (settings.type !== 'rows' || !('section' in settings)) return []
    const section = this.form.sections.find(({ id }) => id === settings.section)
    if (section) return this.rowIds(section.id).map((id) => ({ id, label: this.rowLabel(section, id) }))
    const { structure } = this.ground
    return structure?.[settings.section as 'arms' | 'outcomes' | 'timepoints'] ?? []
  }

  #placed(section: string): readonly { readonly id: string; readonly place: string }[] {
    return this.live.rowIds(section).map((id) => ({ id, place: String(this.live.value(orderKey(section, id))) }))
  }

  /** @returns its id. */
  addRow(section: string): string {
    const id = newRowId(Math.random)
    this.live.set(orderKey(section, id), lastPlace(this.#placed(section)))
    return id
  }

  /** @returns whether it could be moved. */
  moveRow(section: string, row: string, by: 1 | -1): boolean {
    const moved = movedRows(this.#placed(section), row, by)
    if (moved !== null) this.live.setAll(moved.map(({ id, place }) => [orderKey(section, id), place]))
    return moved !== null
  }

  /** Only its place: a row without one is not there, and undo brings it back with all its answers. */
  deleteRow(section: string, row: string): void {
    this.live.set(orderKey(section, row), null)
  }

  // How far it is

  get outline(): Outline {
    return this.#outline
  }

  /** Call from an effect: follows the document, at a distance. */
  follow(): void {
    this.live.followChanges()
    void this.ground
    void this.#elsewhere()
    this.#timer ??= setTimeout(this.#work, this.#isOutlined ? DISTANCE : 0)
  }

  readonly #work = (): void => {
    this.refresh()
    // Without network there are no warnings yet: the next change asks for the traps again.
    if (this.#traps === null) this.fetchTraps().catch(() => {})
  }

  /** Return from an effect: where nobody looks any more, nothing is worked out. */
  readonly leave = (): void => {
    this.#isLeft = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Resolves when warnings are worked out, from then on with every refresh. */
  async fetchTraps(): Promise<void> {
    const traps = await import('./traps.ts')
    if (this.#isLeft) return
    this.#traps = traps
    this.refresh()
  }

  /** What is open now. */
  readonly refresh = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isOutlined = true
    const document = this.#past ?? this.live.plain()
    this.#outline = outlineOf(this.form, document, this.ground)
    this.#warn(document)
  }

  /** Only cells whose warnings have changed hear of it. */
  #warn(document: PlainDocument): void {
    const byCell = this.warningsIn(document)
    for (const cell of this.#warnings.keys()) if (!byCell.has(cell)) this.#warnings.delete(cell)
    for (const [cell, found] of byCell)
      if (!isSameJson(found, this.#warnings.get(cell) ?? null)) this.#warnings.set(cell, found)
  }

  /** Of a document of this form, e.g. of a revealed draft, by the cell that shows them. */
  warningsIn(document: PlainDocument): ReadonlyMap<string, readonly Warning[]> {
    // A structure is compared as it is written, before anybody extracts by it.
    const structure = this.form.kind === 'structure' ? structureIn(document) : this.ground.structure
    if (this.#traps === null || structure === null) return new Map()
    const { trapStudyOf, warningsOf } = this.#traps
    const warnings = warningsOf(trapStudyOf(this.form, document, structure, this.#elsewhere()))
    return Map.groupBy(warnings, (warning) => this.#shownAt(warning))
  }

  /** Ends of a scale stand in the structure: what is about them is shown beside the number that is compared with them. */
  #shownAt({ cell, cells }: Warning): string {
    return [cell, ...cells].find((one) => placeOf(this.form, one) !== undefined) ?? cell
  }

  warningsAt(item: string): readonly Warning[] {
    return this.#warnings.get(item) ?? []
  }

  /** Why somebody let it stand; null where nobody has. With another number it is another warning. */
  reasonFor(item: string, warning: Warning): string | null {
    return this.#acceptedAt(item)[canonicalJson(warning)] ?? null
  }

  letStand(item: string, warning: Warning, reason: string): void {
    this.live.set(fieldKey(item, 'accepted'), { ...this.#acceptedAt(item), [canonicalJson(warning)]: reason })
  }

  /** To be looked at again. */
  doubtAgain(item: string, warning: Warning): void {
    const { [canonicalJson(warning)]: _reason, ...others } = this.#acceptedAt(item)
    this.live.set(fieldKey(item, 'accepted'), Object.keys(others).length > 0 ? others : null)
  }

  #acceptedAt(item: string): Readonly<Record<string, string>> {
    return (this.value(fieldKey(item, 'accepted')) ?? {}) as Readonly<Record<string, string>>
  }

  /** What keeps somebody from being done: open questions, and text that is no answer yet. */
  get unsettled(): ReadonlySet<string> {
    return new Set([...this.#outline.open, ...this.unread.keys()])
  }

  // What is on screen

  /**
   * How many sections of the form are drawn. They come one after another, each after a paint of those before: whoever opens a
   * large form sees its first questions without waiting for the last ones.
   */
  get drawnSections(): number {
    return this.#drawnSections
  }

  /** Return from an effect: the next section, after the next paint. */
  readonly drawNext = (): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => (timer = setTimeout(() => (this.#drawnSections += 1))))
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }

  /** Whoever is led to a place finds it there. */
  drawAll(): void {
    this.#drawnSections = Infinity
  }

  // Where one is

  get current(): string | null {
    return this.#current
  }

  isAt(item: string): boolean {
    return this.#current === item
  }

  /**
   * Focus came to a cell. Under a pressed pointer the page stays as it is until the pointer is up: what opens and closes would
   * move the target away from under it.
   */
  enter(item: string): void {
    this.#entered = item
    if (!this.#isPointing) this.#arrive()
  }

  /** Whoever asked for a cell is there at once: what was pressed has done its work. */
  moveTo(item: string): void {
    this.drawAll()
    this.#entered = item
    this.#arrive()
  }

  readonly pressed = (): void => void (this.#isPointing = true)

  readonly released = (): void => {
    setTimeout(() => {
      this.#isPointing = false
      this.#arrive()
    })
  }

  #arrive(): void {
    if (this.#entered === null) return
    this.#current = this.#entered
    if (this.isShared && this.live.mode === 'write') this.live.at(this.#entered)
    this.#entered = null
  }

  /** Opens what the item stands in, and puts the focus into it. */
  async go(item: string): Promise<void> {
    for (const fold of foldsOf(this.form, item)) this.#folded.set(fold, false)
    this.moveTo(item)
    await tick()
    const place = document.getElementById(`item-${item}`)
    place?.scrollIntoView({ block: 'nearest' })
    place?.querySelector<HTMLElement>(CONTROL)?.focus()
  }

  /** @returns whether there was one. */
  goToNextOpen(): boolean {
    this.refresh()
    const next = nextIn(this.#outline.order, this.#current, this.unsettled)
    if (next !== null) void this.go(next)
    return next !== null
  }

  isFolded(id: string, byItself = false): boolean {
    return this.#folded.get(id) ?? byItself
  }

  fold(id: string, isFolded: boolean): void {
    this.#folded.set(id, isFolded)
  }
}

/** The first control of a cell that somebody types or chooses in. */
const CONTROL =
  'input:not([readonly]), textarea, select, [role=radio][tabindex="0"], button[data-add], input, [data-cell-value]'

/** The words stand in a text that is typed together; beside them only what is not simply reported. */
export const statusOfText = ({ status }: Answer): Json => (status === 'reported' ? null : { status })

function candidatesIn({ fields }: PlainDocument): readonly Candidate[] {
  return Object.keys(fields)
    .sort()
    .flatMap((key) => {
      const path = parseFieldKey(key)
      if (path?.part !== 'candidate') return []
      return [{ key, item: path.item, of: path.of, person: path.person, value: fields[key] ?? null }]
    })
}

/** The section that an item belongs to, and of a result the outcome. */
export function sectionOfItem(form: ExtractionForm, item: string): string {
  const [section = '', row] = item.split('/')
  return row === undefined ? (placeOf(form, item)?.section.id ?? section) : section
}

function foldsOf(form: ExtractionForm, item: string): readonly string[] {
  const [section = '', row = ''] = item.split('/')
  const outcome = row.includes(JOINT) ? [`${section}/${row.slice(0, row.indexOf(JOINT))}`] : []
  return [sectionOfItem(form, item), ...outcome]
}
