import { utf8ToBytes } from '@noble/hashes/utils.js'
import {
  agreementOf,
  canonicalJson,
  type Answers,
  type DocumentId,
  type Hash,
  type Instant,
  type Json,
  type PlainDocument,
  type ReviewView,
} from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf, forged, problemsOf } from '../../test/forging.ts'
import { ALICE, BOB, DANA, documentOf, reviewView, type StudyPlan } from '../../test/review-view.ts'
import { buildSnapshot, readJson, verifySnapshot, type SnapshotFile } from '../index.ts'
import { contentIdOf, hashOfJson } from './hash.ts'
import { derivedFrom } from './derive.ts'

const strong: Answers = { blind: 'yes', sites: 'three', losses: 'yes' }
const weak: Answers = { blind: 'no', 'why-not': 'harmful', sites: 'one', losses: 'not-applicable' }
const nearly: Answers = { ...strong, losses: 'no' }
const SECRET = 'secret of an unfinished draft'

const plans: readonly StudyPlan[] = [
  { key: 'zeta-2001', label: 'Zeta 2001', ratings: [strong, strong] },
  {
    key: 'burke-1994',
    label: 'Burke 1994',
    ratings: [strong, weak],
    settled: nearly,
    adjudication: { adjudicator: DANA, rationale: 'The trial register settles it.' },
  },
  { key: 'cui-2023', label: 'Cui 2023', ratings: [strong, nearly] },
  { key: 'ibrahim-2019', label: 'Ibrahim 2019', ratings: null, submitted: 1 },
  { key: 'new-2025', label: 'New 2025' },
]
const invented = 'All ratings are invented.'
const view = reviewView(tinyInstrument, plans, { invented })

const documents: ReadonlyMap<DocumentId, PlainDocument> = new Map(
  Object.entries({
    [`draft-burke-1994-${ALICE}`]: documentOf(
      strong,
      { blind: 'Says “double blind”.' },
      { blind: 'a double-blind trial' },
    ),
    [`draft-burke-1994-${BOB}`]: documentOf(weak, { blind: 'Only participants.' }),
    'consensus-burke-1994': { fields: documentOf(nearly).fields, texts: { 'losses/note': 'Twelve left.' } },
    'consensus-cui-2023': {
      fields: { blind: 'yes', sites: 'three', losses: 'yes', [`losses/candidate/${BOB}`]: 'no' },
      texts: {},
    },
    [`draft-ibrahim-2019-${ALICE}`]: documentOf(weak, { blind: SECRET }),
    [`draft-ibrahim-2019-${BOB}`]: documentOf(strong, { blind: SECRET }),
    'consensus-ibrahim-2019': documentOf(strong, { blind: SECRET }),
  }) as [DocumentId, PlainDocument][],
)
const made = {
  at: '2026-11-22T10:00:00.000Z' as Instant,
  by: DANA,
  label: 'Submission',
  reason: 'Sent to the journal',
  number: 1,
}
const build = (changed: ReviewView = view, given = documents, making = made) =>
  buildSnapshot({ view: changed, documents: given, made: making })
const { bytes, file, contentId } = build()

const textOf = (given: Uint8Array): string => {
  const read = readJson(given)
  return read.ok ? read.text : ''
}
const placesOf = (changed: unknown) => verifySnapshot(bytesOf(changed)).problems.map(({ where }) => where)

