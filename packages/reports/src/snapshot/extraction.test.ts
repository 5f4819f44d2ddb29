/** Snapshots of what was extracted. */
import {
  canonicalJson,
  MAX_SOURCES,
  STUDY_STRUCTURE,
  type Assessment,
  type DocumentId,
  type Json,
  type PlainDocument,
} from '@tandem/rules'
import {
  alice,
  bob,
  dana,
  EXTRACTED,
  ExtractionScene,
  firstStudy,
  hashOfTest,
  reported,
  row,
  STRUCTURE,
  tinyForm,
} from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import {
  EVENTS,
  inConflict,
  resolved,
  restructured,
  SECRET,
  snapshotOf,
  structureIn,
} from '../../test/extraction-review.ts'
import { forged, problemsOf } from '../../test/forging.ts'
import type { SnapshotExtraction, SnapshotFile } from './format.ts'
import { hashOfJson } from './hash.ts'
import { verifySnapshot } from './verify.ts'

const [structureHash, formHash] = [hashOfJson(STUDY_STRUCTURE), hashOfJson(tinyForm)]
const { bytes, file, contentId } = snapshotOf(resolved())
const printed = canonicalJson(file as unknown as Json)

const roundsIn = (of: SnapshotFile, form: string, study = 0): readonly SnapshotExtraction[] =>
  (of.state.studies[study]?.extractions ?? []).filter((round) => round.form === form)

/** One of the two timepoints is left. */
const LATE = { 'outcomes/o1/timepoints': reported(['t2']) }

