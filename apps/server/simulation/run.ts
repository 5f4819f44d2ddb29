/**
 * One seed: some work to begin with, a hundred steps under faults, then rest. The promises of `auditor.ts`, `witness.ts`
 * and `tab.ts` are checked all along; those that hold only when everything has arrived are checked at rest.
 */
import { hashOf } from '@tandem/documents'
import { seededRandom } from '@tandem/documents/testing'
import { answeredCount, candidatesIn, memberOf, ownFormOf, STUDY_STRUCTURE } from '@tandem/rules'
import { alice, bob, carol, dana, firstStudy } from '@tandem/rules/testing'
import * as Y from 'yjs'
import type { Store } from '../src/store/contract.ts'
import { reviewId } from '../src/testing/house.ts'
import { Violation } from './auditor.ts'
import { everything, someBuilding } from './fillings.ts'
import { pickStep } from './steps.ts'
import { World, type WorldKind } from './world.ts'

const STEPS = 100
/** Simulated time in which everybody is level again when faults have ended. */
const LEVEL_WITHIN = 10_000

export type Told = (line: string) => void

/**
 * @param kind what the people of this world do: rate with an instrument, or agree on structures and extract.
 * @throws Violation, or whatever else broke.
 */
export async function simulate(
  seed: number,
  tell: Told = () => {},
  around?: (store: Store) => Store,
  kind: WorldKind = 'rating',
): Promise<void> {
  const world = await World.open(seededRandom(seed), kind, around)
  try {
    await begin(world)
    for (let step = 1; step <= STEPS; step += 1) await oneStep(world, step, tell)
    await rest(world, tell)
  } finally {
    await world.house.close()
  }
}

/** Enough work that faults have something to hit. Where it starts differs by seed. */
async function begin(world: World): Promise<void> {
  const { random } = world
  for (const person of [alice, bob, carol, dana]) if (random.chance(0.5)) await world.watch(person)
  if (world.kind === 'extracting') await agreeOnStructure(world)
  const form = assessed(world)
  if (world.kind === 'extracting' && random.chance(0.4)) await beginToBuild(world, form)
  await answered(world, dana, { type: 'assign', study: firstStudy, form, reviewers: [alice, bob], reason: null })
  const assessment = () => world.auditor.view.assessments.find((one) => one.form.id === form)
  if (random.chance(0.35)) return
  for (const { reviewer, draft } of assessment()?.slots ?? [])
    if (draft !== null) await world.openTab(world.deviceOf(reviewer), draft)
  if (random.chance(0.35)) return
  const drafts = world.tabs.filter(({ kind }) => kind === 'draft')
  for (const tab of drafts)
    for (const [key, value] of everything(world.auditor.formOf(tab.document), random)) tab.set(key, value)
  await settle(world)
  if (world.tabs.some(({ kind }) => kind === 'definition') && random.chance(0.7)) return publishAnother(world, form)
  for (const tab of drafts) {
    const { id } = world.auditor.assessmentOf(tab.document)
    await answered(world, tab.person, { type: 'submit', assessment: id, contentHash: tab.contentHash() })
  }
  const consensus = assessment()?.consensus?.document
  if (!consensus) throw new Error('the beginning did not get as far as a consensus')
  for (const person of [alice, bob, dana]) await world.openTab(world.deviceOf(person), consensus)
}

/** The form of the last stage: what the others lead to. */
function assessed({ auditor }: World): string {
  const stage = auditor.view.review.stages.at(-1)
  if (!stage) throw new Error('a review has at least one stage')
  return stage.form.id
}

/** The form of the plan becomes the review's own, and somebody has it open. */
async function beginToBuild(world: World, form: string): Promise<void> {
  await answered(world, alice, { type: 'adapt-form', form })
  const own = ownFormOf(world.auditor.view, form)
  if (!own) throw new Error('the form was not begun')
  await world.openTab(world.deviceOf(world.random.pick([alice, bob, dana])), own.document)
}

/** While drafts are open, with answers in them. */
async function publishAnother(world: World, form: string): Promise<void> {
  const tab = world.tabs.find(({ kind }) => kind === 'definition')
  if (!tab) return
  for (let change = 0; change < 4; change += 1)
    for (const [key, value] of someBuilding(tab.plain(), world.random)) tab.set(key, value)
  await settle(world)
  const contentHash = hashOf(world.auditor.plain(tab.document))
  await answered(world, dana, { type: 'publish-form', form, contentHash, reason: 'A question was missing.' })
}

async function agreeOnStructure(world: World): Promise<void> {
  const { auditor, random } = world
  const form = STUDY_STRUCTURE.id
  await answered(world, dana, { type: 'assign', study: firstStudy, form, reviewers: [alice, bob], reason: null })
  const assessment = auditor.view.assessments.find((one) => one.form.id === form)
  if (!assessment?.joint) throw new Error('a structure is agreed together')
  const tab = await world.openTab(world.deviceOf(alice), assessment.joint.document)
  for (const [key, value] of everything(STUDY_STRUCTURE, random)) tab.set(key, value)
  await settle(world)
  await answered(world, alice, { type: 'submit', assessment: assessment.id, contentHash: tab.contentHash() })
}

