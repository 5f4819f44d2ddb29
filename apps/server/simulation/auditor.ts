/**
 * Reads the log as it grows and judges each entry by the rules alone, as somebody would who has nothing but the log: the
 * server's own checks, rooms and caches are not asked. It keeps a document of its own for each one in the log, so it
 * also knows what is on the disk at any moment.
 *
 * Broken promises throw a `Violation`.
 */
import { BUILDING, choosableForms, hashOf, plainDocument } from '@tandem/documents'
import {
  builtInForm,
  formOfDocument,
  hasItem,
  nextForm,
  ownFormOf,
  groundOf,
  instrumentOf,
  bothKept,
  evolve,
  grantFor,
  isSameJson,
  isSharedKind,
  itemContent,
  judgeEdit,
  parseFieldKey,
  startOf,
  unconfirmedItems,
  type Actor,
  type Assessment,
  type DocumentId,
  type Edit,
  type GrantedDocument,
  type Hash,
  type Form,
  type Instrument,
  type Json,
  type PersonId,
  type PlainDocument,
  type ReviewEvent,
  type ReviewView,
} from '@tandem/rules'
import * as Y from 'yjs'
import type { LogEntry, NewReview } from '../src/store/contract.ts'

export class Violation extends Error {
  constructor(promise: string, details: unknown) {
    super(`${promise}: ${JSON.stringify(details)}`)
    this.name = 'Violation'
  }
}

/** Where a throw would be taken for an error of the server’s. */
export function reporting(report: (violation: Violation) => void, check: () => void): void {
  try {
    check()
  } catch (error) {
    // Anything else is a bug of the harness and may stop it.
    if (!(error instanceof Violation)) throw error
    report(error)
  }
}

/** What a plan may name later. */
function builtIn(): Readonly<Record<Hash, Form>> {
  return Object.fromEntries(
    Object.values(choosableForms()).flatMap(({ id, hash }) => {
      const form = builtInForm(id)
      return form ? [[hash, form]] : []
    }),
  )
}

type Mirror = {
  readonly granted: GrantedDocument
  readonly doc: Y.Doc
  /** First writer of each client id. */
  readonly writers: Map<number, Actor>
  /** The content that was revealed or signed; it never changes again. */
  frozen: Hash | null
}

export class Auditor {
  readonly events: ReviewEvent[] = []
  readonly #mirrors = new Map<DocumentId, Mirror>()
  #view: ReviewView

  constructor(created: NewReview) {
    this.#view = startOf({ ...created, forms: { ...builtIn(), ...created.forms } })
  }

  get view(): ReviewView {
    return this.#view
  }

  get documents(): Iterable<DocumentId> {
    return this.#mirrors.keys()
  }

  docOf(document: DocumentId): Y.Doc {
    return this.#mirrorOf(document).doc
  }

  grantedOf(document: DocumentId): GrantedDocument {
    return this.#mirrorOf(document).granted
  }

  plain(document: DocumentId): PlainDocument {
    return plainDocument(this.docOf(document))
  }

