/**
 * What may happen next, one entry each: what people do, what the network, the disk and the clock do to them, and what
 * somebody hostile tries. A step says in a few words what it did, or null where it does not apply now.
 */
import { hashOf } from '@tandem/documents'
import {
  answeredIn,
  askedFrom,
  candidatesIn,
  grantFor,
  isComment,
  isSettled,
  itemContent,
  groundOf,
  noteKey,
  planOf,
  sourceKey,
  STUDY_STRUCTURE,
  type Assessment,
  type Command,
  type DocumentId,
  type Form,
  type PersonId,
  type Role,
  type Thread,
} from '@tandem/rules'
import { alice, bob, carol, dana, erin, firstStudy, secondStudy, stranger } from '@tandem/rules/testing'
import * as Y from 'yjs'
import { clearing, everything, someAcceptance, someBuilding, someItem, someWrites, type Write } from './fillings.ts'
import type { Tab } from './tab.ts'
import { marked, said } from './witness.ts'
import type { World } from './world.ts'

export type Step = {
  readonly name: string
  /** How often, against the others. */
  readonly weight: number
  readonly run: (world: World) => Promise<string | null> | string | null
}

const PEOPLE: readonly PersonId[] = [alice, bob, carol, dana, erin]

const work: readonly Step[] = [
  on('answer', 24, (world, tab) => {
    const writes = someWrites(formOf(world, tab), world.random, wordOf(world, tab))
    for (const [key, value] of writes) tab.set(key, value)
    return writes.map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join(', ')
  }),
  on('clear', 3, (world, tab) => {
    const [key] = clearing(formOf(world, tab), world.random)
    tab.set(key, null)
    return key
  }),
  on('note', 8, (world, tab) => {
    if (tab.kind === 'definition') return null
    const item = someItem(formOf(world, tab), world.random)
    const word = marked(tab.person, tab.document, `${world.random.integer(100)}`)
    if (tab.kind === 'draft') tab.set(noteKey(item), word)
    else tab.type(item, world.random.integer(tab.noteLength(item) + 1), world.random.pick(['x', 'word ', 'ü', '😀']))
    return item
  }),
  on('erase', 2, (world, tab) => {
    if (tab.kind === 'definition') return null
    const item = someItem(formOf(world, tab), world.random)
    const length = tab.kind === 'draft' ? 0 : tab.noteLength(item)
    if (length === 0) return null
    const at = world.random.integer(length)
    tab.erase(item, at, 1 + world.random.integer(length - at))
    return item
  }),
  on('source', 4, (world, tab) => {
    if (tab.kind === 'definition') return null
    const item = someItem(formOf(world, tab), world.random)
    const quote = tab.kind === 'draft' ? marked(tab.person, tab.document, 'quote') : 'a quote'
    tab.set(sourceKey(item), [{ pdf: null, page: `${world.random.integer(9)}`, quote, rectangles: [] }])
    return item
  }),
  on('undo', 3, (_world, tab) => (tab.undo() ? 'one step' : null)),
  on('settle', 6, (world, tab) => {
    const candidates = candidatesIn(tab.plain())
    if (candidates.length === 0) return null
    const key = world.random.pick(candidates)
    tab.set(key, null)
    return key
  }),
  on('complete', 5, (world, tab) => {
    const { random } = world
    for (const [key, value] of everything(formOf(world, tab), random))
      if (!(key in tab.plain().fields)) tab.set(key, value)
    return tab.document
  }),
  on('accept a warning', 2, (world, tab) => {
    const write = someAcceptance(formOf(world, tab), world.random, wordOf(world, tab))
    if (write === null) return null
    tab.set(...write)
    return write[0]
  }),
  on('presence', 3, (world, tab) => {
    if (!tab.isConnected) return null
    tab.client.sendPresence(tab.client.doc.clientID, world.random.integer(100), { field: 'sites', cursor: null })
    return tab.person
  }),
]

