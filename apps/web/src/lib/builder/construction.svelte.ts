/**
 * A form under construction over its live document: what stands in it, what is in hand, and the steps in which it is built.
 *
 * The document is one of `FORM_OF_FORMS`, so its single answers are those of any extraction (`Extraction`); what is here is
 * what makes them a form: sections and fields with ids that are made once, their order, what was published of them.
 */
import {
  answerAt,
  cellId,
  earlierField,
  fieldIdOf,
  fieldRowId,
  FIELDS,
  FORM_OF_FORMS,
  formIn,
  idFor,
  orderKey,
  documentOf,
  parseFieldKey,
  RESERVED_NAMES,
  SECTIONS,
  type Cell,
  type Condition,
  type ExtractionForm,
  type Field,
  type FormIdentity,
  type Ground,
  type Json,
  type PlainDocument,
  type Section,
} from '@tandem/rules'
import { Extraction } from '#lib/extraction/extraction.svelte.ts'
import { placedAt, type PlacedRow } from '#lib/extraction/rows.ts'
import type { LiveDocument } from '#lib/live/live-document.svelte.ts'
import {
  fieldStep,
  isSamePart,
  objectionTo,
  outlineIn,
  partOf,
  stops,
  type FieldLine,
  type Part,
  type SectionLine,
  type Target,
} from './outline.ts'

/** The version that would be published next, and the one whose answers it has to keep; null before the first. */
export type Standing = { readonly identity: FormIdentity; readonly earlier: ExtractionForm | null }

/** A field, or a whole section where there is none. */
export type Retired = { readonly section: Section; readonly field: Field | null }

type Change = readonly [key: string, value: Json]
type Writing = {
  readonly changes: readonly Change[]
  readonly texts: readonly (readonly [name: string, text: string])[]
}

const NOTHING: Writing = { changes: [], texts: [] }

/** Nothing of a form hangs on a study. */
const NO_GROUND: Ground = { structure: null, differing: [] }

const said = (value: Json): Json => ({ status: 'reported', value })

export class Construction {
  readonly live: LiveDocument
  readonly answers: Extraction
  readonly #standing: () => Standing
  #hand = $state.raw<Part>({ is: 'form' })

  readonly document: PlainDocument = $derived.by(() => this.live.plainNow)
  readonly outline: readonly SectionLine[] = $derived(outlineIn(this.document))
  /** As it would be published now; while it is being built, with faults. */
  readonly form: ExtractionForm = $derived.by(() => {
    const { identity, earlier } = this.#standing()
    return formIn(this.document, identity, earlier)
  })

  constructor(live: LiveDocument, standing: () => Standing) {
    this.live = live
    this.#standing = standing
    this.answers = new Extraction(
      live,
      FORM_OF_FORMS,
      true,
      () => NO_GROUND,
      () => [],
    )
  }

  get earlier(): ExtractionForm | null {
    return this.#standing().earlier
  }

  // What is in hand

