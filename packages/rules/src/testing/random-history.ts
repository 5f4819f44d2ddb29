/**
 * Random histories: everybody of the scene asks for anything, again and again; what the rules refuse does not happen. A
 * seed repeats a history exactly.
 */
import type { AskedStage, Decidable } from '../commands.ts'
import { itemContent } from '../content/index.ts'
import { assessorsOf, membersOf } from '../grants.ts'
import { askedFrom, planOf } from '../protocol.ts'
import {
  MODES,
  ROLES,
  type Assessment,
  type CommentId,
  type Instant,
  type InvitationId,
  type PersonId,
  type StudyId,
  type ThreadId,
} from '../review.ts'
import { isComment } from '../threads/thread.ts'
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
      const [actor, command] = this.#wish()
      const decision = this.scene.ask(actor, command)
      if (decision.ok) for (const event of decision.value) this.scene.happens(event)
    }
  }

  /**
   * What is nearly always allowed is asked for rarely, and so is what takes people away: without ratings there is nothing
   * that somebody may not see.
   */
  #wish(): readonly [PersonId, Decidable] {
    const actor = this.#one(EVERYBODY)
    const kind = this.#draw()
    if (kind < 0.04) return [actor, this.#saying()]
    if (kind < 0.08) return [actor, this.#aboutTeam(actor)]
    if (kind < 0.12) return [actor, this.#aboutReview()]
    const assessment = this.#one(this.scene.view.assessments.filter(({ isCurrent }) => isCurrent || kind < 0.2))
    if (!assessment || kind < 0.4) return [this.#one([dana, actor]), this.#assigning()]
    const rater = this.#one([...assessorsOf(assessment), actor])
    return [rater, this.#aboutRating(rater, assessment)]
  }

  #saying(): Decidable {
    const { view, instrument } = this.scene
    const thread = this.#one(view.threads)?.id ?? ('none' as ThreadId)
    const comments = view.threads.flatMap(({ entries }) => entries.filter(isComment))
    const comment = this.#one(comments)?.id ?? ('none' as CommentId)
    const study = this.#study()
    const about = this.#one([
      { form: null, item: null, part: null },
      { form: instrument.id, item: 'sites', part: null },
      { form: instrument.id, item: 'sites', part: 'note' },
    ] as const)
    const text = `Word ${this.scene.events.length}.`
    const mentions = this.#draw() < 0.3 ? [this.#one(EVERYBODY)] : []
    return this.#one<Decidable>([
      { type: 'open-thread', anchor: { study, ...about }, text, mentions },
      { type: 'reply', thread, text, mentions },
      { type: 'resolve-thread', thread },
      { type: 'reopen-thread', thread },
      { type: 'revise-comment', comment, text: this.#one([text, null]), mentions: [] },
    ])
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
      { type: 'nudge', person: this.#one(EVERYBODY), studies: [study] },
    ])
  }

  #assigning(): Decidable {
    const [study, form] = [this.#study(), this.#form()]
    const reviewers = this.#pair()
    return this.#one<Decidable>([
      { type: 'assign', study, form, reviewers, reason: REASON },
      { type: 'assign', study, form, reviewers, reason: REASON },
      { type: 'allocate', form, assignments: [{ study, reviewers }], how: { seed: '', shares: [], experts: [] } },
    ])
  }

  #aboutTeam(actor: PersonId): Decidable {
    const [person, study] = [this.#one(membersOf(this.scene.view)).id, this.#study()]
    const invitation = `invitation-${this.scene.events.length}` as InvitationId
    const roles = [this.#one(['reviewer', ...ROLES] as const), this.#one(ROLES)]
    return this.#one<Decidable>([
      { type: 'declare-conflict', person, study, reason: REASON },
      { type: 'clear-conflict', person, study, reason: REASON },
      { type: 'clear-conflict', person, study, reason: REASON },
      { type: 'change-roles', person, roles, reason: REASON },
      { type: 'hand-over', person, reason: REASON },
      { type: 'leave', reason: REASON },
      { type: 'invite', invitation, roles, expiresAt: FOR_EVER },
      this.#joining(actor),
      this.#joining(actor),
      this.#joining(actor),
    ])
  }

  #aboutReview(): Decidable {
    const study = this.#study()
    return this.#one<Decidable>([
      this.#amendment(),
      { type: 'add-studies', studies: [this.#newStudy()] },
      { type: 'correct-study', study, corrected: this.#newStudy() },
      { type: 'remove-study', study, reason: REASON },
      { type: 'set-due', studies: [study], due: this.#one(['2026-12-24', null]) },
      { type: 'snapshot', label: 'Now', reason: REASON },
    ])
  }

  #study(): StudyId {
    return this.#one(this.scene.view.studies)?.id ?? ('none' as StudyId)
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

  /** Mostly of those who may rate. */
  #pair(): readonly PersonId[] {
    const reviewers = membersOf(this.scene.view).filter(({ roles }) => roles.includes('reviewer'))
    const people = this.#draw() < 0.1 ? EVERYBODY : [...reviewers.map(({ id }) => id), this.#one(EVERYBODY)]
    return [this.#one(people), this.#one(people)]
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
