/**
 * Non-interference: two worlds that differ only in what a blinded person may not know must look the same to that person,
 * byte for byte and moment for moment. If they do not, something has leaked, whatever the channel.
 *
 * A seed draws a script: what everybody does in public, slot by slot, and two versions of what Bob does in secret. Both
 * worlds run the script with their own version. Everything that the server hands to the observers is recorded with its
 * simulated time: frames of documents, messages of the feed, and answers to HTTP requests with status and headers.
 *
 * What the versions may differ in depends on who watches (`rules/visibility.ts` has the list of permitted facts):
 *
 *   free      Alice rates the same study and Erin rates nothing. Bob's answers, words, lengths, order, number of edits,
 *             branches, undone work, comings and goings, refused attempts: all of it differs. So does what he says in
 *             threads, and what the lead says there: comments, mentions, answers, changed words, resolutions.
 *   lead      Dana leads the review and rates the second study with Bob. Free in the second study, alike in the first,
 *             whose counts a lead may see.
 *   counted   Carol supervises. The same items in the same order, as she may see counts and pace; other answers, other
 *             branches, other words and lengths.
 *
 * What they do is one of two: they rate with an instrument, or they extract by a structure that is agreed before.
 *
 * That Bob has submitted or withdrawn is permitted, so both worlds do it in the same slot.
 */
import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { hashOf, setField } from '@tandem/documents'
import { seededRandom, type Random } from '@tandem/documents/testing'
import {
  currentAssessment,
  fieldKey,
  formOf,
  groundOf,
  isComment,
  noteKey,
  openIn,
  orderKey,
  sourceKey,
  STUDY_STRUCTURE,
  threadsFor,
  type Assessment,
  type Command,
  type CommentId,
  type DocumentId,
  type Form,
  type Hash,
  type Json,
  type PersonId,
  type StudyId,
  type Thread,
  type ThreadId,
} from '@tandem/rules'
import { alice, bob, carol, dana, erin, firstStudy, secondStudy, STRUCTURE } from '@tandem/rules/testing'
import * as Y from 'yjs'
import { createAccounts } from '../src/accounts/accounts.ts'
import { passwordHashing } from '../src/accounts/password-hash.ts'
import { WITHOUT_REVIEWS } from '../src/accounts/ports.ts'
import { addressesOf } from '../src/auth/origin.ts'
import { createSessions } from '../src/auth/sessions.ts'
import { createApp } from '../src/http/app.ts'
import { clientAddresses } from '../src/http/client-address.ts'
import { laterByTimer } from '../src/later.ts'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import { connect, openDatabase } from '../src/store/sqlite/connection.ts'
import { sessionKysely, togetherOver } from '../src/store/sqlite/dialect.ts'
import { extractingReview, House, QUARANTINE, reviewId, smallReview } from '../src/testing/house.ts'
import { MemoryDisk } from '../src/testing/memory-disk.ts'
import type { TestClient } from '../src/testing/test-client.ts'
import { UNWATCHED } from '../src/watch/watch.ts'
import { anotherAnswer, itemsFor, settling, unfit } from './fillings.ts'
import type { WorldKind } from './world.ts'

export type Kind = 'free' | 'lead' | 'counted'
export const KINDS: readonly Kind[] = ['free', 'lead', 'counted']

/** Who must not notice the difference. */
const OBSERVERS: Readonly<Record<Kind, readonly PersonId[]>> = {
  free: [alice, erin],
  lead: [dana, erin],
  counted: [carol, dana, alice, erin],
}

/** Who takes part with a browser of their own. */
const WATCHERS: readonly PersonId[] = [alice, carol, dana, erin]

type Seen = { readonly at: number; readonly what: string; readonly bytes: string }
export type Recording = ReadonlyMap<PersonId, readonly Seen[]>

/** One secret act: Bob's, or, in threads, the lead's. Numbers are drawn beforehand, so that a script means the same in every world. */
type Secret = {
  readonly by: PersonId
  readonly study: StudyId
  readonly does: Editing | (typeof SAYING)[number]
  readonly item: number
  readonly value: number
}
const RATING = ['answer', 'answer', 'answer', 'clear', 'note', 'source', 'undo', 'come', 'go', 'cheat', 'look'] as const
const EDITING = { rating: RATING, extracting: [...RATING, 'row', 'let-stand'] } as const
type Editing = (typeof EDITING)[WorldKind][number]
const SAYING = ['open-thread', 'open-thread', 'reply', 'resolve-thread', 'reopen-thread', 'revise-comment'] as const
const isSaying = (does: Secret['does']): does is (typeof SAYING)[number] => SAYING.some((one) => one === does)