  /** The form itself where what was in hand is gone: somebody else may have taken it out. */
  get hand(): Part {
    return stops(this.outline).some((part) => isSamePart(part, this.#hand)) ? this.#hand : { is: 'form' }
  }

  take(part: Part): void {
    this.#hand = part
  }

  /** The part that an item of the document belongs to. */
  takeAt(item: string): void {
    this.#hand = partOf(item)
  }

  /** @returns whether there is one. */
  step(by: 1 | -1): boolean {
    const all = stops(this.outline)
    const next = all[all.findIndex((part) => isSamePart(part, this.hand)) + by]
    if (next) this.#hand = next
    return next !== undefined
  }

  nameOf(part: Part): string {
    switch (part.is) {
      case 'form':
        return 'The form'
      case 'section':
        return this.sectionLine(part.section)?.title || 'A section without a title'
      case 'field':
        return this.fieldLine(part.row)?.label || 'A question without words'
    }
  }

  sectionLine(id: string): SectionLine | undefined {
    return this.outline.find((section) => section.id === id)
  }

  fieldLine(row: string): FieldLine | undefined {
    return this.outline.flatMap(({ fields }) => fields).find((field) => field.row === row)
  }

  /** What is asked about a part, in the order of the form with which forms are built. */
  cellsOf(part: Part): readonly Cell[] {
    const section = part.is === 'form' ? FORM : part.is === 'section' ? SECTION : FIELD
    const row = part.is === 'form' ? null : { id: part.is === 'section' ? part.section : part.row, label: '' }
    return section.fields.map((field) => ({
      id: row ? cellId(section.id, row.id, field.id) : field.id,
      section,
      row,
      field,
    }))
  }

  /** The field as the form would have it; undefined for none. */
  fieldAt(line: Pick<FieldLine, 'id' | 'section'>): Field | undefined {
    return this.form.sections.find(({ id }) => id === line.section)?.fields.find(({ id }) => id === line.id)
  }

  // What was published

  /** The section as it was published; undefined where it never was. */
  publishedSection(id: string): Section | undefined {
    return this.earlier?.sections.find((section) => section.id === id)
  }

  publishedField({ id, section }: Pick<FieldLine, 'id' | 'section'>): Field | undefined {
    const own = this.form.sections.find((one) => one.id === section)
    return this.earlier && own ? earlierField(own, id, this.earlier) : undefined
  }

  /** What an earlier version asked and this one does not. A section that is gone stands for all its fields. */
  get retired(): readonly Retired[] {
    return this.form.sections.flatMap((section): readonly Retired[] =>
      section.retired
        ? [{ section, field: null }]
        : section.fields.filter(({ retired }) => retired).map((field) => ({ section, field })),
    )
  }

  // Building

  /** @param after the row that it stands behind; at the end of the section where there is none. @returns its row. */
  addField(section: string, label: string, after: string | null): string {
    const row = fieldRowId(section, idFor(label, this.#takenIds()))
    const fields = this.sectionLine(section)?.fields ?? []
    const behind = fields.findIndex((field) => field.row === after)
    this.live.setAll([
      ...this.#placeField(row, { section, at: behind < 0 ? fields.length : behind + 1 }),
      [cellId(FIELDS, row, 'label'), said(label)],
      [cellId(FIELDS, row, 'type'), said('text')],
    ])
    this.#hand = { is: 'field', row }
    return row
  }

  /** At the end. @returns its id. */
  addSection(title: string): string {
    const id = idFor(title, this.#takenIds())
    this.live.setAll([
      ...this.#place(SECTIONS, id, this.outline.length),
      [cellId(SECTIONS, id, 'title'), said(title)],
      [cellId(SECTIONS, id, 'per'), said('study')],
    ])
    this.#hand = { is: 'section', section: id }
    return id
  }

  /** @returns whether it could be moved. */
  move(part: Part, by: 1 | -1): boolean {
    if (part.is === 'section') return this.#moveSection(part.section, by)
    const line = part.is === 'field' ? this.fieldLine(part.row) : undefined
    const target = line && fieldStep(this.outline, line, by, this.publishedField(line) !== undefined)
    if (!line || !target) return false
    this.live.setAll(this.#placeField(line.row, target))
    return true
  }

  #moveSection(id: string, by: 1 | -1): boolean {
    const at = this.outline.findIndex((section) => section.id === id) + by
    if (at < 0 || at >= this.outline.length) return false
    this.live.setAll(this.#place(SECTIONS, id, at))
    return true
  }

  /** Why a field may not stand in a section; null where it may. */
  objectionTo(line: FieldLine, section: SectionLine): ReturnType<typeof objectionTo> {
    return objectionTo(this.outline, line, section, this.publishedField(line) !== undefined)
  }

  /** Behind what stands there. */
  moveInto(line: FieldLine, section: SectionLine): void {
    if (this.objectionTo(line, section) === null)
      this.live.setAll(this.#placeField(line.row, { section: section.id, at: section.fields.length }))
  }

  /** Only its place: undo, or "use again" where it was published, brings it back with all that was written. */
  takeOut(part: Part): void {
    if (part.is === 'form') return
    const all = stops(this.outline)
    const at = all.findIndex((one) => isSamePart(one, part))
    this.live.set(part.is === 'section' ? orderKey(SECTIONS, part.section) : orderKey(FIELDS, part.row), null)
    this.#hand = all[at - 1] ?? { is: 'form' }
  }

  /** The same question again under a new id, behind the first. @returns its row. */
  duplicateField(line: FieldLine): string {
    const label = `${line.label} (copy)`
    const row = fieldRowId(line.section, idFor(label, this.#takenIds()))
    const at = (this.sectionLine(line.section)?.fields.findIndex((field) => field.row === line.row) ?? -1) + 1
    const { changes, texts } = this.#copyOf(FIELDS, line.row, row)
    this.live.setAll(
      [
        ...changes,
        ...this.#placeField(row, { section: line.section, at }),
        [cellId(FIELDS, row, 'label'), said(label)],
      ],
      texts,
    )
    this.#hand = { is: 'field', row }
    return row
  }

  /** With all its fields. Where answers share one space of names, these get ids of their own, also in their conditions. */
  duplicateSection({ id: from, title, per, fields }: SectionLine): string {
    const taken = this.#takenIds()
    const id = idFor(`${title} (copy)`, taken)
    const ids = new Map<string, string>()
    for (const field of fields) {
      const own = per === 'study' ? idFor(field.label, taken) : field.id
      taken.add(own)
      ids.set(field.id, own)
    }
    const copy = this.#copyOf(SECTIONS, from, id)
    const places = inOrder(fields.map((field) => fieldRowId(id, ids.get(field.id) ?? field.id)))
    const copies = fields.map((field, at) => this.#fieldCopy(field, id, places[at] as PlacedRow, ids))
    const behind = this.outline.findIndex((section) => section.id === from) + 1
    this.live.setAll(
      [
        ...copy.changes,
        ...this.#place(SECTIONS, id, behind),
        [cellId(SECTIONS, id, 'title'), said(`${title} (copy)`)],
        ...copies.flatMap(({ changes }) => changes),
      ],
      [...copy.texts, ...copies.flatMap(({ texts }) => texts)],
    )
    this.#hand = { is: 'section', section: id }
    return id
  }

  #fieldCopy(field: FieldLine, section: string, { id: row, place }: PlacedRow, ids: ReadonlyMap<string, string>) {
    const { changes, texts } = this.#copyOf(FIELDS, field.row, row)
    const when = this.fieldAt(field)?.when
    const renamed: readonly Change[] = when
      ? [[cellId(FIELDS, row, 'when'), said(renamedIn(when, ids) as unknown as Json)]]
      : []
    return {
      changes: [
        ...changes,
        [orderKey(FIELDS, row), place],
        [cellId(FIELDS, row, 'section'), said(section)],
        ...renamed,
      ] as readonly Change[],
      texts,
    }
  }

  /** Asks again what an earlier version asked; as it was written last or, where nobody did, as it was published. */
  useAgain({ section, field }: Retired): void {
    if (field) this.#useFieldAgain(section, field)
    else this.#useSectionAgain(section)
  }

  #useSectionAgain(section: Section): void {
    const { changes, texts } = this.#rowsEver(SECTIONS).has(section.id)
      ? NOTHING
      : writtenAnew({ ...withoutRetired(section), fields: section.fields.map(withoutRetired) })
    this.live.setAll([...changes, ...this.#place(SECTIONS, section.id, this.outline.length)], texts)
    this.#hand = { is: 'section', section: section.id }
  }

  #useFieldAgain(section: Section, field: Field): void {
    const known = [...this.#rowsEver(FIELDS)].find(
      (row) => fieldIdOf(row) === field.id && this.#sectionOf(row) === section.id,
    )
    const row = known ?? fieldRowId(section.id, field.id)
    const { changes, texts } = known
      ? NOTHING
      : only(`${FIELDS}/${row}/`, writtenAnew({ ...section, fields: [withoutRetired(field)] }))
    const at = this.sectionLine(section.id)?.fields.length ?? 0
    this.live.setAll([...changes, ...this.#placeField(row, { section: section.id, at })], texts)
    this.#hand = { is: 'field', row }
  }

  #sectionOf(row: string): Json {
    return answerAt(this.document, cellId(FIELDS, row, 'section'))?.value ?? null
  }

  /** Everything that is written about a row, without its place. */
  #copyOf(list: string, from: string, to: string): Writing {
    const { fields, texts } = this.document
    const prefix = `${list}/${from}/`
    const isOwn = (key: string): boolean => key.startsWith(prefix) && parseFieldKey(key)?.part === 'answer'
    const renamed = (key: string): string => cellId(list, to, key.slice(prefix.length))
    return {
      changes: Object.entries(fields).flatMap(([key, value]): readonly Change[] =>
        isOwn(key) ? [[renamed(key), value]] : [],
      ),
      texts: Object.entries(texts).flatMap(([name, text]) => (isOwn(name) ? [[renamed(name), text] as const] : [])),
    }
  }

  #placeField(row: string, { section, at }: Target): readonly Change[] {
    const others = (this.sectionLine(section)?.fields ?? []).filter((field) => field.row !== row)
    return [
      ...this.#placed(
        FIELDS,
        others.map((field) => field.row),
        at,
        row,
      ),
      ...(this.#sectionOf(row) === section ? [] : [[cellId(FIELDS, row, 'section'), said(section)] as const]),
    ]
  }

  #place(list: typeof SECTIONS, id: string, at: number): readonly Change[] {
    const others = this.outline.filter((section) => section.id !== id)
    return this.#placed(
      list,
      others.map((section) => section.id),
      at,
      id,
    )
  }

  #placed(list: string, others: readonly string[], at: number, id: string): readonly Change[] {
    const places = others.map((row) => ({ id: row, place: String(this.document.fields[orderKey(list, row)]) }))
    return placedAt(places, at, id).map((row) => [orderKey(list, row.id), row.place])
  }

  /** Also of rows that were taken out: an id is never used for another question. */
  #takenIds(): Set<string> {
    const published = this.earlier?.sections ?? []
    return new Set([
      ...RESERVED_NAMES,
      ...this.#rowsEver(SECTIONS),
      ...[...this.#rowsEver(FIELDS)].map(fieldIdOf),
      ...published.flatMap(({ id, fields }) => [id, ...fields.map((field) => field.id)]),
    ])
  }

  #rowsEver(list: string): ReadonlySet<string> {
    const { fields } = this.document
    return new Set(Object.keys(fields).flatMap((key) => (key.startsWith(`${list}/`) ? (key.split('/')[1] ?? []) : [])))
  }
}

const [FORM, SECTION, FIELD] = FORM_OF_FORMS.sections as readonly [Section, Section, Section]

const inOrder = (rows: readonly string[]): readonly PlacedRow[] =>
  rows.reduce<readonly PlacedRow[]>((placed, row) => [...placed, ...placedAt(placed, placed.length, row)], [])

function writtenAnew(section: Section): Writing {
  const { fields, texts } = documentOf({ title: '', shortTitle: '', cites: [], sections: [section] })
  return { changes: Object.entries(fields), texts: Object.entries(texts) }
}

const only = (prefix: string, { changes, texts }: Writing): Writing => ({
  changes: changes.filter(([key]) => key.startsWith(prefix)),
  texts: texts.filter(([name]) => name.startsWith(prefix)),
})

function withoutRetired<T extends { readonly retired?: true }>({ retired: _retired, ...current }: T) {
  return current
}

function renamedIn(condition: Condition, ids: ReadonlyMap<string, string>): Condition {
  if ('item' in condition) return { ...condition, item: ids.get(condition.item) ?? condition.item }
  return 'all' in condition
    ? { all: condition.all.map((part) => renamedIn(part, ids)) }
    : { any: condition.any.map((part) => renamedIn(part, ids)) }
}
