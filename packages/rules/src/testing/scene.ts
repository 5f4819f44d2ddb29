/**
 * A small review to try rules on: Alice and Bob (and Erin) review, Dana leads and adjudicates, Carol supervises. Two
 * studies, the tiny instrument. Nothing here is stored or sent; documents are plain objects.
 */
import type { Decidable } from '../commands.ts'
import type { Decision, DecisionContext } from '../decision.ts'
import { decide } from '../decide.ts'
import type { ReviewEvent } from '../events.ts'
import { evolve, startOf } from '../evolve.ts'
import { EMPTY_DOCUMENT, itemContent, type PlainDocument } from '../content/index.ts'
import type { Instrument } from '../instruments/definition.ts'
import { documentOf, emptyForm, faultsOf, formIn } from '../forms/building/index.ts'
import type { ExtractionForm } from '../forms/definition.ts'
import { formOf, instrumentOf } from '../forms/form-of.ts'
import { isInstrument } from '../forms/form.ts'
import { compared } from '../forms/compared.ts'
import { groundOf } from '../forms/interpret.ts'
import { canonicalJson, type Json } from '../json.ts'
import { NO_QUESTION, UNFROZEN } from '../protocol.ts'
import type {
  Assessment,
  DocumentId,
  FormVersion,
  Hash,
  Instant,
  Person,
  PersonId,
  ReviewId,
  ReviewView,
  Stage,
  Study,
  StudyId,
} from '../review.ts'
import { firstStage } from '../stages.ts'
import { currentAssessment } from '../states.ts'
import { tinyInstrument } from './tiny-instrument.ts'

export const alice = 'alice' as PersonId
export const bob = 'bob' as PersonId
export const carol = 'carol' as PersonId
export const dana = 'dana' as PersonId
export const erin = 'erin' as PersonId
export const stranger = 'mallory' as PersonId

export const firstStudy = 'study-1' as StudyId
export const secondStudy = 'study-2' as StudyId

/** Another instrument that a plan may name: see `withSecondStage`. */
export const otherForm: FormVersion = { id: 'other', version: 1, hash: 'e'.repeat(64) as Hash }

const formHash = 'f'.repeat(64) as Hash

const people: readonly Person[] = [
  person(alice, 'Alice', ['reviewer'], 1),
  person(bob, 'Bob', ['reviewer'], 2),
  person(carol, 'Carol', ['supervisor'], 3),
  person(dana, 'Dana', ['lead', 'adjudicator'], 4),
  { ...person(erin, 'Erin', ['reviewer'], 5), conflictsOfInterest: [secondStudy] },
]

/** Answers that complete the tiny instrument. */
export const COMPLETE = { blind: 'yes', sites: 'two', losses: 'yes' } as const
/** Differs from `COMPLETE` in one item. */
export const OTHER = { blind: 'yes', sites: 'one', losses: 'yes' } as const

export class Scene {
  view: ReviewView
  readonly documents: Record<DocumentId, PlainDocument> = {}
  readonly events: ReviewEvent[] = []
  #ids = 0
  #minutes = 0

  constructor(instrument: Instrument = tinyInstrument) {
    this.view = startOf({
      review: {
        id: 'review' as ReviewId,
        title: 'A review',
        shortTitle: 'Review',
        reference: 'Nobody 2026',
        registration: null,
        question: NO_QUESTION,
        stages: [
          {
            form: { id: instrument.id, version: instrument.version, hash: formHash },
            mode: 'independent',
            reviewers: 2,
          },
        ],
        switchedOff: [],
        invented: 'Everything here is invented.',
      },
      people,
      studies: [study(firstStudy, 'One 2001'), study(secondStudy, 'Two 2002')],
      forms: { [formHash]: instrument, [otherForm.hash]: { ...instrument, id: otherForm.id } },
    })
  }

  get context(): DecisionContext {
    return {
      at: this.#now(),
      newId: () => `id-${(this.#ids += 1)}`,
      hashOf: hashOfTest,
      forms: { [this.instrument.id]: this.stage.form, [otherForm.id]: otherForm },
      building: { formIn, faultsOf, versionOf: versionOfTest },
      documents: this.documents,
    }
  }

  /** The same review while its protocol is still being planned. */
  static planning(): Scene {
    const scene = new Scene()
    scene.view = { ...scene.view, protocol: UNFROZEN }
    return scene
  }

  /** Alice writes (in a joint one with Bob), Bob confirms where it is verified; everything is answered. */
  static together(mode: 'joint' | 'verified', answers: Readonly<Record<string, string>> = COMPLETE): Scene {
    const scene = new Scene()
    scene.plans({ mode })
    scene.assigns()
    return scene.write(scene.jointId(), answers)
  }

  /** The first stage as it shall be from now on. */
  plans(change: Partial<Stage>): this {
    const [first, ...others] = this.view.review.stages
    if (!first) throw new Error('no stage')
    this.view = { ...this.view, review: { ...this.view.review, stages: [{ ...first, ...change }, ...others] } }
    return this
  }

  /** After the first stage another one, in which the same is asked with the other instrument. */
  withSecondStage(change: Partial<Stage> = {}): this {
    const { review } = this.view
    const stages = [...review.stages, { form: otherForm, mode: 'independent', reviewers: 2, ...change } as const]
    this.view = { ...this.view, review: { ...review, stages } }
    return this
  }

  get stage(): Stage {
    return firstStage(this.view.review)
  }

  /** Decides without carrying out. */
  ask(actor: PersonId, command: Decidable): Decision {
    return decide(this.view, actor, command, this.context)
  }

