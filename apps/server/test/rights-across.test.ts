/**
 * The review is the tenant: nothing of one is reached through the address of another. Olga leads both, so that only the
 * address stands in her way. What exists in the other review is answered like what exists nowhere.
 */
import {
  isComment,
  type Assessment,
  type AssessmentId,
  type Command,
  type CommandType,
  type CommentId,
  type DoorCommand,
  type Hash,
  type InvitationId,
  type PersonId,
  type ReviewId,
  type StudyId,
  type ThreadId,
} from '@tandem/rules'
import { CommandSchema, TANDEM_PARAMETER, WIRE_VERSION, type LiveMessage } from '@tandem/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseHash } from '../src/testing/database-hash.ts'
import { knock } from '../src/testing/knock.ts'
import { saidIn } from '../src/testing/knockers.ts'
import type { Answered } from '../src/testing/test-server.ts'
import { FORM, startTwoReviews, type TwoReviews } from '../src/testing/two-reviews.ts'

let server: TwoReviews
let hash: () => Promise<string>
let cookie: string
let own: Ids
let foreign: Ids
beforeAll(async () => {
  server = await startTwoReviews()
  hash = await databaseHash(server)
  const { ids, first, second, studies } = server
  cookie = await server.cookie(ids.olga)
  const study = (await server.view(second)).studies[0]?.id as StudyId
  own = {
    ...(await opened(second, study)),
    study,
    assessment: (await server.assessment(second, study)).id,
    invitation: await server.invite(second, ids.mallory, ['guest']),
    person: ids.bea,
  }
  foreign = {
    ...(await opened(first, studies.unassigned)),
    study: studies.unassigned,
    assessment: (await server.assessment(first, studies.blind)).id,
    invitation: server.invitation,
    person: ids.alice,
  }
})
afterAll(() => server.stop())

/** A thread that Olga has begun. */
async function opened(review: ReviewId, study: StudyId): Promise<Pick<Ids, 'thread' | 'comment' | 'form'>> {
  await server.does(review, server.ids.olga, { type: 'begin-form', title: `Form of ${review}`, from: null })
  const anchor = { study, ...THE_STUDY }
  await server.does(review, server.ids.olga, { type: 'open-thread', anchor, text: 'A question.', mentions: [] })
  const { threads, ownForms } = await server.view(review)
  const [thread, form] = [threads.at(-1), ownForms.at(-1)]
  const comment = thread?.entries.find(isComment)
  if (!thread || !comment || !form) throw new Error('no thread, or no form')
  return { thread: thread.id, comment: comment.id, form: form.id }
}
const THE_STUDY = { form: null, item: null, part: null } as const

type Ids = {
  readonly form: string
  readonly thread: ThreadId
  readonly comment: CommentId
  readonly study: StudyId
  readonly assessment: AssessmentId
  readonly invitation: InvitationId
  readonly person: PersonId
}
const NOWHERE: Ids = {
  form: 'no-such-form',
  thread: 'no-such-thread' as ThreadId,
  comment: 'no-such-comment' as CommentId,
  study: 'no-such-study' as StudyId,
  assessment: 'no-such-assessment' as AssessmentId,
  invitation: 'no-such-invitation' as InvitationId,
  person: 'no-such-person' as PersonId,
}
const KEYS = Object.keys(NOWHERE) as readonly (keyof Ids)[]

const reason = 'A reason.'
const contentHash = 'a'.repeat(64) as Hash
const corrected = {
  label: 'Corrected',
  design: '',
  citation: {
    authors: [],
    truncatedAuthors: false,
    title: 'Corrected',
    journal: '',
    year: 2011,
    volume: '',
    issue: '',
    pages: '',
    doi: null,
    pmid: null,
  },
}

/** Null: names nothing of a review. */
const NAMING: Readonly<Record<Exclude<CommandType, DoorCommand['type']>, ((ids: Ids) => Command) | null>> = {
  plan: null,
  'freeze-protocol': null,
  'begin-form': ({ form }) => ({ type: 'begin-form', title: 'A copy', from: form }),
  'adapt-form': ({ form }) => ({ type: 'adapt-form', form }),
  'publish-form': ({ form }) => ({ type: 'publish-form', form, contentHash, reason }),
  'discard-form': ({ form }) => ({ type: 'discard-form', form }),
  'revoke-invitation': ({ invitation }) => ({ type: 'revoke-invitation', invitation }),
  'change-roles': ({ person }) => ({ type: 'change-roles', person, roles: ['guest'], reason }),
  'hand-over': ({ person }) => ({ type: 'hand-over', person, reason }),
  leave: null,
  'remove-member': ({ person }) => ({ type: 'remove-member', person, reason }),
  'declare-conflict': ({ person, study }) => ({ type: 'declare-conflict', person, study, reason }),
  'clear-conflict': ({ person, study }) => ({ type: 'clear-conflict', person, study, reason }),
  'add-studies': null,
  'correct-study': ({ study }) => ({ type: 'correct-study', study, corrected }),
  'remove-study': ({ study }) => ({ type: 'remove-study', study, reason }),
  'set-due': ({ study }) => ({ type: 'set-due', studies: [study], due: '2026-12-24' }),
  assign: ({ study, person }) => ({ type: 'assign', study, form: FORM, reviewers: [server.ids.ben, person], reason }),
  allocate: ({ study, person }) => ({
    type: 'allocate',
    form: FORM,
    assignments: [{ study, reviewers: [server.ids.ben, person] }],
    how: { seed: '', shares: [], experts: [] },
  }),
  submit: ({ assessment }) => ({ type: 'submit', assessment, contentHash }),
  confirm: ({ assessment }) => ({ type: 'confirm', assessment, items: [] }),
  withdraw: ({ assessment }) => ({ type: 'withdraw', assessment }),
  sign: ({ assessment }) => ({ type: 'sign', assessment, contentHash }),
  adjudicate: ({ assessment }) => ({ type: 'adjudicate', assessment, contentHash, rationale: reason }),
  reopen: ({ assessment }) => ({ type: 'reopen', assessment, reason }),
  'rate-again': ({ assessment }) => ({ type: 'rate-again', assessment, reason }),
  'open-thread': ({ study, person }) => ({
    type: 'open-thread',
    anchor: { study, ...THE_STUDY },
    text: 'Which group?',
    mentions: [person],
  }),
  reply: ({ thread, person }) => ({ type: 'reply', thread, text: 'The first.', mentions: [person] }),
  'resolve-thread': ({ thread }) => ({ type: 'resolve-thread', thread }),
  'reopen-thread': ({ thread }) => ({ type: 'reopen-thread', thread }),
  'revise-comment': ({ comment }) => ({ type: 'revise-comment', comment, text: null, mentions: [] }),
  nudge: ({ person, study }) => ({ type: 'nudge', person, studies: [study] }),
  lock: null,
  snapshot: null,
}

