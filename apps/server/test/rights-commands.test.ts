/**
 * Every command of the wire, asked by everybody over a real server: exactly what the table of rights says. Each is asked so
 * that a rule which comes after all that ask who refuses it: who may is told that rule, who may not a rule that asks who,
 * and nothing is ever changed. A command without a row here does not compile.
 */
import { hashOf } from '@tandem/documents'
import {
  COMMAND_RULES,
  ROLES,
  rightOf,
  type Assessment,
  type Command,
  type CommandType,
  type DoorCommand,
  type Hash,
  type PersonId,
  type Right,
  type Role,
} from '@tandem/rules'
import { CommandSchema, isToConfirm, ROUTES } from '@tandem/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS } from '../src/limits.ts'
import { databaseHash } from '../src/testing/database-hash.ts'
import { knockersAt, promised, saidIn, type Headers, type Knocker } from '../src/testing/knockers.ts'
import type { Answered } from '../src/testing/test-server.ts'
import { FORM, PLAN, startTwoReviews, type Name, type TwoReviews } from '../src/testing/two-reviews.ts'

let server: TwoReviews
let knockers: readonly Knocker[]
/** Of each knocker, one for all that they ask. */
let headers: ReadonlyMap<Knocker, Headers>
let hash: () => Promise<string>
let assessments: Readonly<Record<'blind' | 'revealed' | 'together', Assessment>>
beforeAll(async () => {
  server = await startTwoReviews()
  knockers = await knockersAt(server)
  headers = new Map(await Promise.all(knockers.map(async (one) => [one, await one.headers()] as const)))
  hash = await databaseHash(server)
  const { first, studies } = server
  assessments = {
    blind: await server.assessment(first, studies.blind),
    revealed: await server.assessment(first, studies.revealed),
    together: await server.assessment(first, studies.together),
  }
})
afterAll(() => server.stop())

type Asked = Exclude<CommandType, DoorCommand['type']>
type Row = {
  readonly command: (asker: PersonId) => Command
  /** The rule that refuses whoever may ask for it. Null: it is carried out. */
  readonly next: string | null
  /** Of commands about one's own assignment: who has it. */
  readonly assigned?: readonly Name[]
}

const NOTHING = 'nothing'
const nobody = NOTHING as PersonId
const reason = 'A reason.'
const otherHash = hashOf({ fields: {}, texts: { other: 'content' } }) as Hash
const THE_STUDY = { form: null, item: null, part: null } as const
const saying = { text: 'Which group?', mentions: [] } as const
const raters = ['alice', 'bob'] as const

