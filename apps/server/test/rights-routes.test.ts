/**
 * Every route of the catalogue, asked by everybody over a real server: exactly what the catalogue says of who may ask and
 * with which token. A route without a row here does not compile.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InvitationId, PersonId } from '@tandem/rules'
import { ROUTE_IDS, ROUTES, type Route, type RouteId } from '@tandem/wire'
import { PASSWORD } from '../src/testing/account-server.ts'
import { databaseHash } from '../src/testing/database-hash.ts'
import { knockersAt, promised, saidIn, type Headers, type Knocker } from '../src/testing/knockers.ts'
import type { Answered } from '../src/testing/test-server.ts'
import { PLAN, startTwoReviews, type TwoReviews } from '../src/testing/two-reviews.ts'

let server: TwoReviews
let knockers: readonly Knocker[]
let hash: () => Promise<string>
beforeAll(async () => {
  server = await startTwoReviews()
  knockers = await knockersAt(server)
  hash = await databaseHash(server)
})
afterAll(() => server.stop())

/** What is asked, and what comes of it where the catalogue has nothing against it. */
type Row = {
  /** For each place of the path. Made for this request where a request uses it up. */
  readonly places?: (asks: Knocker) => Promise<Readonly<Record<string, string>>>
  readonly body?: object
  readonly answers: string | ((asks: Knocker) => string)
}

const secret = 'x'.repeat(43)
const bytes = 'AAAA'
const credential = { id: bytes, rawId: bytes, type: 'public-key', clientExtensionResults: {} }
const assertion = { ...credential, response: { clientDataJSON: bytes, authenticatorData: bytes, signature: bytes } }
const attestation = { ...credential, response: { clientDataJSON: bytes, attestationObject: bytes } }
const newcomer = { name: 'Nina', email: 'nina@example.org', password: PASSWORD }

const idOf = ({ person }: Knocker): PersonId => server.ids[person]
const sam = async () => ({ person: server.ids.sam })
const first = async () => ({ review: server.first })
const leadOr =
  (answer: string) =>
  ({ role }: Knocker) =>
    role === 'lead' ? answer : '409 lead-only'

