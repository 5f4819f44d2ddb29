/**
 * RIS as databases write it, which is not as it was specified.
 *
 *   TY  - JOUR        a record begins; one without ER before it ends the record before
 *   A1  - Burke, T    a tag of two characters, a dash with up to two blanks on either side (or none behind), a value
 *   wrapped text      a line without a tag goes on with the value above it; after KW, AU, A1 and DB it is a value of its own
 *   ER  -             the record ends; so does it where the file does
 *
 * Blanks before a tag, tags in small letters, blank lines, a line "1. " before a record and whatever stands between records
 * are taken as they come. Nothing is lost silently: what belongs to no record comes back as skipped, with its line.
 */
import type { Citation } from '@tandem/rules'

export type RisField = { readonly tag: string; readonly value: string; readonly line: number }

export type RisRecord = {
  /** Of the first line, from 1. */
  readonly line: number
  /** In the order of the file, unknown tags too. */
  readonly fields: readonly RisField[]
  readonly citation: Citation
}

export type SkippedLine = { readonly line: number; readonly text: string }

export type RisReading = { readonly records: readonly RisRecord[]; readonly skipped: readonly SkippedLine[] }

export function readRis(text: string): RisReading {
  const records: RisRecord[] = []
  const skipped: SkippedLine[] = []
  let open: { line: number; fields: Open[] } | null = null

  const close = (): void => {
    if (open !== null && open.fields.length > 0) records.push(recordOf(open.line, open.fields))
    open = null
  }
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1
    const tagged = taggedLine(raw)
    if (tagged?.tag === 'TY') {
      close()
      open = { line, fields: [openField(tagged, line)] }
    } else if (tagged?.tag === 'ER') close()
    else if (open !== null) take(open.fields, tagged, raw, line)
    else if (!isPassedOver(raw)) skipped.push({ line, text: raw })
  }
  close()
  return { records, skipped }
}

/** Joined once, at the end: a long value that is wrapped into thousands of lines would be copied for each. */
type Open = { readonly tag: string; readonly line: number; readonly parts: string[] }

/**
 * A tag, and a dash with a blank on one side at least: "co-operation" and "T2-weighted" begin a wrapped line. Only records
 * begin and end with a bare dash too.
 */
const TAGGED = /^\s*([A-Za-z][A-Za-z0-9])(?: {1,2}- {0,2}|-(?: {1,2}|$)|(?<=TY|ER)-)(.*)$/

function taggedLine(raw: string): { tag: string; value: string } | null {
  const [, tag, value = ''] = TAGGED.exec(raw) ?? []
  return tag === undefined ? null : { tag: tag.toUpperCase(), value: value.trim() }
}

function take(fields: Open[], tagged: { tag: string; value: string } | null, raw: string, line: number): void {
  if (tagged !== null) return void fields.push(openField(tagged, line))
  const words = raw.trim()
  const last = fields.at(-1)
  if (words === '' || last === undefined) return
  if (REPEATING.has(last.tag)) fields.push({ tag: last.tag, line, parts: [words] })
  else last.parts.push(words)
}

const openField = ({ tag, value }: { tag: string; value: string }, line: number): Open => ({
  tag,
  line,
  parts: [value],
})

/** Tags that hold one value a line: an untagged line below them is a further value. */
const REPEATING: ReadonlySet<string> = new Set(['KW', 'AU', 'A1', 'DB'])

/** Blank lines, the numbers that Ovid writes before each record, and a mark inside the file. */
const isPassedOver = (raw: string): boolean => /^[\s\uFEFF]*(?:\d+\.\s*)?$/.test(raw)

function recordOf(line: number, open: readonly Open[]): RisRecord {
  const fields = open.map(({ tag, line: at, parts }) => ({ tag, value: parts.join(' ').trim(), line: at }))
  return { line, fields, citation: citationFrom(fields) }
}

function citationFrom(fields: readonly RisField[]): Citation {
  const all = (...tags: readonly string[]): readonly string[] => {
    const found = tags.map((tag) => fields.filter((field) => field.tag === tag && field.value !== ''))
    return (found.find((values) => values.length > 0) ?? []).map(({ value }) => value)
  }
  const one = (...tags: readonly string[]): string => all(...tags)[0] ?? ''
  const authors = all('AU', 'A1', 'A2').flatMap(severalAuthors)
  const isCut = authors.some((author) => /^et\s+al\.?$/i.test(author))
  return {
    authors: authors.filter((author) => !/^et\s+al\.?$/i.test(author)),
    truncatedAuthors: isCut,
    title: one('TI', 'T1', 'CT', 'BT'),
    journal: one('JO', 'JF', 'T2', 'JA', 'J2', 'J1'),
    year: yearIn(one('PY', 'Y1', 'DA', 'Y2')),
    volume: one('VL'),
    issue: one('IS'),
    pages: pagesOf(one('SP'), one('EP')) || one('C7'),
    doi: doiIn([...all('DO'), ...all('DI'), ...all('L2'), ...all('L3'), ...all('UR'), ...all('M3')]),
    pmid: pmidIn(fields),
  }
}

/** Some exports write all authors in one line. */
function severalAuthors(text: string): readonly string[] {
  const parts = text.includes(';') ? text.split(';') : text.split(/\s+and\s+/)
  return parts.map((part) => part.replace(/[\s,]+$/, '').trim()).filter((part) => part !== '')
}

/** 0 where none is said. */
function yearIn(text: string): number {
  return Number(/(?:^|\D)((?:1[5-9]|20|21)\d{2})(?!\d)/.exec(text)?.[1] ?? 0)
}

function pagesOf(first: string, last: string): string {
  if (first === '' || last === '' || first === last || /[-–]/.test(first)) return first || last
  return `${first}-${last}`
}

/** The first that is one; without address and without what sentences put behind it. */
function doiIn(values: readonly string[]): string | null {
  for (const value of values) {
    const found = /\b10\.\d{4,9}\/[^\s"<>]+/.exec(decoded(value))?.[0].replace(/[.,;)\]]+$/, '')
    if (found) return found
  }
  return null
}

function decoded(value: string): string {
  return value.replace(/%2F/gi, '/')
}

/** Embase writes it into C5, PubMed's own RIS into AN or a note, EndNote into C6 or an address. */
function pmidIn(fields: readonly RisField[]): string | null {
  for (const { tag, value } of fields) {
    const named = /(?:PMID:?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?\/)(\d{4,8})\b/i.exec(value)?.[1]
    if (named) return named
    if (tag === 'C5' && /^\d{4,8}$/.test(value)) return value
  }
  return null
}
