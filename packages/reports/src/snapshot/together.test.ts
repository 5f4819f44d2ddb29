/** Snapshots of a protocol, and of ratings made together. */
import {
  canonicalJson,
  type Assessment,
  type DocumentId,
  type Hash,
  type Instant,
  type Json,
  type ReviewView,
} from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { forged, problemsOf } from '../../test/forging.ts'
import { ALICE, BOB, DANA, documentOf, reviewView } from '../../test/review-view.ts'
import { buildSnapshot } from './build.ts'
import { verifySnapshot } from './verify.ts'

const answers = { blind: 'yes', sites: 'three', losses: 'yes' }
const at = '2026-11-22T10:00:00.000Z' as Instant
const made = { at, by: DANA, label: 'Submission', reason: '', number: 1 }

/** Burke 1994 was written by Alice and confirmed by Bob; Cui 2023 is still being written. */
function verifiedView(): ReviewView {
  const view = reviewView(
    tinyInstrument,
    [
      { key: 'burke-1994', label: 'Burke 1994', ratings: null },
      { key: 'cui-2023', label: 'Cui 2023', ratings: null },
    ],
    { switchedOff: ['two-independent-raters'] },
  )
  const written = (assessment: Assessment): Assessment => ({
    ...assessment,
    mode: 'verified',
    slots: [{ reviewer: ALICE, draft: null, submittedAt: null }],
    verifiers: [BOB],
    joint: {
      document: `joint-${assessment.study}` as DocumentId,
      attempt: 1,
      reason: null,
      firstSettledAt: null,
      writers: [ALICE],
      confirmations: [],
    },
  })
  const [burke, cui] = view.assessments.map(written)
  if (!burke || !cui) throw new Error('two studies')
  const settlement = { how: 'verified', at, contentHash: null, answers, adjudication: null } as const
  const amendment = {
    version: 2,
    at,
    by: DANA,
    reason: 'One of us left.',
    changes: [{ field: 'Risk of bias: how it is assessed', old: 'independently', new: 'by one' }],
    progress: [{ form: 'tiny', studies: 2, assigned: 2, revealed: 0, settled: 0 }],
  }
  const stages = view.review.stages.map((stage) => ({ ...stage, mode: 'verified' as const }))
  return {
    ...view,
    review: { ...view.review, stages },
    protocol: { version: 2, frozen: { at, by: DANA }, amendments: [amendment] },
    assessments: [{ ...burke, state: 'agreed', settlement }, cui],
  }
}

const documents = new Map([
  ['joint-study-burke-1994' as DocumentId, documentOf(answers, {}, { blind: 'a double-blind trial' })],
  ['joint-study-cui-2023' as DocumentId, documentOf({ blind: 'no' }, { blind: 'not finished' })],
])
const { bytes, file } = buildSnapshot({ view: verifiedView(), documents, made })
const printed = canonicalJson(file as unknown as Json)

describe('a snapshot of what was written together', () => {
  it('verifies', () => {
    expect(verifySnapshot(bytes)).toMatchObject({ ok: true, problems: [] })
  })

  it('holds it with who wrote and who confirmed, its points, and nothing that is not settled', () => {
    const [burke, cui] = file.state.studies.map(({ assessments }) => assessments[0])
    expect(burke).toMatchObject({
      ratings: null,
      consensus: null,
      settlement: { how: 'verified' },
      slots: [{ reviewer: 'R1' }],
      together: { mode: 'verified', verifiers: ['R2'], items: { blind: { answer: 'yes' } } },
    })
    expect(file.derived.studies[0]?.assessments[0]?.consensus?.points).toBe(6)
    expect(cui).toMatchObject({ settlement: null, together: { items: null } })
    expect(printed).not.toContain('not finished')
  })

  it('prints the protocol, its amendments without times, and each deviation', () => {
    expect(file.state.protocol).toMatchObject({
      stages: [{ mode: 'verified', reviewers: 2 }],
      version: 2,
      amendments: [{ version: 2, by: 'R4', reason: 'One of us left.' }],
    })
    expect(JSON.stringify(file.state.protocol)).not.toContain('2026')
    expect(file.derived.deviations?.map(({ id }) => id)).toEqual(['two-independent-raters'])
  })

  const burke = '/state/studies/0/assessments/0'

  it.each<readonly [string, string, unknown, string]>([
    ['a deviation that was left out', '/derived/deviations', [], 'recomputed from the answers'],
    ['a verifier who wrote it', `${burke}/together/verifiers`, ['R1'], 'who confirmed it is one of those who wrote it'],
    ['a verifier that was taken out', `${burke}/together/verifiers`, [], 'has somebody who confirmed it'],
    ['an answer that was taken out', `${burke}/together/items/sites`, undefined, 'but sites has no answer'],
    ['content that was not settled', '/state/studies/1/assessments/0/together/items', {}, 'when it is settled'],
    ['a settlement of another kind', `${burke}/settlement/how`, 'joint', 'not settled in the way that it was written'],
    ['ratings beside it', `${burke}/ratings`, [], 'what is written together has no ratings to compare'],
    ['independent ratings settled so', `${burke}/together`, undefined, 'are not settled in this way'],
  ])('with all hashes computed again shows %s', (_, path, value, sentence) => {
    const problems = problemsOf(forged(file, [path, value]))
    expect(problems.some((problem) => problem.includes(sentence))).toBe(true)
  })
})

describe('deviations of a plan whose rules were switched on again', () => {
  const strict = { review: { ...verifiedView().review, switchedOff: [] } }
  const begun = buildSnapshot({
    view: {
      ...verifiedView(),
      ...strict,
      protocol: { version: 1, frozen: { at, by: DANA }, amendments: [], assignedBeforeFreeze: true },
    },
    documents,
    made,
  })
  const before = '/state/protocol/assignedBeforeFreeze'

  it('follow from what was done, and are found by whoever verifies the file', () => {
    const ids = begun.file.derived.deviations?.map(({ id }) => id)
    expect(ids).toEqual(['protocol-is-frozen', 'two-independent-raters'])
    expect(verifySnapshot(begun.bytes)).toMatchObject({ ok: true, problems: [] })
    for (const place of [0, 1])
      expect(
        problemsOf(forged(begun.file, ['/derived/deviations', begun.file.derived.deviations?.toSpliced(place, 1)])),
      ).toContainEqual(expect.stringContaining('recomputed from the answers'))
    expect(problemsOf(forged(begun.file, [before, false]))).toContainEqual(
      expect.stringContaining('recomputed from the answers'),
    )
  })
})

it('a stage whose definition is missing is named', () => {
  const stages = [{ form: 'b'.repeat(64) as Hash, mode: 'joint', reviewers: 1 }] as const
  const problems = problemsOf(forged(file, ['/state/protocol/stages', stages]))
  expect(problems).toContain('/state/protocol/stages: The review uses a definition that the file does not hold.')
})