const ROWS: Readonly<Record<RouteId, Row>> = {
  session: { answers: '200' },
  'sign-out': { answers: '204' },
  'demo-people': { answers: '404 not-found' },
  'demo-sign-in': { body: { person: 'alice' }, answers: '404 not-found' },
  'set-up': { body: { code: secret, ...newcomer }, answers: '409 already-set-up' },
  register: { body: newcomer, answers: '409 by-invitation' },
  'ask-to-register': { body: { email: 'nina@example.org' }, answers: '409 no-mail' },
  'look-at-address-link': { body: { token: secret }, answers: '409 link-over' },
  'register-by-link': { body: { token: secret, name: 'Nina', password: PASSWORD }, answers: '409 link-over' },
  'sign-in': { body: { email: 'sam@example.org', password: PASSWORD }, answers: '200' },
  'sign-in-second-factor': { body: { kind: 'code', code: '123456' }, answers: '403 start-again' },
  'sign-in-passkey-options': { answers: '200' },
  'sign-in-passkey': { body: { passkey: assertion }, answers: '403 start-again' },
  confirm: { body: { kind: 'password', password: PASSWORD }, answers: '204' },
  'confirm-passkey-options': { answers: '200' },
  'password-forgotten': { body: { email: 'nina@example.org' }, answers: '409 no-mail' },
  'password-reset-look': { body: { token: secret }, answers: '409 link-over' },
  'password-reset': { body: { token: secret, password: PASSWORD }, answers: '409 link-over' },

  account: { answers: '200' },
  rename: { body: { name: 'Somebody' }, answers: '204' },
  'change-email': { body: { email: 'sam@example.org' }, answers: '409 email-taken' },
  'send-address-link': { answers: '409 no-mail' },
  'verify-address': { body: { token: secret }, answers: '409 link-over' },
  'change-password': { body: { password: 'short' }, answers: '409 weak-password' },
  'begin-totp': { answers: '200' },
  'switch-totp-on': { body: { code: '123456' }, answers: '403 start-again' },
  'switch-totp-off': { answers: '409 no-change' },
  'make-recovery-codes': { answers: '409 no-change' },
  'new-passkey-options': { answers: '200' },
  'add-passkey': { body: { name: 'Key', passkey: attestation }, answers: '403 start-again' },
  'remove-passkey': { places: async () => ({ passkey: 'none' }), answers: '409 no-change' },
  'own-sessions': { answers: '200' },
  'end-session': { places: async (asks) => ({ session: await sessionOf(idOf(asks)) }), answers: '204' },
  'end-other-sessions': { answers: '204' },
  'end-all-sessions': { answers: '204' },
  'own-security-log': { answers: '200' },
  'export-account': { answers: '200' },
  'delete-account': { body: { email: 'another@example.org' }, answers: '403 wrong-credentials' },
  'api-tokens': { answers: '200' },
  'make-api-token': { body: { name: 'Script', scopes: ['read'], days: 1 }, answers: '200' },
  'revoke-api-token': {
    places: async (asks) => ({ token: (await server.token(idOf(asks), ['read'])).id }),
    answers: '204',
  },

  'look-at-invitation': { body: { token: secret }, answers: '409 link-over' },
  'accept-invitation': { body: { token: secret }, answers: '409 link-over' },
  'register-by-invitation': { body: { token: secret, ...newcomer }, answers: '409 link-over' },

  'list-accounts': { answers: '200' },
  'set-disabled': { places: sam, body: { disabled: false }, answers: '409 no-change' },
  'set-administrator': { places: sam, body: { administrator: false }, answers: '409 no-change' },
  'make-reset-link': { places: sam, answers: '200' },
  'remove-second-factor': { places: sam, body: { reason: 'Lost.' }, answers: '409 no-change' },
  'server-settings': { answers: '200' },
  'change-server-settings': { body: { registration: 'invitation' }, answers: '204' },
  'server-security-log': { answers: '200' },
  'list-invitations': { answers: '200' },
  'invite-to-server': { body: { email: null }, answers: '200' },
  'revoke-invitation': { places: async () => ({ invitation: await serverInvitation() }), answers: '204' },

  reviews: { answers: '200' },
  'found-review': { body: { plan: { ...PLAN, title: ' ' }, isReviewer: false }, answers: '409 plan-is-whole' },
  'invite-member': { places: first, body: { roles: [], email: null }, answers: leadOr('409 role-is-given') },
  'review-log': { places: first, answers: '200' },
  extractions: { places: async () => ({ review: server.first, form: 'return-to-work' }), answers: '404 not-found' },
  'settled-sds': { places: async () => ({ review: server.first, form: 'return-to-work' }), answers: '404 not-found' },
  'item-history': {
    places: async () => ({ review: server.first, document: 'nothing', item: 'design' }),
    answers: '404 not-found',
  },
  'document-history': {
    places: async () => ({ review: server.first, document: 'nothing' }),
    answers: '404 not-found',
  },
  review: { places: first, answers: '200' },
  command: {
    places: first,
    body: { id: 'command-of-a-row', command: { type: 'add-studies', studies: [] } },
    answers: leadOr('409 studies-are-named'),
  },
  inbox: { answers: '200' },
  unread: { answers: '200' },
  'mark-read': { body: { notices: null }, answers: '200' },
  digest: { answers: '200' },
  'switch-digest': { body: { digest: false }, answers: '204' },
  snapshot: { places: async () => ({ review: server.first, number: '1' }), answers: '200' },
}

let invitations = 0

async function sessionOf(person: PersonId): Promise<string> {
  await server.cookie(person)
  return (await server.sessions.ofPerson(person)).at(-1)?.id ?? ''
}

