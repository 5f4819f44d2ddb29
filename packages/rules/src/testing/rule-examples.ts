/** One allowed and one refused example for every rule. A rule without them does not type-check. */
import type { AskedPlan, AskedStage, Assignment, Decidable, NewStudy } from '../commands.ts'
import type { CommandRuleId, EditRuleId } from '../rulebook/index.ts'
import type { JudgedEdit } from '../rulebook/judge-edit.ts'
import { askedFrom, planOf } from '../protocol.ts'
import type { CommentId, Hash, Instant, InvitationId, PersonId, Role, StudyId, SwitchableRule } from '../review.ts'
import { isComment, MAX_ENTRIES_BY_PERSON, type Anchor, type Thread } from '../threads/thread.ts'
import { MAX_NOTE } from '../rulebook/edits.ts'
import { MAX_STUDIES } from '../studies.ts'
import { itemContent } from '../content/index.ts'
import {
  COMPLETE,
  hashOfTest,
  OTHER,
  Scene,
  alice,
  bob,
  carol,
  dana,
  erin,
  firstStudy,
  secondStudy,
  stranger,
} from './scene.ts'
import { MAX_OWN_FORMS } from '../own-forms.ts'
import { EXTRACTED, ExtractionScene, QUESTION, reported, row } from './extraction-scene.ts'
import type { Json } from '../json.ts'
import { tinyForm } from './tiny-form.ts'
import { tinyInstrument } from './tiny-instrument.ts'

export type CommandExample = { readonly scene: Scene; readonly actor: PersonId; readonly command: Decidable }
type Examples<Example> = { readonly allowed: () => Example; readonly refused: () => Example }