describe('a snapshot', () => {
  test('verifies, with the facts that a reader compares', () => {
    expect(verifySnapshot(bytes)).toEqual({
      ok: true,
      problems: [],
      facts: {
        contentId,
        contentHash: file.contentHash,
        fileHash: file.fileHash,
        title: 'Work participation after rehabilitation for back pain',
        reference: 'Callens et al. 2025',
        label: 'Submission',
        reason: 'Sent to the journal',
        number: 1,
        at: made.at,
        by: 'Dana',
        invented,
        studies: 5,
        settled: 2,
        ratings: 6,
        extracted: 0,
        drafts: 0,
        figures: expect.any(Number),
      },
    })
  })

  test('is one canonical JSON text', () => {
    const text = textOf(bytes)
    expect(canonicalJson(JSON.parse(text) as Json)).toBe(text)
    expect(file).toMatchObject({ format: 'tandem-snapshot', formatVersion: 5 })
  })

  test('holds of each item what there is, and nothing of one without answer, note and source', () => {
    const given = file.state.studies.flatMap(({ assessments }) => assessments.flatMap(({ ratings }) => ratings ?? []))
    const items = given.flatMap((rating) => Object.values(rating.items))
    expect(items.length).toBeGreaterThan(0)
    expect(items.filter(({ answer, note, sources }) => answer === null && note === '' && sources.length === 0)).toEqual(
      [],
    )
    const asked = tinyInstrument.domains.flatMap((domain) => domain.items).length
    expect(given.some((rating) => Object.keys(rating.items).length < asked)).toBe(true)
  })

  test('names its content by 16 letters of its hash in groups of four', () => {
    expect(contentId).toMatch(/^rv1(?:-[a-z2-7]{4}){4}$/)
    expect(contentIdOf(`${'00'.repeat(10)}${'ff'.repeat(22)}`)).toBe('rv1-aaaa-aaaa-aaaa-aaaa')
    // RFC 4648, section 10: BASE32("foobar") = MZXW6YTBOI======
    expect(contentIdOf(`666f6f62617200000000${'00'.repeat(22)}`)).toBe('rv1-mzxw-6ytb-oiaa-aaaa')
    expect(hashOfJson({ b: 1, a: [] })).toBe(hashOfJson({ a: [], b: 1 }))
  })

  test('holds both independent ratings, notes and sources, the consensus and how it was settled', () => {
    const burke = file.state.studies.find(({ key }) => key === 'burke-1994')?.assessments[0]
    expect(burke).toMatchObject({
      round: 1,
      state: 'resolved',
      slots: [
        { reviewer: 'R1', submitted: true },
        { reviewer: 'R2', submitted: true },
      ],
      settlement: {
        how: 'adjudication',
        adjudication: { adjudicator: 'R4', rationale: 'The trial register settles it.' },
      },
    })
    expect(burke?.ratings?.[0]?.items['blind']).toEqual({
      answer: 'yes',
      note: 'Says “double blind”.',
      sources: [{ pdf: null, page: '1', quote: 'a double-blind trial', rectangles: [] }],
    })
    expect(burke?.ratings?.[1]?.items['blind']).toEqual({ answer: 'no', note: 'Only participants.', sources: [] })
    expect(burke?.consensus?.items['losses']).toEqual({ answer: 'no', note: 'Twelve left.', sources: [] })
  })

  test('holds of an open consensus what stands in it, without candidates', () => {
    const cui = file.state.studies.find(({ key }) => key === 'cui-2023')?.assessments[0]
    expect(cui).toMatchObject({
      state: 'conflict',
      settlement: null,
      consensus: { items: { losses: { answer: 'yes' } } },
    })
    expect(file.derived.studies.find(({ key }) => key === 'cui-2023')?.assessments[0]?.consensus).toBeNull()
  })

  test('derives points, totals and bands of every rating and settled consensus, and agreement from first ratings', () => {
    const burke = file.derived.studies.find(({ key }) => key === 'burke-1994')?.assessments[0]
    expect(burke?.ratings.map(({ reviewer, points, maximum, band }) => [reviewer, points, maximum, band])).toEqual([
      ['R1', 6, 6, 'strong'],
      ['R2', 1, 6, 'weak'],
    ])
    expect(burke?.consensus).toMatchObject({ points: 5, maximum: 6, band: 'strong' })
    expect(file.derived.agreement).toEqual([
      {
        form: hashOfJson(tinyInstrument),
        reviewers: ['R1', 'R2'],
        ...agreementOf(tinyInstrument, [
          { study: 'burke-1994', answers: [strong, weak] },
          { study: 'cui-2023', answers: [strong, nearly] },
          { study: 'zeta-2001', answers: [strong, strong] },
        ]),
      },
    ])
  })

  test('names people only beside the state, which knows codes', () => {
    expect(file.people.map(({ code, name }) => [code, name])).toEqual([
      ['R1', 'Alice'],
      ['R2', 'Bob'],
      ['R3', 'Carol'],
      ['R4', 'Dana'],
    ])
    expect(canonicalJson([file.state, file.derived] as unknown as Json)).not.toMatch(/Alice|Bob|Carol|Dana|person-/)
  })

  test('holds no random id, no time and no hash of a draft in its state', () => {
    const text = canonicalJson(file.state as unknown as Json)
    expect(text).not.toMatch(/assessment-|study-|draft-|consensus-|\d\d:\d\d|a{64}/)
  })
})

