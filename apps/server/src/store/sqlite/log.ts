/** The one way in: a batch of commits becomes rows, numbers and links, in one transaction. */
import {
  canonicalJson,
  type Actor,
  type DocumentId,
  type Instant,
  type Json,
  type PersonId,
  type ReviewEvent,
  type ReviewId,
} from '@tandem/rules'
import { SALT_BYTES, nextLink, seal, type ChainHeader } from '../chain.ts'
import type { CarriedForward, CommandRecord, Commit, DocumentSummary, LogEntry, StoredDocument } from '../contract.ts'
import type { Connection } from './connection.ts'
import { updateCounter } from './documents.ts'
import type { NoticeTables } from './notices.ts'
import type { ReviewTables } from './reviews.ts'
import { sealed } from './seal.ts'
import type { DocumentSummaryTable, DocumentTable } from './schema.ts'

/** Bytes that nobody can guess. */
export type Random = (size: number) => Uint8Array

/** What stands beside the log and is written with it. */
type Beside = Pick<ReviewTables, 'keepBeside'> & { readonly keepNotices: NoticeTables['keep'] }

export function logTables(connection: Connection, random: Random, { keepBeside, keepNotices }: Beside) {
  const rows = insertions(connection)
  const answers = answerQueries(connection)
  const heads = chainHeads(connection)
  const numbers = updateNumbers(connection)
  const newSalt = saltsFrom(random)
  const raiseLayout = layoutRaiser(connection)

  /** Gives an entry its number and its link. */
  function chain(review: ReviewId, entry: Omit<ChainHeader, 'seq'>, payload: Uint8Array) {
    const last = heads.of(review)
    const header = { ...entry, seq: last.seq + 1 }
    const salt = newSalt()
    const link = nextLink(last.link, header, seal(salt, payload))
    heads.move(review, { seq: header.seq, link })
    return { seq: header.seq, salt, link }
  }

  function appendEdit(review: ReviewId, { document, actor, at, bytes }: Edit): void {
    const chained = chain(review, { kind: 'edit', document, actor, at }, bytes)
    rows.update({ review, document, number: numbers.next(document), actor, at, bytes, ...chained })
  }

  function appendEvent(review: ReviewId, event: ReviewEvent): void {
    const { actor, at } = event
    const text = canonicalJson(withoutName(event) as unknown as Json)
    const chained = chain(review, { kind: 'event', document: null, actor, at }, Buffer.from(text, 'utf8'))
    rows.event({ review, actor, at, event: text, ...chained })
  }

  function append(review: ReviewId, entry: LogEntry): void {
    if (entry.kind === 'edit') appendEdit(review, entry)
    else appendEvent(review, entry.event)
  }

  function write(commit: Commit): void {
    const { review } = commit
    // First: documents refer to definitions.
    if (commit.beside !== undefined) keepBeside(review, commit.beside)
    for (const document of commit.documents) rows.document(documentRow(document))
    for (const entry of commit.entries) append(review, entry)
    for (const { document, client, owner } of commit.owners) rows.owner({ document, client, owner })
    for (const summary of commit.summaries) rows.summary(summaryRow(summary))
    if (commit.snapshot !== null) rows.snapshot({ review, ...snapshotRow(commit.snapshot) })
    if (commit.command !== null) rows.command({ review, ...commandRow(commit.command) })
    if (commit.notices !== undefined) keepNotices(review, commit.notices)
  }

  function inOne(body: () => void): void {
    try {
      connection.transaction(() => {
        body()
        heads.save()
      })
    } catch (error) {
      // What they remember was not written.
      heads.forget()
      numbers.forget()
      throw error
    }
  }

  return {
    ...answers,
    commit: (commits: readonly Commit[]): void => inOne(() => commits.forEach(write)),
    /** What `body` writes and these commits, together. */
    commitAfter: (body: () => void, commits: readonly Commit[]): void =>
      inOne(() => {
        body()
        commits.forEach(write)
      }),
    carryForward({ document, layout, bytes, client, at }: CarriedForward): void {
      inOne(() => {
        raiseLayout({ ...document, layout })
        if (bytes === null) return
        appendEdit(document.review, { document: document.id, actor: 'system', at, bytes })
        rows.owner({ document: document.id, client, owner: 'system' })
      })
    },
  }
}

/** The number of each document's last update, remembered: only this process writes, and asking costs as much as writing. */
function updateNumbers(connection: Connection) {
  const count = updateCounter(connection)
  const last = new Map<DocumentId, number>()
  return {
    next(document: DocumentId): number {
      if (last.size >= REMEMBERED) last.clear()
      const number = (last.get(document) ?? count(document)) + 1
      last.set(document, number)
      return number
    },
    forget: (): void => last.clear(),
  }
}

const REMEMBERED = 10_000

