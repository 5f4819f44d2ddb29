import { verifySnapshot, type SnapshotFile } from '@tandem/reports'
import type { PersonId } from '@tandem/rules'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { House } from '../testing/house.ts'
import { DEMO } from './demo-data.ts'
import { DEMO_EXTRACTIONS } from './demo-extractions.ts'
import { DEMO_REVIEW, seedDemo } from './seed.ts'

const LEAD = 'dana' as PersonId

let house: House
let text = ''
beforeAll(async () => {
  house = await House.openEmpty()
  let ids = 0
  const newId = () => `seed-${(ids += 1)}`.padEnd(20, '-')
  await house.during(seedDemo({ store: house.store, core: house.core, newId }))
  const command = { type: 'snapshot', label: 'Submission', reason: '' } as const
  await house.during(house.core.reviews.command(DEMO_REVIEW, LEAD, { id: newId(), command }))
  text = (await house.core.reviews.snapshot(DEMO_REVIEW, LEAD, 1))?.text ?? ''
})
afterAll(() => house.close())

describe('a snapshot of the demo', () => {
  it('verifies, with its ratings and what was extracted, and says that they are invented', () => {
    const report = verifySnapshot(new TextEncoder().encode(text))
    expect(report).toMatchObject({
      ok: true,
      problems: [],
      facts: { studies: 6, settled: 4, ratings: 10, extracted: 3, drafts: 8, invented: DEMO.review.invented },
    })
  })

  it('holds the structures, the revealed drafts and what was agreed, but no draft that waits', () => {
    const { state } = JSON.parse(text) as SnapshotFile
    expect(Object.values(state.forms ?? {}).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['study-structure', 'return-to-work']),
    )
    const rounds = state.studies.flatMap(({ key, extractions = [] }) => extractions.map((round) => ({ key, ...round })))
    expect(rounds.filter(({ together }) => together?.content)).toHaveLength(5)
    expect(rounds.filter(({ drafts }) => drafts !== null)).toHaveLength(4)
    const waiting = rounds.filter(({ state: at }) => at === 'partial')
    expect(waiting).toMatchObject([{ drafts: null, differing: null, consensus: null, settlement: null }])
    const { drafts } = DEMO_EXTRACTIONS.find(({ study }) => study === waiting[0]?.key) ?? {}
    const words = 'On sick leave or unemployed'
    expect(JSON.stringify(drafts)).toContain(words)
    expect(text).not.toContain(words)
  })
})