  formOf(document: DocumentId): Form {
    const form = formOfDocument(this.#view, this.grantedOf(document))
    if (!form) throw new Violation('every document has a form', document)
    return form
  }

  instrumentOf(document: DocumentId): Instrument {
    return instrumentOf(this.#view, this.assessmentOf(document).form.hash)
  }

  assessmentOf(document: DocumentId): Assessment {
    const { assessment: id } = this.grantedOf(document)
    const assessment = this.#view.assessments.find((candidate) => candidate.id === id)
    if (!assessment) throw new Violation('every document belongs to an assessment', document)
    return assessment
  }

  heard(entry: LogEntry): void {
    if (entry.kind === 'event') this.#event(entry.event)
    else this.#edit(entry.document, entry.actor, entry.bytes)
  }

  /** Whether all of an update, its deletions included, is on the disk. */
  holds(document: DocumentId, update: Uint8Array): boolean {
    const { store } = this.docOf(document)
    const { structs, ds } = Y.decodeUpdate(update)
    const hasStructs = structs.every(({ id, length }) => Y.getState(store, id.client) >= id.clock + length)
    return (
      hasStructs &&
      [...ds.clients].every(([client, ranges]) =>
        ranges.every(({ clock, len }) => areDeleted(store, client, clock, clock + len)),
      )
    )
  }

  #event(event: ReviewEvent): void {
    if (event.type === 'submitted') this.#submitted(event)
    if (event.type === 'signed') this.#signed(event)
    if (event.type === 'confirmed') this.#confirmed(event)
    if (event.type === 'form-published') this.#published(event)
    const before = this.#view
    this.#view = evolve(this.#view, event)
    this.events.push(event)
    if (event.type === 'assigned') this.#assigned(event)
    if (event.type === 'revealed') this.#revealed(event)
    if (event.type === 'reopened') this.#reopened(before, event)
    if (event.type === 'settled') this.#settled(event)
    if (event.type === 'form-begun') this.#register(event.document, 'definition', null, null)
    if (event.type === 'form-adopted') this.#adopted(event)
  }

  /** A version is what stands in the form's document, and keeps all that the one before it had. */
  #published({ form, definition }: Extract<ReviewEvent, { type: 'form-published' }>): void {
    const own = ownFormOf(this.#view, form.id)
    if (!own) throw new Violation('what is published was begun', form)
    const { form: next, earlier } = nextForm(this.#view, own, this.plain(own.document), BUILDING)
    if (
      !isSameJson(next as unknown as Json, definition as unknown as Json) ||
      BUILDING.versionOf(next).hash !== form.hash
    )
      throw new Violation('what is published is what was seen', form)
    const faults = BUILDING.faultsOf(next, earlier)
    if (faults.length > 0) throw new Violation('what is published can be filled in', faults)
  }

  /**
   * Nobody has submitted, and every answer that stands there is read by the new version. What was revealed takes one on only
   * where its consensus was opened again; its drafts keep theirs.
   */
  #adopted({ form, assessments }: Extract<ReviewEvent, { type: 'form-adopted' }>): void {
    for (const { id, revealed, consensus, slots, joint } of assessments.map((one) => this.#assessment(one))) {
      const isReopened = revealed?.form !== undefined && consensus !== null && consensus.attempt > 1
      if (revealed ? !isReopened : slots.some(({ submittedAt }) => submittedAt !== null))
        throw new Violation('what was submitted keeps its version', id)
      for (const document of joint ? [joint.document] : slots.flatMap(({ draft }) => draft ?? [])) {
        const { fields, texts } = this.plain(document)
        const lost = [...Object.keys(fields), ...Object.keys(texts)].filter((key) => {
          const path = parseFieldKey(key)
          return path?.part === 'answer' && !hasItem(this.formOf(document), path.item)
        })
        if (lost.length > 0) throw new Violation('no version loses an answer', { form, lost })
      }
    }
  }

  #assigned({ assessment, drafts, joint }: Extract<ReviewEvent, { type: 'assigned' }>): void {
    for (const { reviewer, draft } of drafts) {
      if (draft !== null && !this.#mirrors.has(draft)) this.#register(draft, 'draft', assessment, reviewer)
    }
    if (joint !== undefined && !this.#mirrors.has(joint)) this.#register(joint, 'joint', assessment, null)
  }

  #reopened(before: ReviewView, { assessment: id, consensus }: Extract<ReviewEvent, { type: 'reopened' }>): void {
    const kind = before.assessments.find((assessment) => assessment.id === id)?.joint ? 'joint' : 'consensus'
    this.#register(consensus, kind, id, null)
  }

  #confirmed({ assessment, person, items }: Extract<ReviewEvent, { type: 'confirmed' }>): void {
    const { joint, verifiers } = this.#assessment(assessment)
    if (!joint || !verifiers.includes(person) || joint.writers.includes(person))
      throw new Violation('somebody else confirms', person)
    const content = this.plain(joint.document)
    for (const { item, valueHash } of items) {
      if (valueHash !== null && hashOf(itemContent(content, item)) !== valueHash)
        throw new Violation('what is confirmed was seen', { person, item })
    }
  }

  #register(id: DocumentId, kind: GrantedDocument['kind'], assessment: string | null, owner: PersonId | null): void {
    if (this.#mirrors.has(id)) throw new Violation('a document is made once', id)
    const doc = new Y.Doc()
    this.#mirrors.set(id, { granted: { id, kind, assessment, owner }, doc, writers: new Map(), frozen: null })
  }

  #submitted({ reviewer, actor, assessment, contentHash }: Extract<ReviewEvent, { type: 'submitted' }>): void {
    const { joint, slots } = this.#assessment(assessment)
    const slot = slots.find((candidate) => candidate.reviewer === reviewer)
    const document = joint?.document ?? slot?.draft
    if (actor !== reviewer || !slot || !document)
      throw new Violation('only one’s own draft is submitted', { actor, reviewer })
    if (hashOf(this.plain(document)) !== contentHash) throw new Violation('what is submitted was seen', { reviewer })
  }