type Writing = 'answer' | 'clear' | 'note' | 'source' | 'row' | 'let-stand'

type Public = { readonly person: PersonId; readonly does: (typeof PUBLIC)[number]; readonly value: number }
const PUBLIC = [
  'answer',
  'note',
  'come',
  'go',
  'read',
  'list',
  'peek',
  'refused',
  'snapshot',
  'file',
  'watch',
  'nowhere',
  'say',
  'answer-in-thread',
  'turn-thread',
  'probe-thread',
  'inbox',
  'unread',
  'mark-read',
  'tables',
  'settled-sds',
  'history',
  'moments',
] as const

type Slot = {
  readonly public: readonly Public[]
  readonly secrets: readonly [readonly Secret[], readonly Secret[]]
  /** Bob completes and submits his draft, or takes that back. */
  readonly bob: { readonly does: 'submit' | 'withdraw'; readonly study: StudyId } | null
}

export type Script = {
  readonly seed: number
  readonly kind: Kind
  readonly work: WorldKind
  readonly slots: readonly Slot[]
}

const SLOTS = 24
const SLOT = 7_000

export function scriptFor(seed: number, kind: Kind, work: WorldKind = 'rating'): Script {
  const random = seededRandom(seed)
  const submitted = new Set<StudyId>()
  const slots = Array.from({ length: SLOTS }, (): Slot => {
    const isOpen = (secret: Secret): boolean => !submitted.has(secret.study)
    const secrets = secretsFor(random, kind, work)
    return {
      public: Array.from({ length: random.integer(4) }, () => ({
        person: random.pick(WATCHERS),
        does: random.pick(PUBLIC),
        value: random.integer(1_000),
      })),
      secrets: [secrets[0].filter(isOpen), secrets[1].filter(isOpen)],
      bob: random.chance(0.1) ? turnedIn(random.pick([firstStudy, secondStudy]), submitted) : null,
    }
  })
  return { seed, kind, work, slots }
}

function turnedIn(study: StudyId, submitted: Set<StudyId>): Slot['bob'] {
  if (submitted.delete(study)) return { does: 'withdraw', study }
  submitted.add(study)
  return { does: 'submit', study }
}

function secretsFor(random: Random, kind: Kind, work: WorldKind): Slot['secrets'] {
  const acts = (): readonly Secret[] =>
    Array.from({ length: random.integer(6) }, () => anySecret(random, random.pick([firstStudy, secondStudy]), work))
  if (kind === 'free') return [acts(), acts()]
  const [one, two] = [acts(), acts()]
  if (kind === 'lead') {
    const alike = one.filter(({ study }) => study === firstStudy)
    return [one, [...alike, ...two.filter(({ study }) => study === secondStudy)]]
  }
  // The same items in the same order: only what is said there differs. What is said in threads a supervisor may read.
  return [one, one.map((secret) => (isSaying(secret.does) ? secret : { ...secret, value: random.integer(1_000) }))]
}

function anySecret(random: Random, study: StudyId, work: WorldKind): Secret {
  const says = random.chance(0.25)
  // The lead rates the second study with Bob, and is no observer of what she does herself.
  const by = says && study === firstStudy && random.chance(0.3) ? dana : bob
  const does = says ? random.pick(SAYING) : random.pick<Editing>(EDITING[work])
  return { by, study, does, item: random.integer(10), value: random.integer(1_000) }
}

/** Runs one of the two worlds of a script. */
export async function record({ seed, work, slots }: Script, world: 0 | 1): Promise<Recording> {
  const stage = await Stage.open(seed, work)
  try {
    for (const slot of slots) {
      for (const secret of slot.secrets[world]) await stage.secretly(secret)
      await stage.quiet(0)
      for (const act of slot.public) await stage.inPublic(() => stage.publicly(act))
      const { bob: turn } = slot
      if (turn) await stage.inPublic(() => stage.bobTurns(turn))
      await stage.quiet(SLOT)
    }
    return stage.recording()
  } finally {
    await stage.close()
  }
}