/** A new one each time: whoever may, revokes it. */
async function serverInvitation(): Promise<string> {
  invitations += 1
  const { id } = await server.sessionDatabase
    .insertInto('invitation')
    .values({
      id: `invitation-${invitations}` as InvitationId,
      token: `hash-${invitations}`,
      kind: 'server',
      review: null,
      roles: null,
      email: null,
      made_by: server.ids.rosa,
      made_at: 0,
      expires_at: server.time.now + 1_000,
      used_at: null,
      used_by: null,
      revoked_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const places = /:(\w+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g

/** Somebody at a route, with all that the request needs. */
type Question = {
  readonly asks: Knocker
  readonly headers: Headers
  readonly filled: Readonly<Record<string, string>>
}

/** One for each who asks. What a session or a row needs is written when it begins, so that asking itself writes nothing. */
async function questions(id: RouteId): Promise<readonly Question[]> {
  // Nobody waits for anybody's pace, and no session is so old that its use is noted.
  server.time.pass(10_000)
  await forgetUsed()
  const made: Question[] = []
  for (const asks of knockers)
    made.push({ asks, headers: await asks.headers(), filled: (await ROWS[id].places?.(asks)) ?? {} })
  return made
}

/** Each request has a session or a token of its own. Those that are over, and those of the disabled account, stay. */
async function forgetUsed(): Promise<void> {
  const { sessionDatabase, ids, time } = server
  await sessionDatabase.deleteFrom('session').where('person', '!=', ids.vera).execute()
  const tokens = sessionDatabase.deleteFrom('api_token').where('person', '!=', ids.vera)
  await tokens.where('revoked_at', 'is', null).where('expires_at', '>', time.now).execute()
}

async function ask(id: RouteId, { headers, filled }: Question): Promise<Answered> {
  const { method, path }: Route = ROUTES[id]
  const { body } = ROWS[id]
  const address = `/api${path.replaceAll(places, (_, name: string) => filled[name] ?? '')}`
  return server.send({ path: address, method, headers, ...(body === undefined ? {} : { body }) })
}

describe('asked by everybody, a route answers as the catalogue says, and a refusal changes nothing:', () => {
  for (const id of ROUTE_IDS) {
    const route: Route = ROUTES[id]
    it(`${id} (${route.who}, token: ${route.token})`, async () => {
      const all = await questions(id)
      const refused = all.filter(({ asks }) => promised(route, asks) !== null)
      const before = await hash()
      for (const one of refused)
        expect([one.asks.who, saidIn(await ask(id, one))]).toEqual([one.asks.who, promised(route, one.asks)])
      expect(await hash()).toBe(before)
      const { answers } = ROWS[id]
      for (const one of all.filter((other) => !refused.includes(other))) {
        const expected = typeof answers === 'string' ? answers : answers(one.asks)
        const told = await ask(id, one)
        expect([one.asks.who, saidIn(told)]).toEqual([one.asks.who, expected])
        if (told.status === 200) expectsOnly(route, told.body)
      }
    })
  }
})

/** An answer has what its schema names, and not a member more. */
function expectsOnly({ answer }: Route, body: string): void {
  const told: unknown = JSON.parse(body)
  // A schema of an object leaves out what it does not name.
  if (answer !== null && answer !== 'file') expect(answer.parse(told)).toEqual(told)
}

describe('a GET', () => {
  const reading = ROUTE_IDS.filter((id) => ROUTES[id].method === 'GET')

  it('asked twice leaves every row as it was, whoever asks', async () => {
    expect(reading.length).toBeGreaterThan(12)
    for (const id of reading) {
      const all = await questions(id)
      const before = await hash()
      for (const one of all) {
        const [first, second] = [await ask(id, one), await ask(id, one)]
        expect([id, one.asks.who, second.body]).toEqual([id, one.asks.who, first.body])
      }
      expect([id, await hash()]).toEqual([id, before])
    }
  })
})

function withoutDate({ headers, ...answered }: Answered): Answered {
  const { date: _, ...others } = headers
  return { ...answered, headers: others }
}

describe('to strangers, former members and whoever asks for a review that does not exist,', () => {
  const ofMembers = ROUTE_IDS.filter((id) => ROUTES[id].who === 'member')

  it('there are routes of members', () => {
    expect(ofMembers).toEqual(expect.arrayContaining(['review', 'command', 'snapshot', 'invite-member', 'review-log']))
  })

  for (const id of ofMembers) {
    it(`${id} answers the same, byte for byte`, async () => {
      const all = await questions(id)
      const at = (name: string, review: string): Promise<Answered> => {
        const one = all.find(({ asks: { person, shows } }) => person === name && shows === 'session') as Question
        return ask(id, { ...one, filled: { ...one.filled, review } })
      }
      const answers = [
        await at('mallory', server.first),
        await at('fred', server.first),
        await at('rosa', server.first),
        await at('dana', server.second),
        await at('dana', 'none'),
      ]
      const seen = answers.map(withoutDate)
      for (const one of seen) expect(one).toEqual(seen[0])
      expect(seen[0]?.status).toBe(404)
    })
  }
})
