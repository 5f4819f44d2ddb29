/**
 * Random histories: everybody of the scene asks for anything, again and again; what the rules refuse does not happen. A
 * seed repeats a history exactly.
 */
import type { Decidable } from '../commands.ts'
import { itemContent } from '../fields/index.ts'
import { membersOf } from '../grants.ts'
import { planOf } from '../protocol.ts'
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
import { COMPLETE, OTHER, Scene, alice, bob, carol, dana, erin, hashOfTest, stranger } from './scene.ts'

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
    // Rarely, as nearly all of it is allowed: what is asked in vain is asked again.
    if (this.#draw() < 0.04) return this.#saying()
    // Half of the rest is about ratings: without them there is nothing that somebody may not see.
    return assessment && this.#draw() < 0.5 ? this.#aboutRating(actor, assessment) : this.#aboutReview(actor)
  }

  #saying(): Decidable {
    const { view, instrument } = this.scene
    const thread = this.#one(view.threads)?.id ?? ('none' as ThreadId)
    const comments = view.threads.flatMap(({ entries }) => entries.filter(isComment))
    const comment = this.#one(comments)?.id ?? ('none' as CommentId)
    const study = this.#one(view.studies)?.id ?? ('none' as StudyId)
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
      { type: 'assign', study, reviewers: this.#pair(), reason: REASON },
      { type: 'nudge', person: this.#one(EVERYBODY), studies: [study] },
    ])
  }

  #aboutReview(actor: PersonId): Decidable {
    const person = this.#one(membersOf(this.scene.view)).id
    const study = this.#one(this.scene.view.studies)?.id ?? ('none' as StudyId)
    const invitation = `invitation-${this.scene.events.length}` as InvitationId
    return this.#one<Decidable>([
      { type: 'assign', study, reviewers: this.#pair(), reason: REASON },
      { type: 'assign', study, reviewers: this.#pair(), reason: REASON },
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
        assignments: [{ study, reviewers: this.#pair() }],
        how: { seed: '', shares: [], experts: [] },
      },
      { type: 'snapshot', label: 'Now', reason: REASON },
    ])
  }

  #amendment(): Decidable {
    const { form, ...plan } = planOf(this.scene.view.review)
    const asked = { ...plan, mode: this.#one(MODES), switchedOff: ['two-independent-raters'] as const }
    return { type: 'plan', plan: { ...asked, instrument: form.id }, reason: REASON }
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