describe('blinding', () => {
  test('nothing unrevealed gets into a snapshot, even if it was handed in', () => {
    expect(textOf(bytes)).not.toContain(SECRET)
    const ibrahim = file.state.studies.find(({ key }) => key === 'ibrahim-2019')?.assessments[0]
    expect(ibrahim).toMatchObject({ state: 'partial', ratings: null, consensus: null, settlement: null })
  })

  test('two unfinished reviews that differ only in unrevealed drafts give the same bytes', () => {
    const other = new Map(documents)
    other.set(`draft-ibrahim-2019-${ALICE}` as DocumentId, documentOf(strong, { sites: 'something else' }))
    other.delete('consensus-ibrahim-2019' as DocumentId)
    expect(build(view, other).bytes).toEqual(bytes)
  })

  test('a view that leaks an unrevealed consensus or settlement leaks nothing into the file', () => {
    const leaking: ReviewView = {
      ...view,
      assessments: view.assessments.map((assessment) =>
        assessment.revealed !== null
          ? assessment
          : {
              ...assessment,
              consensus: {
                document: 'consensus-ibrahim-2019' as DocumentId,
                attempt: 1,
                openedAt: made.at,
                signatures: [],
                reason: SECRET,
              },
              settlement: {
                how: 'consensus',
                at: made.at,
                contentHash: 'b'.repeat(64) as Hash,
                answers: strong,
                adjudication: null,
              },
            },
      ),
    }
    expect(build(leaking).bytes).toEqual(bytes)
  })
})

describe('the content id', () => {
  test('is the same for equal content, whenever and wherever it was frozen', () => {
    const elsewhere = JSON.parse(
      JSON.stringify(view)
        .replaceAll('person-', 'user-')
        .replaceAll('assessment-', 'a-')
        .replaceAll('2026-11-01', '2027-01-01'),
    ) as ReviewView
    const moved = {
      ...elsewhere,
      studies: [...elsewhere.studies].reverse(),
      assessments: [...elsewhere.assessments].reverse(),
    }
    const renamed = new Map(
      [...documents].map(([id, document]) => [id.replace('person-', 'user-') as DocumentId, document]),
    )
    const other = build(moved, renamed, {
      ...made,
      by: 'user-a' as typeof DANA,
      at: '2027-01-01T00:00:00.000Z' as Instant,
      number: 7,
    })
    expect(other.contentId).toBe(contentId)
    expect(other.bytes).not.toEqual(bytes)
  })

  test('is not moved by earlier snapshots', () => {
    const second = build({ ...view, snapshots: [{ ...made, contentId }] })
    expect(second.contentId).toBe(contentId)
  })

  test('changes with one note, one answer, one source', () => {
    const id = `draft-burke-1994-${BOB}` as DocumentId
    const ids = [
      documentOf(weak, { blind: 'Only the participants.' }),
      documentOf(weak, { blind: 'Only participants.' }, { sites: 'one site' }),
    ].map((document) => build(view, new Map(documents).set(id, document)).contentId)
    const answered = reviewView(
      tinyInstrument,
      plans.map((plan) => (plan.key === 'zeta-2001' ? { ...plan, ratings: [nearly, nearly] } : plan)),
      { invented },
    )
    expect(new Set([contentId, ...ids, build(answered).contentId]).size).toBe(4)
  })
})

