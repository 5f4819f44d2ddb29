/** Files of earlier versions verify as they are, and none passes for one of another version. */
import type { Instant } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import format2 from '../../test/fixtures/snapshot-format-2.json' with { type: 'json' }
import format4 from '../../test/fixtures/snapshot-format-4.json' with { type: 'json' }
import { bytesOf, forged, problemsOf, type Change } from '../../test/forging.ts'
import { DANA, reviewView } from '../../test/review-view.ts'
import { buildSnapshot } from './build.ts'
import type { SnapshotFile } from './format.ts'
import { verifySnapshot } from './verify.ts'

const answers = { blind: 'yes', sites: 'three', losses: 'yes' }
const present = buildSnapshot({
  view: reviewView(tinyInstrument, [{ key: 'burke-1994', label: 'Burke 1994', ratings: [answers, answers] }]),
  documents: new Map(),
  made: { at: '2026-11-22T10:00:00.000Z' as Instant, by: DANA, label: 'Submission', reason: '', number: 1 },
}).file
const of4 = format4 as unknown as SnapshotFile
const of2 = format2 as unknown as SnapshotFile

const EXTRACTIONS: readonly Change[] = [
  ['/state/forms', undefined],
  ['/state/studies/0/extractions', undefined],
  ['/derived/studies/0/extractions', undefined],
  ['/derived/extractionAgreement', undefined],
]
const FREEZE = '/state/protocol/assignedBeforeFreeze'
const DEVIATIONS = '/derived/deviations'

describe.each([
  [2, of2, { contentId: 'rv1-ff53-3fly-ofp2-tli2', settled: 2 }],
  [4, of4, { contentId: 'rv1-pzdi-qaou-tmar-yuys', settled: 2, drafts: 0, extracted: 0 }],
] as const)('a file of version %i', (version, file, facts) => {
  it('verifies as it is', () => {
    expect(file.formatVersion).toBe(version)
    expect(verifySnapshot(bytesOf(file))).toMatchObject({ ok: true, problems: [], facts })
  })
})

it('a file of version 1 verifies as it is: what is new is absent', () => {
  const form = present.state.protocol?.stages?.[0]?.form
  const first = forged(
    present,
    ...EXTRACTIONS,
    ['/formatVersion', 1],
    ['/state/protocol', undefined],
    ['/state/review/reviewersPerStudy', 2],
    ['/state/review/form', form],
    [DEVIATIONS, undefined],
  )
  expect(problemsOf(first)).toEqual([])
})

describe('a file of version 3', () => {
  const [planned, done] = [of4.derived.deviations?.slice(1), of4.derived.deviations]

  it('reads deviations from the plan alone: it says nothing of the time before the freeze', () => {
    expect(done?.map(({ id }) => id)).toEqual(['protocol-is-frozen', 'two-independent-raters'])
    expect(problemsOf(forged(of4, ['/formatVersion', 3], [FREEZE, undefined], [DEVIATIONS, planned]))).toEqual([])
  })

  it('does not pass for one of version 4, nor the other way round', () => {
    const sentence = expect.stringContaining('is said since format 4')
    expect(problemsOf(forged(of4, [FREEZE, undefined], [DEVIATIONS, planned]))).toContainEqual(sentence)
    expect(problemsOf(forged(of4, ['/formatVersion', 3]))).toContainEqual(sentence)
  })
})

it('a file of version 2 does not pass for one of a later version, nor the other way round', () => {
  const sentence = (version: number) => expect.stringContaining(`says its stages in another way than format ${version}`)
  expect(problemsOf(forged(of2, ['/formatVersion', 5]))).toContainEqual(sentence(5))
  expect(problemsOf(forged(of4, ['/formatVersion', 2]))).toContainEqual(sentence(2))
})

describe('a file of version 4', () => {
  const sentence = expect.stringContaining('is frozen since format 5')

  it('does not pass for one of version 5, which says of each study what was extracted', () => {
    expect(problemsOf(forged(of4, ['/formatVersion', 5]))).toEqual(
      ['/state/forms', ...of4.state.studies.map((_, at) => `/state/studies/${at}/extractions`)].map((where) =>
        expect.stringMatching(new RegExp(`^${where}: .*since format 5`)),
      ),
    )
    expect(problemsOf(forged(present, ...EXTRACTIONS, ['/formatVersion', 4]))).toEqual([])
  })

  it('holds no extraction', () => {
    expect(problemsOf(forged(present, ['/formatVersion', 4]))).toEqual([sentence, sentence])
  })
})
