import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { shorterJsonFirst } from './order.ts'
import { hasExactly, isListOf, sortedIds } from './shape.ts'
import { comparable, tidied } from './text.ts'

export type ReferencesField = Settings<'references'>

export type Reference = {
  /** As somebody typed or pasted it; may be nothing but the DOI. */
  readonly text: string
  /** In lower case, without an address in front: "10.2340/jrm.v57.25156". */
  readonly doi: string | null
  readonly pmid: string | null
}

const MAX_REFERENCES = 200
/** Characters of one reference with its identifiers. */
const MAX_REFERENCE = 2_000

/**
 * Two references are the same if their DOIs are, or, where neither has one, their PMIDs, or else their texts. One with a
 * DOI and one with only a PMID are never the same: by "any identifier in common" A could be B and B be C without A being C.
 */
export const references: FieldType<ReferencesField, readonly Reference[]> = {
  id: 'references',
  title: 'References',
  purpose: 'Reports, one a line, with the DOI or PMID where there is one.',
  fresh: { type: 'references' },
  settingsFaults: () => [],
  fits: (_, value): value is readonly Reference[] =>
    isListOf(value, isReference, MAX_REFERENCES) && new Set(value.map(keyOf)).size === value.length,
  show: (_, value) => value.map(toLine).join('\n'),
  parse: (_, typed) => {
    const lines = typed
      .split(/\r\n?|\n/)
      .map(tidied)
      .filter((line) => line !== '')
    if (lines.length === 0) return parsed<readonly Reference[]>(null)
    // Before anything is searched in them: where a DOI ends is found from behind, character by character.
    if (lines.some((line) => line.length > MAX_REFERENCE)) return unreadable(TAKES)
    const read = withoutRepeats(lines.map(toReference))
    return isListOf(read, isReference, MAX_REFERENCES) ? parsed(read) : unreadable(TAKES)
  },
  isSame: (_, a, b) => sortedIds(a.map(keyOf)).join('\n') === sortedIds(b.map(keyOf)).join('\n'),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [
    {
      settings: { type: 'references' },
      values: [
        [
          { text: 'Callens 2025', doi: '10.2340/jrm.v57.25156', pmid: null },
          { text: 'Protocol of the review', doi: null, pmid: null },
        ],
        [
          { text: 'protocol of  the review'.replace('  ', ' '), doi: null, pmid: null },
          { text: 'doi:10.2340/jrm.v57.25156', doi: '10.2340/jrm.v57.25156', pmid: null },
        ],
        [{ text: 'Downs 1998. PMID: 9764259', doi: null, pmid: '9764259' }],
        [{ text: 'Downs 1998', doi: null, pmid: null }],
      ],
    },
  ],
}

const TAKES = `This field takes at most ${MAX_REFERENCES} references of ${MAX_REFERENCE} characters, one a line.`

function isReference(value: unknown): value is Reference {
  if (!hasExactly(value, ['text', 'doi', 'pmid'])) return false
  const { text, doi, pmid } = value
  if (typeof text !== 'string' || text.length > MAX_REFERENCE || text !== tidied(text) || text === '') return false
  // What the text says is what the identifiers say, or else a file could not be read back.
  return (
    isIdentifier(doi, text, doiIn, 'doi:') && isIdentifier(pmid, text, pmidIn, 'PMID: ') && isShort({ text, doi, pmid })
  )
}

function isIdentifier(
  value: unknown,
  text: string,
  find: (text: string) => string | null,
  mark: string,
): value is string | null {
  const said = find(text)
  if (value === null) return said === null
  // Measured before anything is searched in it.
  if (typeof value !== 'string' || value.length > MAX_REFERENCE || (said !== null && said !== value)) return false
  return find(tidied(mark + value)) === value
}

const isShort = (reference: Reference): boolean => toLine(reference).length <= MAX_REFERENCE

function toLine({ text, doi, pmid }: Reference): string {
  const doiToo = doi !== null && doiIn(text) === null ? ` doi:${doi}` : ''
  return text + doiToo + (pmid !== null && pmidIn(text) === null ? ` PMID: ${pmid}` : '')
}

const toReference = (line: string): Reference => ({ text: line, doi: doiIn(line), pmid: pmidIn(line) })

function withoutRepeats(read: readonly Reference[]): readonly Reference[] {
  const byKey = new Map<string, Reference>()
  for (const reference of read) if (!byKey.has(keyOf(reference))) byKey.set(keyOf(reference), reference)
  return [...byKey.values()]
}

function keyOf({ text, doi, pmid }: Reference): string {
  if (doi !== null) return `doi ${doi}`
  return pmid !== null ? `pmid ${pmid}` : `text ${comparable(text)}`
}

/**
 * The first DOI in a text, or null. Its end is a guess that the form of DOIs leaves to the reader: a sentence's punctuation
 * and a bracket that was opened outside do not belong to it, the brackets of an old "(SICI)" do.
 */
function doiIn(text: string): string | null {
  for (const [match] of text.matchAll(/\b10\.\d{4,9}\/[^\s"]+/gu)) {
    let doi = match.toLowerCase()
    while (isLoose(doi)) doi = doi.slice(0, -1)
    if (!doi.endsWith('/')) return doi
  }
  return null
}

function isLoose(doi: string): boolean {
  const last = doi.at(-1) ?? ''
  if (/[.,;:'’”]/.test(last)) return true
  const opening = { ')': '(', ']': '[', '>': '<', '}': '{' }[last]
  return opening !== undefined && doi.split(last).length > doi.split(opening).length
}

function pmidIn(text: string): string | null {
  const [, labelled, linked] =
    /\bpmid:?\s*0*([1-9]\d{0,7})\b|\bpubmed(?:\.ncbi\.nlm\.nih\.gov|\/)\/?([1-9]\d{0,7})\b/iu.exec(text) ?? []
  return labelled ?? linked ?? null
}
