/**
 * For tests: a server as `main.ts` starts it, with accounts and two reviews, and everybody who could knock at its doors.
 *
 * The first review has a study in each state of its documents: two blind drafts, a consensus after the reveal, one document
 * that is written together. The second is led by somebody who is a stranger to the first. Olga leads both and administrates
 * the server, so nothing but the address keeps her in one of them.
 */
import { hashOf } from '@tandem/documents'
import {
  currentAssessment,
  firstStage,
  itemsOf,
  type AskedPlan,
  type Assessment,
  type Command,
  type DocumentId,
  type Instant,
  type InvitationId,
  type NewStudy,
  type PersonId,
  type ReviewId,
  type ReviewView,
  type Role,
  type StudyId,
} from '@tandem/rules'
import type { TokenScope } from '@tandem/wire'
import type { Factors } from '../auth/session-rows.ts'
import { composeLive, type LiveParts } from '../compose.ts'
import { accountReviews } from '../review/account-reviews.ts'
import { givePasskey, startAccountServer, type AccountServer } from './account-server.ts'
import { SocketClient } from './socket-client.ts'
import type { TestServerOptions } from './test-server.ts'

/** The one stage of both reviews. */
export const FORM = 'downs-and-black-modified'

export const PLAN: AskedPlan = {
  title: 'Work after injury',
  shortTitle: 'Work after injury',
  reference: '',
  registration: null,
  question: { population: 'Adults', intervention: 'Training', comparator: '', outcomes: 'Work' },
  stages: [{ instrument: FORM, mode: 'independent', reviewers: 2 }],
  switchedOff: [],
}

