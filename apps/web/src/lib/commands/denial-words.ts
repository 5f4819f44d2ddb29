/** A denial as people read it: first what is missing here, then the rulebook's sentence. */
import { isInstrument, parseFieldKey, sentenceOf, type Denial, type Form } from '@tandem/rules'
import { cellTitle } from '#lib/extraction/cell-titles.ts'
import { numbersOf } from '#lib/review/situation.ts'
import { counted, itemsInWords, listed } from '#lib/review/words.ts'

type DenialWords = { readonly missing: string | null; readonly sentence: string }

/** @param form of the assessment that the command is about; without one there are no items to name. */
export function denialWords(denial: Denial, form?: Form): DenialWords {
  return { missing: missingIn(denial, form), sentence: `Rule: ${lowerFirst(sentenceOf(denial.rule))}` }
}

/** Items that the denial names, in the form's order. */
export function itemsIn(denial: Denial): readonly string[] {
  const { items, fields } = denial.details
  if (Array.isArray(items)) return items as readonly string[]
  if (Array.isArray(fields)) return (fields as readonly string[]).flatMap((key) => parseFieldKey(key)?.item ?? [])
  return []
}

function missingIn(denial: Denial, form: Form | undefined): string | null {
  const { items, fields, studies } = denial.details
  if (Array.isArray(items)) {
    const [name] = namesIn(form, items as readonly string[])
    return items.length === 1
      ? `${upperFirst(name ?? '')} has no answer yet.`
      : `${items.length} required items have no answer yet.`
  }
  if (Array.isArray(fields)) {
    return `Settle the second value on ${placesIn(form, itemsIn(denial))} first.`
  }
  if (Array.isArray(studies))
    return `${counted(studies.length, 'study', 'studies')} still open: ${listed(studies as readonly string[])}.`
  return null
}

/** "item 12", or a question by its label. */
function namesIn(form: Form | undefined, items: readonly string[]): readonly string[] {
  if (form === undefined) return items.map((item) => `item ${item}`)
  return isInstrument(form)
    ? numbersOf(form, items).map((number) => `item ${number}`)
    : items.map((item) => `“${cellTitle(form, item)}”`)
}

function placesIn(form: Form | undefined, items: readonly string[]): string {
  if (form === undefined || isInstrument(form)) return itemsInWords(form ? numbersOf(form, items) : items)
  return items.length > 4 ? counted(items.length, 'question') : listed(namesIn(form, items))
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const lowerFirst = (sentence: string): string => sentence.slice(0, 1).toLowerCase() + sentence.slice(1)