describe('a file that is no snapshot', () => {
  test.each<readonly [string, Uint8Array, string, RegExp]>([
    ['empty', new Uint8Array(), 'byte 0', /no JSON \(line 1, column 1\)/],
    ['broken UTF-8', Uint8Array.of(...utf8ToBytes('{"é":'), 0xff, 0x7d), 'byte 6', /no UTF-8 \(line 1, column 6\)/],
    ['cut off', bytes.slice(0, -1), `byte ${bytes.length - 1}`, /no JSON/],
    ['with something after it', utf8ToBytes('{}x'), 'byte 2', /no JSON \(line 1, column 3\)/],
    ['broken in its third line', utf8ToBytes('{\n"a": 1,\n"b" 2}'), 'byte 14', /line 3, column 5/],
    ['with a byte order mark', utf8ToBytes('\uFEFF{}'), 'byte 0', /no JSON/],
    ['too deep', utf8ToBytes('['.repeat(100_000) + ']'.repeat(100_000)), '/', /too-deep/],
    ['with a forbidden key', utf8ToBytes('{"__proto__":{}}'), '/', /forbidden-key/],
    ['a number', utf8ToBytes('1'), '/', /no object/],
  ])('%s is named as such', (_, given, where, sentence) => {
    const report = verifySnapshot(given)
    expect(report).toMatchObject({ ok: false, facts: null })
    expect(report.problems[0]).toEqual({ where, sentence: expect.stringMatching(sentence) })
  })

  test('another program’s JSON is told apart by what is missing and what is foreign', () => {
    expect(verifySnapshot(utf8ToBytes('{"format":"other"}')).problems).toContainEqual({
      where: '/format',
      sentence: 'Here stands no value of "tandem-snapshot".',
    })
    expect(placesOf({ ...file, extra: 1 })).toContain('/extra')
    expect(placesOf({ ...file, formatVersion: 6 })).toContain('/formatVersion')
  })

  test('the same content with other spaces is not canonical, and the first such byte is named', () => {
    const report = verifySnapshot(utf8ToBytes(JSON.stringify(file, null, 1)))
    expect(report.problems[0]).toMatchObject({ where: 'byte 1', sentence: expect.stringContaining('RFC 8785') })
  })
})

describe('a changed byte', () => {
  test('anywhere in the file is found, and the problem names a place', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = bytes.slice()
        flipped[at] = (bytes[at] ?? 0) ^ mask
        const { ok, problems } = verifySnapshot(flipped)
        expect(ok).toBe(false)
        expect(problems.every(({ where, sentence }) => where !== '' && sentence !== '')).toBe(true)
      }),
      { seed: 20261122, numRuns: 2_000 },
    )
  })

  test('in a note is named by whose rating it is in, and the whole seal is broken', () => {
    const changed = JSON.parse(textOf(bytes).replace('Only participants.', 'Only participents.')) as Json
    expect(verifySnapshot(bytesOf(changed)).problems).toEqual([
      {
        where: '/state/studies/0/assessments/0/ratings/1',
        sentence: expect.stringContaining('The rating of Burke 1994 by R2 in round 1'),
      },
      { where: '/contentHash', sentence: expect.any(String) },
      { where: '/contentId', sentence: expect.any(String) },
      { where: '/fileHash', sentence: expect.any(String) },
    ])
  })
})