  /** Decides and carries out. @throws Error naming the rule, where it is refused. */
  does(actor: PersonId, command: Decidable): this {
    const decision = this.ask(actor, command)
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.reason.rule}`)
    for (const event of decision.value) this.happens(event)
    return this
  }

  happens(event: ReviewEvent): void {
    const before = this.view
    this.events.push(event)
    this.view = evolve(this.view, event)
    if (event.type === 'revealed') {
      const drafts = event.drafts.map(({ draft }) => this.plain(draft))
      const assessment = before.assessments.find(({ id }) => id === event.assessment)
      if (!assessment) throw new Error(`there is no assessment ${event.assessment}`)
      const form = formOf(this.view, assessment.form.hash)
      this.documents[event.consensus] = compared(form, drafts, groundOf(before, assessment)).seed
    }
    if (event.type === 'form-begun') {
      const from = event.from && formOf(this.view, event.from.hash)
      if (from && isInstrument(from)) throw new Error(`${from.id} is an instrument`)
      this.documents[event.document] = documentOf(from ? { ...from, title: event.title } : emptyForm(event.title))
    }
    if (event.type === 'reopened') {
      const assessment = before.assessments.find(({ id }) => id === event.assessment)
      const old = assessment?.joint?.document ?? assessment?.consensus?.document
      this.documents[event.consensus] = this.plain(old ?? null)
    }
  }

  get instrument(): Instrument {
    return instrumentOf(this.view, formHash)
  }

  assessment(id: StudyId = firstStudy): Assessment {
    const assessment = currentAssessment(this.view, id, this.stage.form.id)
    if (!assessment) throw new Error(`${id} is unassigned`)
    return assessment
  }

  draftOf(reviewer: PersonId, id: StudyId = firstStudy): DocumentId {
    const draft = this.assessment(id).slots.find((slot) => slot.reviewer === reviewer)?.draft
    if (!draft) throw new Error(`${reviewer} has no draft`)
    return draft
  }

  consensusId(id: StudyId = firstStudy): DocumentId {
    const consensus = this.assessment(id).consensus
    if (!consensus) throw new Error('not revealed')
    return consensus.document
  }

  jointId(id: StudyId = firstStudy): DocumentId {
    const { joint } = this.assessment(id)
    if (!joint) throw new Error('not written together')
    return joint.document
  }

  /** Bob confirms these items as they stand. */
  confirms(reviewer: PersonId, items: readonly string[] = Object.keys(COMPLETE), id: StudyId = firstStudy): this {
    const document = this.plain(this.jointId(id))
    const confirmed = items.map((item) => ({ item, valueHash: hashOfTest(itemContent(document, item)) }))
    return this.does(reviewer, { type: 'confirm', assessment: this.assessment(id).id, items: confirmed })
  }

  plain(id: DocumentId | null): PlainDocument {
    return (id && this.documents[id]) || EMPTY_DOCUMENT
  }

  write(id: DocumentId, fields: Readonly<Record<string, Json>>): this {
    this.documents[id] = { ...this.plain(id), fields: { ...this.plain(id).fields, ...fields } }
    return this
  }

  assigns(id: StudyId = firstStudy): this {
    return this.does(dana, {
      type: 'assign',
      study: id,
      form: this.stage.form.id,
      reviewers: [alice, bob],
      reason: null,
    })
  }

  rates(reviewer: PersonId, answers: Readonly<Record<string, Json>>, id: StudyId = firstStudy): this {
    return this.write(this.draftOf(reviewer, id), answers)
  }

  submits(reviewer: PersonId, id: StudyId = firstStudy): this {
    const contentHash = hashOfTest(this.plain(this.draftOf(reviewer, id)))
    return this.does(reviewer, { type: 'submit', assessment: this.assessment(id).id, contentHash })
  }

  signs(reviewer: PersonId, id: StudyId = firstStudy): this {
    return this.does(reviewer, {
      type: 'sign',
      assessment: this.assessment(id).id,
      contentHash: this.consensusHash(id),
    })
  }

  consensusHash(id: StudyId = firstStudy): Hash {
    return hashOfTest(this.plain(this.consensusId(id)))
  }

  /** Both have submitted; they differ in `sites`. */
  inConflict(id: StudyId = firstStudy): this {
    return this.assigns(id).rates(alice, COMPLETE, id).rates(bob, OTHER, id).submits(alice, id).submits(bob, id)
  }

  /** In conflict, and the difference has been settled in the consensus document. */
  readyToSign(id: StudyId = firstStudy): this {
    return this.inConflict(id).write(this.consensusId(id), { sites: 'one' })
  }

  agreed(id: StudyId = firstStudy): this {
    return this.assigns(id).rates(alice, COMPLETE, id).rates(bob, COMPLETE, id).submits(alice, id).submits(bob, id)
  }

  #now(): Instant {
    this.#minutes += 1
    return new Date(Date.UTC(2026, 0, 1, 0, this.#minutes)).toISOString() as Instant
  }
}

/** Stands for SHA-256: equal content gives equal text, which is all that rules ask of it. */
/** Its definition itself, and not a hash of it. */
function versionOfTest(form: ExtractionForm): FormVersion {
  const { id, version } = form
  return { id, version, hash: canonicalJson(form as unknown as Json) as Hash, kind: 'extraction' }
}

export const hashOfTest = (document: PlainDocument): Hash => canonicalJson({ ...document }) as Hash

function person(id: PersonId, name: string, roles: Person['roles'], hue: number): Person {
  return { id, name, roles, conflictsOfInterest: [], hue }
}

function study(id: StudyId, label: string): Study {
  const citation = {
    authors: [],
    truncatedAuthors: false,
    title: label,
    journal: '',
    year: 2001,
    volume: '',
    issue: '',
    pages: '',
    doi: null,
    pmid: null,
  }
  return { id, key: id, label, design: 'cohort', citation }
}