describe('a snapshot of what was extracted', () => {
  it('verifies, and says how much there is', () => {
    expect(verifySnapshot(bytes)).toMatchObject({
      ok: true,
      problems: [],
      facts: { studies: 2, settled: 0, ratings: 0, extracted: 1, drafts: 2 },
    })
  })

  it('names every stage in the order of the plan, and holds each definition where it belongs', () => {
    const staged = snapshotOf(resolved().withSecondStage()).file
    expect(staged.state.protocol?.stages?.map(({ mode }) => mode)).toEqual(['joint', 'independent', 'independent'])
    const [, , rating] = staged.state.protocol?.stages ?? []
    expect(staged.state.protocol?.stages?.map(({ form }) => form)).toEqual([structureHash, formHash, rating?.form])
    expect(Object.keys(staged.state.instruments)).toEqual([rating?.form])
    expect(staged.state.forms).toEqual({ [structureHash]: STUDY_STRUCTURE, [formHash]: tinyForm })
    expect(problemsOf(staged)).toEqual([])
  })

  it('holds each draft whole as it was revealed: answers, sources, notes, accepted warnings, rows', () => {
    const [round] = roundsIn(file, formHash)
    expect(round?.drafts?.map(({ reviewer }) => reviewer)).toEqual(['R1', 'R2'])
    expect(round?.drafts?.[0]?.content.fields).toMatchObject({
      ...EXTRACTED,
      'design/note': 'As they say.',
      'design/source': [{ pdf: null, page: '3', quote: 'a cohort of workers', rectangles: [] }],
      'results/o1~t1~a1/n/accepted': { 'n-larger-than-randomised': 'Some came later.' },
      'funders/f1/order': 'B',
    })
    expect(round?.drafts?.[1]?.content.fields['funders/x9/name']).toEqual(reported('the region'))
    expect(round?.differing).toEqual([EVENTS])
  })

  it('holds what was agreed, with the texts that were typed together and how it was settled', () => {
    const [round] = roundsIn(file, formHash)
    expect(round).toMatchObject({ state: 'resolved', settlement: { how: 'consensus', adjudication: null } })
    expect(round?.consensus).toMatchObject({ attempt: 1, reopenedBecause: null })
    expect(round?.consensus?.content.fields[EVENTS]).toEqual(reported(3))
    expect(round?.consensus?.content.texts).toEqual({ aim: 'To compare', 'design/note': 'Both agree.' })
  })

  it('holds the structure as it was written together', () => {
    expect(roundsIn(file, structureHash)).toMatchObject([
      {
        drafts: null,
        differing: null,
        consensus: null,
        settlement: { how: 'joint' },
        slots: [{ reviewer: 'R1' }, { reviewer: 'R2' }],
        together: { mode: 'joint', verifiers: [], attempt: 1, content: { fields: STRUCTURE, texts: {} } },
      },
    ])
  })

  it('keeps the content that was signed: its hash is the signed one', () => {
    const scene = resolved()
    const { documents } = scene
    const [round] = roundsIn(snapshotOf(scene).file, formHash)
    const settled = documents[scene.consensusId()] as PlainDocument
    expect(hashOfJson(round?.consensus?.content)).toBe(hashOfJson(settled))
    expect(hashOfJson(round?.drafts?.[1]?.content)).toBe(hashOfJson(documents[scene.draftOf(bob)]))
  })

  it('holds of a consensus that is open what stands in it, without losing values', () => {
    const scene = inConflict()
    scene.write(scene.consensusId(), { [EVENTS]: reported(4), [`${EVENTS}/candidate/${alice}`]: reported(3) })
    const open = snapshotOf(scene)
    const [round] = roundsIn(open.file, formHash)
    expect(round).toMatchObject({ state: 'conflict', settlement: null })
    expect(round?.consensus?.content.fields[EVENTS]).toEqual(reported(4))
    expect(JSON.stringify(open.file)).not.toContain('candidate')
    expect(verifySnapshot(open.bytes)).toMatchObject({ ok: true, problems: [], facts: { extracted: 0, drafts: 2 } })
  })

  it('holds the sources of all together, also where they are more than one person may give', () => {
    const places = (page: string) =>
      Array.from({ length: MAX_SOURCES }, (_, at) => ({ pdf: null, page, quote: `number ${at}`, rectangles: [] }))
    const sources = { alice: { 'design/source': places('1') }, bob: { 'design/source': places('2') } }
    const { file: both } = snapshotOf(new ExtractionScene().extracted(sources.alice, sources.bob))
    const { fields } = roundsIn(both, formHash)[0]?.consensus?.content ?? {}
    expect(fields?.['design/source']).toHaveLength(2 * MAX_SOURCES)
    expect(problemsOf(both)).toEqual([])
  })

  it('is complete where both said the same, and settled with the reveal', () => {
    const { file: agreed, bytes } = snapshotOf(new ExtractionScene().extracted())
    expect(roundsIn(agreed, formHash)).toMatchObject([
      { state: 'agreed', differing: [], settlement: { how: 'agreed' } },
    ])
    expect(verifySnapshot(bytes)).toMatchObject({ ok: true, problems: [] })
  })

  it('holds earlier rounds, and each consensus with the reason for which it was opened again', () => {
    const scene = resolved()
    scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A misprint was found.' })
    const reopened = snapshotOf(scene)
    expect(roundsIn(reopened.file, formHash)[0]?.consensus).toMatchObject({
      attempt: 2,
      reopenedBecause: 'A misprint was found.',
      content: { texts: { aim: 'To compare' } },
    })
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'With the full report.' })
    const again = snapshotOf(scene)
    expect(
      roundsIn(again.file, formHash).map(({ round, isCurrent, drafts }) => [round, isCurrent, drafts?.length]),
    ).toEqual([
      [1, false, 2],
      [2, true, undefined],
    ])
    for (const { bytes } of [reopened, again]) expect(verifySnapshot(bytes)).toMatchObject({ ok: true, problems: [] })
  })
})

