/**
 * From drafts to a consensus: what all agree on is filled in, everything else is left open.
 *
 * Equal answers only; sources are united; notes start empty, because a note is a person's own reasoning. A required
 * item without an agreed answer must be settled even where the different answers score alike.
 */
import { answersIn, fieldKey, sourcesOf, type Part, type PlainDocument, type Source } from './content/index.ts'
import { countedAnswers, itemsOf } from './instruments/score.ts'
import type { Answers, Instrument } from './instruments/definition.ts'
import { isSameJson, type Json } from './json.ts'

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
      const sources = unite(drafts.map((draft) => sourcesOf(draft, item)))
      return sources.length > 0 ? sources : null
    },
    note: () => null,
  }

function unite(lists: readonly (readonly Source[])[]): readonly Source[] {
  const united: Source[] = []
  for (const source of lists.flat()) {
    if (!united.some((known) => isSameJson(known, source))) united.push(source)
  }
  return united
}