const assign = (
  scene: Scene,
  actor: PersonId,
  change: Partial<Extract<Decidable, { type: 'assign' }>> = {},
): CommandExample => ({
  scene,
  actor,
  command: {
    type: 'assign',
    study: firstStudy,
    form: scene.stage.form.id,
    reviewers: [alice, bob],
    reason: null,
    ...change,
  },
})
const submit = (scene: Scene, actor: PersonId, contentHash = hashOfDraft(scene, actor)): CommandExample => ({
  scene,
  actor,
  command: { type: 'submit', assessment: scene.assessment().id, contentHash },
})
const withdraw = (scene: Scene, actor: PersonId): CommandExample => ({
  scene,
  actor,
  command: { type: 'withdraw', assessment: scene.assessment().id },
})
const sign = (scene: Scene, actor: PersonId, contentHash = scene.consensusHash()): CommandExample => ({
  scene,
  actor,
  command: { type: 'sign', assessment: scene.assessment().id, contentHash },
})
const adjudicate = (scene: Scene, actor: PersonId, rationale = 'Both readings were weighed.'): CommandExample => ({
  scene,
  actor,
  command: { type: 'adjudicate', assessment: scene.assessment().id, contentHash: scene.consensusHash(), rationale },
})
const reopen = (scene: Scene, actor: PersonId, reason = 'A table was overlooked.'): CommandExample => ({
  scene,
  actor,
  command: { type: 'reopen', assessment: scene.assessment().id, reason },
})
const rateAgain = (scene: Scene, actor: PersonId): CommandExample => ({
  scene,
  actor,
  command: { type: 'rate-again', assessment: scene.assessment().id, reason: 'The full report appeared.' },
})
const lock = (scene: Scene, actor: PersonId): CommandExample => ({
  scene,
  actor,
  command: { type: 'lock', form: scene.stage.form.id, reason: 'Stage done.' },
})
const roles = (scene: Scene, person: PersonId, given: readonly Role[]): CommandExample => ({
  scene,
  actor: dana,
  command: { type: 'change-roles', person, roles: given, reason: 'The team has changed.' },
})
const opening = (
  scene: Scene,
  actor: PersonId,
  change: Partial<Anchor> = {},
  text = 'Which group is meant?',
  mentions: readonly PersonId[] = [],
): CommandExample => {
  const anchor = { study: firstStudy, form: tinyInstrument.id, item: 'sites', part: null, ...change }
  return { scene, actor, command: { type: 'open-thread', anchor, text, mentions } }
}
/** Alice has begun a thread. */
const opened = (scene: Scene): Scene => scene.does(alice, opening(scene, alice).command)
const onlyThread = (scene: Scene): Thread => {
  const [thread] = scene.view.threads
  if (!thread) throw new Error('no thread')
  return thread
}
const replying = (scene: Scene): CommandExample => ({
  scene,
  actor: bob,
  command: { type: 'reply', thread: onlyThread(scene).id, text: 'The second one.', mentions: [] },
})
const turning = (scene: Scene, type: 'resolve-thread' | 'reopen-thread'): CommandExample => ({
  scene,
  actor: bob,
  command: { type, thread: onlyThread(scene).id },
})
const resolved = (): Scene => {
  const { scene, actor, command } = turning(opened(new Scene()), 'resolve-thread')
  return scene.does(actor, command)
}
const revising = (scene: Scene, actor: PersonId): CommandExample => {
  const comment = onlyThread(scene).entries.find(isComment)?.id ?? ('none' as CommentId)
  return { scene, actor, command: { type: 'revise-comment', comment, text: 'Which table?', mentions: [] } }
}
const nudging = (scene: Scene, actor: PersonId): CommandExample => ({
  scene,
  actor,
  command: { type: 'nudge', person: bob, studies: [firstStudy] },
})
/** Erin is a guest. */
function withGuest(): Scene {
  const { scene, actor, command } = roles(new Scene(), erin, ['guest'])
  return scene.does(actor, command)
}
/** This person has written as much as one person may. */
function full(person: PersonId): Scene {
  const scene = opened(new Scene())
  const thread = onlyThread(scene)
  const entry = { is: 'resolved', by: person, at: '2026-01-01T00:00:00.000Z' as Instant, rounds: [] } as const
  const entries = Array.from({ length: MAX_ENTRIES_BY_PERSON }, () => entry)
  scene.view = { ...scene.view, threads: [{ ...thread, entries: [...thread.entries, ...entries] }] }
  return scene
}
const plan = (
  scene: Scene,
  change: Partial<AskedPlan> = {},
  reason: string | null = 'Agreed with the team.',
): CommandExample => ({
  scene,
  actor: dana,
  command: { type: 'plan', plan: { ...askedFrom(planOf(scene.view.review)), ...change }, reason },
})
const planStages = (scene: Scene, ...stages: readonly Partial<AskedStage>[]): CommandExample => {
  const [first] = askedFrom(planOf(scene.view.review)).stages
  if (!first) throw new Error('no stage')
  return plan(scene, { stages: stages.map((stage) => ({ ...first, ...stage })) })
}
const invitation = 'invitation-1' as InvitationId
const invite = (given: readonly Role[]): CommandExample => ({
  scene: new Scene(),
  actor: dana,
  command: { type: 'invite', invitation, roles: given, expiresAt: '2026-02-01T00:00:00.000Z' as Instant },
})
const invited = (): Scene => new Scene().does(dana, invite(['reviewer']).command)
const join = (scene: Scene, actor: PersonId): CommandExample => ({
  scene,
  actor,
  command: { type: 'join', invitation, name: 'Mallory', hue: 6 },
})
const revoke = (scene: Scene): CommandExample => ({
  scene,
  actor: dana,
  command: { type: 'revoke-invitation', invitation },
})
const handOver = (person: PersonId): CommandExample => ({
  scene: new Scene(),
  actor: dana,
  command: { type: 'hand-over', person, reason: 'Dana goes on leave.' },
})
const conflict = (
  type: 'declare-conflict' | 'clear-conflict',
  actor: PersonId,
  person: PersonId,
  study: StudyId,
): CommandExample => ({
  scene: new Scene(),
  actor,
  command: { type, person, study, reason: 'Author of the study.' },
})
const addStudy = (title: string): CommandExample => ({
  scene: new Scene(),
  actor: dana,
  command: { type: 'add-studies', studies: [newStudy(title)] },
})
/** To a review that holds so many studies. */
function addTo(count: number): CommandExample {
  const example = addStudy('Return to work')
  const [study] = example.scene.view.studies
  if (!study) throw new Error('no study')
  const studies = Array.from({ length: count }, (_, place) => ({
    ...study,
    id: `study-${place}` as StudyId,
    key: `study-${place}`,
    citation: { ...study.citation, title: `Study ${place}` },
  }))
  example.scene.view = { ...example.scene.view, studies }
  return example
}
const newStudy = (title: string): NewStudy => ({
  label: '',
  design: 'cohort',
  citation: {
    authors: ['Burke, T'],
    truncatedAuthors: false,
    title,
    journal: '',
    year: 2001,
    volume: '',
    issue: '',
    pages: '',
    doi: null,
    pmid: null,
  },
})
const removeStudy = (scene: Scene): CommandExample => ({
  scene,
  actor: dana,
  command: { type: 'remove-study', study: firstStudy, reason: 'Added twice.' },
})
const due = (day: string): CommandExample => ({
  scene: new Scene(),
  actor: dana,
  command: { type: 'set-due', studies: [firstStudy], due: day },
})
const allocation = (assignments: readonly Assignment[]): CommandExample => ({
  scene: new Scene(),
  actor: dana,
  command: {
    type: 'allocate',
    form: tinyInstrument.id,
    assignments,
    how: { seed: 'seed', shares: [], experts: [] },
  },
})

