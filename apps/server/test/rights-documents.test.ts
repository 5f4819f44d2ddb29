/**
 * Every kind of document and the live feed, asked for by everybody over real sockets, and the files of snapshots: open as
 * `grantFor` says, or refused with the bytes that an address which does not exist is refused with.
 */
import * as decoding from 'lib0/decoding'
import {
  grantFor,
  type Assessment,
  type DocumentId,
  type DocumentKind,
  type Grant,
  type GrantedDocument,
} from '@tandem/rules'
import { CLOSE, GRANT, TANDEM_PARAMETER, WIRE_VERSION } from '@tandem/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { knock, type Closed } from '../src/testing/knock.ts'
import { knockersAt, saidIn, type Headers, type Knocker } from '../src/testing/knockers.ts'
import { startTwoReviews, type Name, type TwoReviews } from '../src/testing/two-reviews.ts'

let server: TwoReviews
let knockers: readonly Knocker[]
let built: DocumentId
let assessments: Readonly<Record<'blind' | 'revealed' | 'together', Assessment>>
beforeAll(async () => {
  server = await startTwoReviews()
  knockers = await knockersAt(server)
  const { first, studies } = server
  assessments = {
    blind: await server.assessment(first, studies.blind),
    revealed: await server.assessment(first, studies.revealed),
    together: await server.assessment(first, studies.together),
  }
  await server.does(first, server.ids.olga, { type: 'begin-form', title: 'Pilot', from: null })
  built = (await server.view(first)).ownForms.at(-1)?.document as DocumentId
})
// A new second: nobody has used up how many sockets one may open in it.
beforeEach(() => server.time.pass(1_000))
afterAll(() => server.stop())

/** What one may do with a document, as the server says when it is opened. */
const openDocument = (document: string, headers: Headers) =>
  knock(server, `/sync/${document}?${TANDEM_PARAMETER}=${WIRE_VERSION}`, headers, (data): Grant | null => {
    const decoder = decoding.createDecoder(new Uint8Array(data))
    return decoding.readVarUint(decoder) === GRANT ? (decoding.readVarString(decoder) as Grant) : null
  })

const watch = (review: string, headers: Headers) =>
  knock(server, `/live/${review}?${TANDEM_PARAMETER}=${WIRE_VERSION}`, headers, (data) =>
    (JSON.parse(data.toString()) as { type: string }).type === 'ready' ? 'open' : null,
  )

/** A token comes without an Origin, and would not get as far as a session. */
const headersOf = async (asks: Knocker): Promise<Headers> => {
  const { origin: _, ...headers } = await asks.headers()
  return headers
}

const UNKNOWN: Closed = { code: CLOSE.notFound, reason: 'not-found', frames: 0 }
const SIGNED_OUT: Closed = { code: CLOSE.signedOut, reason: 'signed-out', frames: 0 }

/** A token opens no socket. */
const hasSession = ({ shows }: Knocker): boolean => shows === 'session'

const readers = { alice: 'read', bob: 'read', adam: 'read', carol: 'read', dana: 'read', olga: 'read' } as const
type Documented = {
  readonly what: string
  readonly kind: DocumentKind
  /** Absent: of none. */
  readonly of?: () => Assessment
  readonly document: () => DocumentId
  readonly grants: Readonly<Partial<Record<Name, Grant>>>
}
const draftOfAlice = ({ slots }: Assessment): DocumentId =>
  slots.find(({ reviewer }) => reviewer === server.ids.alice)?.draft as DocumentId
const DOCUMENTS: readonly Documented[] = [
  {
    what: 'a draft before the reveal',
    kind: 'draft',
    of: () => assessments.blind,
    document: () => draftOfAlice(assessments.blind),
    grants: { alice: 'write' },
  },
  {
    what: 'a draft after the reveal',
    kind: 'draft',
    of: () => assessments.revealed,
    document: () => draftOfAlice(assessments.revealed),
    grants: readers,
  },
  {
    what: 'a consensus',
    kind: 'consensus',
    of: () => assessments.revealed,
    document: () => assessments.revealed.consensus?.document as DocumentId,
    grants: { ...readers, alice: 'write', bob: 'write', adam: 'write' },
  },
  {
    what: 'what is written together and confirmed by Bob',
    kind: 'joint',
    of: () => assessments.together,
    document: () => assessments.together.joint?.document as DocumentId,
    grants: { ...readers, alice: 'write' },
  },
  {
    what: 'a form under construction',
    kind: 'definition',
    document: () => built,
    grants: { ...readers, gina: 'read', olga: 'write', dana: 'write', alice: 'write', bob: 'write', erin: 'write' },
  },
]

