/**
 * What the life of an assessment asks of its form, whichever kind it is: what is still open, what several people say alike,
 * how far somebody is. Here the two interpreters meet; nothing above this file tells instruments and other forms apart.
 */
import { EMPTY_DOCUMENT, parseFieldKey, rewordedKey, type PlainDocument } from '../content/index.ts'
import { answersIn } from '../instruments/answers.ts'
import type { Answers } from '../instruments/definition.ts'
import { itemProgress, itemsOf, scoreOf } from '../instruments/score.ts'
import type { Assessment, ReviewView } from '../review.ts'
import { cellsOf, countedCells, currentSections, isAsked, placeOf, type FieldPlace } from './cells.ts'
import type { ExtractionForm } from './definition.ts'
import { isInstrument, type Form } from './form.ts'
import { answerAt, rowIdsIn } from './rows.ts'
import { structureAnswers, structureOf, type Structure } from './structure.ts'

/** What the questions of an assessment hang on beside its document. */
export type Ground = {
  /** Null where none is agreed. */
  readonly structure: Structure | null
  /** Where the drafts differed at the reveal; empty before. */
  readonly differing: readonly string[]
}

export function groundOf(view: Pick<ReviewView, 'assessments'>, assessment: Assessment): Ground {
  return { structure: structureOf(view, assessment.study), differing: assessment.revealed?.differing ?? [] }
}

/** What the log keeps of a document. An extraction is far too much for every member's view: its documents have it. */
export function recordedAnswers(form: Form, document: PlainDocument): Answers {
  if (isInstrument(form)) return answersIn(form, document)
  return form.kind === 'structure' ? structureAnswers(document) : {}
}

/**
 * What has to be answered before the document can be submitted or settled, by item: required questions, where the drafts
 * differed at the reveal, and answers to what was reworded since, until somebody has looked at them again. A section that needs a row and has none is named by itself.
 */
export function openIn(form: Form, document: PlainDocument, ground: Ground): readonly string[] {
  return isInstrument(form) ? scoreOf(form, answersIn(form, document)).open : openCells(form, document, ground)
}

function openCells(form: ExtractionForm, document: PlainDocument, { structure, differing }: Ground): readonly string[] {
  const cells = cellsOf(form, document, structure)
  const counted = countedCells(form, document, cells)
  const disputed = new Set(differing)
  const lacksRows = currentSections(form)
    .filter((section) => section.per === 'row' && section.required && rowIdsIn(document, section.id).length === 0)
    .map(({ id }) => id)
  const open = cells
    .filter(({ id, field }) => {
      const isAnswered = counted.has(id)
      return isAnswered ? rewordedKey(id) in document.fields : field.required || disputed.has(id)
    })
    .filter((cell) => isAsked(form, cell, document))
    .map(({ id }) => id)
  return [...lacksRows, ...open]
}

/** Answered items, in the form's order: what somebody else confirms. */
export function answeredIn(
  form: Form,
  document: PlainDocument,
  { structure }: Pick<Ground, 'structure'>,
): readonly string[] {
  if (isInstrument(form)) {
    const answers = answersIn(form, document)
    return itemsOf(form).flatMap(({ id }) => (answers[id] === undefined ? [] : [id]))
  }
  return [...countedCells(form, document, cellsOf(form, document, structure)).keys()]
}

/**
 * How far somebody is, in numbers that others may see before the reveal: what is asked whatever is answered, here of the
 * document and in `askedCount` of the form. Rows that people add count once for their section.
 */
export function answeredCount(form: Form, document: PlainDocument): number {
  return isInstrument(form) ? itemProgress(form, answersIn(form, document)).answered : answeredCells(form, document)
}

function answeredCells(form: ExtractionForm, document: PlainDocument): number {
  const items = new Set([...Object.keys(document.fields), ...Object.keys(document.texts)])
  const isAnswer = (key: string): boolean => parseFieldKey(key)?.part === 'answer'
  const answered = [...items].filter(
    (item) => isAnswer(item) && isAlwaysAsked(placeOf(form, item)) && answerAt(document, item),
  )
  const withRows = rowSections(form).filter(({ id }) => rowIdsIn(document, id).length > 0)
  return answered.length + withRows.length
}

function isAlwaysAsked(place: FieldPlace | undefined): boolean {
  if (!place || place.section.per === 'row') return false
  return !place.section.retired && !place.field.retired && place.field.when === undefined
}

/** Out of how many. What was answered of a structure that has become smaller may be more. */
export function askedCount(form: Form, structure: Structure | null): number {
  if (isInstrument(form)) return itemProgress(form, {}).total
  const always = cellsOf(form, EMPTY_DOCUMENT, structure).filter(({ field }) => field.when === undefined)
  return always.length + rowSections(form).length
}

const rowSections = (form: ExtractionForm) => currentSections(form).filter(({ per }) => per === 'row')