const commands: readonly Step[] = [
  command('assign', 6, (world) => {
    const { random, auditor } = world
    const reviewers = random.pick([
      [alice, bob],
      [bob, alice],
      [alice, erin],
      [bob, erin],
      [alice, bob, erin],
    ])
    const study = random.pick([firstStudy, secondStudy])
    const form = random.pick(auditor.view.review.stages).form.id
    return [dana, { type: 'assign', study, form, reviewers, reason: random.chance(0.5) ? null : 'Somebody left.' }]
  }),
  command('submit', 12, (world) => {
    const tab = pickTab(world, ({ kind, isConnected }) => (kind === 'draft' || kind === 'joint') && isConnected)
    if (!tab) return null
    const assessment = world.auditor.assessmentOf(tab.document)
    return [tab.person, { type: 'submit', assessment: assessment.id, contentHash: tab.contentHash() }]
  }),
  command('confirm', 8, (world) => {
    const tab = pickTab(world, ({ kind, isConnected }) => kind === 'joint' && isConnected)
    if (!tab) return null
    const content = tab.plain()
    const ground = groundOf(world.auditor.view, world.auditor.assessmentOf(tab.document))
    const answered = answeredIn(formOf(world, tab), content, ground)
    const items = answered.map((item) => ({ item, valueHash: hashOf(itemContent(content, item)) }))
    const [first, ...rest] = items
    if (!first) return null
    const asked = world.random.chance(0.1) ? [{ item: first.item, valueHash: null }, ...rest] : items
    return [tab.person, { type: 'confirm', assessment: world.auditor.assessmentOf(tab.document).id, items: asked }]
  }),
  command('change the plan', 2, ({ random, auditor }) => {
    const asked = askedFrom(planOf(auditor.view.review))
    const again = random.chance(0.05) ? [{ ...asked.stages[0]!, instrument: 'downs-and-black' }] : []
    const stages = [...asked.stages, ...again].map((stage) => ({
      ...stage,
      mode:
        stage.instrument === STUDY_STRUCTURE.id
          ? random.pick(['joint', 'verified'] as const)
          : random.pick(['independent', 'independent', 'joint', 'verified'] as const),
    }))
    const isBlind = stages.every(({ mode }) => mode === 'independent')
    const switchedOff = isBlind ? [] : (['two-independent-extractors', 'two-independent-raters'] as const)
    return [dana, { type: 'plan', plan: { ...asked, stages, switchedOff }, reason: 'Other times.' }]
  }),
  command('adapt the form', 2, ({ random, auditor }) => {
    const { review, ownForms } = auditor.view
    const adaptable = review.stages.filter(
      ({ form }) => form.kind === 'extraction' && !ownForms.some(({ id }) => id === form.id),
    )
    if (adaptable.length === 0) return null
    return [random.pick([alice, dana]), { type: 'adapt-form', form: random.pick(adaptable).form.id }]
  }),
  {
    name: 'build',
    weight: 8,
    run: async (world) => {
      const tab = await builder(world)
      if (!tab) return null
      const writes = someBuilding(tab.plain(), world.random)
      for (const [key, value] of writes) tab.set(key, value)
      return writes.map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join(', ')
    },
  },
  command('publish the form', 6, ({ random, auditor }) => {
    const { ownForms } = auditor.view
    if (ownForms.length === 0) return null
    const { id, document } = random.pick(ownForms)
    return [
      dana,
      { type: 'publish-form', form: id, contentHash: hashOf(auditor.plain(document)), reason: 'Asked anew.' },
    ]
  }),
  on('look again', 3, (_world, tab) => {
    const marks = Object.keys(tab.plain().fields).filter((key) => key.endsWith('/reworded'))
    for (const key of marks) tab.set(key, null)
    return marks.length > 0 ? marks.join(', ') : null
  }),
  command('declare a conflict', 1, ({ random }) => {
    const person = random.pick([alice, bob, erin])
    const study = random.pick([firstStudy, secondStudy])
    return [person, { type: 'declare-conflict', person, study, reason: 'A friend wrote it.' }]
  }),
  command('clear a conflict', 3, ({ random }) => {
    const person = random.pick([alice, bob, erin])
    const study = random.pick([firstStudy, secondStudy])
    return [dana, { type: 'clear-conflict', person, study, reason: 'A namesake.' }]
  }),
  command('leave', 1, ({ random }) => [random.pick([alice, bob, carol, erin]), { type: 'leave', reason: '' }]),
  {
    name: 'join again',
    weight: 4,
    run: async (world) => {
      const left = world.auditor.view.people.filter(({ leftAt }) => leftAt !== undefined)
      if (left.length === 0) return null
      const { id, name, formerRoles = [] } = world.random.pick(left)
      world.invite(id, name, formerRoles)
      await world.turn()
      return id
    },
  },
  command('withdraw', 2, (world) => {
    const assessment = pickAssessment(world)
    return assessment && [world.random.pick([alice, bob]), { type: 'withdraw', assessment: assessment.id }]
  }),
  command('sign', 8, (world) => {
    const tab = pickTab(world, ({ kind, isConnected }) => kind === 'consensus' && isConnected)
    const assessment = tab && world.auditor.assessmentOf(tab.document)
    return tab && assessment
      ? [tab.person, { type: 'sign', assessment: assessment.id, contentHash: tab.contentHash() }]
      : null
  }),
  command('adjudicate', 2, (world) => {
    const tab = pickTab(world, ({ kind, person }) => kind === 'consensus' && person === dana)
    const assessment = tab && world.auditor.assessmentOf(tab.document)
    if (!tab || !assessment) return null
    const contentHash = tab.contentHash()
    return [dana, { type: 'adjudicate', assessment: assessment.id, contentHash, rationale: 'Weighed.' }]
  }),
  command('reopen', 2, (world) => {
    const assessment = pickAssessment(world, ({ state }) => isSettled(state))
    return assessment && [dana, { type: 'reopen', assessment: assessment.id, reason: 'Look again.' }]
  }),
  command('rate again', 1, (world) => {
    const assessment = pickAssessment(world, ({ revealed, isCurrent }) => revealed !== null && isCurrent)
    return assessment && [dana, { type: 'rate-again', assessment: assessment.id, reason: 'A new report.' }]
  }),
  command('change roles', 2, (world) => {
    const { random } = world
    const person = random.pick([alice, carol, dana, erin])
    const roles: readonly Role[] = random.pick([['reviewer'], ['supervisor'], ['reviewer', 'adjudicator'], ['guest']])
    return [
      dana,
      {
        type: 'change-roles',
        person,
        roles: person === dana ? ['lead', ...roles] : roles,
        reason: 'The team has changed.',
      },
    ]
  }),
  command('open a thread', 3, (world) => {
    const { random } = world
    const person = random.pick(PEOPLE)
    const assessment = pickAssessment(world, ({ isCurrent }) => isCurrent)
    if (!assessment) return null
    const definition = world.auditor.view.forms[assessment.form.hash]
    const item = definition && random.chance(0.5) ? someItem(definition, random) : null
    const form = item === null ? null : assessment.form.id
    const anchor = { study: assessment.study, form, item, part: null }
    const mentions = random.chance(0.3) ? [random.pick(PEOPLE)] : []
    return [person, { type: 'open-thread', anchor, text: said(person, assessment.id, 'word'), mentions }]
  }),
  command('say something in a thread', 3, (world) => {
    const { random } = world
    const thread = pickThread(world)
    const assessment = thread && pickAssessment(world, (one) => one.isCurrent && one.study === thread.anchor.study)
    if (!assessment) return null
    const person = random.pick(PEOPLE)
    const text = said(person, assessment.id, 'answer')
    const comment = random.pick(thread.entries.filter(isComment)).id
    return [
      person,
      random.pick<Command>([
        { type: 'reply', thread: thread.id, text, mentions: [] },
        { type: 'resolve-thread', thread: thread.id },
        { type: 'reopen-thread', thread: thread.id },
        { type: 'revise-comment', comment, text: random.pick([text, null]), mentions: [] },
      ]),
    ]
  }),
  command('nudge', 1, ({ random }) => [
    random.pick([carol, dana]),
    { type: 'nudge', person: random.pick(PEOPLE), studies: [random.pick([firstStudy, secondStudy])] },
  ]),
  command('lock', 1, () => [dana, { type: 'lock', form: 'tiny', reason: 'Done.' }]),
  command('snapshot', 1, () => [dana, { type: 'snapshot', label: 'Draft', reason: 'To look at.' }]),
  {
    name: 'ask again',
    weight: 4,
    run: (world) => {
      const lost = world.requests.filter((request) => request.isLost)
      if (lost.length === 0) return null
      const request = world.random.pick(lost)
      world.ask(request.person, request.command, request)
      return `${request.person} ${request.command.type}`
    },
  },
  {
    name: 'lose an answer',
    weight: 3,
    run: (world) => {
      const open = world.requests.find((request) => request.answer === undefined && !request.isLost)
      if (!open) return null
      open.isLost = true
      return open.command.type
    },
  },
]

