/**
 * From a decision to what is written: events become log entries, and the documents that they bring into being are
 * created and seeded in the same commit, by the system, under its reserved client id.
 */
import { formVersionOf, LAYOUT_VERSION, seedUpdate, SYSTEM_CLIENT, withRewordings } from '@tandem/documents'
import {
  compared,
  documentOf,
  EMPTY_DOCUMENT,
  emptyForm,
  evolveAll,
  FORM_OF_FORMS,
  formOf,
  groundOf,
  builtInForm,
  isInstrument,
  noticesOf,
  type Assessment,
  type AssessmentId,
  type DocumentId,
  type Form,
  type FormVersion,
  type Hash,
  type Instant,
  type PersonId,
  type PlainDocument,
  type ReviewEvent,
  type ReviewView,
} from '@tandem/rules'
import type { BesideTheLog, Commit, DocumentSummary, NoticeId, StoredDocument } from '../store/contract.ts'
import { summaryOf } from '../sync/summary.ts'

export type Documents = Readonly<Record<DocumentId, PlainDocument>>

export type NewDocuments = {
  readonly documents: readonly StoredDocument[]
  readonly seeds: readonly { readonly document: DocumentId; readonly bytes: Uint8Array }[]
  readonly summaries: readonly DocumentSummary[]
}

/** @param view before the events. @param contents the plain documents that the decision looked at. */
export function commitOf(
  view: ReviewView,
  events: readonly ReviewEvent[],
  contents: Documents,
  at: Instant,
  newId: () => string,
): Omit<Commit, 'command' | 'snapshot'> {
  const next = evolveAll(view, events)
  const made = events.map((event) => documentsOf(view, next, event, contents))
  const seeds = made.flatMap((part) => part.seeds)
  return {
    review: view.review.id,
    documents: made.flatMap((part) => part.documents),
    entries: [
      ...events.map((event) => ({ kind: 'event', event }) as const),
      ...seeds.map(({ document, bytes }) => ({ kind: 'edit', document, actor: 'system', at, bytes }) as const),
    ],
    owners: seeds.map(({ document }) => ({ document, client: SYSTEM_CLIENT, owner: 'system' }) as const),
    summaries: made.flatMap((part) => part.summaries),
    ...besideTheLog(view, next, events),
    ...noticesAbout(view, events, next, newId),
  }
}

/** What lists and names are made from, and the definitions of forms, where the events changed it. */
function besideTheLog(view: ReviewView, next: ReviewView, events: readonly ReviewEvent[]): Pick<Commit, 'beside'> {
  const forms = newForms(view, next, events)
  if (next.people === view.people && next.review === view.review && Object.keys(forms).length === 0) return {}
  const changed = next.people.filter((person) => !view.people.includes(person))
  const members = changed.map(({ id, name, leftAt }) => ({ person: id, name, isMember: leftAt === undefined }))
  return { beside: { members, forms, review: next.review } }
}

/** Those that a plan names for the first time, those that were published, and the one with which forms are built. */
function newForms(view: ReviewView, next: ReviewView, events: readonly ReviewEvent[]): BesideTheLog['forms'] {
  const planned = next.review.stages.map(({ form }) => [form.hash, next.forms[form.hash] ?? builtIn(form)] as const)
  const published = Object.entries(next.forms) as [Hash, Form][]
  const begun = events.some(({ type }) => type === 'form-begun') ? [[hashOfForms, FORM_OF_FORMS] as const] : []
  return Object.fromEntries([...planned, ...published, ...begun].filter(([hash]) => view.forms[hash] === undefined))
}

/** @throws Error if there is no such form: a rule has refused that. */
function builtIn({ id }: FormVersion): Form {
  const form = builtInForm(id)
  if (!form) throw new Error(`there is no form ${id}`)
  return form
}

const { hash: hashOfForms } = formVersionOf(FORM_OF_FORMS)

function noticesAbout(
  view: ReviewView,
  events: readonly ReviewEvent[],
  next: ReviewView,
  newId: () => string,
): Pick<Commit, 'notices'> {
  const notices = noticesOf(view, events, next)
  const at = events.at(-1)?.at
  if (notices.length === 0 || at === undefined) return {}
  return { notices: notices.map((notice) => ({ ...notice, id: newId() as NoticeId, at })) }
}

const NONE: NewDocuments = { documents: [], seeds: [], summaries: [] }

