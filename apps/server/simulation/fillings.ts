/** What people write into a form, whichever kind it is: a value of some question, and everything that has to be answered. */
import type { Random } from '@tandem/documents/testing'
import {
  fieldKey,
  isInstrument,
  itemsOf,
  orderKey,
  placeOf,
  type ExtractionForm,
  type Form,
  type Json,
  type PlainDocument,
} from '@tandem/rules'
import { EXTRACTED, QUESTION, reported, row, STRUCTURE } from '@tandem/rules/testing'

export type Write = readonly [key: string, value: Json | null]

/** Some question of the form. */
export function someItem(form: Form, random: Random): string {
  return isInstrument(form) ? random.pick(itemsOf(form)).id : random.pick(Object.keys(cellsFor(form)))
}

/** An answer to some question, or a row that is added, moved or taken away. @param word a text of this person's own. */
export function someWrites(form: Form, random: Random, word: string): readonly Write[] {
  if (isInstrument(form)) {
    const item = random.pick(itemsOf(form))
    return [[item.id, random.pick(item.options).id]]
  }
  if (random.chance(0.2)) return someRow(form.kind, random, word)
  const [cell, choices] = random.pick(Object.entries(cellsFor(form)))
  return [[cell, random.pick([...choices(random, word), { status: 'not-reported' }])]]
}

export function clearing(form: Form, random: Random): Write {
  return [someItem(form, random), null]
}

/** Complete, with differences here and there. */
export function everything(form: Form, random: Random): readonly Write[] {
  if (isInstrument(form)) return itemsOf(form).map((item) => [item.id, random.pick(item.options).id])
  if (form.kind === 'structure') return Object.entries(STRUCTURE)
  if (form.kind === 'definition') return Object.entries(QUESTION)
  const added = placeOf(form, 'funding')?.field
  const funding = added && !added.retired ? [['funding', reported('The region')] as const] : []
  const differs = random.chance(0.5) ? [['results/o1~t1~a1/events', reported(random.integer(3))] as const] : []
  return [...Object.entries(EXTRACTED), ...funding, ...differs]
}

/** Questions in an order of their own: a number means the same one in every run. */
export const itemsFor = (form: Form): readonly string[] =>
  isInstrument(form) ? itemsOf(form).map(({ id }) => id) : Object.keys(cellsFor(form))

/** Some answer to this question that is not the one that stands there. */
export function anotherAnswer(form: Form, item: string, standing: Json | null, random: Random, word: string): Json {
  const isOther = (one: Json): boolean => JSON.stringify(one) !== JSON.stringify(standing)
  return random.pick(answersTo(form, item, random, word).filter(isOther))
}

/** At least two that differ. */
function answersTo(form: Form, item: string, random: Random, word: string): readonly Json[] {
  if (!isInstrument(form)) return [...(cellsFor(form)[item]?.(random, word) ?? []), { status: 'not-reported' }]
  return itemsOf(form).flatMap(({ id, options }) => (id === item ? options.map((option) => option.id) : []))
}

/** Settles what `openIn` names: a question, or a section that needs a row. */
export function settling(form: Form, open: string): readonly Write[] {
  if (isInstrument(form)) return [[open, itemsOf(form).find(({ id }) => id === open)?.options[0]?.id ?? null]]
  if (placeOf(form, open) === undefined) return Object.entries(row(open, 'f1', 'B', { name: 'The region' }))
  return [[open, EXTRACTED[open] ?? { status: 'not-reported' }]]
}

/** What the gate refuses. */
export const unfit = (form: Form, word: string): Write =>
  isInstrument(form)
    ? [itemsFor(form)[0] ?? '', word]
    : [itemsFor(form)[0] ?? '', { status: 'reported', value: { word } }]

type Choices = (random: Random, word: string) => readonly Json[]
const whole: Choices = (random) => [reported(random.integer(50))]
const words: Choices = (_random, word) => [reported(word)]

/** Cells that somebody may write, with what may stand in them. */
function cellsFor({ kind }: Exclude<Form, { domains: unknown }>): Readonly<Record<string, Choices>> {
  return CELLS[kind]
}

const STRUCTURE_CELLS: Readonly<Record<string, Choices>> = {
  'arms/a1/name': words,
  'arms/a1/role': () => [reported('intervention'), reported('control')],
  'outcomes/o1/name': words,
  'outcomes/o1/measure': () => [reported('dichotomous'), reported('continuous')],
  'timepoints/t1/name': words,
}

const EXTRACTION_CELLS: Readonly<Record<string, Choices>> = {
  design: () => [reported('cohort'), reported('randomised')],
  allocation: words,
  dropped: words,
  'funders/f1/name': words,
  'funders/f2/name': words,
  'results/o1~t1~a1/n': whole,
  'results/o1~t1~a1/events': whole,
  'results/o1~t2~a2/n': (random) => [{ status: 'unclear', value: random.integer(9) }],
}

/** Of the tiny form under construction: what is asked in other words, taken out, asked again, or new. */
const DEFINITION_CELLS: Readonly<Record<string, Choices>> = {
  title: words,
  'fields/study~design/label': words,
  'fields/study~allocation/label': words,
  'fields/study~allocation/required': () => [reported('yes'), reported('no')],
  'fields/results~events/label': words,
  'fields/study~funding/label': words,
  'fields/study~funding/required': () => [reported('yes'), reported('no')],
}

const CELLS: Readonly<Record<ExtractionForm['kind'], Readonly<Record<string, Choices>>>> = {
  structure: STRUCTURE_CELLS,
  extraction: EXTRACTION_CELLS,
  definition: DEFINITION_CELLS,
}

const ROWS: Readonly<Record<ExtractionForm['kind'], readonly [section: string, ids: readonly string[]]>> = {
  structure: ['arms', ['f2', 'a3']],
  extraction: ['funders', ['f2', 'a3']],
  definition: ['fields', ['study~allocation', 'study~aim', 'funders~role', 'study~funding']],
}

function someRow(kind: ExtractionForm['kind'], random: Random, word: string): readonly Write[] {
  const [section, ids] = ROWS[kind]
  const id = random.pick(ids)
  if (random.chance(0.3)) return [[orderKey(section, id), null]]
  if (random.chance(0.3)) return [[orderKey(section, id), random.pick(['C', 'D', 'EV'])]]
  if (kind === 'definition') return Object.entries(QUESTION)
  return Object.entries(row(section, id, random.pick(['C', 'D']), { name: word }))
}

/** A change after which the tiny form can still be published: a question in other words, one out or in, a new one. */
export function someBuilding({ fields }: PlainDocument, random: Random): readonly Write[] {
  const words = reported(`Wording ${random.integer(9)}`)
  const turned = random.pick(['study~allocation', 'funders~role', 'results~events'])
  const order = orderKey('fields', turned)
  return random.pick<readonly Write[]>([
    [[`fields/${random.pick(['study~design', 'study~allocation', 'results~n'])}/label`, words]],
    [[order, fields[order] === undefined ? random.pick(['g', 'h']) : null]],
    Object.entries(QUESTION),
  ])
}

/** Somebody lets a warning stand. Only of what was read in a report. */
export function someAcceptance(form: Form, random: Random, word: string): Write | null {
  return isInstrument(form) || form.kind === 'definition'
    ? null
    : [fieldKey(someItem(form, random), 'accepted'), { 'some-warning': word }]
}