const confirm = (scene: Scene, actor: PersonId, item = 'blind', valueHash?: Hash): CommandExample => ({
  scene,
  actor,
  command: {
    type: 'confirm',
    assessment: scene.assessment().id,
    items: [{ item, valueHash: valueHash ?? hashOfTest(itemContent(scene.plain(scene.jointId()), item)) }],
  },
})
const submitTogether = (scene: Scene): CommandExample => ({
  scene,
  actor: alice,
  command: {
    type: 'submit',
    assessment: scene.assessment().id,
    contentHash: hashOfTest(scene.plain(scene.jointId())),
  },
})
const settledTogether = (): Scene => {
  const scene = Scene.together('verified').confirms(bob)
  return scene.does(alice, submitTogether(scene).command)
}

const snapshot = (scene: Scene, actor: PersonId, label = 'Submission'): CommandExample => ({
  scene,
  actor,
  command: { type: 'snapshot', label, reason: '' },
})

function hashOfDraft(scene: Scene, actor: PersonId): Hash {
  const slot = scene.assessment().slots.find(({ reviewer }) => reviewer === actor)
  return scene.context.hashOf(scene.plain(slot?.draft ?? null))
}

const drafting = (): Scene => new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER)
const waiting = (): Scene => drafting().submits(alice)
const inConflict = (): Scene => new Scene().inConflict()
const ready = (): Scene => new Scene().readyToSign()
const agreed = (): Scene => new Scene().agreed()
/** Alice and Bob rate the first study. */
const started = (): Scene => new Scene().assigns().rates(alice, COMPLETE).rates(bob, OTHER)
const again = (): Scene => {
  const scene = agreed()
  return scene.does(dana, {
    type: 'rate-again',
    assessment: scene.assessment().id,
    reason: 'The full report appeared.',
  })
}
/** Alice has submitted, Bob has not, and from now on one reviewer is enough. */
const withOneLess = (): Scene => waiting().plans({ reviewers: 1 })
const withCandidate = (): Scene => {
  const scene = ready()
  return scene.write(scene.consensusId(), { 'sites/candidate/alice': 'two' })
}
const earlierRound = (): CommandExample => {
  const scene = again()
  const earlier = scene.view.assessments[0]
  if (!earlier) throw new Error('no earlier round')
  return { scene, actor: dana, command: { type: 'reopen', assessment: earlier.id, reason: 'Look again.' } }
}
const unknownAssessment = (): CommandExample => {
  const example = withdraw(waiting(), alice)
  return { ...example, command: { type: 'withdraw', assessment: 'nothing' as never } }
}

/** The structure of the studies, then an extraction like this one. */
function planExtraction(
  change: Partial<AskedStage>,
  switchedOff: readonly SwitchableRule[] = [],
  ordered: (stages: readonly AskedStage[]) => readonly AskedStage[] = (stages) => stages,
): CommandExample {
  const scene = new ExtractionScene()
  const { stages, ...plan } = askedFrom(planOf(scene.view.review))
  const [structure, extraction] = stages as [AskedStage, AskedStage]
  const asked = { ...plan, title: 'New', switchedOff, stages: ordered([structure, { ...extraction, ...change }]) }
  return { scene, actor: dana, command: { type: 'plan', plan: asked, reason: 'Because.' } }
}