/** Drawn by the hundred: each draw costs as much as hashing a row. */
function saltsFrom(random: Random): () => Uint8Array {
  let drawn: Uint8Array = new Uint8Array()
  let at = 0
  return () => {
    if (at >= drawn.byteLength) [drawn, at] = [random(SALT_BYTES * 128), 0]
    at += SALT_BYTES
    // A copy: a part of the draw would keep all of it alive.
    return drawn.slice(at - SALT_BYTES, at)
  }
}

function insertions({ insertion }: Connection) {
  return {
    document: insertion('document'),
    update: insertion('update_log'),
    event: insertion('event'),
    snapshot: insertion('snapshot'),
    command: insertion('person_command'),
    // The same binding again changes nothing; a trigger refuses another owner.
    owner: insertion('client_owner', (insert) =>
      insert.onConflict((conflict) =>
        conflict
          .columns(['document', 'client'])
          .doUpdateSet((row) => ({ owner: row.ref('excluded.owner'), seal: row.ref('excluded.seal') })),
      ),
    ),
    summary: insertion('document_summary', (insert) =>
      insert.onConflict((conflict) =>
        conflict.column('document').doUpdateSet((row) => ({
          answered: row.ref('excluded.answered'),
          answers: row.ref('excluded.answers'),
          open_candidates: row.ref('excluded.open_candidates'),
          at: row.ref('excluded.at'),
          seal: row.ref('excluded.seal'),
        })),
      ),
    ),
  }
}

/** The row keeps everything but the number. */
function layoutRaiser({ queries, statement }: Connection): (document: StoredDocument) => void {
  const update = statement((v: { id: DocumentId; layout: number; seal: Uint8Array | null }) =>
    queries.updateTable('document').set({ layout: v.layout, seal: v.seal }).where('id', '=', v.id),
  )
  return (document) => {
    const { id, layout, seal } = sealed('document', { ...documentRow(document), seal: null })
    update.run({ id, layout, seal })
  }
}

/** What was written beside the log: answers to commands, and snapshots. */
function answerQueries({ queries, statement }: Connection) {
  const command = statement((v: { review: ReviewId; person: PersonId; id: string }) =>
    queries
      .selectFrom('person_command')
      .select(['id', 'person', 'asked', 'answer'])
      .where('review', '=', v.review)
      .where('person', '=', v.person)
      .where('id', '=', v.id),
  )
  const snapshot = statement((v: { review: ReviewId; number: number }) =>
    queries.selectFrom('snapshot').select('text').where('review', '=', v.review).where('number', '=', v.number),
  )
  return {
    commandAnswer: (review: ReviewId, person: PersonId, id: string): CommandRecord | null =>
      command.get({ review, person, id }),
    snapshot: (review: ReviewId, number: number): string | null => snapshot.get({ review, number })?.text ?? null,
  }
}

/** No hashed row holds a name: a name can be taken away, and the log cannot be changed. */
function withoutName(event: ReviewEvent): ReviewEvent {
  if (event.type !== 'joined') return event
  const { name: _name, ...rest } = event
  return rest
}

type Edit = { readonly document: DocumentId; readonly actor: Actor; readonly at: Instant; readonly bytes: Uint8Array }
type Head = { readonly seq: number; readonly link: Uint8Array }

/** Where the chains of the reviews in one transaction have come to: read once, written once. */
function chainHeads({ queries, statement }: Connection) {
  const select = statement((v: { review: ReviewId }) =>
    queries.selectFrom('review').select(['seq', 'chain_head as link']).where('id', '=', v.review),
  )
  const update = statement((v: Head & { review: ReviewId }) =>
    queries.updateTable('review').set({ seq: v.seq, chain_head: v.link }).where('id', '=', v.review),
  )
  const known = new Map<ReviewId, Head>()
  const moved = new Set<ReviewId>()

  return {
    of(review: ReviewId): Head {
      const head = known.get(review) ?? select.get({ review })
      if (head === null) throw new Error(`no review ${review}`)
      return head
    },
    move(review: ReviewId, head: Head): void {
      known.set(review, head)
      moved.add(review)
    },
    save(): void {
      for (const review of moved) {
        const head = known.get(review)
        if (head) update.run({ review, ...head })
      }
      moved.clear()
    },
    forget(): void {
      known.clear()
      moved.clear()
    },
  }
}

function documentRow({ id, review, kind, assessment, owner, form, layout }: StoredDocument): DocumentTable {
  return { id, review, kind, assessment: assessment ?? '', owner, form, layout }
}

function summaryRow(summary: DocumentSummary): DocumentSummaryTable {
  const { document, review, assessment, kind, owner, answered, answers, openCandidates, at } = summary
  const answersText = answers === null ? null : JSON.stringify(answers)
  return {
    document,
    review,
    assessment,
    kind,
    owner,
    answered,
    answers: answersText,
    open_candidates: openCandidates,
    at,
  }
}

function snapshotRow({ number, text }: NonNullable<Commit['snapshot']>) {
  return { number, text }
}

function commandRow({ id, person, asked, answer }: CommandRecord): CommandRecord {
  return { id, person, asked, answer }
}