/** Members of the first review. Nobody has two roles, so that each role is tried by itself; Fred led it once. */
const MEMBERS = {
  alice: ['reviewer'],
  bob: ['reviewer'],
  erin: ['reviewer'],
  adam: ['adjudicator'],
  carol: ['supervisor'],
  gina: ['guest'],
  olga: ['lead'],
  fred: ['lead'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

const OTHERS = ['dana', 'mallory', 'bea', 'ben', 'sam', 'vera', 'petra', 'paul'] as const

export type Name = keyof typeof MEMBERS | (typeof OTHERS)[number] | 'rosa'

export type TwoReviews = AccountServer & {
  readonly live: LiveParts
  readonly ids: Readonly<Record<Name, PersonId>>
  readonly first: ReviewId
  readonly second: ReviewId
  /** Of the first review: blind drafts; revealed, in conflict; written together, Bob confirms; given to nobody. */
  readonly studies: Readonly<Record<'blind' | 'revealed' | 'together' | 'unassigned', StudyId>>
  /** An open one of the first review. */
  readonly invitation: InvitationId
  view(review: ReviewId): Promise<ReviewView>
  assessment(review: ReviewId, study: StudyId): Promise<Assessment>
  /** A new session, as a request header; both factors are shown in it unless said otherwise. */
  cookie(person: PersonId, shown?: Factors): Promise<string>
  token(person: PersonId, scopes: readonly TokenScope[], days?: number): Promise<{ id: string; token: string }>
  invite(review: ReviewId, by: PersonId, roles: readonly Role[]): Promise<InvitationId>
  join(review: ReviewId, person: PersonId, roles: readonly Role[]): Promise<void>
  does(review: ReviewId, person: PersonId, command: Command): Promise<void>
}

/** @param hasMail whether the server sends letters. */
export async function startTwoReviews(hasMail = false): Promise<TwoReviews> {
  const late: { live?: LiveParts } = {}
  const live = (): LiveParts => {
    if (!late.live) throw new Error('not composed yet')
    return late.live
  }
  const server = await startAccountServer(lateParts(live), hasMail)
  const ids = await people(server)
  let count = 0
  const newId = (): string => `two-reviews-${(count += 1)}`.padEnd(24, '-')
  late.live = composeLive({
    store: server.store,
    clock: server.time.clock,
    newId,
    onError: (_doing, error) => throwIt(error),
    onFatal: throwIt,
  })
  const doing = doingIn(server, live(), newId)
  const [first, second] = [await doing.found(ids.dana), await doing.found(ids.mallory)]
  const studies = await begin(server, doing, ids, first)
  const invitation = await doing.invite(first, ids.dana, ['guest'])
  await doing.does(first, ids.dana, { type: 'remove-member', person: ids.fred, reason: 'Fred has changed posts.' })
  await beginOther(doing, ids, second)
  return { ...server, ...doing, live: live(), ids, first, second, studies, invitation }
}

function throwIt(error: unknown): never {
  throw error
}

/** The store is opened by the server, and the core needs the store. */
function lateParts(live: () => LiveParts): TestServerOptions {
  const reviews = () => live().core.reviews
  const ofAccounts = () => accountReviews(reviews())
  return {
    isDemo: false,
    reviews: {
      list: (person) => reviews().list(person),
      read: (review, person) => reviews().read(review, person),
      log: (review, person) => reviews().log(review, person),
      extractions: (review, person, form) => reviews().extractions(review, person, form),
      settledSds: (review, person, form) => reviews().settledSds(review, person, form),
      itemHistory: (review, person, document, item) => reviews().itemHistory(review, person, document, item),
      documentHistory: (review, person, document) => reviews().documentHistory(review, person, document),
      found: (founder, plan) => reviews().found(founder, plan),
      atTheDoor: (review, person, command) => reviews().atTheDoor(review, person, command),
      command: (review, person, request) => reviews().command(review, person, request),
      snapshot: (review, person, number) => reviews().snapshot(review, person, number),
    },
    inbox: {
      list: (person) => live().core.inbox.list(person),
      unread: (person) => live().core.inbox.unread(person),
      markRead: (person, ids) => live().core.inbox.markRead(person, ids),
    },
    accountReviews: {
      titleOf: (review) => ofAccounts().titleOf(review),
      titlesOf: (person) => ofAccounts().titlesOf(person),
      isInvited: (review, invitation) => ofAccounts().isInvited(review, invitation),
      join: (asked) => ofAccounts().join(asked),
      ledAloneBy: (person) => ofAccounts().ledAloneBy(person),
      leaveAll: (person, newCommandId) => ofAccounts().leaveAll(person, newCommandId),
      membershipsOf: (person) => ofAccounts().membershipsOf(person),
      onRenamed: (person, name) => ofAccounts().onRenamed(person, name),
    },
    sync: (socket, request) => live().sync(socket, request),
    live: (socket, request) => live().live(socket, request),
    settle: () => live().settle(),
  }
}

async function people(server: AccountServer): Promise<Record<Name, PersonId>> {
  const ids: Partial<Record<Name, PersonId>> = {}
  const idOf = async (browser: { person(): Promise<{ readonly id: string } | null> }): Promise<PersonId> =>
    (await browser.person())?.id as PersonId
  ids.rosa = await idOf(await server.setUp())
  for (const name of [...(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]), ...OTHERS])
    ids[name] = await idOf(await server.register(name))
  const { settings, people: accounts, together } = server.accounts
  const administrators = [ids.olga, ids.vera, ids.petra, ids.paul].flatMap((id) =>
    id ? [accounts.administration(id, true)] : [],
  )
  await together([settings.settingRegistration('invitation'), ...administrators])
  // Petra has set up nothing.
  for (const id of [ids.olga, ids.vera, ids.paul]) if (id) await givePasskey(server, id)
  return ids as Record<Name, PersonId>
}

async function cookieFor({ sessions }: AccountServer, person: PersonId, shown: Factors): Promise<string> {
  return (await sessions.create(person, '', shown)).split(';')[0] ?? ''
}

async function tokenFor({ accounts }: AccountServer, person: PersonId, scopes: readonly TokenScope[], days: number) {
  const made = await accounts.tokens.make(person, true, { name: 'Script', scopes, days }, 'here')
  if (!made.ok) throw new Error(made.reason.refusal)
  return { id: made.value.entry.id, token: made.value.token }
}

type Doing = ReturnType<typeof doingIn>

function doingIn(server: AccountServer, { core: { reviews } }: LiveParts, newId: () => string) {
  const view = async (review: ReviewId): Promise<ReviewView> => {
    const open = await reviews.open(review)
    if (!open) throw new Error('no review')
    return open.view
  }
  const does = async (review: ReviewId, person: PersonId, command: Command): Promise<void> => {
    const answer = await reviews.command(review, person, { id: newId(), command })
    if (!answer?.ok) throw new Error(`${command.type} was refused: ${answer?.denial.rule ?? 'not found'}`)
  }
  const invite = async (review: ReviewId, by: PersonId, roles: readonly Role[]): Promise<InvitationId> => {
    const { invitations } = server.accounts
    const reserved = invitations.reserve()
    const expiresAt = new Date(reserved.expiresAt).toISOString() as Instant
    await reviews.atTheDoor(review, by, { type: 'invite', invitation: reserved.id, roles, expiresAt })
    const made = await invitations.make({ by, from: 'here', email: null, review: { id: review, roles, reserved } })
    if (!made.ok) throw new Error(made.reason.refusal)
    return made.value.id
  }
  return {
    view,
    does,
    invite,
    cookie: (person: PersonId, shown: Factors = 'both') => cookieFor(server, person, shown),
    token: (person: PersonId, scopes: readonly TokenScope[], days = 30) => tokenFor(server, person, scopes, days),

    async assessment(review: ReviewId, study: StudyId): Promise<Assessment> {
      const found = currentAssessment(await view(review), study, FORM)
      if (!found) throw new Error('unassigned')
      return found
    },

    async found(person: PersonId): Promise<ReviewId> {
      const founded = await reviews.found({ person, name: 'Founder', hue: 1, isReviewer: false }, PLAN)
      if (!founded.ok) throw new Error(founded.reason.rule)
      return founded.value
    },

    /** By an invitation of whoever leads it. */
    async join(review: ReviewId, person: PersonId, roles: readonly Role[]): Promise<void> {
      const lead = (await view(review)).people.find((one) => one.roles.includes('lead'))
      const invitation = await invite(review, lead?.id as PersonId, roles)
      const answer = await reviews.atTheDoor(review, person, { type: 'join', invitation, name: 'Member', hue: 1 })
      if (!answer?.ok) throw new Error(`nobody joined: ${answer?.denial.rule ?? 'not found'}`)
    },

    async addStudy(review: ReviewId, person: PersonId, title: string): Promise<StudyId> {
      await does(review, person, { type: 'add-studies', studies: [studyOf(title)] })
      return (await view(review)).studies.at(-1)?.id as StudyId
    },
  }
}

/** Studies of the first review in each state, in the order in which a team gets there. */
async function begin(
  server: AccountServer,
  doing: Doing,
  { dana, ...ids }: Record<Name, PersonId>,
  review: ReviewId,
): Promise<TwoReviews['studies']> {
  const { alice, bob } = ids
  for (const name of Object.keys(MEMBERS) as (keyof typeof MEMBERS)[])
    await doing.join(review, ids[name], MEMBERS[name])
  await doing.does(review, dana, { type: 'change-roles', person: dana, roles: ['lead'], reason: 'Adam adjudicates.' })
  const blind = await doing.addStudy(review, dana, 'Treadmill walking')
  const revealed = await doing.addStudy(review, dana, 'Stationary cycling')
  const together = await doing.addStudy(review, dana, 'Aquatic exercise')
  const unassigned = await doing.addStudy(review, dana, 'Supervised stretching')
  await doing.does(review, dana, { type: 'freeze-protocol' })
  const assign = { type: 'assign', form: FORM, reviewers: [alice, bob], reason: null } as const
  for (const study of [blind, revealed]) await doing.does(review, dana, { ...assign, study })
  await doing.does(review, dana, { type: 'snapshot', label: 'Before any reveal', reason: '' })
  // The clock is held: without this the reveal would be as old as the snapshot.
  server.time.pass(1_000)
  await submit(server, doing, review, revealed, alice, 0)
  await submit(server, doing, review, revealed, bob, 1)
  await doing.does(review, dana, { type: 'snapshot', label: 'After a reveal', reason: '' })
  const stages = PLAN.stages.map((stage) => ({ ...stage, mode: 'verified' as const }))
  const plan = { ...PLAN, stages, switchedOff: ['two-independent-raters'] as const }
  await doing.does(review, dana, { type: 'plan', plan, reason: 'Too few people.' })
  await doing.does(review, dana, { ...assign, study: together })
  return { blind, revealed, together, unassigned }
}

/** The second review: one snapshot, one assigned study, and Olga as a second lead. */
async function beginOther(
  { does, join, addStudy }: Doing,
  { mallory, olga, bea, ben }: Record<Name, PersonId>,
  review: ReviewId,
): Promise<void> {
  await join(review, olga, ['lead'])
  for (const person of [bea, ben]) await join(review, person, ['reviewer'])
  const study = await addStudy(review, mallory, 'Manual therapy')
  await does(review, mallory, { type: 'freeze-protocol' })
  await does(review, mallory, { type: 'assign', study, form: FORM, reviewers: [bea, ben], reason: null })
  await does(review, mallory, { type: 'snapshot', label: 'Before any reveal', reason: '' })
}

/** Answers every item with its n-th option, over a socket, and submits. */
async function submit(
  server: AccountServer,
  doing: Doing,
  review: ReviewId,
  study: StudyId,
  person: PersonId,
  nth: number,
): Promise<void> {
  const { id, slots } = await doing.assessment(review, study)
  const draft = slots.find(({ reviewer }) => reviewer === person)?.draft as DocumentId
  const { forms, review: of } = await doing.view(review)
  const client = await SocketClient.open(server.port, await doing.cookie(person), draft)
  for (const { id: item, options } of itemsOf(forms[firstStage(of).form.hash] as never))
    client.set(item, options[nth]?.id ?? '')
  await client.saved()
  await doing.does(review, person, { type: 'submit', assessment: id, contentHash: hashOf(client.plain()) })
  await client.close()
}

function studyOf(title: string): NewStudy {
  const empty = { journal: '', volume: '', issue: '', pages: '', doi: null, pmid: null }
  const citation = { ...empty, authors: ['Burke, Sean'], truncatedAuthors: false, title, year: 2011 }
  return { label: '', design: 'cohort', citation }
}
