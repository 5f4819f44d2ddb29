/**
 * What follows from the numbers of two arms at one place, beside what the report says of it.
 *
 * Calculated as the tables of results calculate it, over a study that has this one comparison and nothing else: the same
 * numbers give the same effect here and there, and nothing is read of other outcomes.
 */
import {
  cellId,
  CONTRASTS,
  currentSections,
  EMPTY_DOCUMENT,
  JOINT,
  rowsOf,
  type Answer,
  type Cell,
  type ExtractionForm,
  type Json,
  type Repeats,
  type Row,
  type Section,
  type Structure,
} from '@tandem/rules'
import { resultsOf, type EffectCell } from '@tandem/reports'
import { valueWords } from '../cell-words.ts'

/** The answer to a question that is asked; null where there is none. */
export type Read = (cell: Cell) => Answer | null

export type ContrastEffects = {
  readonly effects: readonly EffectCell[]
  /** What the report says of the two; empty where it says nothing. */
  readonly reported: string
}

/** Each arm against its comparator at each timepoint of an outcome; the id says which. */
export function contrastsOf(structure: Structure, outcome: string): readonly Row[] {
  const rows = rowsOf(CONTRASTS, EMPTY_DOCUMENT, structure) ?? []
  return rows.filter(({ id }) => id.startsWith(outcome + JOINT))
}

export function contrastEffects(
  form: ExtractionForm,
  structure: Structure,
  contrast: Row,
  read: Read,
): ContrastEffects {
  const [outcome, timepoint, arm, comparator] = contrast.id.split(JOINT)
  const sections = currentSections(form).filter(({ per }) => per === 'result' || per === 'contrast')
  const rows: Readonly<Partial<Record<Repeats, readonly string[]>>> = {
    result: [arm, comparator].map((one) => [outcome, timepoint, one].join(JOINT)),
    contrast: [contrast.id],
  }
  const cells = sections.flatMap((section) =>
    (rows[section.per] ?? []).flatMap((row) => cellsIn(section, { ...contrast, id: row })),
  )
  const answers = cells.flatMap((cell) => {
    const answer = read(cell)
    return answer === null ? [] : [{ cell, answer }]
  })
  const { effects } = resultsOf({
    form: { ...form, sections: sections.map(ungated) },
    invented: null,
    studies: [
      {
        key: '',
        label: '',
        year: 0,
        state: 'partial',
        form,
        structure: {
          arms: structure.arms.filter(({ id }) => id === arm || id === comparator),
          outcomes: structure.outcomes.filter(({ id }) => id === outcome),
          timepoints: structure.timepoints.filter(({ id }) => id === timepoint),
        },
        drafts: [],
        consensus: {
          content: {
            fields: Object.fromEntries(answers.map(({ cell, answer }) => [cell.id, answer as unknown as Json])),
            texts: {},
          },
          isSettled: false,
        },
      },
    ],
  })
  return { effects: effects[0] ?? [], reported: reportedIn(answers) }
}

function cellsIn(section: Section, row: Row): readonly Cell[] {
  return section.fields
    .filter(
      ({ retired, measures }) => !retired && (row.measure === undefined || (measures?.includes(row.measure) ?? true)),
    )
    .map((field) => ({ id: cellId(section.id, row.id, field.id), section, row, field }))
}

/** Only what is asked was read: the gates stand elsewhere in the form. */
function ungated(section: Section): Section {
  const fields = section.fields.map((field) => {
    const { when: _, ...asked } = field
    return asked
  })
  return { ...section, fields }
}

/** "Risk ratio 0.70 (0.50 to 0.98), p 0.04". */
function reportedIn(answers: readonly { readonly cell: Cell; readonly answer: Answer }[]): string {
  const words = new Map(
    answers.flatMap(({ cell: { section, field }, answer: { value } }) =>
      section.per === 'contrast' && value !== undefined ? [[field.id, valueWords(field, value)] as const] : [],
    ),
  )
  const [low, high, p] = [words.get('ci-low'), words.get('ci-high'), words.get('p')]
  const interval = low !== undefined && high !== undefined ? ` (${low} to ${high})` : ''
  const effect = [words.get('effect-measure'), words.get('estimate')].filter((word) => word !== undefined).join(' ')
  return [effect + interval, p === undefined ? '' : `p ${p}`].filter((part) => part !== '').join(', ')
}