/** The first thing that somebody saw in one world only; null if nobody can tell the worlds apart. */
export function difference(kind: Kind, one: Recording, two: Recording): string | null {
  for (const person of OBSERVERS[kind]) {
    const [a, b] = [one.get(person) ?? [], two.get(person) ?? []]
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
      const [first, second] = [a[index], b[index]]
      if (JSON.stringify(first) !== JSON.stringify(second)) return `${person} sees ${show(first)} or ${show(second)}`
    }
  }
  return null
}

function show(seen: Seen | undefined): string {
  if (!seen) return 'nothing'
  return `${seen.what} at ${seen.at}: ${seen.bytes.length} characters, ${JSON.stringify(seen.bytes.slice(0, 400))}`
}

/** An HTTP request in somebody's name. */
type Ask = (person: PersonId, method: string, path: string, body?: unknown) => Promise<Response>

/** One world: a server in memory, everybody's browsers, and a recorder at every door. */
class Stage {
  readonly #house: House
  /** What they fill in, once its structures are agreed. */
  readonly #form: Form
  readonly #request: Ask
  readonly #seen = new Map<PersonId, Seen[]>(WATCHERS.map((person) => [person, []]))
  readonly #clientIds = new Map<DocumentId, Random>()
  readonly #seed: number
  readonly #ids: IdSource
  readonly #drafts = new Map<string, DocumentId>()
  readonly #clients = new Map<string, TestClient>()
  readonly #undo = new Map<TestClient, Y.UndoManager>()
  readonly #start: number
  #requests = 0
  #publicActs = 0
  readonly #acts = new Map<string, number>()

  private constructor(house: House, form: Form, seed: number, ids: IdSource, request: Ask) {
    this.#house = house
    this.#form = form
    this.#ids = ids
    this.#request = request
    this.#seed = seed
    this.#start = house.time
  }

  static async open(seed: number, work: WorldKind): Promise<Stage> {
    const salts = seededRandom(seed + 1)
    const disk = new MemoryDisk({
      random: (size) => Uint8Array.from({ length: size }, () => salts.integer(256)),
      quarantine: QUARANTINE,
    })
    const review = work === 'rating' ? smallReview() : extractingReview()
    const people = review.people.map((person) =>
      person.id === dana ? { ...person, roles: [...person.roles, 'reviewer' as const] } : person,
    )
    const ids = new IdSource()
    const house = await House.open(
      { ...review, people },
      {
        ground: { open: () => disk.open(), crash: async () => disk.crash(0), remove: () => undefined },
        checkpointEvery: 5,
        newId: () => ids.next(),
      },
    )
    const { review: planned, forms } = await house.view()
    const form = formOf({ forms }, planned.stages.at(-1)?.form.hash as Hash)
    const stage = new Stage(house, form, seed, ids, await httpOver(house))
    await stage.#begin(work)
    return stage
  }

  async #begin(work: WorldKind): Promise<void> {
    const pairs = [
      [firstStudy, [alice, bob]],
      [secondStudy, [dana, bob]],
    ] as const
    for (const [study, reviewers] of pairs) {
      // Said before anybody was assigned: everybody has this thread, and what is said in it from now on is held.
      await this.#house.does(dana, openingOn(study, WHOLE_STUDY, 'Who knows the registry entry?', []))
      if (work === 'extracting') await this.#agreeOnStructure(study, reviewers)
      const form = this.#form.id
      await this.#house.does(dana, { type: 'assign', study, form, reviewers: [...reviewers], reason: null })
      for (const { reviewer, draft } of (await this.#assessment(study)).slots)
        if (draft !== null) this.#drafts.set(`${reviewer} ${study}`, draft)
    }
    for (const person of WATCHERS) await this.#watch(person)
    await this.#come(alice, firstStudy)
    await this.#come(dana, secondStudy)
    await this.#house.quiet()
  }

  /** In public: what is agreed here everybody may know. */
  async #agreeOnStructure(study: StudyId, reviewers: readonly PersonId[]): Promise<void> {
    const [writer] = reviewers
    if (writer === undefined) throw new Error('somebody writes')
    const form = STUDY_STRUCTURE.id
    await this.#house.does(dana, { type: 'assign', study, form, reviewers, reason: null })
    const { id: assessment, joint } = await this.#assessment(study, form)
    if (!joint) throw new Error('a structure is agreed together')
    const client = await this.#connected(writer, joint.document)
    for (const [key, value] of Object.entries(STRUCTURE)) client.set(key, value)
    await this.#house.quiet()
    await this.#house.does(writer, { type: 'submit', assessment, contentHash: hashOf(client.plain()) })
    client.cut()
  }