function building(actor: PersonId, command: Decidable): CommandExample {
  return { scene: new ExtractionScene(), actor, command }
}

function publishing(built: (scene: ExtractionScene) => ExtractionScene): CommandExample {
  const scene = built(new ExtractionScene())
  return { scene, actor: dana, command: scene.publish() }
}

function discarding(built: (scene: ExtractionScene) => ExtractionScene): CommandExample {
  const scene = built(new ExtractionScene())
  return { scene, actor: alice, command: { type: 'discard-form', form: tinyForm.id } }
}

export const COMMAND_EXAMPLES: Readonly<Record<CommandRuleId, Examples<CommandExample>>> = {
  'member-only': { allowed: () => assign(new Scene(), dana), refused: () => assign(new Scene(), stranger) },
  'lead-only': { allowed: () => assign(new Scene(), dana), refused: () => assign(new Scene(), carol) },
  'own-slot-only': { allowed: () => submit(drafting(), alice), refused: () => submit(drafting(), carol) },
  'signer-is-one-of-the-n': { allowed: () => sign(ready(), bob), refused: () => sign(ready(), dana) },
  'adjudicator-is-a-third-person': {
    allowed: () => adjudicate(ready(), dana),
    refused: () => adjudicate(ready(), alice),
  },
  'reviewer-role': {
    allowed: () => assign(new Scene(), dana, { reviewers: [alice, erin] }),
    refused: () => assign(new Scene(), dana, { reviewers: [alice, carol] }),
  },
  'no-conflict-of-interest': {
    allowed: () => assign(new Scene(), dana, { reviewers: [alice, erin] }),
    refused: () => assign(new Scene(), dana, { study: secondStudy, reviewers: [alice, erin] }),
  },
  'stays-blind': {
    allowed: () => assign(again(), dana, { reviewers: [alice, erin], reason: 'Bob is away.' }),
    refused: () => {
      const scene = again()
      const people = scene.view.people.map((member) =>
        member.id === dana ? { ...member, roles: [...member.roles, 'reviewer' as const] } : member,
      )
      scene.view = { ...scene.view, people }
      return assign(scene, dana, { reviewers: [alice, dana], reason: 'Bob is away.' })
    },
  },
  'person-is-member': {
    allowed: () => roles(new Scene(), carol, ['supervisor', 'reviewer']),
    refused: () => roles(new Scene(), stranger, ['reviewer']),
  },
  'keeps-a-lead': {
    allowed: () => roles(new Scene(), dana, ['lead']),
    refused: () => roles(new Scene(), dana, ['adjudicator']),
  },
  'plan-is-whole': {
    allowed: () => plan(new Scene(), { title: 'New' }),
    refused: () => plan(new Scene(), { title: ' ' }),
  },
  'instrument-is-known': {
    allowed: () => planStages(new Scene(), { instrument: 'other' }),
    refused: () => planStages(new Scene(), { instrument: 'constructor' }),
  },
  'two-independent-raters': {
    allowed: () => plan(new Scene().plans({ reviewers: 1 }), { title: 'New', switchedOff: ['two-independent-raters'] }),
    refused: () => planStages(new Scene(), {}, { instrument: 'other', reviewers: 1 }),
  },
  'two-independent-extractors': {
    allowed: () => planExtraction({ mode: 'verified' }, ['two-independent-extractors']),
    refused: () => planExtraction({ mode: 'verified' }),
  },
  'structure-comes-first': {
    allowed: () => planExtraction({}),
    refused: () => planExtraction({}, [], (stages) => stages.toReversed()),
  },
  'builders-only': {
    allowed: () => building(alice, { type: 'begin-form', title: 'Own', from: null }),
    refused: () => building(carol, { type: 'begin-form', title: 'Own', from: null }),
  },
  'form-exists': {
    allowed: () => publishing((scene) => scene.adapts().builds(QUESTION)),
    refused: () => building(dana, { type: 'discard-form', form: tinyForm.id }),
  },
  'copied-form-exists': {
    allowed: () => building(alice, { type: 'begin-form', title: 'Own', from: tinyForm.id }),
    refused: () => building(alice, { type: 'begin-form', title: 'Own', from: 'constructor' }),
  },
  'adaptable-form': {
    allowed: () => building(alice, { type: 'adapt-form', form: tinyForm.id }),
    refused: () => building(alice, { type: 'adapt-form', form: 'study-structure' }),
  },
  'form-is-named': {
    allowed: () => building(alice, { type: 'begin-form', title: 'Own', from: null }),
    refused: () => building(alice, { type: 'begin-form', title: ' ', from: null }),
  },
  'room-for-forms': {
    allowed: () => building(alice, { type: 'begin-form', title: 'Own', from: null }),
    refused: () => {
      const scene = new ExtractionScene()
      for (let count = 0; count < MAX_OWN_FORMS; count += 1) scene.begins('Own')
      return { scene, actor: alice, command: { type: 'begin-form', title: 'One more', from: null } }
    },
  },
  'form-is-sound': {
    allowed: () => publishing((scene) => scene.adapts().builds(QUESTION)),
    refused: () => publishing((scene) => scene.adapts().builds({ 'fields/study~design/label': reported('') })),
  },
  'form-changed': {
    allowed: () => publishing((scene) => scene.adapts().builds(QUESTION)),
    refused: () => publishing((scene) => scene.adapts()),
  },
  'form-is-unused': {
    allowed: () => discarding((scene) => scene.adapts()),
    refused: () => discarding((scene) => scene.adapts().publishes()),
  },
  'structure-is-agreed': {
    allowed: () => submit(new ExtractionScene().structured().assigns().rates(alice, EXTRACTED), alice),
    refused: () => submit(new ExtractionScene().assigns().rates(alice, EXTRACTED), alice),
  },
  'instrument-stays': {
    allowed: () => planStages(drafting(), {}, { instrument: 'other' }),
    refused: () => planStages(drafting(), { instrument: 'other' }),
  },
  'stage-exists': {
    allowed: () => assign(new Scene(), dana),
    refused: () => assign(new Scene(), dana, { form: 'other' }),
  },
  'plan-changes': { allowed: () => plan(new Scene(), { title: 'New' }), refused: () => plan(new Scene()) },
  'protocol-is-planned': {
    allowed: () => ({ scene: Scene.planning(), actor: dana, command: { type: 'freeze-protocol' } }),
    refused: () => ({ scene: new Scene(), actor: dana, command: { type: 'freeze-protocol' } }),
  },
  'protocol-is-frozen': {
    allowed: () => assign(new Scene(), dana),
    refused: () => assign(Scene.planning(), dana),
  },
  'verifier-only': {
    allowed: () => confirm(Scene.together('verified'), bob),
    refused: () => confirm(Scene.together('verified'), alice),
  },
  'joint-is-open': {
    allowed: () => confirm(Scene.together('verified'), bob),
    refused: () => confirm(settledTogether(), bob),
  },
  'confirmed-as-seen': {
    allowed: () => confirm(Scene.together('verified'), bob),
    refused: () => confirm(Scene.together('verified'), bob, 'blind', 'what stood there before' as Hash),
  },
  'all-confirmed': {
    allowed: () => submitTogether(Scene.together('verified').confirms(bob)),
    refused: () => submitTogether(Scene.together('verified').confirms(bob, ['blind', 'sites'])),
  },
  'role-is-given': { allowed: () => invite(['reviewer']), refused: () => invite([]) },
  'invitation-holds': {
    allowed: () => join(invited(), stranger),
    refused: () => join(invited().does(dana, { type: 'revoke-invitation', invitation }), stranger),
  },
  'not-yet-member': { allowed: () => join(invited(), stranger), refused: () => join(invited(), alice) },
  'invitation-is-open': {
    allowed: () => revoke(invited()),
    refused: () => revoke(invited().does(dana, { type: 'revoke-invitation', invitation })),
  },
  'another-person': { allowed: () => handOver(carol), refused: () => handOver(dana) },
  'oneself-or-lead': {
    allowed: () => conflict('declare-conflict', alice, alice, firstStudy),
    refused: () => conflict('declare-conflict', alice, bob, firstStudy),
  },
  'conflict-is-new': {
    allowed: () => conflict('declare-conflict', dana, erin, firstStudy),
    refused: () => conflict('declare-conflict', dana, erin, secondStudy),
  },
  'conflict-is-declared': {
    allowed: () => conflict('clear-conflict', dana, erin, secondStudy),
    refused: () => conflict('clear-conflict', dana, erin, firstStudy),
  },
  'studies-are-named': { allowed: () => addStudy('Return to work'), refused: () => addStudy(' ') },
  'studies-are-new': { allowed: () => addStudy('Return to work'), refused: () => addStudy('One  2001') },
  'review-has-room': { allowed: () => addTo(MAX_STUDIES - 1), refused: () => addTo(MAX_STUDIES) },
  'study-is-unassigned': { allowed: () => removeStudy(new Scene()), refused: () => removeStudy(drafting()) },
  'due-is-a-day': { allowed: () => due('2026-12-24'), refused: () => due('2026-02-30') },
  'something-to-allocate': {
    allowed: () => allocation([{ study: firstStudy, reviewers: [alice, bob] }]),
    refused: () => allocation([]),
  },
  'study-exists': {
    allowed: () => assign(new Scene(), dana),
    refused: () => assign(new Scene(), dana, { study: 'nothing' as never }),
  },
  'assessment-exists': { allowed: () => withdraw(waiting(), alice), refused: unknownAssessment },
  'current-round-only': { allowed: () => reopen(agreed(), dana), refused: earlierRound },
  'assign-before-reveal': {
    allowed: () => assign(waiting(), dana, { reviewers: [alice, erin], reason: 'Bob is away.' }),
    refused: () => assign(inConflict(), dana, { reviewers: [alice, erin], reason: 'Bob is away.' }),
  },
  'draft-is-open': { allowed: () => submit(waiting(), bob), refused: () => submit(waiting(), alice) },
  'places-are-filled': {
    allowed: () => submitTogether(Scene.together('joint')),
    refused: () => submitTogether(Scene.together('joint').does(bob, { type: 'leave', reason: '' })),
  },
  'somebody-still-rates': {
    allowed: () => assign(waiting(), dana, { reviewers: [alice, erin], reason: 'Bob is away.' }),
    refused: () => assign(withOneLess(), dana, { reviewers: [alice], reason: 'One is enough.' }),
  },
  'withdraw-before-reveal': { allowed: () => withdraw(waiting(), alice), refused: () => withdraw(inConflict(), alice) },
  'consensus-is-open': { allowed: () => sign(ready(), alice), refused: () => sign(agreed(), alice) },
  'consensus-is-settled': { allowed: () => reopen(agreed(), dana), refused: () => reopen(inConflict(), dana) },
  'revealed-before-rate-again': {
    allowed: () => rateAgain(inConflict(), dana),
    refused: () => rateAgain(waiting(), dana),
  },
  'stage-is-settled': { allowed: () => lock(agreed().agreed(secondStudy), dana), refused: () => lock(agreed(), dana) },
  'something-to-lock': {
    allowed: () => lock(agreed().agreed(secondStudy), dana),
    refused: () => {
      const { scene, actor, command } = lock(agreed().agreed(secondStudy), dana)
      return { scene: scene.does(actor, command), actor, command }
    },
  },
  'content-moved': {
    allowed: () => submit(drafting(), alice),
    refused: () => submit(drafting(), alice, 'what was there before' as Hash),
  },
  'extent-is-bounded': {
    allowed: () => submit(new ExtractionScene().structured().assigns().rates(alice, EXTRACTED), alice),
    refused: () =>
      submit(
        new ExtractionScene()
          .structured()
          .assigns()
          .rates(alice, { ...EXTRACTED, ...rows(201) }),
        alice,
      ),
  },
  'draft-is-complete': {
    allowed: () => submit(drafting(), alice),
    refused: () => submit(new Scene().assigns().rates(alice, { blind: 'no' }), alice),
  },
  'consensus-is-complete': { allowed: () => sign(ready(), alice), refused: () => sign(inConflict(), alice) },
  'no-open-candidates': { allowed: () => sign(ready(), alice), refused: () => sign(withCandidate(), alice) },
  'reason-is-given': { allowed: () => reopen(agreed(), dana), refused: () => reopen(agreed(), dana, '  ') },
  'guests-read': { allowed: () => opening(new Scene(), bob), refused: () => opening(withGuest(), erin) },
  'place-exists': {
    allowed: () => opening(new Scene(), bob, { item: 'sites', part: 'source' }),
    refused: () => opening(new Scene(), bob, { item: 'colour' }),
  },
  'something-is-said': { allowed: () => opening(new Scene(), bob), refused: () => opening(new Scene(), bob, {}, ' ') },
  'text-is-plain': {
    allowed: () => opening(new Scene(), bob, {}, 'Page 4:\n\tשלום'),
    refused: () => opening(new Scene(), bob, {}, 'Page 4 \u202Eon si'),
  },
  'mentioned-may-read': {
    allowed: () => opening(new Scene().assigns(), bob, {}, 'See page 4, @Alice.', [alice]),
    refused: () => opening(new Scene().assigns(), bob, {}, 'See page 4, @Erin.', [erin]),
  },
  'room-for-words': { allowed: () => opening(new Scene(), bob), refused: () => opening(full(bob), bob) },
  'thread-exists': {
    allowed: () => replying(opened(new Scene())),
    refused: () => replying(opened(new Scene().assigns())),
  },
  'thread-is-open': {
    allowed: () => turning(opened(new Scene()), 'resolve-thread'),
    refused: () => turning(resolved(), 'resolve-thread'),
  },
  'thread-is-resolved': {
    allowed: () => turning(resolved(), 'reopen-thread'),
    refused: () => turning(opened(new Scene()), 'reopen-thread'),
  },
  'comment-exists': {
    allowed: () => revising(opened(new Scene()), alice),
    refused: () => revising(opened(new Scene().assigns()), bob),
  },
  'own-comment-only': {
    allowed: () => revising(opened(new Scene()), alice),
    refused: () => revising(opened(new Scene()), bob),
  },
  'lead-or-supervisor': { allowed: () => nudging(started(), carol), refused: () => nudging(started(), alice) },
  'waits-for-them': { allowed: () => nudging(started(), carol), refused: () => nudging(started().submits(bob), carol) },
  'nudged-once-a-day': {
    allowed: () => nudging(started(), carol),
    refused: () => nudging(started().does(dana, nudging(started(), dana).command), carol),
  },
  'label-is-given': { allowed: () => snapshot(new Scene(), dana), refused: () => snapshot(new Scene(), dana, ' ') },
  'enough-reviewers': {
    allowed: () => assign(new Scene(), dana),
    refused: () => assign(new Scene(), dana, { reviewers: [alice] }),
  },
  'reviewers-differ': {
    allowed: () => assign(new Scene(), dana),
    refused: () => assign(new Scene(), dana, { reviewers: [alice, alice] }),
  },
}