const ROWS: Readonly<Record<Asked, Row>> = {
  plan: { command: () => ({ type: 'plan', plan: { ...PLAN, title: '' }, reason }), next: 'plan-is-whole' },
  'freeze-protocol': { command: () => ({ type: 'freeze-protocol' }), next: 'protocol-is-planned' },
  'begin-form': { command: () => ({ type: 'begin-form', title: '', from: null }), next: 'form-is-named' },
  'adapt-form': { command: () => ({ type: 'adapt-form', form: NOTHING }), next: 'adaptable-form' },
  'publish-form': {
    command: () => ({ type: 'publish-form', form: NOTHING, contentHash: otherHash, reason }),
    next: 'form-exists',
  },
  'discard-form': { command: () => ({ type: 'discard-form', form: NOTHING }), next: 'form-exists' },
  'revoke-invitation': {
    command: () => ({ type: 'revoke-invitation', invitation: NOTHING as never }),
    next: 'invitation-is-open',
  },
  'change-roles': {
    command: () => ({ type: 'change-roles', person: nobody, roles: ['guest'], reason }),
    next: 'person-is-member',
  },
  'hand-over': { command: () => ({ type: 'hand-over', person: nobody, reason }), next: 'person-is-member' },
  leave: { command: () => ({ type: 'leave', reason }), next: null },
  'remove-member': { command: () => ({ type: 'remove-member', person: nobody, reason }), next: 'person-is-member' },
  'declare-conflict': {
    command: (person) => ({ type: 'declare-conflict', person, study: NOTHING as never, reason }),
    next: 'study-exists',
  },
  'clear-conflict': {
    command: (person) => ({ type: 'clear-conflict', person, study: NOTHING as never, reason }),
    next: 'study-exists',
  },
  'add-studies': { command: () => ({ type: 'add-studies', studies: [] }), next: 'studies-are-named' },
  'correct-study': {
    command: () => ({ type: 'correct-study', study: NOTHING as never, corrected: study('Corrected') }),
    next: 'study-exists',
  },
  'remove-study': {
    command: () => ({ type: 'remove-study', study: server.studies.blind, reason }),
    next: 'study-is-unassigned',
  },
  'set-due': { command: () => ({ type: 'set-due', studies: [NOTHING as never], due: null }), next: 'study-exists' },
  assign: {
    command: () => ({ type: 'assign', study: NOTHING as never, form: FORM, reviewers: [], reason }),
    next: 'study-exists',
  },
  allocate: {
    command: () => ({ type: 'allocate', form: FORM, assignments: [], how: { seed: '', shares: [], experts: [] } }),
    next: 'something-to-allocate',
  },
  submit: {
    command: () => ({ type: 'submit', assessment: assessments.blind.id, contentHash: otherHash }),
    next: 'content-moved',
    assigned: raters,
  },
  confirm: {
    command: () => ({
      type: 'confirm',
      assessment: assessments.together.id,
      items: [{ item: 'db-1', valueHash: otherHash }],
    }),
    next: 'confirmed-as-seen',
    assigned: ['bob'],
  },
  withdraw: {
    command: () => ({ type: 'withdraw', assessment: assessments.blind.id }),
    next: 'withdraw-before-reveal',
    assigned: raters,
  },
  sign: {
    command: () => ({ type: 'sign', assessment: assessments.revealed.id, contentHash: otherHash }),
    next: 'content-moved',
    assigned: raters,
  },
  adjudicate: {
    command: () => ({
      type: 'adjudicate',
      assessment: assessments.revealed.id,
      contentHash: otherHash,
      rationale: reason,
    }),
    next: 'content-moved',
  },
  reopen: {
    command: () => ({ type: 'reopen', assessment: assessments.revealed.id, reason }),
    next: 'consensus-is-settled',
  },
  'rate-again': {
    command: () => ({ type: 'rate-again', assessment: assessments.blind.id, reason }),
    next: 'revealed-before-rate-again',
  },
  'open-thread': {
    command: () => ({ type: 'open-thread', anchor: { study: NOTHING as never, ...THE_STUDY }, ...saying }),
    next: 'place-exists',
  },
  reply: { command: () => ({ type: 'reply', thread: NOTHING as never, ...saying }), next: 'thread-exists' },
  'resolve-thread': { command: () => ({ type: 'resolve-thread', thread: NOTHING as never }), next: 'thread-exists' },
  'reopen-thread': { command: () => ({ type: 'reopen-thread', thread: NOTHING as never }), next: 'thread-exists' },
  'revise-comment': {
    command: () => ({ type: 'revise-comment', comment: NOTHING as never, ...saying }),
    next: 'comment-exists',
  },
  nudge: { command: () => ({ type: 'nudge', person: nobody, studies: [] }), next: 'person-is-member' },
  lock: { command: () => ({ type: 'lock', form: FORM, reason }), next: 'stage-is-settled' },
  snapshot: { command: () => ({ type: 'snapshot', label: '', reason }), next: 'label-is-given' },
}
const TYPES = Object.keys(ROWS) as readonly Asked[]

function study(title: string) {
  const empty = { journal: '', volume: '', issue: '', pages: '', doi: null, pmid: null }
  return { label: '', design: '', citation: { ...empty, authors: [], truncatedAuthors: false, title, year: 2011 } }
}