  async #assessment(study: StudyId, form = this.#form.id): Promise<Assessment> {
    const assessment = currentAssessment(await this.#house.view(), study, form)
    if (!assessment) throw new Error('unassigned')
    return assessment
  }

  recording(): Recording {
    return this.#seen
  }

  close(): Promise<void> {
    return this.#house.close()
  }

  async quiet(milliseconds: number): Promise<void> {
    await this.#house.quiet()
    await this.#house.pass(milliseconds)
    await this.#house.quiet()
  }

  async secretly(secret: Secret): Promise<void> {
    const { study, does, item: which, value } = secret
    if (isSaying(does)) return this.#saysSecretly({ ...secret, does })
    if (does === 'come') return void (await this.#come(bob, study))
    if (does === 'look') return void (await this.#request(bob, 'GET', `/api/reviews/${reviewId}`))
    if (does === 'go') return this.#go(bob, study)
    const known = this.#clients.get(`${bob} ${study}`)
    const isOver = !known || known.nack !== null || known.closed !== null
    const client = isOver ? await this.#come(bob, study) : known
    if (does === 'undo') return void this.#undo.get(client)?.undo()
    // Refused: what follows begins with a fresh document.
    if (does === 'cheat') return void client.set(...unfit(this.#form, `no option ${value}`))
    this.#write(client, does, which, value)
  }

  /** Whatever comes of it: of a thread that is not there, or not theirs, it is refused. */
  async #saysSecretly({ by, study, does, item, value }: Secret & { readonly does: (typeof SAYING)[number] }) {
    const { threads } = await this.#house.view()
    const here = threads.filter(({ anchor }) => anchor.study === study)
    const thread = here[value % Math.max(1, here.length)]?.id ?? ('none' as ThreadId)
    const own = here.flatMap(({ entries }) => entries.filter(isComment)).filter((comment) => comment.by === by)
    const comment = own[value % Math.max(1, own.length)]?.id ?? ('none' as CommentId)
    const text = `${by} says in secret. `.repeat(1 + (value % 20)).trim()
    const mentions = value % 3 === 0 ? [alice] : []
    const commands: Readonly<Record<(typeof SAYING)[number], Command>> = {
      'open-thread': this.#openingOn(study, item, text, mentions),
      reply: { type: 'reply', thread, text, mentions },
      'resolve-thread': { type: 'resolve-thread', thread },
      'reopen-thread': { type: 'reopen-thread', thread },
      'revise-comment': { type: 'revise-comment', comment, text: value % 2 === 0 ? text : null, mentions: [] },
    }
    await this.#ids.apart(`secret-${study}`, () => this.#house.asks(by, commands[does]))
  }

  /** Threads that were begun in public: they are the same in both worlds. */
  async #publicThreads(person: PersonId): Promise<readonly Thread[]> {
    const threads = threadsFor(await this.#house.view(), person)
    return threads.filter(({ id }) => id.startsWith(PUBLIC_ID))
  }

  /** @param which the number of the question. */
  #write(client: TestClient, does: Writing, which: number, value: number): void {
    const item = this.#item(which)
    // Every act is a change, so that equal acts give equal counts: other words each time, and never the answer that stands.
    const words = `[${this.#countOf(client)}] ${'Bob thinks so. '.repeat(1 + (value % 40))}`
    this.#undo.get(client)?.stopCapturing()
    const set = (key: string, value: Json | null): void => setField(client.doc, key, value, HAND)
    if (does === 'clear') return set(item, null)
    if (does === 'note') return set(noteKey(item), words.trim())
    if (does === 'let-stand') return set(fieldKey(item, 'accepted'), { 'some-warning': words.trim() })
    // Which row, and whether it comes or goes, is counted; where it stands is not.
    const place = orderKey('funders', which % 2 === 0 ? 'f1' : 'f2')
    if (does === 'row') return set(place, which % 3 === 0 ? null : `${1 + value}V`)
    const source = [{ pdf: null, page: `${value}`, quote: words.trim(), rectangles: [] }]
    if (does === 'source') return set(sourceKey(item), source)
    const standing = client.plain().fields[item] ?? null
    // As long as one line may be: refused, it would count in one world only.
    const line = words.slice(0, MAX_LINE).trim()
    set(item, anotherAnswer(this.#form, item, standing, seededRandom(value), line))
  }

  #item(which: number): string {
    const items = itemsFor(this.#form)
    return items[which % items.length] ?? ''
  }

  #openingOn(study: StudyId, which: number, text: string, mentions: readonly PersonId[]): Command {
    return openingOn(study, { form: this.#form.id, item: this.#item(which) }, text, mentions)
  }

  async bobTurns({ does, study }: NonNullable<Slot['bob']>): Promise<void> {
    const assessment = await this.#assessment(study)
    if (does === 'withdraw') return void (await this.#house.asks(bob, { type: 'withdraw', assessment: assessment.id }))
    const client = await this.#come(bob, study)
    await this.#house.quiet()
    // That somebody was active in a minute is permitted. A branch may need one answer more: this comes before it.
    this.#write(client, 'note', 0, 0)
    const ground = groundOf(await this.#house.view(), assessment)
    const open = (): readonly string[] => openIn(this.#form, client.plain(), ground)
    for (let left = open(); left.length > 0; left = open())
      for (const item of left) for (const [key, answer] of settling(this.#form, item)) client.set(key, answer)
    await this.#house.quiet()
    const contentHash = hashOf(client.plain())
    await this.#house.does(bob, { type: 'submit', assessment: assessment.id, contentHash })
    this.#go(bob, study)
  }

  /** With ids of its own: an act tells more people where more was said in secret, and each notice takes an id. */
  inPublic(act: () => Promise<void>): Promise<void> {
    return this.#ids.apart(`${PUBLIC_ID}${(this.#publicActs += 1)}`, act)
  }

  async publicly({ person, does, value }: Public): Promise<void> {
    const study = person === dana ? secondStudy : firstStudy
    const client = this.#clients.get(`${person} ${study}`)
    switch (does) {
      case 'answer':
      case 'note':
        if (client) this.#write(client, does, value, value)
        return
      case 'come':
        if (this.#drafts.has(`${person} ${study}`)) await this.#come(person, study)
        return
      case 'go':
        return this.#go(person, study)
      case 'watch':
        return this.#watch(person)
      case 'peek':
        return this.#peek(person, this.#drafts.get(`${bob} ${study}`))
      case 'refused':
        return this.#commanded(person, await this.#anyCommand(value, study))
      case 'say':
        return this.#commanded(person, this.#openingOn(study, value, `Said in public, ${value}.`, []))
      case 'answer-in-thread':
      case 'turn-thread': {
        const threads = await this.#publicThreads(person)
        const thread = threads[value % Math.max(1, threads.length)]?.id ?? ('none' as ThreadId)
        const turn = value % 2 === 0 ? 'resolve-thread' : 'reopen-thread'
        const answer = { type: 'reply', thread, text: `An answer, ${value}.`, mentions: [] } as const
        return this.#commanded(person, does === 'turn-thread' ? { type: turn, thread } : answer)
      }
      case 'probe-thread': {
        // The id of a thread that is there in one world only.
        const thread = `secret-${study}-${1 + (value % 4)}` as ThreadId
        return this.#commanded(person, { type: 'resolve-thread', thread })
      }
      case 'mark-read':
        return this.#asked(person, 'POST', '/api/inbox/read', { notices: null })
      case 'tables':
        return this.#asked(person, 'GET', `/api/reviews/${reviewId}/extractions/${this.#form.id}`)
      case 'settled-sds':
        return this.#asked(person, 'GET', `/api/reviews/${reviewId}/extractions/${this.#form.id}/settled-sds`)
      case 'history':
      case 'moments': {
        // One's own, or that of a draft that one may not know.
        const document = this.#drafts.get(`${value % 2 === 0 ? person : bob} ${study}`) ?? 'none'
        const path = `/api/reviews/${reviewId}/documents/${document}/history`
        return this.#asked(person, 'GET', does === 'moments' ? path : `${path}/${this.#item(value)}`)
      }
      case 'snapshot':
        return this.#commanded(dana, { type: 'snapshot', label: `Number ${value}`, reason: 'To look at.' })
      default:
        return this.#asked(person, 'GET', PATHS[does](value))
    }
  }

  async #anyCommand(value: number, study: StudyId): Promise<Command> {
    const { id: assessment } = await this.#assessment(study)
    const contentHash = '0'.repeat(64) as never
    const commands: readonly Command[] = [
      { type: 'submit', assessment, contentHash },
      { type: 'sign', assessment, contentHash },
      { type: 'adjudicate', assessment, contentHash, rationale: 'Weighed.' },
      { type: 'reopen', assessment, reason: 'Again.' },
      { type: 'rate-again', assessment, reason: 'Again.' },
      { type: 'lock', form: this.#form.id, reason: 'Done.' },
      { type: 'withdraw', assessment },
    ]
    return commands[value % commands.length] as Command
  }

  async #commanded(person: PersonId, command: Command): Promise<void> {
    const id = `request-${(this.#requests += 1)}`.padEnd(16, '-')
    await this.#asked(person, 'POST', `/api/reviews/${reviewId}/commands`, { id, command })
  }

  async #asked(person: PersonId, method: string, path: string, body?: unknown): Promise<void> {
    const response = await this.#house.during(this.#request(person, method, path, body))
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
    this.#sees(person, `${method} ${path}`, [response.status, ...headers, await response.text()].join('\n'))
  }

  /** Tries somebody else's draft by its id. */
  async #peek(person: PersonId, document: DocumentId | undefined): Promise<void> {
    if (!document) return
    const port = {
      send: (frame: Uint8Array) => this.#sees(person, 'peeked frame', Buffer.from(frame).toString('latin1')),
      isBusy: () => false,
      close: (code: number, reason: string) => this.#sees(person, 'peeked close', `${code} ${reason}`),
    }
    await this.#house.during(this.#house.core.join({ document, person, port, speaksTandem: true, client: null }))
  }

  async #come(person: PersonId, study: StudyId): Promise<TestClient> {
    this.#go(person, study)
    const document = this.#drafts.get(`${person} ${study}`)
    if (!document) throw new Error(`${person} has no draft of ${study}`)
    const client = await this.#connected(person, document)
    this.#clients.set(`${person} ${study}`, client)
    const answers = client.doc.getMap('answers')
    this.#undo.set(client, new Y.UndoManager([answers], { trackedOrigins: new Set([HAND]), captureTimeout: 0 }))
    return client
  }

  async #connected(person: PersonId, document: DocumentId): Promise<TestClient> {
    const doc = new Y.Doc()
    doc.clientID = this.#clientIdFor(document)
    const client = this.#house.client(person, document, {
      doc,
      on: { handedOver: (frame) => this.#sees(person, 'frame', Buffer.from(frame).toString('latin1')) },
    })
    await this.#house.during(client.connect())
    return client
  }

  #countOf({ document }: TestClient): number {
    const count = (this.#acts.get(document) ?? 0) + 1
    this.#acts.set(document, count)
    return count
  }

  /** A stream of ids for each draft: what somebody does in one must not shift anything in another. */
  #clientIdFor(document: DocumentId): number {
    const place = [...this.#drafts.values()].indexOf(document)
    const known = this.#clientIds.get(document) ?? seededRandom(this.#seed * 10 + place)
    this.#clientIds.set(document, known)
    return 2 + known.integer(0xfffffff0)
  }

  #go(person: PersonId, study: StudyId): void {
    this.#clients.get(`${person} ${study}`)?.cut()
    this.#clients.delete(`${person} ${study}`)
  }

  async #watch(person: PersonId): Promise<void> {
    await this.#house.during(
      this.#house.core.watch(reviewId, person, '0', {
        send: (message) => this.#sees(person, 'feed', JSON.stringify(message)),
        close: (code, reason) => this.#sees(person, 'feed closed', `${code} ${reason}`),
      }),
    )
  }