const comingAndGoing: readonly Step[] = [
  {
    name: 'open a tab',
    weight: 12,
    run: async (world) => {
      const open = [...openDocuments(world)]
      if (open.length === 0 || world.tabs.length > 9) return null
      const [person, document] = world.random.pick(open)
      const tab = await world.openTab(world.deviceOf(person, world.random.chance(0.3)), document)
      return `${tab.person} ${tab.kind} ${document}`
    },
  },
  { name: 'close a tab', weight: 2, run: (world) => withTab(world, (tab) => (world.closeTab(tab), tab.person)) },
  { name: 'browser dies', weight: 2, run: (world) => withTab(world, (tab) => (world.loseTab(tab), tab.person)) },
  on('connect', 8, async (world, tab) => {
    if (tab.isConnected) return null
    await world.during(tab.connect())
    return tab.person
  }),
  on('go offline', 4, (_world, tab) => {
    if (!tab.isConnected) return null
    tab.client.cut()
    return tab.person
  }),
  on('half-open', 2, async (world, tab) => {
    if (!tab.isConnected) return null
    await world.strand(tab)
    return tab.person
  }),
  { name: 'server notices', weight: 2, run: (world) => (world.buryGhosts() > 0 ? 'connections long gone' : null) },
  on('deliver', 30, async (world, tab) => {
    const moved = await world.during(tab.deliver(world.random.integer(5), world.random.integer(5)))
    await world.turn()
    return moved > 0 ? `${tab.person}: ${moved} frames` : null
  }),
  { name: 'turn', weight: 10, run: async (world) => (await world.turn(), 'the loop turns') },
  {
    name: 'watch',
    weight: 2,
    run: async (world) => {
      if (world.feeds.length > 5) return null
      const person = world.random.pick(PEOPLE)
      await world.watch(person)
      return person
    },
  },
  {
    name: 'cut a feed',
    weight: 2,
    run: async (world) => {
      if (world.feeds.length === 0) return null
      const feed = world.random.pick(world.feeds)
      await world.resume(feed)
      return feed.person
    },
  },
]

