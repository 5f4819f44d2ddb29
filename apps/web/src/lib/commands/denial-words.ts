/** A denial as people read it: first what is missing here, then the rulebook's sentence. */
import { parseFieldKey, sentenceOf, type Denial, type Instrument } from '@tandem/rules'
import { numbersOf } from '#lib/review/situation.ts'
import { counted, itemsInWords, listed } from '#lib/review/words.ts'

type DenialWords = { readonly missing: string | null; readonly sentence: string }

/** @param instrument of the assessment that the command is about; without one there are no items to name. */
export function denialWords(denial: Denial, instrument?: Instrument): DenialWords {
  return { missing: missingIn(denial, instrument), sentence: `Rule: ${lowerFirst(sentenceOf(denial.rule))}` }
}

/** Items that the denial names, in the instrument's order. */
export function itemsIn(denial: Denial): readonly string[] {
  const { items, fields } = denial.details
  if (Array.isArray(items)) return items as readonly string[]
  if (Array.isArray(fields)) return (fields as readonly string[]).flatMap((key) => parseFieldKey(key)?.item ?? [])
  return []
}

function missingIn(denial: Denial, instrument: Instrument | undefined): string | null {
  const { items, fields, studies } = denial.details
  if (Array.isArray(items)) {
    return items.length === 1
      ? `Item ${numbersIn(instrument, items as readonly string[])[0]} has no answer yet.`
      : `${items.length} required items have no answer yet.`
  }
  if (Array.isArray(fields)) {
    return `Settle the second value on ${itemsInWords(numbersIn(instrument, itemsIn(denial)))} first.`
  }
  if (Array.isArray(studies))
    return `${counted(studies.length, 'study', 'studies')} still open: ${listed(studies as readonly string[])}.`
  return null
}

const numbersIn = (instrument: Instrument | undefined, items: readonly string[]): readonly string[] =>
  instrument ? numbersOf(instrument, items) : items

const lowerFirst = (sentence: string): string => sentence.slice(0, 1).toLowerCase() + sentence.slice(1)