const get = (path: string): Promise<Answered> => server.send({ path: `/api${path}`, headers: { cookie } })

let count = 0
async function asked(command: Command, id: string): Promise<string> {
  server.time.pass(1_000)
  const body = { id: `across-${(count += 1)}`.padEnd(16, '-'), command }
  const path = `/api/reviews/${server.second}/commands`
  const told = await server.send({ path, method: 'POST', headers: { cookie }, body })
  expect(told.status).toBe(409)
  return told.body.replaceAll(id, 'the id')
}

describe('a command in one review, with an id of the other,', () => {
  it('is tried for every command of the wire', () => {
    expect(Object.keys(NAMING).sort()).toEqual(CommandSchema.options.map(({ shape }) => shape.type.value).sort())
  })

  for (const [type, naming] of Object.entries(NAMING)) {
    if (naming === null) continue
    it(`${type} is refused like one with an id that exists nowhere, and changes nothing`, async () => {
      const named = KEYS.filter((key) => JSON.stringify(naming(NOWHERE)).includes(NOWHERE[key]))
      expect(named).not.toEqual([])
      const before = await hash()
      for (const key of named) {
        const ofOther = await asked(naming({ ...own, [key]: foreign[key] }), foreign[key])
        expect(ofOther).toBe(await asked(naming({ ...own, [key]: NOWHERE[key] }), NOWHERE[key]))
      }
      expect(await hash()).toBe(before)
    })
  }
})

/** Every id that belongs to this review and not to the other. */
async function belongings(review: ReviewId): Promise<readonly string[]> {
  const { people, studies, assessments, invitations, threads } = await server.view(review)
  const documents = ({ slots, consensus, joint }: Assessment) =>
    [...slots.map(({ draft }) => draft), consensus?.document, joint?.document].filter((id) => id != null)
  const shared: readonly PersonId[] = [server.ids.olga]
  return [
    review,
    ...people.map(({ id }) => id).filter((id) => !shared.includes(id)),
    ...[...studies, ...assessments, ...invitations, ...threads].map(({ id }) => id),
    ...assessments.flatMap(documents),
  ]
}

/** All that the feed sends until it is level. */
async function feedOf(review: ReviewId): Promise<string> {
  const texts: string[] = []
  await knock(server, `/live/${review}?cursor=0&${TANDEM_PARAMETER}=${WIRE_VERSION}`, { cookie }, (frame) => {
    texts.push(frame.toString())
    return (JSON.parse(frame.toString()) as LiveMessage).type === 'inbox' ? 'level' : null
  })
  return texts.join('\n')
}

describe('what is read of one review', () => {
  it('holds no id of the other: the review, its log, its snapshot, its feed', async () => {
    for (const [review, other] of [
      [server.second, server.first],
      [server.first, server.second],
    ] as const) {
      const [mine, theirs] = [await belongings(review), await belongings(other)]
      const answers = [`/reviews/${review}`, `/reviews/${review}/log`, `/reviews/${review}/snapshots/1`].map(get)
      const text = [...(await Promise.all(answers)).map(({ body }) => body), await feedOf(review)].join('\n')
      expect(mine.filter((id) => text.includes(id)).length).toBeGreaterThan(5)
      expect(theirs.filter((id) => text.includes(id))).toEqual([])
    }
  })

  it('is no snapshot of the other', async () => {
    expect(saidIn(await get(`/reviews/${server.first}/snapshots/2`))).toBe('200')
    expect(saidIn(await get(`/reviews/${server.second}/snapshots/2`))).toBe('404 not-found')
    const [first, second] = [server.first, server.second].map((review) => get(`/reviews/${review}/snapshots/1`))
    expect((await first)?.body).not.toBe((await second)?.body)
  })
})

describe('what belongs to a review or to another account', () => {
  it('is not reached through the administration or one’s own account, and nothing is changed', async () => {
    const { ids } = server
    await server.cookie(ids.rosa)
    const session = (await server.sessions.ofPerson(ids.rosa)).at(-1)?.id
    const token = await server.token(ids.rosa, ['read'])
    const before = await hash()
    for (const path of [
      `/administration/invitations/${server.invitation}`,
      `/account/sessions/${session}`,
      `/account/tokens/${token.id}`,
    ]) {
      const told = await server.send({ path: `/api${path}`, method: 'DELETE', headers: { cookie } })
      expect([path, saidIn(told)]).toEqual([path, '404 not-found'])
    }
    expect(await hash()).toBe(before)
  })
})