const faults: readonly Step[] = [
  { name: 'server crashes', weight: 3, run: async (world) => (await world.crash(), 'and starts again') },
  { name: 'disk stalls', weight: 2, run: (world) => (world.stall(), 'nothing is written') },
  { name: 'disk goes on', weight: 5, run: async (world) => (world.letGo(), await world.turn(), 'all is written') },
  {
    name: 'disk is full',
    weight: 1,
    run: (world) => ((world.disk.mood = 'full'), 'commits fail'),
  },
  {
    name: 'disk has space again',
    weight: 3,
    run: (world) => (world.disk.mood === 'full' ? ((world.disk.mood = 'well'), 'commits pass') : null),
  },
  {
    name: 'fsync fails',
    weight: 1,
    run: async (world) => {
      world.disk.mood = 'broken'
      world.letGo()
      await world.turn()
      await world.turn()
      await world.exit()
      return 'the process ends and starts again'
    },
  },
  {
    name: 'clock jumps',
    weight: 2,
    run: (world) => {
      const hour = 3_600_000
      const by = world.random.pick([-hour, hour, 30 * 24 * hour, -365 * 24 * hour, 10 * 365 * 24 * hour])
      world.clockIsOff += by
      return `${by / hour} h`
    },
  },
  { name: 'time passes', weight: 5, run: async (world) => (await world.house.pass(31_000), '31 s') },
  { name: 'still here', weight: 1, run: (world) => (world.house.core.stillHere(), 'a sign of life') },
]

