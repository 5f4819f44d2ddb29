/** Reviews with their people, studies and forms, and what is projected from their log. */
import type { Answers, Hash, Instrument, Person, PersonId, Review, ReviewEvent, ReviewId, Study } from '@tandem/rules'
import { firstLink } from '../chain.ts'
import type { DocumentSummary, NewReview, StoredReview } from '../contract.ts'
import type { Connection } from './connection.ts'
import type { DocumentSummaryTable, MemberTable, ReviewTable, StudyTable } from './schema.ts'

type OfReview = { review: ReviewId }

export function reviewTables(connection: Connection) {
  const { queries, statement, insertion, transaction } = connection
  const insertReview = insertion('review')
  const insertMember = insertion('member')
  const insertStudy = insertion('study')
  const insertForm = insertion('form')
  const review = statement((v: OfReview) => queries.selectFrom('review').selectAll().where('id', '=', v.review))
  const members = statement((v: OfReview) =>
    queries.selectFrom('member').selectAll().where('review', '=', v.review).orderBy('place'),
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
      .innerJoin('member', 'member.review', 'review.id')
      .selectAll('review')
      .where('member.person', '=', v.person)
      .orderBy('review.id'),
  )
  const summaries = statement((v: OfReview) =>
    queries.selectFrom('document_summary').selectAll().where('review', '=', v.review).orderBy('document'),
  )

  return {
    create(created: NewReview): void {
      transaction(() => {
        const { id } = created.review
        insertReview(reviewRow(created.review))
        created.people.forEach((person, place) => insertMember(memberRow(id, person, place)))
        created.studies.forEach((study, place) => insertStudy(studyRow(id, study, place)))
        for (const [hash, form] of Object.entries(created.forms)) {
          insertForm({ review: id, hash: hash as Hash, definition: JSON.stringify(form) })
        }
      })
    },

    load(id: ReviewId): StoredReview | null {
      const row = review.get({ review: id })
      if (row === null) return null
      return {
        review: reviewOf(row),
        people: members.all({ review: id }).map(personOf),
        studies: studies.all({ review: id }).map(studyOf),
        forms: Object.fromEntries(
          forms.all({ review: id }).map((form) => [form.hash, parsed<Instrument>(form.definition)]),
        ),
        events: events.all({ review: id }).map((each) => parsed<ReviewEvent>(each.event)),
      }
    },

    ofPerson: (person: PersonId): readonly Review[] => ofPerson.all({ person }).map(reviewOf),

    summariesOf: (id: ReviewId): readonly DocumentSummary[] => summaries.all({ review: id }).map(summaryOf),
  }
}

function parsed<Value>(json: string): Value {
  return JSON.parse(json) as Value
}

function reviewRow(review: Review): ReviewTable {
  return {
    id: review.id,
    title: review.title,
    short_title: review.shortTitle,
    reference: review.reference,
    registration: review.registration,
    reviewers_per_study: review.reviewersPerStudy,
    invented: review.invented,
    form_id: review.form.id,
    form_version: review.form.version,
    form_hash: review.form.hash,
    seq: 0,
    chain_head: firstLink(review.id),
  }
}

function reviewOf(row: ReviewTable): Review {
  return {
    id: row.id,
    title: row.title,
    shortTitle: row.short_title,
    reference: row.reference,
    registration: row.registration,
    reviewersPerStudy: row.reviewers_per_study,
    invented: row.invented,
    form: { id: row.form_id, version: row.form_version, hash: row.form_hash },
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