let count = 0
async function ask(headers: Headers, command: Command): Promise<Answered> {
  const body = { id: `command-${(count += 1)}`.padEnd(16, '-'), command }
  return server.send({ path: `/api/reviews/${server.first}/commands`, method: 'POST', headers, body })
}

const invite = (headers: Headers, roles: readonly Role[]): Promise<Answered> =>
  server.send({
    path: `/api/reviews/${server.first}/invitations`,
    method: 'POST',
    headers,
    body: { roles, email: null },
  })

/** The rules of a command that ask who; the first that objects is the one that answers. */
const asksWho = (type: Asked): readonly string[] =>
  COMMAND_RULES[type].flatMap((rule) => ('allows' in rule ? [rule.id] : []))

/** What the table says for this person. */
function mayAsk(right: Right, { assigned = [] }: Row, person: Name, isAboutOneself: boolean): boolean {
  switch (right) {
    case 'yes':
      return true
    case 'assigned':
      return assigned.includes(person)
    case 'oneself':
      return isAboutOneself
    case 'no':
      return false
  }
}

const anotherThan = ({ person }: Knocker): Name => (person === 'carol' ? 'gina' : 'carol')

/** No token confirms anything, of whichever review it asks. */
function promisedOf(command: Command, asks: Knocker): string | null {
  const isByToken = typeof asks.shows === 'object' && asks.shows.scope === 'write'
  return isToConfirm(command) && isByToken ? '403 token-not-allowed' : promised(ROUTES.command, asks)
}

/** A refusal that asks who, or the rule that comes after those. */
async function asExpected(type: Asked, asks: Knocker, aboutOneself: boolean): Promise<void> {
  const { command, next } = ROWS[type]
  const about = server.ids[aboutOneself ? asks.person : anotherThan(asks)]
  const said = saidIn(await ask(headers.get(asks) ?? {}, command(about)))
  const refusal = promisedOf(command(about), asks)
  if (refusal !== null) expect([asks.who, said]).toEqual([asks.who, refusal])
  else if (mayAsk(rightOf(asks.role as Role, type), ROWS[type], asks.person, aboutOneself))
    expect([asks.who, said]).toEqual([asks.who, `409 ${next}`])
  else
    expect(
      asksWho(type).map((rule) => `409 ${rule}`),
      `${asks.who}: ${said}`,
    ).toContain(said)
}

async function asExpectedOf(type: Asked, all: readonly Knocker[]): Promise<void> {
  // Nobody waits for anybody's pace.
  server.time.pass(1_000)
  const before = await hash()
  for (const asks of all) for (const isAboutOneself of [true, false]) await asExpected(type, asks, isAboutOneself)
  expect(await hash()).toBe(before)
}

describe('the commands', () => {
  it('each have a row', () => {
    const onTheWire = CommandSchema.options.map(({ shape }) => shape.type.value)
    expect([...TYPES].sort()).toEqual([...onTheWire].sort())
    expect([...TYPES, 'invite', 'join'].sort()).toEqual(Object.keys(COMMAND_RULES).sort())
  })
})

describe('asked by everybody, a command is answered as the table of rights says, and changes nothing:', () => {
  for (const type of TYPES.filter((one) => ROWS[one].next !== null)) {
    const rights = ROLES.map((role) => `${role} ${rightOf(role, type)}`).join(', ')
    it(`${type} (${rights})`, () => asExpectedOf(type, knockers))
  }

  it('leave, by all who may ask for nothing here', () =>
    asExpectedOf(
      'leave',
      knockers.filter((one) => promised(ROUTES.command, one) !== null),
    ))
})

