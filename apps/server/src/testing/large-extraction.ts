/**
 * Extractions as large as the speed of Tandem is measured with: a form of 100 fields over a study of five arms, six outcomes and
 * four timepoints, and an ordinary one, which there are hundreds of in a review. Every number in them is made up.
 */
import {
  builtInForm,
  cellsOf,
  EMPTY_DOCUMENT,
  isInstrument,
  orderKey,
  structureIn,
  type Cell,
  type ExtractionForm,
  type Json,
  type Section,
} from '@tandem/rules'
import { reported, row } from '@tandem/rules/testing'
import type { WantedExtraction } from './populate.ts'

export const EXTRACTION_SIZES = ['ordinary', 'large'] as const
export type ExtractionSize = (typeof EXTRACTION_SIZES)[number]

export const LARGE_FIELDS = 100

const STUDIES: Readonly<Record<ExtractionSize, StudySize>> = {
  ordinary: { arms: 2, outcomes: 3, timepoints: 2 },
  large: { arms: 5, outcomes: 6, timepoints: 4 },
}

type StudySize = { readonly arms: number; readonly outcomes: number; readonly timepoints: number }

type Fields = Readonly<Record<string, Json>>

export function extractionOfSize(size: ExtractionSize): WantedExtraction {
  const form = size === 'large' ? withFields(ordinaryForm(), LARGE_FIELDS) : ordinaryForm()
  const structure = structureOfSize(STUDIES[size])
  return { form, structure, drafted: (turn) => draftBy(form, structure, turn) }
}

function ordinaryForm(): ExtractionForm {
  const form = builtInForm('return-to-work')
  if (form === undefined || isInstrument(form)) throw new Error('there is no such form')
  return form
}

/** The same with so many questions in all. */
function withFields(form: ExtractionForm, count: number): ExtractionForm {
  const before = form.sections.reduce((sum, { fields }) => sum + fields.length, 0)
  const more: Section = {
    id: 'more',
    title: 'More about the study',
    help: '',
    per: 'study',
    fields: Array.from({ length: count - before }, (_, place) => ({
      id: `more-${place + 1}`,
      label: `Question ${place + 1}`,
      help: '',
      required: false,
      settings: { type: 'text' },
    })),
  }
  return {
    ...form,
    id: `${form.id}-large`,
    title: 'A large form',
    shortTitle: 'Large form',
    sections: [...form.sections, more],
  }
}

function structureOfSize({ arms, outcomes, timepoints }: StudySize): Fields {
  const rows = (count: number, section: string, more: (place: number) => Fields): Fields =>
    Object.assign(
      {},
      ...Array.from({ length: count }, (_, place) => ({
        ...row(section, `${section[0]}${place + 1}`, 'BCDEFG'[place] ?? 'H', { name: `${section} ${place + 1}` }),
        ...more(place),
      })),
    ) as Fields
  return {
    ...rows(arms, 'arms', (place) => ({
      [`arms/a${place + 1}/role`]: reported(place === 0 ? 'intervention' : 'control'),
    })),
    ...rows(timepoints, 'timepoints', () => ({})),
    ...rows(outcomes, 'outcomes', (place) => ({
      [`outcomes/o${place + 1}/measure`]: reported(place % 2 === 0 ? 'dichotomous' : 'continuous'),
    })),
  }
}

/** What reports usually give of a result. */
const GIVEN: readonly string[] = ['n', 'events', 'percent', 'mean', 'sd']

function draftBy(form: ExtractionForm, structure: Fields, turn: number): Fields {
  const cells = cellsOf(form, EMPTY_DOCUMENT, structureIn({ fields: structure, texts: {} }))
  const answered = cells.filter(
    ({ section, field }) =>
      field.required || (section.per === 'result' ? GIVEN.includes(field.id) : section.per !== 'contrast'),
  )
  const rows = form.sections
    .filter(({ per, required }) => per === 'row' && required)
    .map(({ id }) => [orderKey(id, 'r1'), 'B'])
  return { ...Object.fromEntries(rows), ...Object.fromEntries(answered.map((cell) => [cell.id, answerTo(cell, turn)])) }
}

/** Two turns differ in the first result. */
function answerTo({ id, field: { settings } }: Cell, turn: number): Json {
  switch (settings.type) {
    case 'whole':
      return reported(id === 'results/o1~t1~a1/events' ? 20 + turn : 40)
    case 'number':
      return reported({ amount: '12.5', unit: settings.units?.[0]?.id ?? null })
    case 'text':
    case 'long-text':
      return reported('Workers on sick leave for at least a month')
    case 'choice':
      return reported(settings.options[0]?.id ?? '')
    case 'choices':
      return reported(settings.options.slice(0, 1).map((option) => option.id))
    default:
      return { status: 'not-reported' }
  }
}