describe('a change with all hashes computed again', () => {
  const burke = '/state/studies/0/assessments/0'
  const scores = '/derived/studies/0/assessments/0'
  const definition = `/state/instruments/${hashOfJson(tinyInstrument)}`

  test.each<readonly [string, string, unknown, string]>([
    [
      'an answer',
      `${burke}/ratings/0/items/sites/answer`,
      'none',
      `${scores}/ratings/0/points: Burke 1994, round 1, ratings R1 points: printed is 6, recomputed from the answers 3.`,
    ],
    [
      'a settled answer',
      `${burke}/consensus/items/losses/answer`,
      'yes',
      `${scores}/consensus/points: Burke 1994, round 1, consensus points: printed is 5, recomputed from the answers 6.`,
    ],
    [
      'a total',
      `${scores}/consensus/points`,
      6,
      `${scores}/consensus/points: Burke 1994, round 1, consensus points: printed is 6, recomputed from the answers 5.`,
    ],
    [
      'a subscale',
      `${scores}/consensus/domains/1/maximum`,
      5,
      'Burke 1994, round 1, consensus domains size maximum: printed is 5, recomputed from the answers 4.',
    ],
    [
      'a band',
      `${scores}/ratings/1/band`,
      'strong',
      'Burke 1994, round 1, ratings R2 band: printed is "strong", recomputed from the answers "weak".',
    ],
    [
      'a kappa',
      '/derived/agreement/0/items/2/kappa/value',
      0.9,
      '/derived/agreement/0/items/2/kappa/value: Agreement of R1 and R2, items sites kappa value: printed is 0.9, recomputed from the answers 0.',
    ],
    [
      'a figure too much',
      '/derived/studies/1/assessments/0/ratings/0/percent',
      100,
      'Cui 2023, round 1, ratings R1 percent: printed is 100, recomputed from the answers nothing.',
    ],
    ['a band limit of the definition', `${definition}/bands/0/to`, 5, 'Band "strong" overlaps "weak".'],
    [
      'points of the definition',
      `${definition}/domains/1/items/0/options/1/points`,
      2,
      'The definition does not have the hash that it is filed under.',
    ],
    [
      'an answer that the definition does not know',
      `${burke}/ratings/0/items/sites/answer`,
      'four',
      `${burke}/ratings/0/items/sites/answer: Burke 1994, R1: "four" is no answer to item B1.`,
    ],
    [
      'an item that the definition does not know',
      `${burke}/consensus/items/extra`,
      { answer: 'yes', note: '', sources: [] },
      `${burke}/consensus/items/extra: Burke 1994, consensus: the definition has no item extra.`,
    ],
    [
      'an adjudicator who is one of the reviewers',
      `${burke}/settlement/adjudication/adjudicator`,
      'R1',
      `${burke}/settlement/adjudication: Burke 1994: the adjudicator is one of its reviewers.`,
    ],
    [
      'an adjudication without adjudicator',
      `${burke}/settlement/adjudication`,
      null,
      'an adjudication has an adjudicator and a rationale, nothing else has.',
    ],
    [
      'ratings by somebody else',
      `${burke}/ratings/1/reviewer`,
      'R3',
      'the ratings are not those of its reviewers, one each, in their order.',
    ],
    [
      'ratings before all had submitted',
      `${burke}/slots/1/submitted`,
      false,
      'ratings were revealed before all had submitted.',
    ],
    [
      'a settled study with an open item',
      `${burke}/consensus/items/sites`,
      undefined,
      'Burke 1994: it is settled, but sites has no answer.',
    ],
    [
      'a settlement of what was not revealed',
      '/state/studies/2/assessments/0/settlement',
      { how: 'agreed', adjudication: null },
      'Ibrahim 2019: it is settled although nothing was revealed.',
    ],
    [
      'a reviewer whom nobody knows',
      '/state/studies/2/assessments/0/slots/0/reviewer',
      'R9',
      'R9 is none of the people in the file.',
    ],
    ['the order of studies', '/state/studies', [...file.state.studies].reverse(), 'The studies are not sorted by key'],
    [
      'a form that is not there',
      `${burke}/form`,
      'c'.repeat(64),
      'Burke 1994 uses a definition that the file does not hold.',
    ],
    [
      'the sentence about inventing',
      '/made/invented',
      null,
      '/made/invented: What is said here to be invented is not what the review says.',
    ],
    ['the maker', '/made/by', 'R7', '/made/by: R7 is none of the people in the file.'],
    ['a code', '/people/2/code', 'R5', '/people/2/code: The code here is R5 and not R3.'],
  ])('of %s is found by recomputing', (_, path, value, expected) => {
    expect(problemsOf(forged(file, [path, value])).join('\n')).toContain(expected)
  })

  test('of answers and figures alike passes, but under another content id', () => {
    const answered = forged(file, [`${burke}/consensus/items/losses/answer`, 'yes'])
    const report = verifySnapshot(
      bytesOf(
        forged(file, [`${burke}/consensus/items/losses/answer`, 'yes'], ['/derived', derivedFrom(answered.state)]),
      ),
    )
    expect(report.ok).toBe(true)
    expect(report.facts?.contentId).not.toBe(contentId)
  })
})

describe('the list of hashes', () => {
  test.each<readonly [string, (parts: SnapshotFile['parts']) => SnapshotFile['parts'], RegExp]>([
    ['that lacks a piece', (parts) => parts.slice(1), /lacks \/made/],
    [
      'that names a foreign piece',
      (parts) => [...parts, { path: '/state/studies/99', sha256: '0'.repeat(64) }],
      /names \/state\/studies\/99/,
    ],
    ['in another order', (parts) => [...parts].reverse(), /order/],
    ['with a piece twice', (parts) => [...parts, ...parts.slice(0, 1)], /twice/],
  ])('%s is found', (_, change, sentence) => {
    const { problems } = verifySnapshot(bytesOf({ ...file, parts: change(file.parts) }))
    expect(
      problems
        .filter(({ where }) => where === '/parts')
        .map((problem) => problem.sentence)
        .join(),
    ).toMatch(sentence)
  })
})