const hostile: readonly Step[] = [
  on('forbidden value', 2, (_world, tab) => (tab.set('sites', 'a number that is no option'), tab.person)),
  on('unknown field', 1, (_world, tab) => (tab.set('colour', 'blue'), tab.person)),
  on('unknown root', 1, (_world, tab) => (tab.client.doc.getArray('list').push(['x']), tab.person)),
  on('random bytes', 1, (world, tab) => {
    tab.client.sendRaw(Uint8Array.from({ length: 1 + world.random.integer(9) }, () => world.random.integer(256)))
    return tab.person
  }),
  {
    name: 'foreign client id',
    weight: 6,
    run: async (world) => {
      const isVictim = (tab: Tab) => (other: Tab) =>
        other.document === tab.document && other.person !== tab.person && hasReadOf(tab, other)
      const tab = pickTab(world, (one) => one.isConnected && world.tabs.some(isVictim(one)))
      const victim = tab && pickTab(world, isVictim(tab))
      if (!tab || !victim) return null
      tab.isRogue = true
      const writes = someWrites(formOf(world, tab), world.random, 'forged')
      tab.client.sendUpdate(forged(tab.client.doc, victim.client.doc.clientID, writes))
      return `${tab.person} as ${victim.person}`
    },
  },
  on('gap', 1, (_world, tab) => {
    if (!tab.isConnected) return null
    tab.isRogue = true
    tab.client.sendUpdate(withGap(tab.client.doc))
    return tab.person
  }),
  {
    name: 'replay',
    weight: 3,
    run: async (world) => {
      const tab = pickTab(world, ({ isConnected }) => isConnected)
      if (!tab) return null
      // What is on the disk, said once more: nothing may come of it.
      const before = world.auditor.plain(tab.document)
      const known = Y.encodeStateAsUpdate(world.auditor.docOf(tab.document))
      tab.client.sendUpdate(known)
      await world.during(tab.deliver(99, 0))
      await world.turn()
      return JSON.stringify(before).length > 0 ? tab.person : null
    },
  },
  {
    name: 'stranger',
    weight: 1,
    run: async (world) => {
      const documents = [...world.auditor.documents]
      if (documents.length === 0) return null
      await world.stranger(stranger, world.random.pick(documents))
      return 'gets nothing'
    },
  },
  {
    name: 'somebody else’s draft',
    weight: 2,
    run: async (world) => {
      const documents = [...world.auditor.documents]
      const person = world.random.pick(PEOPLE)
      const closed = documents.filter(
        (id) => grantFor(world.auditor.view, person, world.auditor.grantedOf(id)) === 'none',
      )
      if (closed.length === 0) return null
      await world.stranger(person, world.random.pick(closed))
      return person
    },
  },
]

export const STEPS: readonly Step[] = [...work, ...commands, ...comingAndGoing, ...faults, ...hostile]

const TOTAL = STEPS.reduce((sum, { weight }) => sum + weight, 0)