function documentsOf(view: ReviewView, next: ReviewView, event: ReviewEvent, contents: Documents): NewDocuments {
  switch (event.type) {
    case 'assigned':
      return { ...NONE, documents: [...draftsOf(view, event), ...jointOf(view, event)] }
    case 'revealed':
      return seeded(view, view, event.assessment, event.consensus, 'consensus', event.at, (form, assessment) => {
        const drafts = event.drafts.map(({ draft }) => contentOf(contents, draft))
        return compared(form, drafts, groundOf(view, assessment)).seed
      })
    case 'form-begun':
      return builtFrom(view, event)
    case 'reopened': {
      const before = assessmentOf(view, event.assessment)
      const old = before?.joint?.document ?? before?.consensus?.document ?? null
      const kind = before?.joint ? 'joint' : 'consensus'
      return seeded(view, next, event.assessment, event.consensus, kind, event.at, (form) =>
        reopenedContent(contentOf(contents, old), before && formOf(view, before.form.hash), form),
      )
    }
    case 'planned':
    case 'protocol-frozen':
    case 'protocol-amended':
    case 'form-published':
    case 'form-adopted':
    case 'form-discarded':
    case 'invited':
    case 'invitation-revoked':
    case 'joined':
    case 'left':
    case 'conflict-declared':
    case 'conflict-cleared':
    case 'studies-added':
    case 'study-corrected':
    case 'study-removed':
    case 'due-set':
    case 'allocated':
    case 'submitted':
    case 'withdrawn':
    case 'confirmed':
    case 'signed':
    case 'settled':
    case 'locked':
    case 'roles-changed':
    case 'thread-opened':
    case 'replied':
    case 'thread-resolved':
    case 'thread-reopened':
    case 'comment-revised':
    case 'nudged':
    case 'snapshot-made':
      return NONE
  }
}

/** A form under construction, with what it is a copy of, or goes on from. */
function builtFrom(view: ReviewView, { document: id, title, from, goesOn }: Of<'form-begun'>): NewDocuments {
  const copied = from && (view.forms[from.hash] ?? builtIn(from))
  if (copied && isInstrument(copied)) throw new Error(`${copied.id} is an instrument`)
  const described = copied ? { ...copied, ...(!goesOn && { title, shortTitle: title }) } : emptyForm(title)
  const made = document(view, id, 'definition', null, null, hashOfForms)
  return { ...NONE, documents: [made], seeds: [{ document: id, bytes: seedUpdate(documentOf(described)) }] }
}

type Of<Type extends ReviewEvent['type']> = Extract<ReviewEvent, { type: Type }>

function draftsOf(view: ReviewView, event: Of<'assigned'>): readonly StoredDocument[] {
  const kept = new Set(assessmentOf(view, event.assessment)?.slots.map((slot) => slot.draft))
  return event.drafts.flatMap(({ reviewer, draft }) =>
    draft === null || kept.has(draft)
      ? []
      : [document(view, draft, 'draft', event.assessment, reviewer, event.form.hash)],
  )
}

/** The one document of those who write together; whoever is replaced leaves it to the others. */
function jointOf(view: ReviewView, event: Of<'assigned'>): readonly StoredDocument[] {
  if (event.joint === undefined || assessmentOf(view, event.assessment)) return []
  return [document(view, event.joint, 'joint', event.assessment, null, event.form.hash)]
}

/** As it was settled; where it goes on with a later version of its form, with the marks that this brings. */
function reopenedContent(content: PlainDocument, before: Form | undefined, form: Form): PlainDocument {
  if (before === undefined || isInstrument(before) || isInstrument(form) || before.version === form.version)
    return content
  return withRewordings(content, before, form)
}

/** @param next with the version of the form that the document is made for. */
function seeded(
  view: ReviewView,
  next: ReviewView,
  id: AssessmentId,
  shared: DocumentId,
  kind: 'consensus' | 'joint',
  at: Instant,
  contentFor: (form: Form, assessment: Assessment) => PlainDocument,
): NewDocuments {
  const assessment = assessmentOf(view, id)
  if (!assessment) throw new Error(`there is no assessment ${id}`)
  const version = assessmentOf(next, id)?.form ?? assessment.form
  const form = formOf(next, version.hash)
  const content = contentFor(form, assessment)
  const made = document(view, shared, kind, id, null, version.hash)
  return {
    documents: [made],
    seeds: [{ document: shared, bytes: seedUpdate(content) }],
    summaries: [summaryOf({ ...made, assessment: id }, form, content, at)],
  }
}

function document(
  view: ReviewView,
  id: DocumentId,
  kind: StoredDocument['kind'],
  assessment: AssessmentId | null,
  owner: PersonId | null,
  form: Hash,
): StoredDocument {
  return { id, review: view.review.id, kind, assessment, owner, form, layout: LAYOUT_VERSION }
}

const assessmentOf = (view: ReviewView, id: AssessmentId) => view.assessments.find((assessment) => assessment.id === id)

const contentOf = (contents: Documents, id: DocumentId | null): PlainDocument => (id && contents[id]) || EMPTY_DOCUMENT
