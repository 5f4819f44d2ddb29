/**
 * From drafts to a consensus: what all agree on is filled in, everything else is left open.
 *
 * Equal answers only; sources are united; notes start empty, because a note is a person's own reasoning. A required
 * item without an agreed answer must be settled even where the different answers score alike.
 */
import { fieldKey, sourcesOf, type Part, type PlainDocument } from './content/index.ts'
import { unitedSources } from './content/source.ts'
import { countedAnswers, itemsOf } from './instruments/score.ts'
import { answersIn } from './instruments/answers.ts'
import type { Answers, Instrument } from './instruments/definition.ts'
import type { Json } from './json.ts'

/**
 * Items whose answers differ, in the instrument's order. Unanswered by all is no difference; an answer to a question
 * that is not asked counts as none.
 */
export function differencesBetween(instrument: Instrument, ratings: readonly Answers[]): readonly string[] {
  const counted = ratings.map((answers) => countedAnswers(instrument, answers))
  return itemsOf(instrument)
    .map((item) => item.id)
    .filter((id) => counted.some((answers) => answers[id] !== counted[0]?.[id]))
}

/** What all ratings agree on. */
export function agreedAnswers(instrument: Instrument, ratings: readonly Answers[]): Answers {
  const differing = new Set(differencesBetween(instrument, ratings))
  const first = countedAnswers(instrument, ratings[0] ?? {})
  return Object.fromEntries(Object.entries(first).filter(([id]) => !differing.has(id)))
}

/** The first content of a consensus document. */
export function seedConsensus(instrument: Instrument, drafts: readonly PlainDocument[]): PlainDocument {
  const agreed = agreedAnswers(
    instrument,
    drafts.map((draft) => answersIn(instrument, draft)),
  )
  const fields: Record<string, Json> = {}
  for (const { id } of itemsOf(instrument)) {
    for (const part of Object.keys(SEEDS) as Part[]) {
      const value = SEEDS[part](id, agreed, drafts)
      if (value !== null) fields[fieldKey(id, part)] = value
    }
  }
  return { fields, texts: {} }
}

/** What each part of an item begins with in a consensus; null for empty. */
const SEEDS: Readonly<Record<Part, (item: string, agreed: Answers, drafts: readonly PlainDocument[]) => Json | null>> =
  {
    answer: (item, agreed) => agreed[item] ?? null,
    source: (item, _agreed, drafts) => {
      const sources = unitedSources(drafts.map((draft) => sourcesOf(draft, item)))
      return sources.length > 0 ? sources : null
    },
    note: () => null,
    accepted: () => null,
    reworded: () => null,
    order: () => null,
  }
