/** Snapshots of a review whose form of data extraction has several versions. */
import { alice, bob, dana, EXTRACTED, extractionForm, reported, secondStudy } from '@tandem/rules/testing'
import { describe, expect, it } from 'vitest'
import { EVENTS, resolved, snapshotOf } from '../../test/extraction-review.ts'
import { forged, problemsOf } from '../../test/forging.ts'
import type { SnapshotFile } from './format.ts'
import { verifySnapshot } from './verify.ts'

/** The first study was settled by version 1 and opened again with version 2; the second is extracted with version 2. */
function ofTwoVersions() {
  const scene = resolved()
  const agreement = snapshotOf(scene).file.derived.extractionAgreement
  scene.adapts().takesOut('fields', 'results~events').publishes()
  scene.does(dana, { type: 'reopen', assessment: scene.assessment().id, reason: 'A question was added.' })
  scene
    .write(scene.consensusId(), { funding: reported('The region') })
    .signs(alice)
    .signs(bob)
  return { scene, agreement }
}

const { scene, agreement } = ofTwoVersions()
const { bytes, file } = snapshotOf(scene)
const roundIn = ({ state }: SnapshotFile) =>
  state.studies[0]?.extractions?.find(({ form }) => state.forms?.[form]?.id === extractionForm.id)
const versionOf = ({ state }: SnapshotFile, hash: string | undefined) =>
  Object.entries(state.forms ?? {}).find(([each]) => each === hash)?.[1].version

describe('a snapshot of a form with two versions', () => {
  it('verifies, holds both, and says which one the drafts are of and which one the consensus', () => {
    expect(verifySnapshot(bytes)).toMatchObject({ ok: true, problems: [] })
    const round = roundIn(file)
    expect([versionOf(file, round?.form), versionOf(file, round?.consensusForm)]).toEqual([1, 2])
    const planned = file.state.protocol?.stages?.map(({ form }) => versionOf(file, form))
    expect(planned).toEqual([1, 2])
  })

  it('keeps the agreement of what was revealed first, also over a question that is no longer asked', () => {
    expect(roundIn(file)?.differing).toEqual([EVENTS])
    expect(file.derived.extractionAgreement).toEqual(agreement)
  })

  it('holds studies of both versions, each with its own', () => {
    const other = ofTwoVersions().scene.rates(alice, { ...EXTRACTED, funding: reported('The region') }, secondStudy)
    expect(other.assessment(secondStudy).form.version).toBe(2)
    expect(verifySnapshot(snapshotOf(other).bytes)).toMatchObject({ ok: true })
  })

  it('is found out where it names another version of the consensus', () => {
    const at = '/state/studies/0/extractions/0/consensusForm'
    expect(problemsOf(forged(file, [at, roundIn(file)?.form]))).toEqual([
      expect.stringContaining('One 2001, consensus: The form has no such field.'),
    ])
    const first = forged(file, ['/state/studies/0/extractions/0/consensus/attempt', 1])
    expect(problemsOf(first)).toContainEqual(
      expect.stringContaining('goes on with a later version of the form only where it was opened again'),
    )
    expect(problemsOf(forged(file, [at, '0'.repeat(64)])).join('\n')).toContain('/consensusForm')
  })
})
