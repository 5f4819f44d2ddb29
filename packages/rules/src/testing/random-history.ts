/**
 * Random histories: everybody of the scene asks for anything, again and again; what the rules refuse does not happen. A
 * seed repeats a history exactly.
 */
import type { AskedStage, Decidable } from '../commands.ts'
import { itemContent } from '../fields/index.ts'
import { membersOf } from '../grants.ts'
import { askedFrom, planOf } from '../protocol.ts'
import {
  MODES,
  ROLES,
  type Assessment,
  type Instant,
  type InvitationId,
  type PersonId,
  type StudyId,
} from '../review.ts'
import { COMPLETE, OTHER, Scene, alice, bob, carol, dana, erin, hashOfTest, otherForm, stranger } from './scene.ts'

export const EVERYBODY: readonly PersonId[] = [alice, bob, carol, dana, erin, stranger]

/** Goes on with the history of a scene. */
export class RandomHistory {
  readonly scene = new Scene()
  readonly #draw: () => number

  constructor(seed: number) {
    this.#draw = drawsFrom(seed)
  }

  /** Asks until something happens. */
  step(): void {
    const before = this.scene.events.length
    while (this.scene.events.length === before) {
      const actor = this.#one(EVERYBODY)
      const decision = this.scene.ask(actor, this.#command(actor))
      if (decision.ok) for (const event of decision.value) this.scene.happens(event)
    }
  }

  #command(actor: PersonId): Decidable {
    const assessment = this.#one(this.scene.view.assessments)
    // Half of all is about ratings: without them there is nothing that somebody may not see.
    return assessment && this.#draw() < 0.5 ? this.#aboutRating(actor, assessment) : this.#aboutReview(actor)
  }

  #aboutRating(actor: PersonId, { id, slots, joint, consensus, study }: Assessment): Decidable {
    const document = joint?.document ?? slots.find(({ reviewer }) => reviewer === actor)?.draft ?? null
    if (document) this.scene.write(document, this.#one([COMPLETE, OTHER]))
    if (consensus) this.scene.write(consensus.document, COMPLETE)
    const contentHash = hashOfTest(this.scene.plain(document))
    const consensusHash = hashOfTest(this.scene.plain(consensus?.document ?? null))
    const confirmed = Object.keys(COMPLETE).map((item) => ({
      item,
      valueHash: hashOfTest(itemContent(this.scene.plain(document), item)),
    }))
    return this.#one<Decidable>([
      { type: 'submit', assessment: id, contentHash },
      { type: 'submit', assessment: id, contentHash },
      { type: 'submit', assessment: id, contentHash },
      { type: 'confirm', assessment: id, items: confirmed },
      { type: 'withdraw', assessment: id },
      { type: 'sign', assessment: id, contentHash: consensusHash },
      { type: 'adjudicate', assessment: id, contentHash: consensusHash, rationale: 'As it says.' },
      { type: 'reopen', assessment: id, reason: REASON },
      { type: 'rate-again', assessment: id, reason: REASON },
      { type: 'assign', study, form: this.#form(), reviewers: this.#pair(), reason: REASON },
    ])
  }

  #aboutReview(actor: PersonId): Decidable {
    const person = this.#one(membersOf(this.scene.view)).id
    const study = this.#one(this.scene.view.studies)?.id ?? ('none' as StudyId)
    const invitation = `invitation-${this.scene.events.length}` as InvitationId
    return this.#one<Decidable>([
      { type: 'assign', study, form: this.#form(), reviewers: this.#pair(), reason: REASON },
      { type: 'assign', study, form: this.#form(), reviewers: this.#pair(), reason: REASON },
      { type: 'declare-conflict', person, study, reason: REASON },
      { type: 'clear-conflict', person, study, reason: REASON },
      { type: 'change-roles', person, roles: [this.#one(ROLES), this.#one(ROLES)], reason: REASON },
      { type: 'hand-over', person, reason: REASON },
      { type: 'leave', reason: REASON },
      { type: 'invite', invitation, roles: [this.#one(ROLES)], expiresAt: FOR_EVER },
      this.#joining(actor),
      this.#joining(actor),
      this.#amendment(),
      { type: 'add-studies', studies: [this.#newStudy()] },
      { type: 'correct-study', study, corrected: this.#newStudy() },
      { type: 'remove-study', study, reason: REASON },
      { type: 'set-due', studies: [study], due: this.#one(['2026-12-24', null]) },
      {
        type: 'allocate',
        form: this.#form(),
        assignments: [{ study, reviewers: this.#pair() }],
        how: { seed: '', shares: [], experts: [] },
      },
      { type: 'snapshot', label: 'Now', reason: REASON },
    ])
  }

  #amendment(): Decidable {
    const plan = askedFrom(planOf(this.scene.view.review))
    const others: readonly AskedStage[] = this.#draw() < 0.7 ? [] : [this.#stage(otherForm.id)]
    const stages = [this.#stage(this.scene.instrument.id), ...others]
    return { type: 'plan', plan: { ...plan, stages, switchedOff: ['two-independent-raters'] }, reason: REASON }
  }

  #stage(instrument: string): AskedStage {
    return { instrument, mode: this.#one(MODES), reviewers: 2 }
  }

  /** Now and then one that the review has no stage of. */
  #form(): string {
    const stages = this.scene.view.review.stages.map(({ form }) => form.id)
    return this.#draw() < 0.1 ? otherForm.id : this.#one(stages)
  }

  #joining(actor: PersonId): Decidable {
    const open = this.scene.view.invitations.find(({ state }) => state === 'open')
    return { type: 'join', invitation: open?.id ?? ('none' as InvitationId), name: actor }
  }

  #newStudy() {
    const title = `Work, part ${this.scene.events.length}`
    const nothing = { journal: '', volume: '', issue: '', pages: '', doi: null, pmid: null }
    return { label: '', design: '', citation: { authors: [], truncatedAuthors: false, title, year: 2001, ...nothing } }
  }

  #pair(): readonly PersonId[] {
    return [this.#one(EVERYBODY), this.#one(EVERYBODY)]
  }

  #one<Value>(list: readonly Value[]): Value {
    return list[Math.floor(this.#draw() * list.length)] as Value
  }
}

const REASON = 'It is so.'
const FOR_EVER = '2099-01-01T00:00:00.000Z' as Instant

/** Numbers from 0 to 1: a linear congruential generator, with the constants of Numerical Recipes. */
function drawsFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