  #revealed(event: Extract<ReviewEvent, { type: 'revealed' }>): void {
    const { slots } = this.#assessment(event.assessment)
    const people = new Set(slots.map(({ reviewer }) => reviewer))
    if (people.size < 2 || people.size !== slots.length) throw new Violation('drafts come from different people', slots)
    if (slots.some(({ submittedAt }) => submittedAt === null))
      throw new Violation('a reveal follows the last draft', slots)
    for (const rating of event.ratings) {
      const draft = slots.find(({ reviewer }) => reviewer === rating.reviewer)?.draft
      if (!draft) throw new Violation('every rating has its draft', rating.reviewer)
      this.#freeze(draft, rating.contentHash)
    }
    this.#register(event.consensus, 'consensus', event.assessment, null)
  }

  #signed(event: Extract<ReviewEvent, { type: 'signed' }>): void {
    const { slots, consensus } = this.#assessment(event.assessment)
    if (!slots.some(({ reviewer }) => reviewer === event.person)) throw new Violation('the n sign', event.person)
    if (!consensus || hashOf(this.plain(consensus.document)) !== event.contentHash)
      throw new Violation('what is signed was seen', event.person)
  }

  #settled(event: Extract<ReviewEvent, { type: 'settled' }>): void {
    const { joint, consensus, mode } = this.#assessment(event.assessment)
    const document = joint?.document ?? consensus?.document
    if (mode === 'verified') this.#isVerified(event.assessment)
    if (!document) throw new Violation('a settled assessment has a consensus', event.assessment)
    // Where everybody agreed, the seed of the document follows in the same commit.
    if (event.how === 'agreed') this.#mirrorOf(document).frozen = event.contentHash
    else if (event.contentHash !== null) this.#freeze(document, event.contentHash)
  }

  #isVerified(id: string): void {
    const assessment = this.#assessment(id)
    if (!assessment.joint) throw new Violation('what is verified has a document', id)
    const { document } = assessment.joint
    const ground = groundOf(this.#view, assessment)
    const open = unconfirmedItems(this.formOf(document), assessment, this.plain(document), ground, { hashOf })
    if (open.length > 0) throw new Violation('every answer was confirmed as it stands', open)
  }

  #freeze(document: DocumentId, contentHash: Hash): void {
    if (hashOf(this.plain(document)) !== contentHash) throw new Violation('what is frozen is what was seen', document)
    this.#mirrorOf(document).frozen = contentHash
  }

  #edit(document: DocumentId, actor: Actor, bytes: Uint8Array): void {
    const mirror = this.#mirrorOf(document)
    const before = plainDocument(mirror.doc)
    Y.applyUpdate(mirror.doc, bytes)
    const after = plainDocument(mirror.doc)
    this.#ownsItsClients(mirror, actor, bytes)
    if (mirror.doc.store.pendingStructs || mirror.doc.store.pendingDs)
      throw new Violation('nothing is pending', document)
    if (mirror.frozen !== null && hashOf(after) !== mirror.frozen) throw new Violation('what is frozen stays', document)
    if (actor === 'system') return this.#bySystem(mirror, before, after)
    if (grantFor(this.#view, actor, mirror.granted) !== 'write')
      throw new Violation('who writes may write', { actor, document })
    this.#keepsTheRules(mirror, before, after)
  }

  #ownsItsClients({ writers }: Mirror, actor: Actor, bytes: Uint8Array): void {
    for (const { id } of Y.decodeUpdate(bytes).structs) {
      const writer = writers.get(id.client)
      if (writer === undefined) writers.set(id.client, actor)
      else if (writer !== actor) throw new Violation('nobody writes as somebody else', { actor, writer })
    }
  }

  #keepsTheRules({ granted }: Mirror, before: PlainDocument, after: PlainDocument): void {
    const form = this.formOf(granted.id)
    for (const edit of editsBetween(before, after)) {
      const denial = judgeEdit({ form, kind: granted.kind, edit })
      if (denial) throw new Violation('every stored value keeps the rules', { rule: denial.rule, edit })
    }
  }

  /** The seed of a consensus; candidates beside a winner; both notes of one person in one value. */
  #bySystem({ granted }: Mirror, before: PlainDocument, after: PlainDocument): void {
    const isSeed = Object.keys(before.fields).length === 0 && isSharedKind(granted.kind)
    if (isSeed) return
    for (const edit of editsBetween(before, after)) {
      const isCandidate = edit.target === 'field' && parseFieldKey(edit.key)?.part === 'candidate'
      const keepsBoth = edit.target === 'field' && granted.kind === 'draft' && hasBoth(edit.key, before, after)
      const isMark = edit.target === 'field' && edit.value !== undefined && parseFieldKey(edit.key)?.part === 'reworded'
      if (!isCandidate && !keepsBoth && !isMark)
        throw new Violation('the system writes candidates, seeds and marks', edit)
    }
  }

  #assessment(id: string): Assessment {
    const assessment = this.#view.assessments.find((candidate) => candidate.id === id)
    if (!assessment) throw new Violation('every event has its assessment', id)
    return assessment
  }

  #mirrorOf(document: DocumentId): Mirror {
    const mirror = this.#mirrors.get(document)
    if (!mirror) throw new Violation('every document is made by an event', document)
    return mirror
  }
}

