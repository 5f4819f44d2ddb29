import { answerKey, type PlainDocument } from '../content/index.ts'
import type { Answers, Instrument } from './definition.ts'
import { itemsOf } from './score.ts'

/** The answers of a document, option id by item id, whether they count or not. */
export function answersIn(instrument: Instrument, document: PlainDocument): Answers {
  const answers: Record<string, string> = {}
  for (const item of itemsOf(instrument)) {
    const value = document.fields[answerKey(item.id)]
    if (typeof value === 'string') answers[item.id] = value
  }
  return answers
}