describe('what is counted of extractions', () => {
  it('is cells: answered in each draft, compared, differing, settled', () => {
    const at = (file.state.studies[0]?.extractions ?? []).findIndex(({ form }) => form === formHash)
    // Design, aim, the funder, four numbers of people, and the events of one result.
    expect(file.derived.studies[0]?.extractions?.[at]).toEqual({
      round: 1,
      drafts: [
        { reviewer: 'R1', answered: 8 },
        { reviewer: 'R2', answered: 8 },
      ],
      compared: 8,
      differing: 1,
      settled: 8,
    })
  })

  it('is the agreement of first drafts, by pair', () => {
    const expected = {
      form: formHash,
      reviewers: ['R1', 'R2'],
      studies: 1,
      leftOut: 0,
      cells: 8,
      same: 7,
      percent: 87.5,
    }
    expect(file.derived.extractionAgreement).toEqual([expected])
    const scene = resolved()
    scene.does(dana, { type: 'rate-again', assessment: scene.assessment().id, reason: 'With the full report.' })
    scene.rates(alice, EXTRACTED).rates(bob, EXTRACTED).submits(alice).submits(bob)
    const { file: again } = snapshotOf(scene)
    expect(again.derived.extractionAgreement).toEqual([expected])
    expect(problemsOf(again)).toEqual([])
  })

  it('names a pair in the order of the people, whoever was assigned first', () => {
    const scene = new ExtractionScene().structured()
    const assignment = { study: firstStudy, form: tinyForm.id, reviewers: [bob, alice], reason: null }
    scene
      .does(dana, { type: 'assign', ...assignment })
      .rates(alice, EXTRACTED)
      .rates(bob, EXTRACTED)
    const { file: turned } = snapshotOf(scene.submits(alice).submits(bob))
    expect(roundsIn(turned, formHash)[0]?.drafts?.map(({ reviewer }) => reviewer)).toEqual(['R2', 'R1'])
    expect(turned.derived.extractionAgreement).toMatchObject([{ reviewers: ['R1', 'R2'], percent: 100 }])
  })

  it.each<readonly [string, Readonly<Record<string, Json>> | null, 'reopen' | 'rate-again']>([
    ['opened again', null, 'reopen'],
    ['opened again, and without one of its timepoints', LATE, 'reopen'],
    ['begun again in another round', null, 'rate-again'],
    ['agreed in another round, and without one', { ...STRUCTURE, ...LATE }, 'rate-again'],
  ])('does not move when the structure is %s after the reveal', (_, fields, how) => {
    const { file: later, bytes: bytesLater } = snapshotOf(restructured(resolved(), fields, how))
    expect(later.derived.extractionAgreement).toEqual(file.derived.extractionAgreement)
    const of = (one: SnapshotFile) => one.derived.studies[0]?.extractions?.find(({ drafts }) => drafts.length > 0)
    expect({ ...of(later), settled: null }).toEqual({ ...of(file), settled: null })
    expect(verifySnapshot(bytesLater)).toMatchObject({ ok: true, problems: [] })
  })

  it('follows the structure of the reveal through as many changes as there are', () => {
    const twice = restructured(restructured(resolved(), LATE), { 'outcomes/o1/timepoints': reported(['t1']) })
    expect(snapshotOf(twice).file.derived.extractionAgreement).toEqual(file.derived.extractionAgreement)
  })

  it.each(['reopen', 'rate-again'] as const)(
    'of a log that kept no structure is nothing while none is agreed: %s',
    (how) => {
      const scene = restructured(resolved(), null, how)
      const assessments = scene.view.assessments.map(withoutStructure)
      const { file: open, bytes: bytesOpen } = snapshotOf(scene, { view: { ...scene.view, assessments } })
      expect(verifySnapshot(bytesOpen)).toMatchObject({ ok: true, problems: [] })
      const counts = open.derived.studies[0]?.extractions?.find(({ drafts }) => drafts.length > 0)
      expect(counts).toMatchObject({ drafts: [{ answered: null }, { answered: null }], compared: null, settled: null })
      expect(counts?.differing).toBe(1)
      expect(open.derived.extractionAgreement).toMatchObject([
        { studies: 0, leftOut: 1, cells: 0, same: 0, percent: null },
      ])
    },
  )

  it('prints that somebody extracted alone; the structure, which is one document by its nature, is no deviation', () => {
    const ids = (of: SnapshotFile) => of.derived.deviations?.map(({ id }) => id)
    expect(ids(file)).toEqual([])
    const scene = new ExtractionScene().structured()
    const stages = scene.view.review.stages.map((stage) => ({ ...stage, mode: 'joint' as const }))
    scene.view = { ...scene.view, review: { ...scene.view.review, stages } }
    scene.assigns()
    scene.write(scene.jointId(), EXTRACTED)
    const alone = snapshotOf(scene).file
    expect(ids(alone)).toEqual([])
    const contentHash = hashOfTest(scene.plain(scene.jointId()))
    scene.does(alice, { type: 'submit', assessment: scene.assessment().id, contentHash })
    const settled = snapshotOf(scene).file
    expect(ids(settled)).toEqual(['two-independent-extractors'])
    expect(problemsOf(settled)).toEqual([])
    expect(problemsOf(forged(settled, ['/derived/deviations', []]))).toContainEqual(
      expect.stringContaining('The deviations: printed is nothing'),
    )
  })
})