function areDeleted(store: Y.Doc['store'], client: number, from: number, to: number): boolean {
  const structs = store.clients.get(client)
  if (!structs || Y.getState(store, client) < to) return false
  for (let index = Y.findIndexSS(structs, from); index < structs.length; index += 1) {
    const struct = structs[index]
    if (!struct || struct.id.clock >= to) break
    if (!struct.deleted) return false
  }
  return true
}

function editsBetween(before: PlainDocument, after: PlainDocument): readonly Edit[] {
  const keys = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])
  const fields = [...keys]
    .filter((key) => !isSameJson(before.fields[key] ?? null, after.fields[key] ?? null))
    .map((key): Edit => ({ target: 'field', key, value: after.fields[key] }))
  const names = new Set([...Object.keys(before.texts), ...Object.keys(after.texts)])
  const texts = [...names]
    .filter((name) => before.texts[name] !== after.texts[name])
    .map((name): Edit => ({ target: 'text', name, length: after.texts[name]?.length ?? 0 }))
  return [...fields, ...texts]
}

/** Whether a note or a source now holds what stood there, and what the same person had written elsewhere. */
function hasBoth(key: string, before: PlainDocument, after: PlainDocument): boolean {
  const [was, is]: readonly [Json | undefined, Json | undefined] = [before.fields[key], after.fields[key]]
  if (is === undefined || parseFieldKey(key)?.part === 'answer') return false
  return was === undefined || bothKept(key, is, was) === null
}
