/** Walks the chain of a review, a page at a time, so that commits can come in between. */
import type { Actor, DocumentId, Instant, ReviewId } from '@tandem/rules'
import { continuesChain, firstLink, isSameLink, type ChainedRow } from '../chain.ts'
import type { ChainBreak } from '../contract.ts'
import type { Connection } from './connection.ts'

const PAGE = 500

type Position = { readonly seq: number; readonly link: Uint8Array }
type Page = readonly ChainedRow[]

export function chainAudit(connection: Connection) {
  const { queries, statement } = connection
  const head = statement((v: { review: ReviewId }) =>
    queries.selectFrom('review').select(['seq', 'chain_head as link']).where('id', '=', v.review),
  )
  const readPage = pageReader(connection)
  const startOf = (review: ReviewId, seq: number): Position | null => {
    if (seq <= 0) return { seq: 0, link: firstLink(review) }
    const row = readPage(review, seq - 1)[0]
    return row?.seq === seq ? row : null
  }

  return {
    /**
     * Judges the chain as it stands when the walk begins; what is committed meanwhile is left to the next walk.
     *
     * @param length how many of the newest links are walked; what lies before them is believed.
     */
    async verify(review: ReviewId, length = Infinity): Promise<ChainBreak | null> {
      const end = head.get({ review })
      if (end === null) throw new Error(`no review ${review}`)
      const beyond = readPage(review, end.seq)[0]
      const start = startOf(review, end.seq - length)
      if (start === null) return { seq: end.seq - length, why: 'missing' }
      const walked = await walk(start, end, (after) => readPage(review, after))
      if ('why' in walked) return walked
      if (!isSameLink(walked.link, end.link)) return { seq: end.seq, why: 'altered' }
      return beyond === undefined ? null : { seq: beyond.seq, why: 'altered' }
    },
  }
}

async function walk(start: Position, end: Position, page: (after: number) => Page): Promise<Position | ChainBreak> {
  let position = start
  while (position.seq < end.seq) {
    const next = follow(position, end, page(position.seq))
    if ('why' in next) return next
    position = next
    await afterOtherWork()
  }
  return position
}

function follow(start: Position, end: Position, rows: Page): Position | ChainBreak {
  if (rows.length === 0) return { seq: start.seq + 1, why: 'missing' }
  let position = start
  for (const row of rows) {
    if (row.seq > end.seq) return position.seq < end.seq ? { seq: position.seq + 1, why: 'missing' } : position
    if (row.seq > position.seq + 1) return { seq: position.seq + 1, why: 'missing' }
    if (!continuesChain(position.link, row)) return { seq: row.seq, why: 'altered' }
    position = row
  }
  return position
}

function afterOtherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

type RowOfChain = {
  seq: number
  document: DocumentId | null
  actor: Actor
  at: Instant
  payload: Uint8Array | string
  salt: Uint8Array
  link: Uint8Array
}

/** Both logs merged by seq. Both have an index in that order, so a page costs its own rows only. */
function pageReader({ queries, statement }: Connection): (review: ReviewId, after: number) => Page {
  type Values = { review: ReviewId; after: number; size: number }
  const edits = statement((v: Values) =>
    queries
      .selectFrom('update_log')
      .select(['seq', 'document', 'actor', 'at', 'bytes as payload', 'salt', 'link'])
      .where('review', '=', v.review)
      .where('seq', '>', v.after)
      .orderBy('seq')
      .limit(v.size),
  )
  const events = statement((v: Values) =>
    queries
      .selectFrom('event')
      .select((row) => ['seq', row.lit(null).as('document'), 'actor', 'at', 'event as payload', 'salt', 'link'])
      .where('review', '=', v.review)
      .where('seq', '>', v.after)
      .orderBy('seq')
      .limit(v.size),
  )
  return (review, after) => {
    const values = { review, after, size: PAGE }
    const rows = [...edits.all(values).map(editRow), ...events.all(values).map(eventRow)]
    return rows.sort((a, b) => a.seq - b.seq).slice(0, PAGE)
  }
}

function editRow(row: RowOfChain): ChainedRow {
  return { ...row, kind: 'edit', payload: row.payload as Uint8Array }
}

function eventRow(row: RowOfChain): ChainedRow {
  return { ...row, kind: 'event', payload: Buffer.from(row.payload as string, 'utf8') }
}