async function answered(world: World, ...[person, command]: Parameters<World['ask']>): Promise<void> {
  const request = world.ask(person, command)
  for (let turns = 0; turns < 10 && request.answer === undefined; turns += 1) await world.turn()
  if (!request.answer?.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(request.answer)}`)
}

async function oneStep(world: World, number: number, tell: Told): Promise<void> {
  // What does not apply now makes room for something that does; a world without a tab yet may need several tries.
  for (let tries = 0; tries < 10; tries += 1) {
    const step = pickStep(world)
    const done = await step.run(world)
    if (done === null) continue
    tell(`${number}. ${step.name}: ${done}`)
    break
  }
  await heed(world)
  throwIfBroken(world)
}

/** Clients do at once what they do about a closed socket or a refusal. */
async function heed(world: World): Promise<void> {
  for (const tab of world.tabs) if (!tab.isShut) await world.during(tab.heed())
}

/** Whatever threw in a corner of the server: the room was dropped, the promise is still broken. */
function throwIfBroken(world: World): void {
  const [violation] = world.violations
  if (violation) throw violation
  for (const error of world.house.errors) {
    const [doing, cause] = error as readonly [string, unknown]
    if (doing === 'commit' || doing === 'quarantine' || doing === 'checkpoint') continue
    throw new Violation(
      'nothing in the server throws',
      `${doing}: ${cause instanceof Error ? cause.stack : String(cause)}`,
    )
  }
}

async function rest(world: World, tell: Told): Promise<void> {
  tell('rest: faults end')
  await world.calm()
  const until = world.house.time + LEVEL_WITHIN
  while (world.house.time < until) {
    for (const tab of world.tabs) if (!tab.isConnected && !tab.isShut) await world.during(tab.connect())
    await settle(world)
    await world.house.pass(1_000)
    for (const request of world.requests)
      if (request.isLost) await world.during(Promise.resolve(world.ask(request.person, request.command, request)))
    for (const feed of world.feeds) if (feed.stop === null) await world.resume(feed)
    await heed(world)
    throwIfBroken(world)
  }
  await settle(world)
  await atRest(world)
}

async function settle(world: World): Promise<void> {
  for (let moved = true; moved;) {
    await world.turn()
    moved = false
    for (const tab of world.tabs) if ((await world.during(tab.deliver(99, 99))) > 0) moved = true
  }
  throwIfBroken(world)
}

async function atRest(world: World): Promise<void> {
  const { auditor, house, disk } = world
  const chainBreak = await house.store.verifyChain(reviewId)
  if (chainBreak) throw new Violation('the chain verifies', chainBreak)
  everybodyIsLevel(world)
  await whatIsStoredLoads(world)
  await countsAreRecounts(world)
  feedsAreComplete(world)
  for (const request of world.requests)
    if (request.answer === undefined) throw new Violation('every command is answered', request.command)
  const written = world.requests.filter(({ person, id }) => disk.hasCommand(reviewId, person, id))
  const count = (type: string): number => written.filter(({ command }) => command.type === type).length
  for (const [command, event] of ONE_EVENT_EACH)
    if (count(command) !== auditor.events.filter(({ type }) => type === event).length)
      throw new Violation('a command happens once', command)
}

/** Commands that leave exactly one event of a kind of their own. */
const ONE_EVENT_EACH = [
  ['submit', 'submitted'],
  ['withdraw', 'withdrawn'],
  ['sign', 'signed'],
  ['reopen', 'reopened'],
  ['lock', 'locked'],
  ['change-roles', 'roles-changed'],
  ['snapshot', 'snapshot-made'],
] as const

function everybodyIsLevel({ tabs, auditor }: World): void {
  for (const tab of tabs) {
    if (tab.isShut || tab.isRogue) continue
    const [here, stored] = [tab.plain(), auditor.plain(tab.document)]
    if (JSON.stringify(sorted(here)) !== JSON.stringify(sorted(stored)))
      throw new Violation('everybody ends with the same document', { person: tab.person, here, stored })
    if (!tab.isSaved) throw new Violation('everything is saved at last', { person: tab.person, document: tab.document })
    if (tab.client.doc.store.pendingStructs) throw new Violation('nothing is pending', tab.person)
  }
}

/** The log on the disk, checkpoints included, gives the document that everybody has. */
async function whatIsStoredLoads({ auditor, house }: World): Promise<void> {
  for (const document of auditor.documents) {
    const stored = await house.stored(document)
    if (JSON.stringify(sorted(stored)) !== JSON.stringify(sorted(auditor.plain(document))))
      throw new Violation('a document is rebuilt from its log', document)
    const fresh = new Y.Doc()
    Y.applyUpdate(fresh, Y.encodeStateAsUpdate(auditor.docOf(document)))
    fresh.destroy()
  }
}

async function countsAreRecounts({ auditor, house }: World): Promise<void> {
  for (const { document, answered, openCandidates } of await house.store.summariesOf(reviewId)) {
    const content = auditor.plain(document)
    const recount = answeredCount(auditor.formOf(document), content)
    if (recount !== answered) throw new Violation('a count is a recount', { document, answered, recount })
    if (candidatesIn(content).length !== openCandidates) throw new Violation('open candidates are counted', document)
  }
}

function feedsAreComplete(world: World): void {
  for (const { person, events } of world.feeds) {
    // Whoever left is told nothing any more, and hears the rest on coming back.
    if (!memberOf(world.auditor.view, person)) continue
    const names = (list: readonly { readonly type: string; readonly at: string }[]): string =>
      list.map(({ type, at }) => `${type} ${at}`).join('\n')
    if (names(events) !== names(world.expectedEvents(person)))
      throw new Violation('a feed tells every event once, in order', { person, told: events.map(({ type }) => type) })
  }
}

function sorted(document: { readonly fields: object; readonly texts: object }): unknown {
  const inOrder = (places: object): unknown => Object.entries(places).sort(([a], [b]) => (a < b ? -1 : 1))
  return [inOrder(document.fields), inOrder(document.texts)]
}