describe('blinding', () => {
  it('nothing of a draft that was not revealed gets into the file, even if it was handed in', () => {
    expect(printed).not.toContain(SECRET)
    expect(roundsIn(file, formHash, 1)).toMatchObject([
      { state: 'pending', drafts: null, differing: null, consensus: null, settlement: null },
    ])
  })

  it('two reviews that differ only in unrevealed drafts give the same bytes', () => {
    const [scene, other] = [resolved(), resolved()]
    other.rates(alice, { design: reported('cohort') }, other.view.studies[1]?.id)
    expect(snapshotOf(other).bytes).toEqual(snapshotOf(scene).bytes)
  })

  it('a view that leaks an unrevealed consensus or settlement leaks nothing into the file', () => {
    const scene = resolved()
    const { consensus, settlement } = scene.assessment()
    const assessments = scene.view.assessments.map((round) =>
      round.revealed || round.joint ? round : { ...round, consensus, settlement },
    )
    expect(snapshotOf(scene, { view: { ...scene.view, assessments } }).bytes).toEqual(bytes)
  })

  it('nothing of a structure gets into the file before it is agreed', () => {
    const scene = new ExtractionScene().structured()
    restructured(scene, null)
    scene.write(structureIn(scene).document, { 'arms/a1/name': reported(SECRET) })
    const open = snapshotOf(scene)
    expect(canonicalJson(open.file as unknown as Json)).not.toContain(SECRET)
    expect(roundsIn(open.file, structureHash)).toMatchObject([
      { settlement: null, together: { attempt: 2, reopenedBecause: 'There is a third arm.', content: null } },
    ])
    expect(verifySnapshot(open.bytes)).toMatchObject({ ok: true, problems: [] })
  })
})

describe('a content that is not the signed one', () => {
  const scene = resolved()
  const documents = new Map(Object.entries(scene.documents) as [DocumentId, PlainDocument][])
  const of = {
    'a draft': scene.draftOf(bob),
    'a consensus': scene.consensusId(),
    'a structure': structureIn(scene).document,
  }

  it.each(Object.entries(of))('is never frozen: of %s', (_, id) => {
    const { fields = {}, texts = {} } = documents.get(id) ?? {}
    const changed = new Map(documents).set(id, { fields: { ...fields, dropped: reported('later') }, texts })
    expect(() => snapshotOf(scene, { documents: changed })).toThrow(
      `the content of ${id} is not the one that was signed`,
    )
  })

  it('is none at all where nothing was handed in', () => {
    const missing = new Map(documents)
    missing.delete(scene.consensusId())
    expect(() => snapshotOf(scene, { documents: missing })).toThrow('was not handed in')
  })
})

describe('the content id', () => {
  it('is the same for equal content, whenever and wherever it was frozen', () => {
    const scene = resolved()
    const elsewhere = JSON.parse(JSON.stringify(scene.view).replaceAll('2026-01-01', '2027-01-01'))
    const assessments = [...elsewhere.assessments].reverse()
    expect(snapshotOf(scene, { view: { ...elsewhere, assessments } }).contentId).toBe(contentId)
  })

  it('changes with one answer, one note, one row with another id', () => {
    const settledWith = (change: Readonly<Record<string, Json>>) => {
      const scene = inConflict()
      scene.write(scene.consensusId(), change)
      return snapshotOf(resolved(scene)).contentId
    }
    const ids = [
      settledWith({ 'results/o1~t1~a2/events': reported(1) }),
      settledWith({ 'design/accepted': { 'some-warning': 'It is so.' } }),
      settledWith(row('funders', 'f2', 'W', { name: 'A firm' })),
      settledWith(row('funders', 'f3', 'W', { name: 'A firm' })),
    ]
    expect(new Set([contentId, settledWith({}), ...ids]).size).toBe(5)
  })
})

/** As a log tells it that did not keep by which structure drafts were compared. */
function withoutStructure(assessment: Assessment): Assessment {
  if (assessment.revealed === null) return assessment
  const { structure: _, ...revealed } = assessment.revealed
  return { ...assessment, revealed }
}
