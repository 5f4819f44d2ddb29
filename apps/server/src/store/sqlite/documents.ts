/** Documents: what is registered about them, their updates, checkpoints, client ids, and what was refused. */
import type { Actor, DocumentId, PersonId } from '@tandem/rules'
import type { Checkpoint, LoggedUpdate, RefusedUpdate, StoredDocument, StoredUpdates } from '../contract.ts'
import type { Connection } from './connection.ts'
import type { DocumentTable } from './schema.ts'

export type QuarantineLimits = { readonly perPerson: number; readonly inAll: number; readonly bytesEach: number }

type OfDocument = { document: DocumentId }

export function documentTables(connection: Connection, limits: QuarantineLimits) {
  const { queries, statement, insertion, transaction } = connection
  const document = statement((v: OfDocument) => queries.selectFrom('document').selectAll().where('id', '=', v.document))
  const checkpoint = statement((v: OfDocument) =>
    queries.selectFrom('checkpoint').select(['up_to as upTo', 'bytes']).where('document', '=', v.document),
  )
  const updatesAfter = statement((v: OfDocument & { number: number }) =>
    queries
      .selectFrom('update_log')
      .select('bytes')
      .where('document', '=', v.document)
      .where('number', '>', v.number)
      .orderBy('number'),
  )
  const everyUpdate = statement((v: OfDocument) =>
    queries
      .selectFrom('update_log')
      .select(['seq', 'actor', 'at', 'bytes'])
      .where('document', '=', v.document)
      .orderBy('number'),
  )
  const owners = statement((v: OfDocument) =>
    queries.selectFrom('client_owner').select(['client', 'owner']).where('document', '=', v.document),
  )
  const countUpdates = updateCounter(connection)
  // A checkpoint that was computed earlier may arrive later; the one that covers more stays.
  const upsertCheckpoint = insertion('checkpoint', (insert) =>
    insert.onConflict((conflict) =>
      conflict
        .column('document')
        .doUpdateSet((row) => ({
          up_to: row.ref('excluded.up_to'),
          bytes: row.ref('excluded.bytes'),
          seal: row.ref('excluded.seal'),
        }))
        .whereRef('checkpoint.up_to', '<', 'excluded.up_to'),
    ),
  )
  const insertRefused = insertion('refused')
  const trim = quarantineTrimmer(connection, limits)

  return {
    get(id: DocumentId): StoredDocument | null {
      const row = document.get({ document: id })
      return row === null ? null : documentOf(row)
    },

    load(id: DocumentId): StoredUpdates {
      const newest = checkpoint.get({ document: id })
      const tail = updatesAfter.all({ document: id, number: newest?.upTo ?? 0 })
      return { checkpoint: newest, tail: tail.map((update) => update.bytes) }
    },

    history: (id: DocumentId): readonly LoggedUpdate[] => everyUpdate.all({ document: id }),

    clientOwners: (id: DocumentId): ReadonlyMap<number, Actor> =>
      new Map(owners.all({ document: id }).map((row) => [row.client, row.owner])),

    saveCheckpoint(id: DocumentId, { upTo, bytes }: Checkpoint): void {
      transaction(() => {
        const count = countUpdates(id)
        if (upTo > count) throw new RangeError(`a checkpoint up to update ${upTo} of a document that has ${count}`)
        upsertCheckpoint({ document: id, up_to: upTo, bytes })
      })
    },

    quarantine({ document, person, at, rule, bytes }: RefusedUpdate): void {
      transaction(() => {
        insertRefused({ document, person, at, rule, bytes: bytes.subarray(0, limits.bytesEach) })
        trim(person)
      })
    },
  }
}

/** How many updates a document has; also the number of the last one. */
export function updateCounter({ queries, statement }: Connection): (document: DocumentId) => number {
  const last = statement((v: OfDocument) =>
    queries
      .selectFrom('update_log')
      .select('number')
      .where('document', '=', v.document)
      .orderBy('number', 'desc')
      .limit(1),
  )
  return (document) => last.get({ document })?.number ?? 0
}

/** Removes the oldest refusals beyond the limits: of this person first, so that nobody displaces the others'. */
function quarantineTrimmer({ queries, statement }: Connection, limits: QuarantineLimits): (person: PersonId) => void {
  const ofPerson = statement((v: { person: PersonId; keep: number }) =>
    queries
      .deleteFrom('refused')
      .where('id', 'in', (inner) =>
        inner
          .selectFrom('refused')
          .select('id')
          .where('person', '=', v.person)
          .orderBy('id', 'desc')
          .limit(-1)
          .offset(v.keep),
      ),
  )
  const inAll = statement((v: { keep: number }) =>
    queries
      .deleteFrom('refused')
      .where('id', 'in', (inner) =>
        inner.selectFrom('refused').select('id').orderBy('id', 'desc').limit(-1).offset(v.keep),
      ),
  )
  return (person) => {
    ofPerson.run({ person, keep: limits.perPerson })
    inAll.run({ keep: limits.inAll })
  }
}

/** An empty text for no assessment: see the table. */
export function documentOf({ id, review, kind, assessment, owner, form, layout }: DocumentTable): StoredDocument {
  return { id, review, kind, assessment: assessment || null, owner, form, layout }
}