const field = (key: string, value: unknown, kind: JudgedEdit['kind'] = 'draft'): JudgedEdit => ({
  form: tinyInstrument,
  kind,
  edit: { target: 'field', key, value },
})
const text = (name: string, length: number, kind: JudgedEdit['kind'] = 'consensus'): JudgedEdit => ({
  form: tinyInstrument,
  kind,
  edit: { target: 'text', name, length },
})
const place = { pdf: null, page: '4', quote: 'blinded assessors', rectangles: [] }

export const EDIT_EXAMPLES: Readonly<Record<EditRuleId, Examples<JudgedEdit>>> = {
  'value-is-json': { allowed: () => field('blind', 'yes'), refused: () => field('blind', Number.NaN) },
  'field-exists': { allowed: () => field('blind/source', [place]), refused: () => field('colour', 'blue') },
  'candidate-is-only-deleted': {
    allowed: () => field('blind/candidate/bob', undefined, 'consensus'),
    refused: () => field('blind/candidate/bob', 'no', 'consensus'),
  },
  'value-fits-field': { allowed: () => field('sites', 'three'), refused: () => field('sites', 'four') },
  'value-is-small': { allowed: () => text('blind/note', MAX_NOTE), refused: () => text('blind/note', MAX_NOTE + 1) },
}

const rows = (count: number): Readonly<Record<string, Json>> =>
  Object.assign(
    {},
    ...Array.from({ length: count }, (_, at) => row('funders', `g${at}`, 'V', { name: `Funder ${at}` })),
  )