describe('in a session that was not confirmed for ten minutes', () => {
  const ASKERS: Partial<Readonly<Record<Asked, Name>>> = {
    'hand-over': 'dana',
    'change-roles': 'dana',
    'remove-member': 'dana',
    sign: 'alice',
    adjudicate: 'adam',
    'freeze-protocol': 'dana',
    lock: 'dana',
    snapshot: 'dana',
  }

  it('what binds others is not carried out, also not for strangers and in a review that does not exist; then it is', async () => {
    const toConfirm = TYPES.filter((type) => isToConfirm(ROWS[type].command(nobody)))
    expect(toConfirm.toSorted()).toEqual(Object.keys(ASKERS).toSorted())
    const cookies = new Map<Name, string>()
    for (const name of ['dana', 'alice', 'adam', 'mallory'] as const)
      cookies.set(name, await server.cookie(server.ids[name]))
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    for (const cookie of cookies.values()) await server.sessions.validate(cookie)
    const before = await hash()
    for (const type of toConfirm) {
      const cookie = cookies.get(ASKERS[type] ?? 'dana') ?? ''
      expect([type, saidIn(await ask({ cookie }, ROWS[type].command(nobody)))]).toEqual([type, '403 confirm-first'])
      const stranger = { cookie: cookies.get('mallory') ?? '' }
      expect(saidIn(await ask(stranger, ROWS[type].command(nobody)))).toBe('403 confirm-first')
    }
    expect(await hash()).toBe(before)
    for (const type of toConfirm) {
      const cookie = cookies.get(ASKERS[type] ?? 'dana') ?? ''
      const { session } = (await server.sessions.validate(cookie)) ?? {}
      await server.sessions.confirm(session?.id ?? '', 'one')
      expect(saidIn(await ask({ cookie }, ROWS[type].command(nobody)))).toBe(`409 ${ROWS[type].next}`)
    }
  })

  it('nobody is invited to lead, supervise or adjudicate, nor with a token; then they are', async () => {
    const cookie = await server.cookie(server.ids.dana)
    const { token } = await server.token(server.ids.dana, ['write'])
    const stranger = await server.cookie(server.ids.mallory)
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    for (const header of [cookie, stranger]) await server.sessions.validate(header)
    await server.send({ path: '/api/session', headers: { authorization: `Bearer ${token}` } })
    const before = await hash()
    for (const role of ['lead', 'supervisor', 'adjudicator'] as const) {
      const roles = ['reviewer', role] as const
      expect([role, saidIn(await invite({ authorization: `Bearer ${token}`, origin: null }, roles))]).toEqual([
        role,
        '403 token-not-allowed',
      ])
      expect([role, saidIn(await invite({ cookie }, roles))]).toEqual([role, '403 confirm-first'])
      expect(saidIn(await invite({ cookie: stranger }, roles))).toBe('403 confirm-first')
    }
    expect(await hash()).toBe(before)
    const { session } = (await server.sessions.validate(cookie)) ?? {}
    await server.sessions.confirm(session?.id ?? '', 'one')
    expect(saidIn(await invite({ cookie }, ['lead', 'supervisor']))).toBe('200')
  })

  it('everything else goes on', async () => {
    const cookie = await server.cookie(server.ids.dana)
    const { token } = await server.token(server.ids.dana, ['write'])
    server.time.pass(ACCOUNT_LIMITS.confirmation)
    expect(saidIn(await invite({ cookie }, ['reviewer', 'guest']))).toBe('200')
    expect(saidIn(await invite({ authorization: `Bearer ${token}`, origin: null }, ['reviewer']))).toBe('200')
    expect(saidIn(await ask({ cookie }, ROWS['add-studies'].command(nobody)))).toBe('409 studies-are-named')
  })
})

describe('leave', () => {
  for (const [nth, role] of ROLES.entries()) {
    it(`is carried out for somebody who is only ${role} (${rightOf(role, 'leave')})`, async () => {
      const person = `leaver-${nth}` as PersonId
      await server.store.createAccount({ id: person, name: 'Leaver', hue: 1, demo: false })
      await server.join(server.first, person, [role])
      const answer = await ask({ cookie: await server.cookie(person) }, { type: 'leave', reason })
      expect(saidIn(answer)).toBe('200')
      expect(saidIn(await ask({ cookie: await server.cookie(person) }, { type: 'leave', reason }))).toBe(
        '404 not-found',
      )
    })
  }
})