export function pickStep(world: World): Step {
  let left = world.random.integer(TOTAL)
  for (const step of STEPS) {
    left -= step.weight
    if (left < 0) return step
  }
  throw new Error('weights do not add up')
}

/** A step on one of the open tabs. */
function on(
  name: string,
  weight: number,
  act: (world: World, tab: Tab) => Promise<string | null> | string | null,
): Step {
  return {
    name,
    weight,
    run: (world) => withTab(world, (tab) => (tab.isShut ? null : act(world, tab))),
  }
}

function withTab<Result>(world: World, act: (tab: Tab) => Result): Result | null {
  return world.tabs.length === 0 ? null : act(world.random.pick(world.tabs))
}

/** A command on its way: answered in a later turn, if at all. */
function command(
  name: string,
  weight: number,
  choose: (world: World) => readonly [PersonId, Command] | null | undefined,
): Step {
  return {
    name,
    weight,
    run: async (world) => {
      const [person, asked] = choose(world) ?? []
      if (!person || !asked) return null
      world.ask(person, asked)
      await world.turn()
      return `${person} ${JSON.stringify(asked)}`
    },
  }
}

function pickTab(world: World, fits: (tab: Tab) => boolean): Tab | null {
  const fitting = world.tabs.filter((tab) => !tab.isShut && fits(tab))
  return fitting.length === 0 ? null : world.random.pick(fitting)
}

const formOf = (world: World, tab: Tab): Form => world.auditor.formOf(tab.document)

/** Of a text that stands in an answer. Shared documents are read by many: only drafts have secrets. */
const wordOf = ({ random }: World, { kind, person, document }: Tab): string =>
  kind === 'draft' ? marked(person, document, `${random.integer(5)}`) : random.pick(['one', 'two', 'three'])

/** Somebody who has a form under construction open, and has heard what stands in it. */
async function builder(world: World): Promise<Tab | null> {
  const known = pickTab(world, ({ kind, mayWrite, isConnected }) => kind === 'definition' && mayWrite && isConnected)
  const own = world.auditor.view.ownForms.at(-1)
  if (known || !own || world.tabs.length > 9) return known
  const tab = await world.openTab(world.deviceOf(world.random.pick([alice, dana])), own.document)
  await world.during(tab.deliver(99, 99))
  return tab
}

function pickThread(world: World): Thread | null {
  const { threads } = world.auditor.view
  return threads.length === 0 ? null : world.random.pick(threads)
}

function pickAssessment(world: World, fits: (assessment: Assessment) => boolean = () => true): Assessment | null {
  const fitting = world.auditor.view.assessments.filter(fits)
  return fitting.length === 0 ? null : world.random.pick(fitting)
}

/** Who may open what. */
function* openDocuments({ auditor }: World): Iterable<readonly [PersonId, DocumentId]> {
  for (const document of auditor.documents)
    for (const person of PEOPLE)
      if (grantFor(auditor.view, person, auditor.grantedOf(document)) !== 'none') yield [person, document]
}

/** Whether something that one of them wrote has reached the other. */
const hasReadOf = (tab: Tab, other: Tab): boolean =>
  Y.decodeStateVector(Y.encodeStateVector(tab.client.doc)).has(other.client.doc.clientID)

/** A change that claims to come from somebody else's client. */
function forged(doc: Y.Doc, client: number, writes: readonly Write[]): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const before = Y.encodeStateVector(copy)
  copy.clientID = client
  for (const [key, value] of writes) copy.getMap('answers').set(key, value)
  return Y.encodeStateAsUpdate(copy, before)
}

/** The second of two changes, without the first. */
function withGap(doc: Y.Doc): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = 3 + (doc.clientID % 1_000_000)
  copy.getMap('answers').set('sites', 'one')
  const before = Y.encodeStateVector(copy)
  copy.getMap('answers').set('losses', 'yes')
  return Y.encodeStateAsUpdate(copy, before)
}
