/** Reviews with their people, studies and forms, and what is projected from their log. */
import {
  carriedForward,
  firstStage,
  NO_QUESTION,
  type Answers,
  type Form,
  type Hash,
  type Instant,
  type LoggedEvent,
  type Person,
  type PersonId,
  type Review,
  type ReviewEvent,
  type ReviewId,
  type Study,
} from '@tandem/rules'
import { firstLink } from '../chain.ts'
import type { BesideTheLog, DocumentSummary, NewReview, ReviewCard, StoredReview } from '../contract.ts'
import type { Connection } from './connection.ts'
import type { DocumentSummaryTable, MembershipTable, MemberTable, ReviewTable, StudyTable } from './schema.ts'
import { sealed } from './seal.ts'

/** Who a person is called in the reviews that they are or were a member of. */
export function memberNames(connection: Connection) {
  const { queries, statement } = connection
  const rows = {
    member: statement((v: { person: PersonId }) =>
      queries.selectFrom('member').selectAll().where('person', '=', v.person),
    ),
    membership: statement((v: { person: PersonId }) =>
      queries.selectFrom('membership').selectAll().where('person', '=', v.person),
    ),
  }
  type Renamed = OfReview & { person: PersonId; name: string; seal: Uint8Array | null }
  const rename = {
    member: statement((v: Renamed) =>
      queries
        .updateTable('member')
        .set({ name: v.name, seal: v.seal })
        .where('review', '=', v.review)
        .where('person', '=', v.person),
    ),
    membership: statement((v: Renamed) =>
      queries
        .updateTable('membership')
        .set({ name: v.name, seal: v.seal })
        .where('review', '=', v.review)
        .where('person', '=', v.person),
    ),
  }
  return (person: PersonId, name: string): void =>
    connection.transaction(() => {
      for (const row of rows.member.all({ person })) rename.member.run(sealed('member', { ...row, name }))
      for (const row of rows.membership.all({ person })) rename.membership.run(sealed('membership', { ...row, name }))
    })
}

type OfReview = { review: ReviewId }

export type ReviewTables = ReturnType<typeof reviewTables>

export function reviewTables(connection: Connection) {
  const { queries, statement, insertion } = connection
  const insertReview = insertion('review')
  const insertMember = insertion('member')
  const insertStudy = insertion('study')
  const insertForm = insertion('form', (insert) => insert.onConflict((conflict) => conflict.doNothing()))
  const putMembership = insertion('membership', (insert) =>
    insert.onConflict((conflict) =>
      conflict.columns(['review', 'person']).doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        is_member: row.ref('excluded.is_member'),
        seal: row.ref('excluded.seal'),
      })),
    ),
  )
  const putCard = cardWriter(connection)
  const review = statement((v: OfReview) => queries.selectFrom('review').selectAll().where('id', '=', v.review))
  const members = statement((v: OfReview) =>
    queries.selectFrom('member').selectAll().where('review', '=', v.review).orderBy('place'),
  )
  const memberships = statement((v: OfReview) =>
    queries.selectFrom('membership').selectAll().where('review', '=', v.review),
  )
  const studies = statement((v: OfReview) =>
    queries.selectFrom('study').selectAll().where('review', '=', v.review).orderBy('place'),
  )
  const forms = statement((v: OfReview) => queries.selectFrom('form').selectAll().where('review', '=', v.review))
  const events = statement((v: OfReview) =>
    queries.selectFrom('event').select('event').where('review', '=', v.review).orderBy('seq'),
  )
  const ofPerson = statement((v: { person: PersonId }) =>
    queries
      .selectFrom('review')
      .innerJoin('membership', 'membership.review', 'review.id')
      .select(['id', 'title', 'reference', 'invented'])
      .where('membership.person', '=', v.person)
      .where('membership.is_member', '=', 1)
      .orderBy('review.id'),
  )
  const firstsBy = statement((v: { person: PersonId }) =>
    queries
      .selectFrom('membership')
      .innerJoin('event', 'event.review', 'membership.review')
      .select('event.event')
      .where('membership.person', '=', v.person)
      .where('event.seq', '=', 1)
      .where('event.actor', '=', v.person),
  )
  const summaries = statement((v: OfReview) =>
    queries.selectFrom('document_summary').selectAll().where('review', '=', v.review).orderBy('document'),
  )

  function keepForms(review: ReviewId, made: NewReview['forms']): void {
    for (const [hash, form] of Object.entries(made)) {
      insertForm({ review, hash: hash as Hash, definition: JSON.stringify(form) })
    }
  }

  return {
    /** Inside a transaction. */
    create(created: NewReview): void {
      const { id } = created.review
      insertReview(reviewRow(created.review))
      created.people.forEach((person, place) => {
        insertMember(memberRow(id, person, place))
        putMembership({ review: id, person: person.id, name: person.name, is_member: 1 })
      })
      created.studies.forEach((study, place) => insertStudy(studyRow(id, study, place)))
      keepForms(id, created.forms)
    },

    /** Inside the transaction of the events that change it. */
    keepBeside(id: ReviewId, { members: changed, forms: made, review: now }: BesideTheLog): void {
      for (const { person, name, isMember } of changed) {
        putMembership({ review: id, person, name, is_member: isMember ? 1 : 0 })
      }
      keepForms(id, made)
      putCard(now)
    },

    load(id: ReviewId): StoredReview | null {
      const row = review.get({ review: id })
      if (row === null) return null
      const names = namesIn(memberships.all({ review: id }))
      return {
        review: reviewOf(row),
        people: members.all({ review: id }).map((member) => ({ ...personOf(member), ...names(member.person) })),
        studies: studies.all({ review: id }).map(studyOf),
        forms: Object.fromEntries(forms.all({ review: id }).map((form) => [form.hash, parsed<Form>(form.definition)])),
        events: events.all({ review: id }).map((each) => withName(eventIn(each.event), names)),
      }
    },

    ofPerson: (person: PersonId): readonly ReviewCard[] => ofPerson.all({ person }),

    foundedBy: (person: PersonId): readonly Instant[] =>
      firstsBy
        .all({ person })
        .map((row) => eventIn(row.event))
        .flatMap(({ type, at }) => (type === 'joined' ? [at] : [])),

    summariesOf: (id: ReviewId): readonly DocumentSummary[] => summaries.all({ review: id }).map(summaryOf),
  }
}