describe('a document opens for whom it is, and for all others there is none:', () => {
  for (const { what, kind, of, document, grants } of DOCUMENTS) {
    it(what, async () => {
      const view = await server.view(server.first)
      const owner = kind === 'draft' ? server.ids.alice : null
      const granted: GrantedDocument = { id: document(), kind, assessment: of?.().id ?? null, owner }
      for (const asks of knockers) {
        const grant = hasSession(asks) ? (grants[asks.person] ?? 'none') : 'none'
        if (hasSession(asks))
          expect([asks.who, grantFor(view, server.ids[asks.person], granted)]).toEqual([asks.who, grant])
        const seen = await openDocument(document(), await headersOf(asks))
        const refusal = hasSession(asks) ? UNKNOWN : SIGNED_OUT
        expect([asks.who, seen]).toEqual([asks.who, grant === 'none' ? refusal : grant])
      }
    })
  }

  it('one that does not exist', async () => {
    for (const asks of knockers) {
      const seen = await openDocument('nothing', await headersOf(asks))
      expect([asks.who, seen]).toEqual([asks.who, hasSession(asks) ? UNKNOWN : SIGNED_OUT])
    }
  })
})

describe('what became of a document is for whoever may read it, and for all others there is none:', () => {
  const asked = async (headers: Headers, document: string, item: string) => {
    const path = `/api/reviews/${server.first}/documents/${document}/history${item}`
    const { status, body } = await server.send({ path, method: 'GET', headers })
    return { status, body }
  }

  for (const { what, document, grants } of DOCUMENTS) {
    it(what, async () => {
      // What a token may ask for is said by the catalogue of routes, and tried with it.
      for (const asks of knockers.filter(hasSession)) {
        server.time.pass(1_000)
        const headers = await asks.headers()
        for (const item of ['', '/db-1']) {
          const [seen, ofNothing] = [await asked(headers, document(), item), await asked(headers, 'nothing', item)]
          const mayRead = asks.role !== null && (grants[asks.person] ?? 'none') !== 'none'
          if (mayRead) expect([asks.who, seen.status, ofNothing.status]).toEqual([asks.who, 200, 404])
          else expect([asks.who, seen]).toEqual([asks.who, ofNothing])
        }
      }
    })
  }
})

describe('the live feed opens for members, and for all others there is none:', () => {
  it('of a review', async () => {
    for (const asks of knockers) {
      const seen = await watch(server.first, await headersOf(asks))
      const refusal = hasSession(asks) ? UNKNOWN : SIGNED_OUT
      expect([asks.who, seen]).toEqual([asks.who, hasSession(asks) && asks.role !== null ? 'open' : refusal])
    }
  })

  it('of one that does not exist', async () => {
    for (const asks of knockers) {
      const seen = await watch('nothing', await headersOf(asks))
      expect([asks.who, seen]).toEqual([asks.who, hasSession(asks) ? UNKNOWN : SIGNED_OUT])
    }
  })
})

describe('the file of a snapshot', () => {
  it('with what was revealed is for whoever may read all of that; to others there is no such number', async () => {
    const at = async (number: number, headers: Headers) => {
      const {
        status,
        headers: told,
        body,
      } = await server.send({
        path: `/api/reviews/${server.first}/snapshots/${number}`,
        headers,
      })
      const { date: _, ...others } = told
      return { status, headers: others, body }
    }
    for (const asks of knockers.filter(({ shows, role }) => shows === 'session' && role !== null)) {
      const headers = await asks.headers()
      const [revealed, unknown] = [await at(2, headers), await at(9, headers)]
      expect([asks.who, saidIn(unknown)]).toEqual([asks.who, '404 not-found'])
      if (asks.person in readers) expect([asks.who, revealed.status]).toEqual([asks.who, 200])
      else expect([asks.who, revealed]).toEqual([asks.who, unknown])
    }
  })
})