  #sees(person: PersonId, what: string, bytes: string): void {
    this.#seen.get(person)?.push({ at: this.#house.time - this.#start, what, bytes })
  }
}

/** UTF-16 code units of a short text. */
const MAX_LINE = 500

const PUBLIC_ID = 'id-'

/** Ids that say in which order they were drawn, each act’s apart from those of the others: in life all are random. */
class IdSource {
  readonly #counts = new Map<string, number>()
  #prefix: string | null = null

  next(): string {
    const prefix = this.#prefix ?? 'id'
    const count = (this.#counts.get(prefix) ?? 0) + 1
    this.#counts.set(prefix, count)
    return `${prefix}-${count}`
  }

  async apart<Value>(prefix: string, work: () => Promise<Value>): Promise<Value> {
    this.#prefix = prefix
    try {
      return await work()
    } finally {
      this.#prefix = null
    }
  }
}

type Place = { readonly form: string; readonly item: string }
const WHOLE_STUDY = { form: null, item: null }

function openingOn(
  study: StudyId,
  place: Place | typeof WHOLE_STUDY,
  text: string,
  mentions: readonly PersonId[],
): Command {
  return { type: 'open-thread', anchor: { study, ...place, part: null }, text, mentions }
}

/** What one does oneself, and can undo. */
const HAND = { by: 'hand' }

const PATHS: Readonly<Record<'read' | 'list' | 'file' | 'nowhere' | 'inbox' | 'unread', (value: number) => string>> = {
  inbox: () => '/api/inbox',
  unread: () => '/api/inbox/unread',
  read: () => `/api/reviews/${reviewId}`,
  list: () => '/api/reviews',
  file: (value) => `/api/reviews/${reviewId}/snapshots/${1 + (value % 3)}`,
  nowhere: (value) => (value % 2 === 0 ? '/healthz' : '/api/reviews/nowhere'),
}

/** The real HTTP application with real sessions, without a port. */
async function httpOver(house: House): Promise<Ask> {
  const connection = connect(':memory:', openDatabase, false)
  const database = sessionKysely(connection)
  const secrets = seededRandom(99)
  const ports = {
    clock: () => house.time,
    random: (size: number) => Uint8Array.from({ length: size }, () => secrets.integer(256)),
    onError: (doing: string, error: unknown) => void house.errors.push([doing, error]),
  }
  const addresses = addressesOf(new URL('http://localhost:4321'), [])
  const sessions = createSessions({ ...ports, database, isHttps: false, onEnd: () => undefined })
  const accounts = createAccounts({
    ...ports,
    tables: database,
    together: togetherOver(connection),
    later: laterByTimer,
    sessions,
    hashing: passwordHashing({ ...ports, limits: ACCOUNT_LIMITS.hashing }),
    addresses,
    mailbox: null,
    reviews: WITHOUT_REVIEWS,
  })
  const cookies = new Map<PersonId, string>()
  for (const person of [alice, bob, carol, dana, erin]) {
    connection.alone((database) =>
      database.prepare('INSERT INTO account (id, name, hue, demo) VALUES (?, ?, 1, 0)').run(person, person),
    )
    cookies.set(person, (await sessions.create(person)).split(';')[0] ?? '')
  }
  const app = createApp({
    ...ports,
    addresses,
    accounts,
    addressOf: clientAddresses([]),
    reviews: house.core.reviews,
    inbox: house.core.inbox,
    demo: null,
    clientFolder: '/nowhere',
    onPerson: () => undefined,
    watch: UNWATCHED,
    isStoreFull: () => house.core.isStoreFull,
  })
  return (person, method, path, body) => answerOf(app, cookies.get(person) ?? '', method, path, body)
}

async function answerOf(
  app: ReturnType<typeof createApp>,
  cookie: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const incoming = new IncomingMessage(new Socket())
  const text = body === undefined ? '' : JSON.stringify(body)
  if (text !== '') incoming.push(text)
  incoming.push(null)
  if (text === '') incoming.resume()
  const headers = {
    host: 'localhost:4321',
    origin: 'http://localhost:4321',
    'sec-fetch-site': 'same-origin',
    cookie,
    ...(text === '' ? {} : { 'content-type': 'application/json' }),
  }
  const request = new Request(`http://localhost:4321${path}`, { method, headers })
  if (text === '') await once(incoming, 'end')
  return app.fetch(request, { incoming, outgoing: undefined } as never)
}