type Named = (person: PersonId) => { readonly name?: string }

function namesIn(rows: readonly MembershipTable[]): Named {
  const names = new Map(rows.map(({ person, name }) => [person, { name }]))
  return (person) => names.get(person) ?? {}
}

function withName(event: ReviewEvent, names: Named): ReviewEvent {
  return event.type === 'joined' ? { ...event, ...names(event.person) } : event
}

/** The row keeps its numbers, which the log moves. */
function cardWriter({ queries, statement }: Connection): (review: Review) => void {
  type Card = Omit<ReviewTable, 'seq' | 'chain_head'> & { seal: Uint8Array | null }
  const update = statement((v: Card) =>
    queries
      .updateTable('review')
      .set({
        title: v.title,
        short_title: v.short_title,
        reference: v.reference,
        registration: v.registration,
        reviewers_per_study: v.reviewers_per_study,
        form_id: v.form_id,
        form_version: v.form_version,
        form_hash: v.form_hash,
        seal: v.seal,
      })
      .where('id', '=', v.id),
  )
  return (review) => {
    const { seq: _seq, chain_head: _head, ...card } = reviewRow(review)
    update.run(sealed('review', { ...card, seal: null }))
  }
}

const eventIn = (logged: string): ReviewEvent => carriedForward(parsed<LoggedEvent>(logged))

function parsed<Value>(json: string): Value {
  return JSON.parse(json) as Value
}

/** Of the stages it keeps the first: all of them stand in the log, from the first event of a review on. */
function reviewRow(review: Review): ReviewTable {
  const { form, reviewers } = firstStage(review)
  return {
    id: review.id,
    title: review.title,
    short_title: review.shortTitle,
    reference: review.reference,
    registration: review.registration,
    reviewers_per_study: reviewers,
    invented: review.invented,
    form_id: form.id,
    form_version: form.version,
    form_hash: form.hash,
    seq: 0,
    chain_head: firstLink(review.id),
  }
}

function reviewOf(row: ReviewTable): Review {
  const form = { id: row.form_id, version: row.form_version, hash: row.form_hash }
  return {
    id: row.id,
    title: row.title,
    shortTitle: row.short_title,
    reference: row.reference,
    registration: row.registration,
    question: NO_QUESTION,
    stages: [{ form, mode: 'independent', reviewers: row.reviewers_per_study }],
    switchedOff: [],
    invented: row.invented,
  }
}

function memberRow(review: ReviewId, person: Person, place: number): MemberTable {
  return {
    review,
    person: person.id,
    place,
    name: person.name,
    roles: JSON.stringify(person.roles),
    conflicts_of_interest: JSON.stringify(person.conflictsOfInterest),
    hue: person.hue,
  }
}

function personOf(row: MemberTable): Person {
  return {
    id: row.person,
    name: row.name,
    roles: parsed(row.roles),
    conflictsOfInterest: parsed(row.conflicts_of_interest),
    hue: row.hue,
  }
}

function studyRow(review: ReviewId, study: Study, place: number): StudyTable {
  const { id, key, label, design } = study
  return { review, id, place, key, label, design, citation: JSON.stringify(study.citation) }
}

function studyOf({ id, key, label, design, citation }: StudyTable): Study {
  return { id, key, label, design, citation: parsed(citation) }
}

function summaryOf(row: DocumentSummaryTable): DocumentSummary {
  return {
    document: row.document,
    review: row.review,
    assessment: row.assessment,
    kind: row.kind,
    owner: row.owner,
    answered: row.answered,
    answers: row.answers === null ? null : parsed<Answers>(row.answers),
    openCandidates: row.open_candidates,
    at: row.at,
  }
}
