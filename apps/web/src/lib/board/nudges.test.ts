import { describe, expect, it } from 'vitest'
import { alice, bob, carol, COMPLETE, firstStudy, Scene, secondStudy } from '@tandem/rules/testing'
import { studyRows } from '#lib/review/situation.ts'
import { nudgesFor } from './nudges.ts'
import { boardRows, countsBySlot } from './rows.ts'

/** The first study is in conflict; of the second, Alice has submitted. */
function scene(): Scene {
  const made = new Scene().inConflict().assigns(secondStudy)
  return made.rates(alice, COMPLETE, secondStudy).submits(alice, secondStudy)
}

const rowsOf = ({ view }: Scene) => boardRows(studyRows(view, 'tiny'), countsBySlot([]), '2026-03-30')

describe('nudges', () => {
  const everybody = [alice, bob, carol]

  it('are about drafts for which somebody waits or that are due, and only for those who have still to submit', () => {
    const rows = rowsOf(scene())
    expect(nudgesFor(rows, everybody, new Set()).map(({ person }) => person)).toEqual([bob])
    const fresh = rowsOf(new Scene().assigns())
    expect(nudgesFor(fresh, everybody, new Set())).toEqual([])
    expect(nudgesFor(fresh, everybody, new Set([firstStudy])).map(({ person }) => person)).toEqual([alice, bob])
  })

  it('are about what one has picked, where one has picked something', () => {
    const rows = rowsOf(scene())
    expect(nudgesFor(rows, everybody, new Set([firstStudy]))).toEqual([])
    const [nudge] = nudgesFor(rows, everybody, new Set([secondStudy]))
    expect(nudge?.rows.map(({ study }) => study.id)).toEqual([secondStudy])
  })
})
